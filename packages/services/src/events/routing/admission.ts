import type { Clock, Ids } from '@gatehouse/core';
import type { Cache, Vault } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { DELIVERIES, lanesNotice } from '../delivery/lanes.ts';
import { archivedEvents, type NewArchivedEvent } from '../repositories/archived-events.ts';
import { archives } from '../repositories/archives.ts';
import { type AcceptedEvent, deliveries, type NewDelivery } from '../repositories/deliveries.ts';
import type { BusRoutes, Route } from './routes.ts';

/** An event at the door of a bus. What costs something is made only when somebody listens. */
export interface Arrival {
  readonly busArn: string;
  readonly source: string;
  readonly detailType?: string | undefined;
  readonly time: Date;
  /** What patterns are matched against: its JSON text, or its value where no text is there yet. */
  subject(): string | object;
  text(): string;
  /** What it counts for in an archive. */
  sizeBytes(): number;
  /** It came from another bus, and is not sent on to a third. */
  readonly forwarded?: boolean | undefined;
  /** A read-only management event: most rules do not want it. */
  readonly isRead?: boolean | undefined;
  /** A replay: only for these rules unless the list is empty, and not for archives. */
  readonly replay?: { readonly ruleArns: readonly string[] } | undefined;
  /** Whether a delivery of this rule has caused it. */
  causedBy?(ruleArn: string): boolean;
}

/** Events on their way to rules, targets and archives. */
export interface Admission {
  /** Matches the events and stores their deliveries, all with this transaction. */
  admit(tx: Tx, arrivals: readonly Arrival[]): Promise<void>;
  /** Stores deliveries to the targets of one rule, whatever its pattern: its schedule is due. */
  admitFor(tx: Tx, arrival: Arrival, route: Route): Promise<void>;
}

interface Deps {
  readonly routes: Cache<BusRoutes>;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What one transaction will store. */
interface Plan {
  readonly events: AcceptedEvent[];
  readonly deliveries: NewDelivery[];
  readonly archived: (NewArchivedEvent & { readonly archiveArn: string })[];
}

const emptyPlan = (): Plan => ({ events: [], deliveries: [], archived: [] });

const wants = (arrival: Arrival, route: Route): boolean => {
  const { isRead = false, replay } = arrival;
  if (isRead && !route.takesReads) return false;
  if (replay !== undefined && replay.ruleArns.length > 0)
    return replay.ruleArns.includes(route.ruleArn);
  return arrival.causedBy?.(route.ruleArn) !== true;
};

const addDeliveries = (
  { clock, ids }: Deps,
  plan: Plan,
  arrival: Arrival,
  chosen: readonly Route[],
): void => {
  if (!chosen.some((route) => route.targets.length > 0)) return;
  const key = ids.uuid();
  plan.events.push({
    key,
    busArn: arrival.busArn,
    forwarded: arrival.forwarded ?? false,
    acceptedAt: clock.now(),
    text: arrival.text(),
  });
  for (const { ruleArn, targets } of chosen)
    for (const { id, lane } of targets)
      plan.deliveries.push({ eventKey: key, ruleArn, targetId: id, lane });
};

const addMatches = (deps: Deps, plan: Plan, arrival: Arrival, bus: BusRoutes): void => {
  const { routes: matching, archives: kept } = bus.match(arrival.subject());
  addDeliveries(
    deps,
    plan,
    arrival,
    matching.filter((route) => wants(arrival, route)),
  );
  // Archives are like rules in state ENABLED, with a pattern that excludes replays (User Guide, "Archives").
  if (arrival.replay !== undefined || arrival.isRead === true) return;
  for (const { arn, key } of kept)
    plan.archived.push({
      archiveArn: arn,
      archiveKey: key,
      time: arrival.time,
      sizeBytes: arrival.sizeBytes(),
      forwarded: arrival.forwarded ?? false,
      text: arrival.text(),
    });
};

const store = async ({ vault, clock }: Deps, tx: Tx, plan: Plan): Promise<void> => {
  if (plan.deliveries.length > 0) {
    await deliveries.insert(tx, vault, plan.events, plan.deliveries, clock.now().getTime());
    tx.notify(DELIVERIES, lanesNotice(new Set(plan.deliveries.map(({ lane }) => lane))));
  }
  if (plan.archived.length === 0) return;
  await archivedEvents.insert(tx, vault, plan.archived);
  // In one order, so that two nodes do not wait for one another.
  const byArchive = [...Map.groupBy(plan.archived, ({ archiveArn }) => archiveArn)];
  for (const [arn, own] of byArchive.toSorted(([a], [b]) => (a < b ? -1 : 1)))
    await archives.count(
      tx,
      arn,
      own.length,
      own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
};

export const createAdmission = (deps: Deps): Admission => ({
  admit: async (tx, arrivals) => {
    const plan = emptyPlan();
    // Where nothing may be kept in memory each bus is loaded once for all of them.
    const loaded = new Map<string, BusRoutes>();
    for (const arrival of arrivals) {
      const { busArn, source, detailType } = arrival;
      const found = loaded.get(busArn) ?? deps.routes.get(busArn);
      const bus = found instanceof Promise ? await found : found;
      if (found instanceof Promise) loaded.set(busArn, bus);
      if (bus.mayTake(source, detailType)) addMatches(deps, plan, arrival, bus);
    }
    await store(deps, tx, plan);
  },
  admitFor: async (tx, arrival, route) => {
    const plan = emptyPlan();
    addDeliveries(deps, plan, arrival, [route]);
    await store(deps, tx, plan);
  },
});
