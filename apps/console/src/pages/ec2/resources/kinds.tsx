import type { ComponentType } from 'react';
import { IMAGES } from '../images/images.tsx';
import { KEY_PAIRS } from '../key-pairs/key-pairs.tsx';
import { ELASTIC_IPS, NETWORK_INTERFACES } from '../network/addresses.tsx';
import { INTERNET_GATEWAYS, NAT_GATEWAYS } from '../network/gateways.tsx';
import { ROUTE_TABLES } from '../network/route-tables.tsx';
import { SUBNETS } from '../network/subnets.tsx';
import { VPCS } from '../network/vpcs.tsx';
import { GROUPS } from '../security-groups/groups.tsx';
import { SNAPSHOTS } from '../storage/snapshots.tsx';
import { VOLUMES } from '../storage/volumes.tsx';
import { KindDetail } from './kind-detail.tsx';
import { KindList } from './kind-list.tsx';
import type { Kind } from './kind.ts';

interface KindPages {
  readonly List: ComponentType;
  readonly Detail: ComponentType;
}

const pagesOfKind = <Item, Output>(
  kind: Kind<Item, Output>,
): readonly [path: string, pages: KindPages] => [
  kind.path,
  { List: () => <KindList kind={kind} />, Detail: () => <KindDetail kind={kind} /> },
];

/** The pages of each kind, by its part of the address. */
export const KIND_PAGES: ReadonlyMap<string, KindPages> = new Map([
  pagesOfKind(VPCS),
  pagesOfKind(SUBNETS),
  pagesOfKind(ROUTE_TABLES),
  pagesOfKind(INTERNET_GATEWAYS),
  pagesOfKind(NAT_GATEWAYS),
  pagesOfKind(ELASTIC_IPS),
  pagesOfKind(NETWORK_INTERFACES),
  pagesOfKind(VOLUMES),
  pagesOfKind(SNAPSHOTS),
  pagesOfKind(IMAGES),
  pagesOfKind(KEY_PAIRS),
  pagesOfKind(GROUPS),
]);
