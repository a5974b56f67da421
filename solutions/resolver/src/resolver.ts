import type { AwsSecurityFinding, Clients, SecurityHub } from '@gatehouse/clients';
import type { Clock, Log, Timers } from '@gatehouse/core';
import { cancelWork, scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import type { Reading } from './deletions/deletion.ts';
import { readEventText } from './deletions/read-event.ts';
import {
  countIgnored,
  cursorOf,
  entries,
  type Entry,
  entryOf,
  forget,
  type JournaledOutcome,
  keep,
  moveCursor,
  outcomesOf,
  type Position,
  settle,
  type Totals,
  totals,
} from './journal/journal.ts';
import { resolveLate } from './late.ts';
import { mayPass, resolve } from './resolving/resolve.ts';
import { updatedFindings } from './resolving/search.ts';
import { changesIn, type Place, trailOf } from './sources/history.ts';
import { listen, type Listener } from './sources/queue.ts';

export interface ResolverSettings {
  /** Where Security Hub is asked: the aggregation Region of the administrator account. */
  readonly region: string;
  /** Queue that a rule of the administrator's bus sends deletions to. */
  readonly queueUrl?: string | undefined;
  /** Event histories to read where no bus brings the events; read every `pollSeconds`. */
  readonly places?: readonly Place[] | undefined;
  /** Default 60. */
  readonly pollSeconds?: number | undefined;
  /** How often new findings are held against what is gone. Default 30. */
  readonly lateSeconds?: number | undefined;
  /** How long a deletion is remembered for findings that come late. Default 90, as findings themselves. */
  readonly retentionDays?: number | undefined;
  /** Finds and reports, and changes nothing. */
  readonly dryRun?: boolean | undefined;
}

export interface ResolverDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** As the resolver's own role in the administrator account. */
  readonly clients: Clients;
  readonly settings: ResolverSettings;
}

/** What was resolved, and why. */
export interface Report {
  deletions(limit: number, after?: Position): Promise<readonly Entry[]>;
  deletion(id: string): Promise<Entry | undefined>;
  outcomes(id: string): Promise<readonly JournaledOutcome[]>;
  totals(since: Date): Promise<Totals>;
}

