import type { Clock } from '@gatehouse/core';
import { createCache } from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { rulesFor } from '../automation/evaluation.ts';
import type { Findings, HubRef, Hubs, VisibleAccount } from '../ports.ts';
import { productArn as arnOfProduct, productOf } from '../products/catalogue.ts';
import { productSubscriptions } from '../products/subscriptions.ts';
import type { Subscriptions } from './access.ts';
import { HUBS_CHANNEL } from './changes.ts';
import { hubs } from './hubs.ts';
import { audience, visibility } from './visibility.ts';

interface Deps extends Subscriptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Asked only when rules are compiled: the two sides know each other. */
  readonly findings: () => Pick<Findings, 'matcher'>;
}

const keyOf = ({ account, region }: HubRef): string => `${account} ${region}`;
const hubOf = (key: string): HubRef => {
  const [account = '', region = ''] = key.split(' ');
  return { account, region };
};

/** What every import and every search asks, and what changes seldom. */
const createViews = (store: Store, isSubscribedAnyway: boolean) => ({
  visible: createCache<readonly VisibleAccount[]>({
    store,
    channel: HUBS_CHANNEL,
    load: (key) => store.read((tx) => visibility(tx, hubOf(key), isSubscribedAnyway)),
  }),
  audience: createCache<readonly HubRef[]>({
    store,
    channel: HUBS_CHANNEL,
    load: (key) => store.read((tx) => audience(tx, hubOf(key), isSubscribedAnyway)),
  }),
});

/** What the findings ask of subscriptions, members, aggregation, products and rules. */
export const createHubs = ({ store, clock, findings, acceptsLooseInput = false }: Deps): Hubs => {
  const views = createViews(store, acceptsLooseInput);
  return {
    isEnabled: async (tx, hub) => acceptsLooseInput || (await hubs.find(tx, hub)) !== undefined,
    visibility: async (_tx, hub) => views.visible.get(keyOf(hub)),
    audience: async (_tx, owner) => views.audience.get(keyOf(owner)),
    mayImport: async (tx, hub, productArn) => {
      const product = productOf(productArn);
      if (product === undefined || productArn !== arnOfProduct(product, hub.region)) return false;
      return productSubscriptions.isEnabled(tx, hub, product);
    },
    product: (productArn) => {
      const product = productOf(productArn);
      return product === undefined ? undefined : { company: product.company, name: product.name };
    },
    automation: (tx, owner) => rulesFor(findings(), tx, owner, clock.now()),
  };
};
