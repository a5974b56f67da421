import type { Clock } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { checkQueries, returnedOf } from './checked-queries.ts';
import { validationError } from './errors.ts';
import { createEvaluation, type EvaluationSettings } from './evaluation.ts';
import type { TimeSeries, Value } from './math/time-series.ts';
import { seriesRef } from './model.ts';
import { periods } from './periods.ts';
import type { EvaluatedSeries, MetricReader, StatisticPoint, StatisticQuery } from './ports.ts';
import { parseQueries, type Query } from './queries.ts';
import { statisticOf } from './statistic.ts';

const read = async (
  tx: Tx,
  query: StatisticQuery,
  from: number,
  to: number,
): Promise<readonly StatisticPoint[]> => {
  const statistic = statisticOf(query.statistic);
  if (statistic === undefined) throw new Error(`there is no statistic ${query.statistic}`);
  const found = await periods(tx, {
    seriesId: seriesRef(query, query).id,
    unit: query.unit,
    periodSeconds: query.periodSeconds,
    needsSpread: statistic.needsSpread,
    from,
    to,
  });
  return found.flatMap(({ at, aggregate }) => {
    const value = statistic.of(aggregate);
    return value === undefined ? [] : [{ at, value, samples: aggregate.samples }];
  });
};

const pointsOf = ({ times, values, samples }: TimeSeries): EvaluatedSeries['points'] =>
  times.map((at, index) => ({ at, value: values[index] ?? 0, samples: samples?.[index] }));

const evaluated = ({ id, label }: Query, value: Value): EvaluatedSeries | undefined => {
  if (value.kind === 'band') {
    const { lower, upper, middle } = value.band;
    return {
      id,
      label: label ?? middle.label,
      periodSeconds: middle.periodSeconds,
      points: pointsOf(middle),
      band: lower.times.map((at, index) => ({
        at,
        lower: lower.values[index] ?? 0,
        upper: upper.values[index] ?? 0,
      })),
    };
  }
  const list = value.kind === 'list' ? value.list : value.kind === 'series' ? [value.series] : [];
  const [series, ...others] = list;
  if (series === undefined || others.length > 0) return undefined;
  return {
    id,
    label: label ?? series.label,
    periodSeconds: series.periodSeconds,
    points: pointsOf(series),
  };
};

interface Deps {
  readonly clock: Clock;
  readonly model: EvaluationSettings['model'];
}

export const createReader = ({ clock, model }: Deps): MetricReader => ({
  read,
  check: checkQueries,
  async evaluate(tx, scope, given, from, to) {
    const queries = parseQueries(given, 'Metrics');
    const now = clock.now().getTime();
    const evaluation = createEvaluation({ tx, scope, queries, from, to, now, model });
    const byId = new Map<string, EvaluatedSeries>();
    for (const query of queries) {
      const series = evaluated(query, await evaluation.result(query.id));
      if (series !== undefined) byId.set(query.id, series);
    }
    const returned = byId.get(returnedOf(queries).id);
    if (returned === undefined)
      throw validationError('The expression must result in a single time series.');
    return { returned, byId };
  },
});
