import { setImmediate } from 'node:timers/promises';
import type { Tx } from '@gatehouse/store';
import { parseSearch } from './math/search-query.ts';
import type { Scope, SeriesRef } from './model.ts';
import { type SeriesFilter, series } from './repositories/series.ts';

/** SEARCH() answers no more series than this (User Guide, "CloudWatch search expressions"). */
export const MOST_FOUND = 500;
const AT_ONCE = 1000;
const LATELY = 14 * 86_400_000;

/** In one turn; others get theirs then. */
const CHARACTERS_IN_A_TURN = 500_000;

const sizeOf = ({ namespace, name, dimensions }: SeriesRef): number => {
  let size = namespace.length + name.length;
  for (const [dimension, value] of dimensions) size += dimension.length + value.length;
  return size;
};

/**
 * The metrics that a query of SEARCH() finds, of those that got data lately. @throws ExpressionError
 * @param looksAt is told how many characters of metrics and of the query are compared; it may throw
 */
export const searchMetrics = async (
  tx: Tx,
  { account, region }: Scope,
  query: string,
  now: number,
  looksAt: (characters: number) => void,
): Promise<readonly SeriesRef[]> => {
  const { namespace, matches } = parseSearch(query);
  const found: SeriesRef[] = [];
  let inTurn = 0;
  let after: SeriesFilter['after'];
  for (;;) {
    const page = await series.find(tx, {
      account,
      region,
      namespace,
      dimensions: [],
      activeSince: now - LATELY,
      after,
      limit: AT_ONCE,
    });
    for (const one of page) {
      if (found.length >= MOST_FOUND) break;
      const size = sizeOf(one) + query.length;
      looksAt(size);
      inTurn += size;
      if (inTurn > CHARACTERS_IN_A_TURN) {
        inTurn = 0;
        await setImmediate();
      }
      if (matches(one)) found.push(one);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < AT_ONCE || found.length >= MOST_FOUND) return found;
    after = [last.namespace, last.name, last.id];
  }
};

/** What tells these metrics from one another: values of dimensions that differ, the name where it does. */
export const distinctLabels = (list: readonly SeriesRef[]): readonly string[] => {
  const differ = (of: (one: SeriesRef) => string | undefined): boolean =>
    new Set(list.map(of)).size > 1;
  const names = new Set(list.flatMap(({ dimensions }) => [...dimensions.keys()]));
  const telling = [...names].filter((name) => differ(({ dimensions }) => dimensions.get(name)));
  const withName = differ(({ name }) => name);
  return list.map(({ name, dimensions }) => {
    const values = telling.flatMap((one) => dimensions.get(one) ?? []);
    return values.length === 0 || withName ? [...values, name].join(' ') : values.join(' ');
  });
};
