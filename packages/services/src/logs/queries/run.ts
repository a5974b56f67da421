import { setImmediate } from 'node:timers/promises';
import { compileQuery, type QueryRun, TooMuchMemory } from '@gatehouse/logs-query';
import type { Store, WorkHandler } from '@gatehouse/store';
import type { LogsParts } from '../deps.ts';
import { type Group, oldestKept } from '../model.ts';
import { groups } from '../repositories/groups.ts';
import { partsOf, queries, type Progress } from '../repositories/queries.ts';
import { LONGEST_RUN, type LogQuery } from './model.ts';
import { EventSource, type Span } from './source.ts';

type Parts = Pick<LogsParts, 'clock' | 'groupKeys' | 'log'>;

/** How often what there is by now is told, and how much of it. */
const TELL_AFTER_MILLISECONDS = 1000;
const MOST_TOLD_ROWS = 1000;
const MOST_ATTEMPTS = 3;

const progressOf = (run: QueryRun): Progress => {
  const { recordsMatched, recordsScanned, bytesScanned } = run.statistics();
  return { matched: recordsMatched, scanned: recordsScanned, bytes: bytesScanned };
};

/** The groups that are still there and may be read; undefined when one of them must not be. */
const readable = async (
  store: Store,
  { groupKeys, clock }: Parts,
  query: LogQuery,
): Promise<readonly { readonly group: Group; readonly span: Span }[] | undefined> => {
  const found: { readonly group: Group; readonly span: Span }[] = [];
  for (const { id } of query.groups) {
    const group = await store.read((tx) => groups.findById(tx, id));
    if (group === undefined) continue;
    if (!(await groupKeys.isOpen(group))) return undefined;
    const from = Math.max(query.from, oldestKept(group, clock.now()));
    found.push({ group, span: { from, until: query.until } });
  }
  return found;
};

/** Takes all events; false when the query was ended meanwhile, by somebody or by its time. */
const scan = async (
  store: Store,
  { clock }: Parts,
  query: LogQuery,
  source: EventSource,
  run: QueryRun,
): Promise<boolean> => {
  const take = (record: Parameters<QueryRun['take']>[0]): boolean => {
    run.take(record);
    return !run.isDone;
  };
  let told = clock.now().getTime();
  for (;;) {
    const current = await store.read(async (tx) => {
      await source.fill(tx);
      return queries.findById(tx, query.id);
    });
    const now = clock.now().getTime();
    if (current?.status !== 'Running') return false;
    if (now - (current.startedAt ?? now) > LONGEST_RUN) {
      await store.write((tx) => queries.stop(tx, query.id, 'Timeout'));
      return false;
    }
    if (source.isEmpty) return true;
    source.drain(take);
    if (run.isDone) return true;
    if (now - told >= TELL_AFTER_MILLISECONDS) {
      told = now;
      const parts = partsOf(run.preview().slice(0, MOST_TOLD_ROWS));
      await store.write((tx) => queries.progress(tx, query.id, progressOf(run), parts));
    }
    // Requests get their turn in between.
    await setImmediate();
  }
};

const execute = async (store: Store, parts: Parts, query: LogQuery): Promise<void> => {
  const fail = (): Promise<boolean> => store.write((tx) => queries.stop(tx, query.id, 'Failed'));
  const compiled = compileQuery(query.text);
  const where = await readable(store, parts, query);
  if ('problem' in compiled || where === undefined) {
    await fail();
    return;
  }
  const run = compiled.start({ limit: query.limit, now: new Date(query.createdAt) });
  try {
    if (!(await scan(store, parts, query, new EventSource(where), run))) return;
    const rows = partsOf(run.end());
    await store.write((tx) => queries.progress(tx, query.id, progressOf(run), rows, 'Complete'));
  } catch (error) {
    if (!(error instanceof TooMuchMemory)) throw error;
    parts.log.warn('a log query needed too much memory', { query: query.id });
    await fail();
  }
};

/** One that was interrupted, by a restart or otherwise, begins anew; after some attempts it has failed. */
export const runQuery =
  (parts: Parts): WorkHandler =>
  async (store, { key: id, attempts }) => {
    const at = parts.clock.now().getTime();
    const begun = await store.write((tx) => queries.begin(tx, id, at));
    const query = begun ? await store.read((tx) => queries.findById(tx, id)) : undefined;
    if (query === undefined) return;
    try {
      await execute(store, parts, query);
    } catch (cause) {
      if (attempts < MOST_ATTEMPTS) throw cause;
      parts.log.error('a log query failed', { query: id, cause: String(cause) });
      await store.write((tx) => queries.stop(tx, id, 'Failed'));
    }
  };
