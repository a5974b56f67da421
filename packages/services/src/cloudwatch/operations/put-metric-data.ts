import type { PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { writes } from '@gatehouse/service-kit';
import { type DataSettings, metricPoint } from '../data-points.ts';
import type { CloudWatchParts } from '../deps.ts';
import { collectionTooLarge, parameterRequired, requestTooLarge, valueInvalid } from '../errors.ts';
import { limitsWithin } from '../input.ts';
import type { MetricPoint } from '../ports.ts';

const MOST_DATA = 1000;
const MOST_BYTES = 1_048_576;
const RESERVED = 'AWS/';

const limits = {
  Namespace: { minLength: 1, maxLength: 255, pattern: '[^:].*' },
  ...limitsWithin('MetricData[].'),
  ...limitsWithin('EntityMetricData[].MetricData[].'),
  'EntityMetricData[].Entity.KeyAttributes': { minLength: 2, maxLength: 4 },
  'EntityMetricData[].Entity.Attributes': { maxLength: 10 },
  'MetricData[].Value': { anyNumber: true },
};

const pointsOf = (
  { MetricData = [], EntityMetricData = [] }: PutMetricDataInput,
  settings: DataSettings,
): readonly MetricPoint[] => {
  const points = MetricData.map((datum, index) =>
    metricPoint(settings, datum, `MetricData.member.${index + 1}`),
  );
  for (const [group, { MetricData: data = [] }] of EntityMetricData.entries())
    for (const [index, datum] of data.entries()) {
      const at = `EntityMetricData.member.${group + 1}.MetricData.member.${index + 1}`;
      points.push(metricPoint(settings, datum, at));
    }
  return points;
};

const countOf = ({ MetricData = [], EntityMetricData = [] }: PutMetricDataInput): number =>
  EntityMetricData.reduce((sum, { MetricData: data = [] }) => sum + data.length, MetricData.length);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const putMetricData = ({ writer, acceptsLooseInput = false }: CloudWatchParts) =>
  writes<PutMetricDataInput, Record<string, never>>(
    {
      limits,
      event: { data: true },
      partial: 'Entities are taken and not kept.',
    },
    async (input, call) => {
      const { Namespace = '', MetricData, EntityMetricData } = input;
      await call.authorize('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': Namespace });
      // The namespaces of AWS's own services.
      if (Namespace.toUpperCase().startsWith(RESERVED)) throw valueInvalid(Namespace, 'Namespace');
      if (MetricData === undefined && EntityMetricData === undefined)
        throw parameterRequired('MetricData');
      if (countOf(input) > MOST_DATA) throw collectionTooLarge('MetricData', MOST_DATA);
      if (JSON.stringify(input).length > MOST_BYTES) throw requestTooLarge();
      const settings = {
        scope: call,
        namespace: Namespace,
        now: call.now,
        isLoose: acceptsLooseInput,
      };
      await writer.record(call.tx, pointsOf(input, settings));
      return {};
    },
  );
