import type { Clock, Ids, Log } from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import type { Store, Tx } from '@gatehouse/store';
import { apiDestinations } from '../repositories/api-destinations.ts';
import { deliveries, type TakenDelivery } from '../repositories/deliveries.ts';
import { failures } from '../repositories/failures.ts';
import type { Addresses, Attempt, Settlement } from './attempts.ts';
import { destinationOf, laneSettings } from './lanes.ts';

/** Longer than any attempt: what a node that fell had taken, another takes after it. */
const LEASE_MILLISECONDS = 30_000;
const AFTER_TROUBLE_MILLISECONDS = 5000;

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly vault: Vault;
  readonly attempt: Attempt;
  readonly addresses: () => Addresses;
}

interface Batch {
  readonly lease: string;
  readonly taken: readonly TakenDelivery[];
}

/** What came of a look into a lane. */
export type Round =
  /** So many were attempted. */
  | { readonly kind: 'ran'; readonly count: number }
  | { readonly kind: 'idle' }
  /** An API destination has had its share of this second. */
  | { readonly kind: 'paced'; readonly milliseconds: number };

/** One round of a lane: takes what is due, attempts it, and settles it, each in one transaction. */
export type RunRound = (lane: string) => Promise<Round>;

/** How many may begin now: an API destination's rate is shared by all nodes. */
const granted = async (tx: Tx, lane: string, now: number, wanted: number): Promise<number> => {
  const arn = destinationOf(lane);
  if (arn === undefined) return wanted;
  const destination = await apiDestinations.find(tx, arn);
  return destination === undefined
    ? wanted
    : deliveries.pace(tx, lane, Math.floor(now / 1000), destination.ratePerSecond, wanted);
};

const take = ({ store, clock, ids, vault }: Deps, lane: string): Promise<Batch | 'paced'> => {
  const lease = ids.uuid();
  const { batch } = laneSettings(lane);
  return store.write(async (tx) => {
    const now = clock.now().getTime();
    const limit = await granted(tx, lane, now, batch);
    if (limit === 0) return 'paced';
    const taken = await deliveries.take(tx, vault, lane, {
      now,
      limit,
      lease,
      until: now + LEASE_MILLISECONDS,
      skipsLocked: store.dialect === 'postgres',
    });
    return { lease, taken };
  });
};

type Settled = readonly [TakenDelivery, Settlement];

const attempted = async (
  { attempt, clock, log }: Deps,
  delivery: TakenDelivery,
  addresses: Addresses,
): Promise<Settled> => {
  try {
    return [delivery, await attempt(delivery, addresses)];
  } catch (error) {
    log.error('a delivery could not be attempted', { cause: String(error) });
    const until = new Date(clock.now().getTime() + AFTER_TROUBLE_MILLISECONDS);
    return [delivery, { kind: 'postpone', until, error: 'INTERNAL_ERROR' }];
  }
};

const settle = ({ store }: Deps, lease: string, settled: readonly Settled[]): Promise<void> =>
  store.write(async (tx) => {
    const ended: TakenDelivery[] = [];
    for (const [delivery, settlement] of settled) {
      if (settlement.kind === 'postpone') {
        const { until, error } = settlement;
        await deliveries.postpone(tx, lease, delivery.id, until.getTime(), error);
        continue;
      }
      ended.push(delivery);
      if (settlement.failure !== undefined) await failures.add(tx, settlement.failure);
    }
    await deliveries.end(tx, lease, ended);
  });

export const createRounds =
  (deps: Deps): RunRound =>
  async (lane) => {
    const { store, clock, log } = deps;
    // An empty look must not cost a durable commit.
    const isDue = await store.read((tx) => deliveries.isDue(tx, lane, clock.now().getTime()));
    if (!isDue) return { kind: 'idle' };
    const batch = await take(deps, lane);
    if (batch === 'paced')
      return { kind: 'paced', milliseconds: 1000 - (clock.now().getTime() % 1000) };
    const { lease, taken } = batch;
    if (taken.length === 0) return { kind: 'idle' };
    const addresses = deps.addresses();
    const settled = await Promise.all(
      taken.map((delivery) => attempted(deps, delivery, addresses)),
    );
    await settle(deps, lease, settled);
    const lost = settled.filter(([, end]) => end.kind === 'end' && end.failure !== undefined);
    if (lost.length > 0) log.warn('events were not delivered', { lane, count: lost.length });
    return { kind: 'ran', count: taken.length };
  };
