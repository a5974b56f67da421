import type {
  DescribeAlarmsForMetricInput,
  DescribeAlarmsForMetricOutput,
} from '@aws-sdk/client-cloudwatch';
import { reads } from '@gatehouse/service-kit';
import { metricLimits, requestDimensions, UNITS } from '../../input.ts';
import { seriesRef } from '../../model.ts';
import { authorizeAll } from '../access.ts';
import { type Alarm, isMetric, type MetricAlarm } from '../model.ts';
import { alarms } from '../repositories/alarms.ts';
import { watches } from '../repositories/watches.ts';
import { shownMetric } from '../shown.ts';

const limits = {
  ...metricLimits,
  Statistic: { oneOf: ['Maximum', 'SampleCount', 'Sum', 'Minimum', 'Average'] },
  Period: { minValue: 1, maxValue: 604_800 },
  Unit: { oneOf: [...UNITS] },
};

const fits = (
  { configuration }: MetricAlarm,
  { Statistic, ExtendedStatistic, Period, Unit }: DescribeAlarmsForMetricInput,
): boolean =>
  (Statistic === undefined || configuration.metric?.statistic === Statistic) &&
  (ExtendedStatistic === undefined ||
    configuration.metric?.extendedStatistic === ExtendedStatistic) &&
  (Period === undefined || configuration.periodSeconds === Period) &&
  (Unit === undefined || configuration.metric?.unit === Unit);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html */
export const describeAlarmsForMetric = () =>
  reads<DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput>(
    { limits },
    async (input, call) => {
      const { tx } = call;
      await authorizeAll(call, 'cloudwatch:DescribeAlarmsForMetric');
      const { id } = seriesRef(call, {
        namespace: input.Namespace ?? '',
        name: input.MetricName ?? '',
        dimensions: requestDimensions(input.Dimensions, 'Dimensions'),
      });
      const found: (Alarm | undefined)[] = [];
      for (const name of await watches.namesOn(tx, id))
        found.push(await alarms.find(tx, { account: call.account, region: call.region, name }));
      return {
        MetricAlarms: found
          .filter((alarm) => alarm !== undefined)
          .filter(isMetric)
          .filter((alarm) => fits(alarm, input))
          .map(shownMetric),
      };
    },
  );
