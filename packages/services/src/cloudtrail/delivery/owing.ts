import type { Ids } from '@gatehouse/core';
import type { AuditEntry } from '@gatehouse/service-kit';
import { scheduleWork, type Tx } from '@gatehouse/store';
import {
  type Channel,
  type Folder,
  owed,
  type OwedEvent,
  type OwedScope,
} from '../repositories/owed.ts';
import { type ActiveTrail, type ActiveTrails, takes } from '../selection/active-trails.ts';
import { ofEntry, type Selectable } from '../selection/selectable.ts';
import type { Trail } from '../trails.ts';
import { filesWork, type FilesJob } from './jobs.ts';

/** Names the trails that are owed something for their log groups. */
export const OWED = 'cloudtrail.owed';

/** Gives each trail what it wants of new records, in the transaction that makes them part of the history. */
export type Owe = (tx: Tx, entries: readonly AuditEntry[], now: Date) => Promise<void>;

/** Where so much waits, files are written before their time. */
const FULL_BYTES = 16 * 1024 * 1024;

interface Batch {
  readonly id: string;
  readonly bytes: number;
  /** When the newest of its events happened: its files are of that window, though it comes a little later. */
  readonly newest: Date;
}

interface Arrived {
  readonly entry: AuditEntry;
  readonly event: Selectable;
}

/** A record's text, made once however many trails want it. */
const texts = (arrived: readonly Arrived[]): ((at: number) => OwedEvent) => {
  const made: (OwedEvent | undefined)[] = [];
  return (index) => {
    const { entry } = arrived[index] ?? {};
    if (entry === undefined) throw new Error('an event is chosen that did not arrive');
    return (made[index] ??= { at: entry.at, text: JSON.stringify(entry.record) });
  };
};

const chosenBy = (
  active: ActiveTrail,
  arrived: readonly Arrived[],
  now: Date,
): readonly number[] => {
  const chosen: number[] = [];
  for (const [index, { entry, event }] of arrived.entries())
    if (takes(active, entry, event, now)) chosen.push(index);
  return chosen;
};

/** A trail that logs no more learns no more. */
const isWatched = ({ insights, logging }: Trail): boolean => logging && insights.length > 0;

const channelsOf = (trail: Trail, folder: Folder): readonly Channel[] => [
  'files',
  ...(trail.settings.CloudWatchLogsLogGroupArn === undefined ? [] : (['logs'] as const)),
  ...(isWatched(trail) && folder === 'CloudTrail' ? (['insights'] as const) : []),
];

interface Deps {
  readonly ids: Ids;
  readonly trails: ActiveTrails;
}

/** What a trail alone is owed: its own Insights events. */
export const oweTo = async (
  tx: Tx,
  ids: Ids,
  trail: Trail,
  entries: readonly AuditEntry[],
  now: Date,
): Promise<void> => {
  for (const [, { scope, own }] of byScope(entries)) {
    const events = own.map(({ at, record }) => ({ at, text: JSON.stringify(record) }));
    const id = ids.uuid();
    const bytes = await owed.insertBatch(tx, { id, ...scope, events });
    await promise(tx, trail, scope, { id, bytes, newest: now }, now);
  }
};

/** Owes a stored batch to a trail on each of its channels. */
const promise = async (
  tx: Tx,
  trail: Trail,
  scope: OwedScope,
  batch: Batch,
  now: Date,
): Promise<void> => {
  for (const channel of channelsOf(trail, scope.folder)) {
    await owed.insert(tx, { trailId: trail.id, channel, scope }, batch, now.getTime());
    if (channel === 'logs') tx.notify(OWED, trail.id);
    if (channel === 'files')
      await scheduleWork(tx, filesWork({ trailId: trail.id, ...scope }, batch.newest));
  }
};

/** Notes how much waits for files; true when it is enough for one. A guess that a restart forgets: the clock writes them then. */
const createFill = (): ((key: string, bytes: number) => boolean) => {
  const waiting = new Map<string, number>();
  return (key, bytes) => {
    const sum = (waiting.get(key) ?? 0) + bytes;
    if (sum < FULL_BYTES) waiting.set(key, sum);
    else waiting.delete(key);
    return sum >= FULL_BYTES;
  };
};

export const createOwe = ({ ids, trails }: Deps): Owe => {
  const isFull = createFill();

  const oweScope = async (
    tx: Tx,
    scope: OwedScope,
    found: readonly ActiveTrail[],
    entries: readonly AuditEntry[],
    now: Date,
  ): Promise<void> => {
    const arrived = entries.map((entry) => ({ entry, event: ofEntry(entry) }));
    const eventAt = texts(arrived);
    const newest = new Date(Math.max(...entries.map(({ at }) => at)));
    const batches = new Map<string, Batch>();
    for (const active of found) {
      const chosen = chosenBy(active, arrived, now);
      if (chosen.length === 0) continue;
      // Trails that want the same events are owed the same batch.
      const key = chosen.length === arrived.length ? 'all' : chosen.join();
      let batch = batches.get(key);
      if (batch === undefined) {
        const id = ids.uuid();
        const bytes = await owed.insertBatch(tx, { id, ...scope, events: chosen.map(eventAt) });
        batch = { id, bytes, newest };
        batches.set(key, batch);
      }
      const job: FilesJob = { trailId: active.trail.id, ...scope };
      await promise(tx, active.trail, scope, batch, now);
      if (isFull(JSON.stringify(job), batch.bytes))
        await scheduleWork(tx, filesWork(job, now, 'full'));
    }
  };

  return async (tx, entries, now) => {
    const none = trails.none();
    if (none instanceof Promise ? await none : none) return;
    for (const [, group] of byScope(entries)) {
      const { scope, own } = group;
      const asked = trails.of(scope.account, scope.region);
      const found = asked instanceof Promise ? await asked : asked;
      if (found.length > 0) await oweScope(tx, scope, found, own, now);
    }
  };
};

interface Group {
  readonly scope: OwedScope;
  readonly own: AuditEntry[];
}

const byScope = (entries: readonly AuditEntry[]): ReadonlyMap<string, Group> => {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const { record } = entry;
    const account = record.recipientAccountId;
    const region = String(record['awsRegion']);
    const folder = record['eventCategory'] === 'Insight' ? 'CloudTrail-Insight' : 'CloudTrail';
    const key = `${account} ${region} ${folder}`;
    const group = groups.get(key) ?? { scope: { account, region, folder }, own: [] };
    group.own.push(entry);
    groups.set(key, group);
  }
  return groups;
};
