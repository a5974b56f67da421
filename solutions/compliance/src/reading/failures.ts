import type { Failure } from '../model.ts';
import type { SecretApis } from './apis.ts';

const DAY_MILLISECONDS = 24 * 3600 * 1000;
/** CloudTrail User Guide, "Working with CloudTrail event history". */
const HISTORY_DAYS = 90;
const PAGE = 50;
const MOST_EVENTS = 5000;
const LONGEST_EVENT = 1024 * 1024;

const own = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const parsed = (json: string): unknown => {
  if (json.length > LONGEST_EVENT) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** A record of CloudTrail: which secret failed to rotate, and how. */
export const failureOf = (json: string): (Failure & { readonly arn: string }) | undefined => {
  const record = parsed(json);
  const details = own(record, 'additionalEventData');
  const arn = text(own(details, 'SecretId'));
  const at = new Date(text(own(record, 'eventTime')) ?? Number.NaN);
  if (arn === undefined || Number.isNaN(at.getTime())) return undefined;
  return {
    arn,
    at,
    message: text(own(record, 'errorMessage')) ?? 'the rotation failed',
    eventId: text(own(record, 'eventID')) ?? '',
  };
};

/**
 * Rotations of a Region that failed, by the secret's ARN, newest first.
 * @throws what CloudTrail answers to LookupEvents
 */
export const readFailures = async (
  apis: Pick<SecretApis, 'lookupEvents'>,
  now: Date,
): Promise<ReadonlyMap<string, readonly Failure[]>> => {
  const found: (Failure & { readonly arn: string })[] = [];
  let token: string | undefined;
  let read = 0;
  do {
    const { Events: events = [], NextToken: next } = await apis.lookupEvents({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'RotationFailed' }],
      StartTime: new Date(now.getTime() - HISTORY_DAYS * DAY_MILLISECONDS),
      EndTime: now,
      MaxResults: PAGE,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    for (const { CloudTrailEvent: json = '' } of events) {
      const failure = failureOf(json);
      if (failure !== undefined) found.push(failure);
    }
    read += events.length;
    token = next;
    // Newest first: of a secret that fails again and again, the first that is read is the one that matters.
  } while (token !== undefined && read < MOST_EVENTS);
  return Map.groupBy(found, ({ arn }) => arn);
};
