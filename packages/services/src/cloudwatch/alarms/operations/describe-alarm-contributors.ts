import type {
  DescribeAlarmContributorsInput,
  DescribeAlarmContributorsOutput,
} from '@aws-sdk/client-cloudwatch';
import { reads } from '@gatehouse/service-kit';
import { nextTokenInvalid, resourceNotFound } from '../../errors.ts';
import { authorizeAlarm, refOf } from '../access.ts';
import { anyName } from '../input.ts';
import { alarms } from '../repositories/alarms.ts';

/**
 * Contributors are the series of a Metrics Insights query that is grouped; alarms here watch one series, and have none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmContributors.html
 */
export const describeAlarmContributors = () =>
  reads<DescribeAlarmContributorsInput, DescribeAlarmContributorsOutput>(
    { limits: { AlarmName: anyName } },
    async (input, call) => {
      const ref = refOf(call, input.AlarmName);
      await authorizeAlarm(call, 'cloudwatch:DescribeAlarmContributors', ref);
      if ((await alarms.find(call.tx, ref)) === undefined)
        throw resourceNotFound('Alarm', ref.name);
      // It never gives a token.
      if (input.NextToken !== undefined) throw nextTokenInvalid();
      return { AlarmContributors: [] };
    },
  );
