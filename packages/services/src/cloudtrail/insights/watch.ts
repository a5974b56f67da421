import {
  type ApiCall,
  createInsightsModel,
  type InsightsModel,
  type InsightTransition,
} from '@gatehouse/anomaly';
import type { AuditEntry } from '@gatehouse/service-kit';
import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import { insightsWork } from '../delivery/jobs.ts';
import { oweTo } from '../delivery/owing.ts';
import type { CloudTrailDeps } from '../deps.ts';
import { text } from '../loose.ts';
import { insightEvents, insightStates } from '../repositories/insights.ts';
import { type Lane, owed, type TakenBatch } from '../repositories/owed.ts';
import { trails } from '../repositories/trails.ts';
import type { Trail } from '../trails.ts';
import { insightEntry } from './insight-event.ts';

type Deps = Pick<CloudTrailDeps, 'audit' | 'clock' | 'ids' | 'log' | 'publish' | 'store'>;

const MOST_BYTES = 4 * 1024 * 1024;
const LEASE_MILLISECONDS = 10 * 60_000;
/** What CloudTrail watches; a gap is not among it. */
const SETTINGS = { gaps: false };

interface Kept {
  readonly model: InsightsModel;
  readonly version: number;
}

/** A record of a management event as the model counts it. */
const callOf = ({ at, text: line }: TakenBatch['events'][number]): ApiCall | undefined => {
  // A batch holds what this service made of records.
  const record = JSON.parse(line) as AuditEntry['record'] & {
    readonly userIdentity?: { readonly arn?: unknown };
  };
  if (record['managementEvent'] === false) return undefined;
  return {
    at,
    account: record.recipientAccountId,
    region: String(record['awsRegion']),
    source: String(record['eventSource']),
    name: String(record['eventName']),
    write: record['readOnly'] !== true,
    errorCode: text(record['errorCode']),
    userIdentityArn: text(record.userIdentity?.arn),
    userAgent: text(record['userAgent']),
  };
};

const isAskedFor =
  ({ insights }: Trail) =>
  ({ type }: InsightTransition): boolean =>
    insights.some(
      ({ InsightType, EventCategories = ['Management'] }) =>
        InsightType === type && EventCategories.includes('Management'),
    );

/** Tells what was found: the history of Insights events, the buses, and the trail's own files. */
const tell = async (
  { ids, publish }: Deps,
  tx: Tx,
  trail: Trail,
  found: readonly InsightTransition[],
  now: Date,
): Promise<void> => {
  const entries = found.filter(isAskedFor(trail)).map(insightEntry);
  if (entries.length === 0) return;
  const fresh: AuditEntry[] = [];
  for (const entry of entries) {
    const { recipientAccountId: account } = entry.record;
    const scope = { account, region: String(entry.record['awsRegion']) };
    if (await insightEvents.insert(tx, scope, entry)) fresh.push(entry);
  }
  await publish(tx, fresh);
  await oweTo(tx, ids, trail, entries, now);
};

interface Round {
  readonly trail: Trail;
  readonly lane: Lane;
  readonly lease: string;
  readonly batches: readonly TakenBatch[];
  readonly found: readonly InsightTransition[];
}

/** Notes what the model learned, what it found, and what it has read, all or nothing; false when another was faster. */
const settle = (deps: Deps, { model, version }: Kept, round: Round): Promise<boolean> => {
  const { trail, lane, lease, batches, found } = round;
  const changes = model.changes();
  return deps.store.write(async (tx) => {
    if (!(await insightStates.write(tx, trail.id, version, changes))) return false;
    const ids = batches.map(({ batchId }) => batchId);
    await owed.end(tx, lane, lease, ids);
    await tell(deps, tx, trail, found, deps.clock.now());
    return true;
  });
};

const take = ({ store, clock }: Deps, lane: Lane, lease: string): Promise<readonly TakenBatch[]> =>
  store.write((tx) => {
    const now = clock.now().getTime();
    return owed.take(tx, lane, {
      now,
      mostBytes: MOST_BYTES,
      lease,
      until: now + LEASE_MILLISECONDS,
      skipsLocked: store.dialect === 'postgres',
    });
  });

/** Who wants no Insights any more is owed nothing for them. */
const drop = async (deps: Deps, lane: Lane): Promise<void> => {
  for (;;) {
    const lease = deps.ids.uuid();
    const batches = await take(deps, lane, lease);
    if (batches.length === 0) return;
    const ids = batches.map(({ batchId }) => batchId);
    await deps.store.write((tx) => owed.end(tx, lane, lease, ids));
  }
};

/**
 * Watches what a trail logs, once a minute: what the model knows is in memory and, with each round, in the database, so that a
 * restart forgets nothing and another node goes on where this one was.
 */
export const watchInsights = (deps: Deps): WorkHandler => {
  const { store, clock, ids } = deps;
  const kept = new Map<string, Kept>();

  const latest = async (trailId: string): Promise<Kept> => {
    const version = await store.read((tx) => insightStates.version(tx, trailId));
    const known = kept.get(trailId);
    if (known?.version === version) return known;
    const rows = await store.read((tx) => insightStates.rows(tx, trailId));
    return { model: createInsightsModel(rows, SETTINGS), version };
  };

  /** One round; false when there is nothing more to read. */
  const look = async (trail: Trail): Promise<boolean> => {
    const lane: Lane = { trailId: trail.id, channel: 'insights' };
    const lease = ids.uuid();
    const present = await latest(trail.id);
    // It is ahead of the database until this round is noted.
    kept.delete(trail.id);
    const batches = await take(deps, lane, lease);
    const found = batches.flatMap(({ events }) =>
      events.flatMap((event) => {
        const call = callOf(event);
        return call === undefined ? [] : present.model.observe(call);
      }),
    );
    const isLast = batches.length === 0;
    if (isLast) found.push(...present.model.advance(clock.now().getTime()));
    const isNoted = await settle(deps, present, { trail, lane, lease, batches, found });
    if (isNoted) kept.set(trail.id, { model: present.model, version: present.version + 1 });
    else await store.write((tx) => owed.postpone(tx, lane, lease, clock.now().getTime()));
    return !isLast;
  };

  return async (_store, { key: trailId }) => {
    const trail = await store.read((tx) => trails.byId(tx, trailId));
    if (trail === undefined || trail.insights.length === 0) {
      kept.delete(trailId);
      await store.write((tx) => insightStates.forget(tx, trailId));
      await drop(deps, { trailId, channel: 'insights' });
      return;
    }
    try {
      // What happened before this minute is counted before it is over.
      await deps.audit.flush();
      while (await look(trail));
    } catch (error) {
      // Nothing is lost: what was not noted is read again, and work that fails too often would be given up.
      kept.delete(trailId);
      deps.log.error('Insights of a trail could not be looked for', { cause: String(error) });
    }
    // One that does not log is looked at again once it does.
    if (trail.logging)
      await store.write((tx) => scheduleWork(tx, insightsWork(trailId, clock.now())));
    else kept.delete(trailId);
  };
};
