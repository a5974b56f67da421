import type {
  AnomalyDetector,
  DeleteAnomalyDetectorInput,
  DescribeAnomalyDetectorsInput,
  DescribeAnomalyDetectorsOutput,
  MetricDataQuery,
  PutAnomalyDetectorInput,
} from '@aws-sdk/client-cloudwatch';
import { cutPage, reads, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { readConfiguration, storedConfiguration } from '../anomaly/detector.ts';
import { requireConfiguration, watchedBy } from '../anomaly/requested.ts';
import { trainingState } from '../anomaly/training-state.ts';
import type { CloudWatchParts } from '../deps.ts';
import { detectorNotFound, nextTokenInvalid, tooManyDetectors, valueInvalid } from '../errors.ts';
import { limitsWithin, metricLimits, requestDimensions, shownDimensions } from '../input.ts';
import { dimensionsOf, dimensionsText } from '../model.ts';
import { type Detector, type DetectorKind, detectors } from '../repositories/detectors.ts';

const MOST_DETECTORS = 500;
const PAGE = 10;
const MOST_PAGE = 100;
const KINDS: readonly DetectorKind[] = ['SINGLE_METRIC', 'METRIC_MATH'];

const limits = {
  ...metricLimits,
  ...limitsWithin('SingleMetricAnomalyDetector.'),
  ...limitsWithin('MetricMathAnomalyDetector.MetricDataQueries[].MetricStat.Metric.'),
  // As many as an alarm's list has: each is looked at whenever somebody lists detectors.
  'MetricMathAnomalyDetector.MetricDataQueries': { maxLength: 20 },
  'MetricMathAnomalyDetector.MetricDataQueries[].Expression': { minLength: 1, maxLength: 2048 },
  'Configuration.ExcludedTimeRanges': { maxLength: 100 },
  Stat: { maxLength: 50 },
  'SingleMetricAnomalyDetector.Stat': { maxLength: 50 },
  'Configuration.MetricTimezone': { maxLength: 50 },
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAnomalyDetector.html */
export const putAnomalyDetector = () =>
  writes<PutAnomalyDetectorInput, Record<string, never>>({ limits }, async (input, call) => {
    await call.authorize('cloudwatch:PutAnomalyDetector', '*');
    const watched = watchedBy(call, input);
    const configuration = storedConfiguration(input.Configuration, input.MetricCharacteristics);
    requireConfiguration(configuration);
    const isNew = (await detectors.find(call.tx, watched.id)) === undefined;
    if (isNew && (await detectors.count(call.tx, call)) >= MOST_DETECTORS) throw tooManyDetectors();
    await detectors.put(call.tx, {
      ...watched,
      configuration: JSON.stringify(configuration),
      createdAt: call.now.getTime(),
    });
    return {};
  });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAnomalyDetector.html */
export const deleteAnomalyDetector = () =>
  writes<DeleteAnomalyDetectorInput, Record<string, never>>({ limits }, async (input, call) => {
    await call.authorize('cloudwatch:DeleteAnomalyDetector', '*');
    const { id } = watchedBy(call, input);
    if (!(await detectors.remove(call.tx, id))) throw detectorNotFound();
    return {};
  });

const watchedMetric = ({ namespace, name, dimensions, statistic }: Detector) => ({
  Namespace: namespace,
  MetricName: name,
  // Stored by dimensionsText.
  Dimensions: shownDimensions(dimensionsOf(JSON.parse(dimensions) as [string, string][])),
  Stat: statistic,
});

const shown = async (tx: Tx, detector: Detector, now: number): Promise<AnomalyDetector> => {
  const { excluded, timeZone, hasPeriodicSpikes } = readConfiguration(detector.configuration);
  const metric = detector.kind === 'SINGLE_METRIC' ? watchedMetric(detector) : undefined;
  return {
    ...metric,
    Configuration: {
      ExcludedTimeRanges: excluded.map(({ from, to }) => ({
        StartTime: new Date(from),
        EndTime: new Date(to),
      })),
      ...(timeZone === undefined ? {} : { MetricTimezone: timeZone }),
    },
    StateValue: await trainingState(tx, detector, now),
    ...(hasPeriodicSpikes === undefined
      ? {}
      : { MetricCharacteristics: { PeriodicSpikes: hasPeriodicSpikes } }),
    ...(metric === undefined
      ? {
          MetricMathAnomalyDetector: {
            // Stored by ofMath.
            MetricDataQueries: JSON.parse(detector.queries) as MetricDataQuery[],
          },
        }
      : { SingleMetricAnomalyDetector: metric }),
  };
};

const kindsOf = (given: readonly string[] | undefined): readonly DetectorKind[] => {
  const asked = given ?? ['SINGLE_METRIC'];
  for (const kind of asked)
    if (!KINDS.some((known) => known === kind)) throw valueInvalid(kind, 'AnomalyDetectorTypes');
  return KINDS.filter((kind) => asked.includes(kind));
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAnomalyDetectors.html */
export const describeAnomalyDetectors = ({ pages }: CloudWatchParts) =>
  reads<DescribeAnomalyDetectorsInput, DescribeAnomalyDetectorsOutput>(
    {
      limits: {
        ...metricLimits,
        MaxResults: { minValue: 1, maxValue: MOST_PAGE },
        AnomalyDetectorTypes: { maxLength: 2 },
      },
    },
    async (input, call) => {
      await call.authorize('cloudwatch:DescribeAnomalyDetectors', '*');
      const { NextToken, MaxResults = PAGE, ...filters } = input;
      const question = ['DescribeAnomalyDetectors', call.account, call.region, filters];
      const [after = ''] =
        NextToken === undefined ? [] : (pages.open(question, NextToken) ?? [undefined]);
      if (NextToken !== undefined && (typeof after !== 'string' || after === ''))
        throw nextTokenInvalid();
      const found = await detectors.list(call.tx, {
        account: call.account,
        region: call.region,
        namespace: input.Namespace,
        name: input.MetricName,
        dimensions:
          input.Dimensions === undefined
            ? undefined
            : dimensionsText(requestDimensions(input.Dimensions, 'Dimensions')),
        kinds: kindsOf(input.AnomalyDetectorTypes),
        after: String(after),
        limit: MaxResults + 1,
      });
      const { page, last } = cutPage(found, MaxResults);
      const list: AnomalyDetector[] = [];
      for (const detector of page) list.push(await shown(call.tx, detector, call.now.getTime()));
      return {
        AnomalyDetectors: list,
        NextToken: last === undefined ? undefined : pages.seal(question, [last.id]),
      };
    },
  );
