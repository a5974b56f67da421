import type { MetricQuery, Query } from './queries.ts';

const differ = (queries: readonly MetricQuery[], of: (query: MetricQuery) => unknown): boolean =>
  new Set(queries.map(of)).size > 1;

/**
 * What metrics are called whose queries have no label: their names, with the statistic, the period and the unit where the
 * queries of the request differ in them, and with the values of their dimensions where that leaves two alike.
 */
export const defaultNames = (queries: readonly Query[]): ReadonlyMap<string, string> => {
  const metrics = queries.filter((query): query is MetricQuery => query.kind === 'metric');
  const parts: ((query: MetricQuery) => string)[] = [({ metric }) => metric.name];
  if (differ(metrics, ({ statistic }) => statistic)) parts.push(({ statistic }) => statistic);
  if (differ(metrics, ({ periodSeconds }) => periodSeconds))
    parts.push(({ periodSeconds }) => String(periodSeconds));
  if (differ(metrics, ({ unit }) => unit)) parts.push(({ unit = 'None' }) => unit);
  const named = metrics.map((query) => ({
    query,
    name: parts.map((part) => part(query)).join(' '),
  }));
  const counts = Map.groupBy(named, ({ name }) => name);
  return new Map(
    named.map(({ query, name }) => {
      const isAlone = (counts.get(name) ?? []).length < 2;
      const values = isAlone ? [] : [...query.metric.dimensions.values()];
      return [query.id, [...values, name].join(' ')];
    }),
  );
};
