import type { Deletion, Ignored } from './deletion.ts';
import { isNamed } from './names.ts';
import { readEvent } from './read-event.ts';

export const ACCOUNT = '111122223333';

interface Call {
  readonly source: string;
  readonly event: string;
  readonly region?: string;
  readonly request?: unknown;
  readonly response?: unknown;
  readonly error?: string;
  readonly rest?: Readonly<Record<string, unknown>>;
}

/** A CloudTrail record as it is delivered. */
export const record = (call: Call): Record<string, unknown> => ({
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/dana`, accountId: ACCOUNT },
  eventTime: '2026-03-01T10:00:00Z',
  eventSource: call.source,
  eventName: call.event,
  awsRegion: call.region ?? 'eu-west-1',
  sourceIPAddress: '192.0.2.7',
  ...(call.error === undefined ? {} : { errorCode: call.error, errorMessage: 'no' }),
  requestParameters: call.request ?? null,
  responseElements: call.response ?? null,
  eventID: '6f1c0d5e-0000-4000-8000-000000000001',
  eventType: 'AwsApiCall',
  recipientAccountId: ACCOUNT,
  ...call.rest,
});

/** The same as EventBridge brings it. */
export const overBus = (
  detail: unknown,
  type = 'AWS API Call via CloudTrail',
  service = 'any',
): object => ({
  version: '0',
  id: 'a0b1c2d3-0000-4000-8000-000000000002',
  'detail-type': type,
  source: `aws.${service}`,
  account: ACCOUNT,
  time: '2026-03-01T10:00:01Z',
  region: 'eu-west-1',
  resources: [],
  detail,
});

/** What an event says is gone. */
export const deletions = (event: unknown): readonly Deletion[] => {
  const reading = readEvent(event, 'history');
  if ('ignored' in reading) throw new Error(`ignored: ${reading.ignored} ${reading.what}`);
  return reading.deletions;
};

/** Why it says nothing. */
export const ignored = (event: unknown): Ignored | undefined => {
  const reading = readEvent(event, 'history');
  return 'ignored' in reading ? reading.ignored : undefined;
};

/** Whether a finding about a resource of this id and type is about the deleted one. */
export const isAbout = (deletion: Deletion | undefined, id: string, type = 'Other'): boolean =>
  deletion?.names.some((name) => isNamed(name, { id, type })) ?? false;
