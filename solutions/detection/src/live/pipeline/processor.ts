import type { Clock, Log } from '@gatehouse/core';
import type { Store, Tx } from '@gatehouse/store';
import { createActorReader } from '../../events/actor-cache.ts';
import { isProblem, readTrailEvent } from '../../events/read-trail-event.ts';
import type { Alert, JsonObject, Signal } from '../../model.ts';
import type { RuleExclusion } from '../../rules/model.ts';
import type { TrapListener } from '../../traps/index.ts';
import type { InsightMark } from '../api/index.ts';
import { alertRows } from '../store/alerts.ts';
import { type CallCounter, callRows, createCallCounter } from '../store/calls.ts';
import { insightRows } from '../store/insights.ts';
import { leader } from '../store/leader.ts';
import { counts, memoryRows, seenRows } from '../store/memory.ts';
import { ruleRows, settingRows, suppressionRows } from '../store/settings.ts';
import { createLiveEngine, type LiveEngine, PARTS, type Part, type Restored } from './engine.ts';
import { markOf } from './insight-marks.ts';
import { loadSeen, packed, type SeenEvents } from './seen.ts';
import { engineSettingsOf, type LiveSettings } from './settings.ts';

export interface ProcessorDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly traps: TrapListener | undefined;
  /** Which node this is. */
  readonly holder: string;
  /** Beside those that were set. */
  readonly exclusions: readonly RuleExclusion[];
  /** Whether alerts of this rank are told by SNS. */
  readonly isNoticed: (rank: number) => boolean;
}

/** What a batch brought, beside its events. */
export interface Batch {
  readonly records: readonly JsonObject[];
  /** What was no event. */
  readonly unreadable: number;
  /** Written with it: how far a source has got. */
  readonly also?: ((tx: Tx) => Promise<void>) | undefined;
}

export interface Processor {
  /** Takes events, each once, and keeps what comes of them; answers ids of alerts that opened or changed. */
  take(batch: Batch): Promise<readonly string[]>;
  /** What time alone decides, and what may be forgotten. */
  tick(): Promise<readonly string[]>;
  readonly engine: LiveEngine;
  readonly settings: LiveSettings;
}

interface Outcome {
  readonly changed: Map<string, Alert>;
  readonly marks: InsightMark[];
  readonly ids: string[];
  repeated: number;
  unreadable: number;
  firstAt: number;
  lastAt: number;
}

export const readSettings = (store: Store): Promise<LiveSettings> =>
  store.read(async (tx) => ({
    settings: await settingRows.all(tx),
    suppressions: await suppressionRows.all(tx),
    rules: await ruleRows.all(tx),
  }));

const restoredFrom = (store: Store): Promise<Restored> =>
  store.read(async (tx) => {
    const rows: Record<Part, { key: string; value: string }[]> = {
      rules: [],
      behaviour: [],
      insights: [],
      groups: [],
    };
    for (const part of PARTS) rows[part].push(...(await memoryRows.all(tx, part)));
    return { rows };
  });

/** What a suppression held back that is not counted yet. */
const heldSince = (engine: LiveEngine, told: Map<string, number>) => {
  const sums = new Map<string, { number: number; lastAt: number }>();
  for (const { suppression, rule, count, lastAt } of engine.alerts.suppressed()) {
    const key = `${suppression}\n${rule}`;
    const more = count - (told.get(key) ?? 0);
    if (more === 0) continue;
    told.set(key, count);
    const sum = sums.get(suppression) ?? { number: 0, lastAt: 0 };
    sums.set(suppression, {
      number: sum.number + more,
      lastAt: Math.max(sum.lastAt, lastAt),
    });
  }
  return sums;
};

interface Parts extends ProcessorDeps {
  readonly engine: LiveEngine;
  readonly seen: SeenEvents;
  readonly calls: CallCounter;
  readonly actorOf: ReturnType<typeof createActorReader>;
  readonly held: Map<string, number>;
  /** So shortly after it was made that sources still bring what came before. */
  readonly isFresh: () => boolean;
  /** Whether rules' memory is written with this batch. */
  readonly isDue: () => boolean;
}

const emptyOutcome = (): Outcome => ({
  changed: new Map(),
  marks: [],
  ids: [],
  repeated: 0,
  unreadable: 0,
  firstAt: Number.POSITIVE_INFINITY,
  lastAt: Number.NEGATIVE_INFINITY,
});

const noteTaken = (
  outcome: Outcome,
  { signals, alerts }: { readonly signals: readonly Signal[]; readonly alerts: readonly Alert[] },
): void => {
  for (const alert of alerts) outcome.changed.set(alert.id, alert);
  for (const signal of signals) {
    const mark = signal.rule.origin === 'insight' ? markOf(signal, alerts) : undefined;
    if (mark !== undefined) outcome.marks.push(mark);
  }
};

