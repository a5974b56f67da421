import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { writes } from '@gatehouse/service-kit';
import type { AlarmDeps } from '../../deps.ts';
import { seriesRef } from '../../model.ts';
import { requestTags } from '../../tags.ts';
import { authorizePut, refOf } from '../access.ts';
import { shardOf } from '../arns.ts';
import { limits, requestedAlarm } from '../metric-input.ts';
import { watches } from '../repositories/watches.ts';
import { planShard } from '../schedule.ts';
import { requireSameKind, storeAlarm } from './put.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const putMetricAlarm = (deps: AlarmDeps) =>
  writes<PutMetricAlarmInput, Record<string, never>>(
    { limits, partial: 'No PromQL (EvaluationCriteria) and no metrics of other accounts.' },
    async (input, call) => {
      const { tx } = call;
      const ref = refOf(call, input.AlarmName);
      const tags = requestTags(input.Tags);
      const { configuration, metrics } = requestedAlarm(input, deps, call);
      const present = await authorizePut(
        call,
        'cloudwatch:PutMetricAlarm',
        ref,
        configuration,
        tags,
      );
      requireSameKind(present, 'metric');

      await storeAlarm(deps, call, ref, present, configuration, tags);
      const series = metrics.map((metric) => seriesRef(ref, metric));
      await watches.replace(tx, ref, series, configuration.metric !== undefined);
      await planShard(tx, shardOf(ref));
      return {};
    },
  );