export interface Resolver {
  readonly work: ReadonlyMap<string, WorkHandler>;
  readonly report: Report;
  /** Schedules its standing work. */
  prepare(tx: Tx, now: Date): Promise<void>;
  /** Takes events as texts: when this resolves, what they say is kept and has been tried once. */
  take(texts: readonly string[]): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

const DELETION = 'resolver.deletion';
const AGAIN = 'resolver.again';
const POLL = 'resolver.poll';
const LATE = 'resolver.late';
const FORGET = 'resolver.forget';

// The first attempt is made at once; this is for a node that falls before it has ended.
const SAFETY_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 24 * 3600 * 1000;
// CloudTrail delivers up to a quarter of an hour late (CloudTrail User Guide, "How CloudTrail works").
const LATENESS_MILLISECONDS = 15 * 60_000;
const OVERLAP_MILLISECONDS = 60_000;
const AGAIN_MILLISECONDS = 3_600_000;
const FINDINGS_AT_ONCE = 100;

interface Parts extends ResolverDeps {
  readonly hub: SecurityHub;
}

/** One attempt at one deletion. Rejects when it should be repeated. */
const attempt = async (parts: Parts, id: string): Promise<void> => {
  const { store, clock, hub, settings, log } = parts;
  const entry = await entryOf(store, id);
  if (entry === undefined || entry.state === 'done') return;
  const { outcomes } = await resolve(hub, entry.deletion, { dryRun: settings.dryRun === true });
  const again = outcomes.filter(mayPass);
  const problem = again[0]?.error;
  await store.write(async (tx) => {
    await settle(
      tx,
      id,
      outcomes,
      problem === undefined ? 'done' : 'failing',
      problem,
      clock.now(),
    );
    if (problem !== undefined) return;
    await cancelWork(tx, DELETION, id);
    const dueAt = new Date(clock.now().getTime() + AGAIN_MILLISECONDS);
    await scheduleWork(tx, { kind: AGAIN, key: id, payload: '', dueAt });
  });
  if (outcomes.length > 0)
    log.info('findings of a deleted resource', {
      type: entry.deletion.type,
      resource: entry.deletion.label,
      event: entry.deletion.cause.eventId,
      resolved: outcomes.filter(({ outcome }) => outcome === 'resolved').length,
      findings: outcomes.length,
      dryRun: settings.dryRun === true,
    });
  if (problem !== undefined)
    throw new Error(`${again.length} findings were not updated: ${problem}`);
};

/** Looks once more for what came late under an old time of update, which the sweep does not see. */
const lookAgain = async ({ store, clock, hub, settings }: Parts, id: string): Promise<void> => {
  const entry = await entryOf(store, id);
  if (entry === undefined) return;
  const { outcomes } = await resolve(hub, entry.deletion, { dryRun: settings.dryRun === true });
  if (outcomes.length > 0)
    await store.write((tx) => settle(tx, id, outcomes, 'done', undefined, clock.now()));
};

/** Keeps what was read, durably; answers the deletions that are new. */
const keepAll = (
  { store, clock }: Parts,
  readings: readonly Reading[],
): Promise<readonly string[]> =>
  store.write(async (tx) => {
    const now = clock.now();
    const fresh: string[] = [];
    for (const reading of readings) {
      if ('ignored' in reading) {
        if (reading.ignored !== 'not-a-deletion')
          await countIgnored(tx, reading.what, reading.ignored, now);
        continue;
      }
      for (const deletion of reading.deletions)
        if (await keep(tx, deletion, now)) {
          const dueAt = new Date(now.getTime() + SAFETY_MILLISECONDS);
          await scheduleWork(tx, { kind: DELETION, key: deletion.id, payload: '', dueAt });
          fresh.push(deletion.id);
        }
    }
    return fresh;
  });

const takeReadings = async (parts: Parts, readings: readonly Reading[]): Promise<void> => {
  const worthIt = readings.some(
    (reading) => 'deletions' in reading || reading.ignored !== 'not-a-deletion',
  );
  if (!worthIt) return;
  for (const id of await keepAll(parts, readings))
    try {
      await attempt(parts, id);
    } catch (error) {
      // It stays in the work list, which tries again.
      parts.log.warn('findings of a deleted resource could not be resolved yet', {
        deletion: id,
        cause: String(error),
      });
    }
};

const takeLate = async (parts: Parts, findings: readonly AwsSecurityFinding[]): Promise<void> => {
  const { store, clock, hub, settings } = parts;
  const late = await resolveLate({ store, hub, dryRun: settings.dryRun === true }, findings);
  if (late.length === 0) return;
  await store.write(async (tx) => {
    for (const { deletion, outcomes } of late)
      await settle(tx, deletion.id, outcomes, 'done', undefined, clock.now());
  });
};

/** Holds every open finding that was updated since the last time against what is gone. */
const sweepLate = async (parts: Parts): Promise<void> => {
  const { store, clock, hub } = parts;
  const now = clock.now();
  const last = (await cursorOf(store, LATE)) ?? now;
  let some: AwsSecurityFinding[] = [];
  const from = new Date(last.getTime() - OVERLAP_MILLISECONDS);
  for await (const finding of updatedFindings(hub, from, now)) {
    some.push(finding);
    if (some.length < FINDINGS_AT_ONCE) continue;
    await takeLate(parts, some);
    some = [];
  }
  await takeLate(parts, some);
  await store.write((tx) => moveCursor(tx, LATE, now));
};

const placeName = ({ account, region }: Place): string => `${account} ${region}`;

const poll = async (parts: Parts, place: Place): Promise<void> => {
  const { store, clock, clients } = parts;
  const now = clock.now();
  const last = (await cursorOf(store, placeName(place))) ?? now;
  const from = new Date(last.getTime() - LATENESS_MILLISECONDS);
  const readings: Reading[] = [];
  for await (const reading of changesIn(trailOf(clients, place), from, now)) readings.push(reading);
  await takeReadings(parts, readings);
  await store.write((tx) => moveCursor(tx, placeName(place), now));
};

/** Standing work: a run that fails is told and made again next time, from where the last good one ended; it is never given up. */
const repeating =
  (
    { store, clock, log }: Parts,
    kind: string,
    seconds: number,
    run: (key: string) => Promise<void>,
  ): WorkHandler =>
  async (_store, work) => {
    try {
      await run(work.key);
    } catch (error) {
      log.warn('the resolver’s standing work failed', {
        kind,
        key: work.key,
        cause: String(error),
      });
    }
    const dueAt = new Date(clock.now().getTime() + seconds * 1000);
    await store.write((tx) => scheduleWork(tx, { kind, key: work.key, payload: '', dueAt }));
  };

const forgetOld = async ({ store, clock, settings }: Parts): Promise<void> => {
  const days = settings.retentionDays ?? 90;
  const before = new Date(clock.now().getTime() - days * DAY_MILLISECONDS);
  while ((await store.write((tx) => forget(tx, before))) > 0);
};

const workOf = (parts: Parts): ReadonlyMap<string, WorkHandler> => {
  const { pollSeconds = 60, lateSeconds = 30, places = [] } = parts.settings;
  const pollOne = async (key: string): Promise<void> => {
    const place = places.find((one) => placeName(one) === key);
    if (place !== undefined) await poll(parts, place);
  };
  return new Map<string, WorkHandler>([
    [DELETION, (_store, work) => attempt(parts, work.key)],
    [AGAIN, (_store, work) => lookAgain(parts, work.key)],
    [POLL, repeating(parts, POLL, pollSeconds, pollOne)],
    [LATE, repeating(parts, LATE, lateSeconds, () => sweepLate(parts))],
    [FORGET, repeating(parts, FORGET, DAY_MILLISECONDS / 1000, () => forgetOld(parts))],
  ]);
};

/** Resolves the findings of resources that no longer exist, and keeps account of it. */
export const createResolver = (deps: ResolverDeps): Resolver => {
  const { clients, settings, store, timers, log } = deps;
  const parts: Parts = { ...deps, hub: clients.securityHub({ region: settings.region }) };
  const take = (texts: readonly string[]): Promise<void> =>
    takeReadings(
      parts,
      texts.map((text) => readEventText(text, 'bus')),
    );
  const { queueUrl } = settings;
  const listener: Listener | undefined =
    queueUrl === undefined
      ? undefined
      : listen({ sqs: clients.sqs({ region: settings.region }), queueUrl, timers, log, take });

  return {
    work: workOf(parts),
    report: {
      deletions: (limit, after) => entries(store, limit, after),
      deletion: (id) => entryOf(store, id),
      outcomes: (id) => outcomesOf(store, id),
      totals: (since) => totals(store, since),
    },
    prepare: async (tx, now) => {
      const standing = [
        { kind: LATE, key: 'all' },
        { kind: FORGET, key: 'all' },
        ...(settings.places ?? []).map((place) => ({ kind: POLL, key: placeName(place) })),
      ];
      for (const work of standing) await scheduleWork(tx, { ...work, payload: '', dueAt: now });
    },
    take,
    start: () => listener?.start(),
    stop: async () => listener?.stop(),
  };
};
