import type {
  Datapoint,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput,
} from '@aws-sdk/client-cloudwatch';
import { type Call, reads } from '@gatehouse/service-kit';
import {
  bothGiven,
  collectionTooLarge,
  periodInvalid,
  startNotBeforeEnd,
  statisticsMissing,
  tooManyDatapoints,
  valueInvalid,
} from '../errors.ts';
import { isPeriod, metricLimits, requestDimensions, UNITS } from '../input.ts';
import { seriesRef } from '../model.ts';
import { type Period, periodsByUnit } from '../periods.ts';
import { roundedStart } from '../resolution.ts';
import { isExtended, SIMPLE_STATISTICS, type Statistic, statisticOf } from '../statistic.ts';

const MOST_DATAPOINTS = 1440;
const MOST_EXTENDED = 10;
const SIMPLE: ReadonlySet<string> = new Set(SIMPLE_STATISTICS);

interface Asked {
  readonly simple: readonly (readonly [name: string, statistic: Statistic])[];
  readonly extended: readonly (readonly [name: string, statistic: Statistic])[];
}

const named = (
  names: readonly string[],
  parameter: string,
  isKnown: (name: string) => boolean,
): readonly (readonly [string, Statistic])[] =>
  [...new Set(names)].map((name) => {
    const statistic = isKnown(name) ? statisticOf(name) : undefined;
    if (statistic === undefined) throw valueInvalid(name, parameter);
    return [name, statistic];
  });

const statisticsOf = ({ Statistics, ExtendedStatistics }: GetMetricStatisticsInput): Asked => {
  const simple = Statistics ?? [];
  const extended = ExtendedStatistics ?? [];
  if (simple.length === 0 && extended.length === 0) throw statisticsMissing();
  if (simple.length > 0 && extended.length > 0) throw bothGiven('Statistics', 'ExtendedStatistics');
  if (extended.length > MOST_EXTENDED)
    throw collectionTooLarge('ExtendedStatistics', MOST_EXTENDED);
  return {
    simple: named(simple, 'Statistics', (name) => SIMPLE.has(name)),
    extended: named(extended, 'ExtendedStatistics', isExtended),
  };
};

interface Range {
  readonly from: number;
  readonly to: number;
  readonly periodSeconds: number;
}

const rangeOf = (input: GetMetricStatisticsInput, now: Date): Range => {
  const periodSeconds = input.Period ?? 0;
  if (!isPeriod(periodSeconds)) throw periodInvalid();
  const start = input.StartTime?.getTime() ?? NaN;
  const to = input.EndTime?.getTime() ?? NaN;
  if (!(start < to)) throw startNotBeforeEnd();
  const from = roundedStart(start, now.getTime(), periodSeconds);
  const asked = Math.ceil((to - from) / (periodSeconds * 1000));
  if (asked > MOST_DATAPOINTS) throw tooManyDatapoints(asked, MOST_DATAPOINTS);
  return { from, to, periodSeconds };
};

const shown = ({ at, unit, aggregate }: Period, { simple, extended }: Asked): Datapoint => {
  const point: Record<string, unknown> = { Timestamp: new Date(at), Unit: unit };
  for (const [name, statistic] of simple) point[name] = statistic.of(aggregate);
  const values = extended.flatMap(([name, statistic]) => {
    const value = statistic.of(aggregate);
    return value === undefined ? [] : [[name, value] as const];
  });
  if (values.length > 0) point['ExtendedStatistics'] = Object.fromEntries(values);
  return point;
};

const datapoints = async (
  input: GetMetricStatisticsInput,
  call: Call,
  asked: Asked,
): Promise<Datapoint[]> => {
  const { Namespace = '', MetricName = '', Unit } = input;
  if (Unit !== undefined && !UNITS.has(Unit)) throw valueInvalid(Unit, 'Unit');
  const dimensions = requestDimensions(input.Dimensions, 'Dimensions');
  const found = await periodsByUnit(call.tx, {
    ...rangeOf(input, call.now),
    seriesId: seriesRef(call, { namespace: Namespace, name: MetricName, dimensions }).id,
    unit: Unit,
    needsSpread: asked.extended.length > 0,
  });
  const points = found.map((period) => shown(period, asked));
  return asked.extended.length === 0
    ? points
    : points.filter(({ ExtendedStatistics }) => ExtendedStatistics !== undefined);
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export const getMetricStatistics = () =>
  reads<GetMetricStatisticsInput, GetMetricStatisticsOutput>(
    { limits: metricLimits, event: { data: true } },
    async (input, call) => {
      await call.authorize('cloudwatch:GetMetricStatistics', '*');
      const asked = statisticsOf(input);
      return { Label: input.MetricName, Datapoints: await datapoints(input, call, asked) };
    },
  );
