import { AwsError } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { seriesRef } from './model.ts';
import { periods } from './periods.ts';
import type { MetricReader, StatisticPoint, StatisticQuery } from './ports.ts';
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

export const createReader = (): MetricReader => ({
  read,
  evaluate: () => Promise.reject(new AwsError('ValidationError', 'Metric math is not evaluated.')),
  check: () => {
    throw new AwsError('ValidationError', 'Metric math is not evaluated.');
  },
});
