import type { MetricDataQuery, PutAnomalyDetectorInput } from '@aws-sdk/client-cloudwatch';
import { checkQueries } from '../checked-queries.ts';
import {
  bothGiven,
  parameterRequired,
  rangeInvalid,
  timeZoneInvalid,
  valueInvalid,
} from '../errors.ts';
import { requestDimensions } from '../input.ts';
import { dimensionsText, type MetricRef, type Scope } from '../model.ts';
import type { Detector } from '../repositories/detectors.ts';
import { statisticOf } from '../statistic.ts';
import { mathDetectorId, metricDetectorId, type StoredConfiguration } from './detector.ts';
import { isTimeZone } from './local-time.ts';

type Given = Pick<
  PutAnomalyDetectorInput,
  | 'Namespace'
  | 'MetricName'
  | 'Dimensions'
  | 'Stat'
  | 'SingleMetricAnomalyDetector'
  | 'MetricMathAnomalyDetector'
>;

const ofMetric = (scope: Scope, metric: MetricRef, statistic: string): Watched => ({
  id: metricDetectorId(scope, metric, statistic),
  account: scope.account,
  region: scope.region,
  kind: 'SINGLE_METRIC',
  namespace: metric.namespace,
  name: metric.name,
  dimensions: dimensionsText(metric.dimensions),
  statistic,
  queries: '',
});

const ofMath = (scope: Scope, queries: readonly MetricDataQuery[]): Watched => {
  checkQueries(queries);
  return {
    id: mathDetectorId(scope, queries),
    account: scope.account,
    region: scope.region,
    kind: 'METRIC_MATH',
    namespace: '',
    name: '',
    dimensions: '',
    statistic: '',
    queries: JSON.stringify(queries),
  };
};

/** What a detector watches. */
export type Watched = Omit<Detector, 'configuration' | 'createdAt'>;

/** What the request is about, in whichever of its forms. @throws AwsError */
export const watchedBy = (scope: Scope, given: Given): Watched => {
  const { SingleMetricAnomalyDetector: single, MetricMathAnomalyDetector: math } = given;
  const hasPlain = given.Namespace !== undefined || given.MetricName !== undefined;
  if (single !== undefined && math !== undefined)
    throw bothGiven('SingleMetricAnomalyDetector', 'MetricMathAnomalyDetector');
  if (hasPlain && single !== undefined)
    throw bothGiven('MetricName', 'SingleMetricAnomalyDetector');
  if (hasPlain && math !== undefined) throw bothGiven('MetricName', 'MetricMathAnomalyDetector');
  if (math !== undefined) {
    if (math.MetricDataQueries === undefined)
      throw parameterRequired('MetricMathAnomalyDetector.MetricDataQueries');
    return ofMath(scope, math.MetricDataQueries);
  }
  const { Namespace, MetricName, Stat, Dimensions } = single ?? given;
  if (Namespace === undefined) throw parameterRequired('Namespace');
  if (MetricName === undefined) throw parameterRequired('MetricName');
  if (Stat === undefined) throw parameterRequired('Stat');
  if (statisticOf(Stat) === undefined) throw valueInvalid(Stat, 'Stat');
  const dimensions = requestDimensions(Dimensions, 'Dimensions');
  return ofMetric(scope, { namespace: Namespace, name: MetricName, dimensions }, Stat);
};

/** @throws AwsError for times that end before they begin, and for places that have no time */
export const requireConfiguration = ({ excluded, timeZone }: StoredConfiguration): void => {
  for (const [index, { from, to }] of excluded.entries())
    if (!(from < to)) throw rangeInvalid(index + 1);
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw timeZoneInvalid(timeZone);
};