// What a batch has is looked at in parts, so that requests are answered meanwhile.
const EVENTS_AT_ONCE = 100;

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

const observeAll = async (parts: Parts, { records, unreadable }: Batch): Promise<Outcome> => {
  const { engine, seen, calls, actorOf } = parts;
  const outcome = emptyOutcome();
  outcome.unreadable = unreadable;
  let looked = 0;
  for (const record of records) {
    looked += 1;
    if (looked % EVENTS_AT_ONCE === 0) await turn();
    const event = readTrailEvent(record, actorOf);
    if (isProblem(event)) {
      if (event.problem !== 'digest') outcome.unreadable += 1;
      continue;
    }
    if (seen.ids.seen(event.id)) {
      outcome.repeated += 1;
      // Right after a start events come again of which rules' memory was not written: counting them twice changes nothing.
      if (parts.isFresh()) engine.remember(event);
      continue;
    }
    outcome.ids.push(event.id);
    outcome.firstAt = Math.min(outcome.firstAt, event.at);
    outcome.lastAt = Math.max(outcome.lastAt, event.at);
    if (event.category !== 'Insight') calls.count(event);
    noteTaken(outcome, engine.take(event));
  }
  return outcome;
};

const keep = async (parts: Parts, outcome: Outcome, also: Batch['also']): Promise<void> => {
  const { store, clock, engine, seen, holder } = parts;
  const { changed, marks, ids, repeated, unreadable, firstAt, lastAt } = outcome;
  const counted = parts.calls.take();
  const changes = engine.changes(parts.isDue());
  const held = heldSince(engine, parts.held);
  const seq = ids.length === 0 ? undefined : seen.next();
  const gone = seq === undefined ? undefined : seen.note(seq, ids.length);
  const now = clock.now().getTime();
  const idText = packed(ids);
  await store.write(async (tx) => {
    await leader.require(tx, holder);
    for (const alert of changed.values()) await alertRows.save(tx, alert, now, parts.isNoticed);
    for (const mark of marks) await insightRows.save(tx, mark);
    for (const [part, rows] of changes) await memoryRows.save(tx, part, rows);
    for (const [id, { number, lastAt: at }] of held) await suppressionRows.held(tx, id, number, at);
    await callRows.add(tx, counted);
    if (seq !== undefined) await seenRows.save(tx, seq, ids.length, idText);
    if (gone !== undefined) await seenRows.forget(tx, gone);
    await counts.add(tx, 'seen', ids.length);
    await counts.add(tx, 'repeated', repeated);
    await counts.add(tx, 'unreadable', unreadable);
    if (ids.length > 0) {
      await counts.bound(tx, 'first-at', firstAt, 'least');
      await counts.bound(tx, 'last-at', lastAt, 'greatest');
    }
    await also?.(tx);
  });
};

const isNothing = ({ changed, ids, repeated, unreadable }: Outcome): boolean =>
  changed.size === 0 && ids.length === 0 && repeated === 0 && unreadable === 0;

const DAY_MS = 86_400_000;
/** Sources look back at least so far after a start. */
const MEMORY_MS = 5000;
const FRESH_MS = 60_000;

/** True at most once in a while: the first time, and then after so long. */
const createPace = (clock: Clock, milliseconds: number): (() => boolean) => {
  let next = 0;
  return () => {
    const now = clock.now().getTime();
    if (now < next) return false;
    next = now + milliseconds;
    return true;
  };
};

/**
 * Everything between events and what is kept of them, as it was when this process or another stopped. What it has in mind is ahead of
 * the database when a write fails: then it must be made anew.
 */
export const createProcessor = async (deps: ProcessorDeps): Promise<Processor> => {
  const settings = await readSettings(deps.store);
  const madeAt = deps.clock.now().getTime();
  const engine = createLiveEngine(
    engineSettingsOf(settings, deps.exclusions),
    deps.traps,
    await restoredFrom(deps.store),
  );
  const parts: Parts = {
    ...deps,
    engine,
    seen: await loadSeen(deps.store),
    calls: createCallCounter(),
    actorOf: createActorReader(),
    held: new Map(),
    isFresh: () => deps.clock.now().getTime() < madeAt + FRESH_MS,
    isDue: createPace(deps.clock, MEMORY_MS),
  };
  return {
    engine,
    settings,
    take: async (batch) => {
      const outcome = await observeAll(parts, batch);
      if (!isNothing(outcome) || batch.also !== undefined) await keep(parts, outcome, batch.also);
      return [...outcome.changed.keys()];
    },
    tick: async () => {
      const now = deps.clock.now().getTime();
      const outcome = emptyOutcome();
      noteTaken(outcome, engine.advance(now));
      engine.alerts.forget(now - DAY_MS);
      await keep(parts, outcome, undefined);
      return [...outcome.changed.keys()];
    },
  };
};
