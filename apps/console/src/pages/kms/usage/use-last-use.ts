import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import type { GetKeyLastUsageResponse } from '@aws-sdk/client-kms';
import type { Aws } from '../../../api/aws.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { type Loaded, useLoad } from '../../../shared/use-aws.ts';
import type { LoadPage, Page } from '../../../shared/use-pages.ts';
import { type EventRow, recordOf } from '../../events/event.ts';
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

const MOST_PAGES = 10;

/** Those that were refused are no uses. */
const isDone = (row: EventRow): boolean => isUse(row) && recordOf(row).errorCode === undefined;

const eventPages = (aws: Aws, key: Metadata): LoadPage<EventRow> =>
  pagesOf<LookupEventsResponse, EventRow>(
    aws,
    {
      service: 'cloudtrail',
      operation: 'LookupEvents',
      input: { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: key.Arn }] },
    },
    ({ Events }) => Events,
  );

/** What the latest events of the key show, where KMS itself does not tell. Most of them only look at the key. */
const byEvents = async (aws: Aws, key: Metadata, signal: AbortSignal): Promise<LastUse> => {
  const load = eventPages(aws, key);
  let page: Page<EventRow> = { items: [] };
  let since = key.CreationDate;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    page = await load(page.token, signal);
    const last = page.items.find(isDone);
    if (last !== undefined)
      return { at: last.EventTime, operation: last.EventName, eventId: last.EventId, since };
    since = page.token === undefined ? since : page.items.at(-1)?.EventTime;
    if (page.token === undefined) break;
  }
  return { at: undefined, operation: undefined, eventId: undefined, since };
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
