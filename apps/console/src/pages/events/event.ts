import type { Event } from '@aws-sdk/client-cloudtrail';
import type { Json } from '../../api/json.ts';

export type EventRow = Json<Event>;

/** What a CloudTrail record says beside what LookupEvents tells of it. */
export interface EventRecord {
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly awsRegion?: string;
  readonly sourceIPAddress?: string;
  readonly userAgent?: string;
  readonly requestID?: string;
  readonly eventType?: string;
  readonly userIdentity?: { readonly arn?: string; readonly type?: string };
}

/** The record itself, which LookupEvents returns as text. */
export const recordOf = ({ CloudTrailEvent }: EventRow): EventRecord => {
  try {
    // CloudTrail's own form of events.
    return JSON.parse(CloudTrailEvent ?? '{}') as EventRecord;
  } catch {
    return {};
  }
};

export const eventPath = ({ EventId = '' }: EventRow): string => `/events/${EventId}`;

export const resourceNames = ({ Resources = [] }: EventRow): string =>
  Resources.map(({ ResourceName = '' }) => ResourceName).join(', ');
