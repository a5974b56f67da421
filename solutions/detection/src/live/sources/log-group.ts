import type {
  CloudWatchLogs,
  FilteredLogEvent,
  FilterLogEventsRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Clock, Log, Timers } from '@gatehouse/core';
import type { Store, Tx } from '@gatehouse/store';
import { isObject } from '../../events/json.ts';
import type { JsonObject } from '../../model.ts';
import { memoryRows } from '../store/memory.ts';
import { pauseOf, type Source } from './queue.ts';

interface Deps {
  readonly logs: () => Promise<CloudWatchLogs>;
  /** Name or ARN. */
  readonly group: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly take: (batch: {
    readonly records: readonly JsonObject[];
    readonly unreadable: number;
    readonly also: (tx: Tx) => Promise<void>;
  }) => Promise<void>;
}

const PART = 'cursor';
/** Events a little older than the newest one are looked for with each look: they come in no strict order. */
const LOOK_BACK = { milliseconds: 1000, events: 500 };
/** And from time to time those that came much later than they happened. In a flood each is as much as can be read again; log files have the rest. */
const LATE_LOOK = { milliseconds: 15_000, events: 4000 };
const LATE_EVERY_MILLISECONDS = 5000;
/** What a log group gets while nobody looks is taken up from so long ago at the most: older events come in log files. */
const MOST_BEHIND_MILLISECONDS = 24 * 3_600_000;
const AFTER_START_MILLISECONDS = 120_000;
const RATE_MILLISECONDS = 2000;
const BUSY_MILLISECONDS = 100;
const IDLE_MILLISECONDS = 800;
const TROUBLE_MILLISECONDS = 3000;
const MOST_KNOWN = 200_000;
const PAGES_AHEAD = 4;

const recordOf = (message: string | undefined): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(message ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Log events that were taken, so that looking again costs no reading of them. */
const createKnown = () => {
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    has: (id: string): boolean => young.has(id) || old.has(id),
    add: (id: string): void => {
      young.add(id);
      if (young.size < MOST_KNOWN) return;
      old = young;
      young = new Set();
    },
  };
};

interface Follower {
  /** One look to the end of what is there; answers how many events were new. */
  look(): Promise<number>;
}

/** How many events come, of late. */
const createRate = (clock: Clock) => {
  let [events, begun, last] = [0, clock.now().getTime(), 0];
  return {
    count: (more: number): void => {
      events += more;
      const elapsed = clock.now().getTime() - begun;
      if (elapsed < RATE_MILLISECONDS) return;
      last = events / elapsed;
      [events, begun] = [0, clock.now().getTime()];
    },
    /** Never 0. */
    perMillisecond: (): number => Math.max(last, Number.MIN_VALUE),
  };
};

/** Keeps what a page has, and how far that is; it is read while those before it are still being kept. */
const keepPage = async (
  { group, take }: Pick<Deps, 'group' | 'take'>,
  known: ReturnType<typeof createKnown>,
  events: readonly FilteredLogEvent[],
  newest: number,
): Promise<void> => {
  const records: JsonObject[] = [];
  for (const { message } of events) {
    const record = recordOf(message);
    if (record !== undefined) records.push(record);
  }
  const value = String(newest);
  await take({
    records,
    unreadable: events.length - records.length,
    also: (tx) => memoryRows.save(tx, PART, [{ key: group, value }]),
  });
  for (const { eventId } of events) if (eventId !== undefined) known.add(eventId);
};

/** From somewhere to the end of what is there. */
const readPages = async (
  deps: Deps,
  known: ReturnType<typeof createKnown>,
  asked: FilterLogEventsRequest,
  from: number,
): Promise<{ readonly total: number; readonly newest: number }> => {
  const client = await deps.logs();
  const kept: Promise<void>[] = [];
  let [total, newest] = [0, from];
  let token: string | undefined;
  try {
    do {
      const { events = [], nextToken } = await client.filterLogEvents({
        ...asked,
        ...(token === undefined ? {} : { nextToken: token }),
      });
      const fresh = events.filter(({ eventId = '' }) => !known.has(eventId));
      for (const { timestamp = 0 } of fresh) newest = Math.max(newest, timestamp);
      if (fresh.length > 0) kept.push(keepPage(deps, known, fresh, newest));
      total += fresh.length;
      token = nextToken;
      if (kept.length % PAGES_AHEAD === 0) await Promise.all(kept);
    } while (token !== undefined);
  } finally {
    // Whoever is stopped, or fails, has kept all that was read.
    await Promise.all(kept);
  }
  return { total, newest };
};

