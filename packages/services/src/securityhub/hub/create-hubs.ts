import type { Clock } from '@gatehouse/core';
import { rulesFor } from '../automation/evaluation.ts';
import type { Findings, Hubs } from '../ports.ts';
import { productOf } from '../products/catalogue.ts';
import { productSubscriptions } from '../products/subscriptions.ts';
import type { Subscriptions } from './access.ts';
import { hubs } from './hubs.ts';
import { audience, visibility } from './visibility.ts';

interface Deps extends Subscriptions {
  readonly clock: Clock;
  /** Asked only when rules are compiled: the two sides know each other. */
  readonly findings: () => Pick<Findings, 'matcher'>;
}

/** What the findings ask of subscriptions, members, aggregation, products and rules. */
export const createHubs = ({ clock, findings, acceptsLooseInput = false }: Deps): Hubs => ({
  isEnabled: async (tx, hub) => acceptsLooseInput || (await hubs.find(tx, hub)) !== undefined,
  visibility: (tx, hub) => visibility(tx, hub, acceptsLooseInput),
  audience: (tx, owner) => audience(tx, owner, acceptsLooseInput),
  mayImport: async (tx, hub, productArn) => {
    const product = productOf(productArn);
    return product !== undefined && (await productSubscriptions.isEnabled(tx, hub, product));
  },
  product: (productArn) => {
    const product = productOf(productArn);
    return product === undefined ? undefined : { company: product.company, name: product.name };
  },
  automation: (tx, owner) => rulesFor(findings(), tx, owner, clock.now()),
});
