import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import type { GetKeyLastUsageResponse } from '@aws-sdk/client-kms';
import type { Aws } from '../../../api/aws.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { type Loaded, useLoad } from '../../../shared/use-aws.ts';
import type { Metadata } from '../shared/names.ts';
import { isUse } from './use.ts';

export interface LastUse {
  /** Undefined: nobody has used it since `since`. */
  readonly at: string | undefined;
  readonly operation: string | undefined;
  readonly eventId: string | undefined;
  readonly since: string | undefined;
}

const byKms = async (aws: Aws, key: Metadata, signal: AbortSignal): Promise<LastUse> => {
  const { KeyLastUsage: last, TrackingStartDate } = await aws.call<GetKeyLastUsageResponse>(
    'kms',
    'GetKeyLastUsage',
    { KeyId: key.KeyId },
    signal,
  );
  return {
    at: last?.Timestamp,
    operation: last?.Operation,
    eventId: last?.CloudTrailEventId,
    since: TrackingStartDate,
  };
};

/** What the latest events of the key show, where KMS itself may not be asked. */
const byEvents = async (aws: Aws, key: Metadata, signal: AbortSignal): Promise<LastUse> => {
  const { Events: events = [] } = await aws.call<LookupEventsResponse>(
    'cloudtrail',
    'LookupEvents',
    {
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: key.Arn }],
      MaxResults: 50,
    },
    signal,
  );
  const last = events.find(isUse);
  return {
    at: last?.EventTime,
    operation: last?.EventName,
    eventId: last?.EventId,
    since: events.at(-1)?.EventTime ?? key.CreationDate,
  };
};

export const useLastUse = (key: Metadata): Loaded<LastUse> => {
  const aws = useAwsClient();
  return useLoad(`last-use ${aws.region} ${key.Arn ?? ''}`, async (signal) => {
    try {
      return await byKms(aws, key, signal);
    } catch {
      return byEvents(aws, key, signal);
    }
  });
};
