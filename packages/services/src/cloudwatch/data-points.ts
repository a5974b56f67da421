import type { MetricDatum, StatisticSet } from '@aws-sdk/client-cloudwatch';
import {
  bothGiven,
  collectionTooLarge,
  maximumTooSmall,
  oneRequired,
  parameterRequired,
  sizesDiffer,
  tooNew,
  tooOld,
  valueInvalid,
} from './errors.ts';
import { requestDimensions, UNITS } from './input.ts';
import type { Scope } from './model.ts';
import type { MetricPoint } from './ports.ts';

const MOST_VALUES = 150;
// API reference, MetricDatum, Value.
export const LARGEST = 2 ** 360;
const TWO_WEEKS = 14 * 86_400_000;
const TWO_HOURS = 2 * 3_600_000;

const requireNumber = (value: number, parameter: string): number => {
  if (!Number.isFinite(value) || Math.abs(value) > LARGEST) throw valueInvalid(value, parameter);
  // Minus zero is written as zero, and would be another value than zero otherwise.
  return value === 0 ? 0 : value;
};

type Values = MetricPoint['values'];

const valuesOf = ({ Values, Counts }: MetricDatum, at: string): Values => {
  const values = Values ?? [];
  if (values.length > MOST_VALUES) throw collectionTooLarge(`${at}.Values`, MOST_VALUES);
  if (Counts !== undefined && Counts.length > 0 && Counts.length !== values.length)
    throw sizesDiffer(`${at}.Values`, `${at}.Counts`);
  return values.map((value, index) => {
    const count = Counts?.[index] ?? 1;
    if (!(count > 0 && count <= LARGEST))
      throw valueInvalid(count, `${at}.Counts.member.${index + 1}`);
    return [requireNumber(value, `${at}.Values.member.${index + 1}`), count];
  });
};

const statisticsOf = (given: StatisticSet, at: string): MetricPoint['statistics'] => {
  const samples = requireNumber(given.SampleCount ?? NaN, `${at}.SampleCount`);
  const sum = requireNumber(given.Sum ?? NaN, `${at}.Sum`);
  const minimum = requireNumber(given.Minimum ?? NaN, `${at}.Minimum`);
  const maximum = requireNumber(given.Maximum ?? NaN, `${at}.Maximum`);
  if (samples <= 0) throw valueInvalid(samples, `${at}.SampleCount`);
  if (maximum < minimum) throw maximumTooSmall(at);
  return { samples, sum, minimum, maximum };
};

const measured = (datum: MetricDatum, at: string): Pick<MetricPoint, 'values' | 'statistics'> => {
  const { Value, StatisticValues } = datum;
  const hasValues = datum.Values !== undefined && datum.Values.length > 0;
  if (Value !== undefined && StatisticValues !== undefined)
    throw bothGiven(`${at}.Value`, `${at}.StatisticValues`);
  if (Value !== undefined && hasValues) throw bothGiven(`${at}.Value`, `${at}.Values`);
  if (StatisticValues !== undefined && hasValues)
    throw bothGiven(`${at}.StatisticValues`, `${at}.Values`);
  if (Value !== undefined) return { values: [[requireNumber(Value, `${at}.Value`), 1]] };
  if (StatisticValues !== undefined)
    return { values: [], statistics: statisticsOf(StatisticValues, `${at}.StatisticValues`) };
  if (!hasValues) throw oneRequired(`${at}.Value`, `${at}.Values`, `${at}.StatisticValues`);
  return { values: valuesOf(datum, at) };
};

const timeOf = ({ Timestamp }: MetricDatum, at: string, now: Date): number => {
  if (Timestamp === undefined) return now.getTime();
  const time = Timestamp.getTime();
  if (!(time >= now.getTime() - TWO_WEEKS)) throw tooOld(`${at}.Timestamp`);
  if (time > now.getTime() + TWO_HOURS) throw tooNew(`${at}.Timestamp`);
  return time;
};

const resolutionOf = (
  { StorageResolution = 60 }: MetricDatum,
  at: string,
  isLoose: boolean,
): 1 | 60 => {
  if (StorageResolution === 1 || StorageResolution === 60) return StorageResolution;
  // Suites written for other emulators put resolutions that AWS has not.
  if (isLoose) return 60;
  throw valueInvalid(StorageResolution, `${at}.StorageResolution`);
};

/** What data of one request have in common. */
export interface DataSettings {
  readonly scope: Scope;
  readonly namespace: string;
  readonly now: Date;
  readonly isLoose: boolean;
}

/** A datum of PutMetricData. @param at how errors name it: `MetricData.member.1` */
export const metricPoint = (
  { scope, namespace, now, isLoose }: DataSettings,
  datum: MetricDatum,
  at: string,
): MetricPoint => {
  const { MetricName, Unit = 'None' } = datum;
  if (MetricName === undefined) throw parameterRequired(`${at}.MetricName`);
  if (!UNITS.has(Unit)) throw valueInvalid(Unit, `${at}.Unit`);
  return {
    account: scope.account,
    region: scope.region,
    namespace,
    name: MetricName,
    dimensions: requestDimensions(datum.Dimensions, `${at}.Dimensions`),
    unit: Unit,
    ...measured(datum, at),
    at: timeOf(datum, at, now),
    resolutionSeconds: resolutionOf(datum, at, isLoose),
  };
};