const createFollower = (deps: Deps): Follower => {
  const { group, store, clock } = deps;
  const known = createKnown();
  let reachedAt: number | undefined;
  /** Nothing older is looked for: what was there before the first look is nobody's news. */
  let floor = 0;
  let lateLookAt = 0;
  const rate = createRate(clock);
  let isFirst = true;
  /** How far it had got before this start, and when that was. */
  let [startedFrom, startedAt] = [0, 0];

  const begin = async (): Promise<number> => {
    const rows = await store.read((tx) => memoryRows.all(tx, PART));
    const kept = Number(rows.find(({ key }) => key === group)?.value ?? Number.NaN);
    const now = clock.now().getTime();
    if (!Number.isNaN(kept)) return Math.max(kept, now - MOST_BEHIND_MILLISECONDS);
    // Kept at once: what comes from now on is wanted, whenever this process falls.
    await deps.take({
      records: [],
      unreadable: 0,
      also: (tx) => memoryRows.save(tx, PART, [{ key: group, value: String(now) }]),
    });
    floor = now;
    return now;
  };

  const question = (from: number): FilterLogEventsRequest => {
    const now = clock.now().getTime();
    const isLate = now >= lateLookAt;
    if (isLate) lateLookAt = now + LATE_EVERY_MILLISECONDS;
    const { milliseconds, events } = isLate ? LATE_LOOK : LOOK_BACK;
    const bearable = events / rate.perMillisecond();
    let back = Math.min(milliseconds, bearable);
    // What was on its way when this was stopped comes after a start, and so does what rules remember by.
    const sinceStart = from - startedFrom + milliseconds;
    if (
      isFirst ||
      (isLate && now < startedAt + AFTER_START_MILLISECONDS && sinceStart < 5 * bearable)
    )
      back = sinceStart;
    isFirst = false;
    return {
      ...(group.startsWith('arn:') ? { logGroupIdentifier: group } : { logGroupName: group }),
      startTime: Math.max(floor, Math.floor(from - back)),
    };
  };

  return {
    look: async () => {
      if (reachedAt === undefined) {
        reachedAt = await begin();
        [startedFrom, startedAt] = [reachedAt, clock.now().getTime()];
      }
      const { total, newest } = await readPages(deps, known, question(reachedAt), reachedAt);
      reachedAt = newest;
      rate.count(total);
      return total;
    },
  };
};

/** A trail's log group, looked into again and again: soon after something came, less often when nothing does. */
export const logGroupSource = (deps: Deps): Source => {
  const { group, clock, timers, log } = deps;
  const follower = createFollower(deps);
  const pause = pauseOf(timers);
  let stopping: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();
  let looking: Promise<number> = Promise.resolve(0);
  let readAt: string | undefined;
  let problem: string | undefined;

  /** One at a time: both the clock and who waits for what is there look. */
  const lookAfter = async (before: Promise<unknown>): Promise<number> => {
    await before.catch(() => {});
    const count = await follower.look();
    readAt = clock.now().toISOString();
    problem = undefined;
    return count;
  };
  const look = (): Promise<number> => {
    looking = lookAfter(looking);
    return looking;
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted)
      try {
        const count = await look();
        await pause(count > 0 ? BUSY_MILLISECONDS : IDLE_MILLISECONDS, signal);
      } catch (error) {
        if (signal.aborted) return;
        problem = error instanceof Error ? error.name : 'unknown';
        log.warn('the log group of events could not be read yet', { cause: String(error) });
        await pause(TROUBLE_MILLISECONDS, signal);
      }
  };

  return {
    start: () => {
      if (stopping !== undefined) return;
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    drain: async () => {
      let total = 0;
      for (;;) {
        const count = await look();
        if (count === 0) return total;
        total += count;
      }
    },
    stop: async () => {
      stopping?.abort();
      await running;
      await looking.catch(() => 0);
      stopping = undefined;
    },
    state: () => ({ kind: 'log-group', name: group, readAt, problem }),
  };
};
