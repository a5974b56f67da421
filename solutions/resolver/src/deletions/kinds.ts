import type { ResourceKind } from './kind.ts';
import { COMPUTE_KINDS } from './kinds-compute.ts';
import { DATA_KINDS } from './kinds-data.ts';
import { EC2_KINDS } from './kinds-ec2.ts';
import { IDENTITY_KINDS } from './kinds-identity.ts';
import { OTHER_KINDS } from './kinds-other.ts';

/** Every kind of resource whose deletion is understood. */
export const KINDS: readonly ResourceKind[] = [
  ...EC2_KINDS,
  ...IDENTITY_KINDS,
  ...DATA_KINDS,
  ...COMPUTE_KINDS,
  ...OTHER_KINDS,
];

const keyOf = (eventSource: string, eventName: string): string => `${eventSource} ${eventName}`;

const byEvent = Map.groupBy(
  KINDS.flatMap((kind) =>
    kind.events.map((event) => ({ kind, key: keyOf(`${kind.service}.amazonaws.com`, event) })),
  ),
  ({ key }) => key,
);

/** `DeleteFunction20150331`, `DeleteDistribution2020_05_31`: some services add the version of their API. */
export const plainEventName = (eventName: string): string =>
  eventName.replace(/20\d{2}_?\d{2}_?\d{2}$/, '');

/** The kinds that an API call may delete: one event name may serve two, told apart by the parameters. */
export const kindsOf = (eventSource: string, eventName: string): readonly ResourceKind[] =>
  (byEvent.get(keyOf(eventSource, plainEventName(eventName))) ?? []).map(({ kind }) => kind);
