import type { CloudTrail } from '@gatehouse/clients';
import { isRecord } from './statements.ts';

/** What the broker reads of a CloudTrail record. */
export interface TrailEvent {
  readonly eventId: string;
  readonly at: Date;
  /** `iam:ListUsers` */
  readonly action: string;
  readonly eventName: string;
  readonly region: string;
  readonly errorCode: string | undefined;
  readonly sourceIp: string | undefined;
  readonly userAgent: string;
  readonly resources: readonly string[];
  readonly identity: {
    readonly type: string | undefined;
    readonly accessKeyId: string | undefined;
    readonly principalId: string | undefined;
    readonly arn: string | undefined;
    /** Of the role that a session is of. */
    readonly issuerArn: string | undefined;
  };
  readonly request: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
export const record = (value: unknown): Readonly<Record<string, unknown>> =>
  isRecord(value) ? value : {};

// Where the first part of the event source is not the prefix of the service's actions.
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['monitoring', 'cloudwatch'],
  ['tagging', 'tag'],
  ['email', 'ses'],
  ['models.lex', 'lex'],
  ['cognito-idp', 'cognito-idp'],
  ['application-autoscaling', 'application-autoscaling'],
]);

// Events that are not named after the action that IAM asks about.
const ACTIONS: ReadonlyMap<string, string> = new Map([
  ['s3:ListBuckets', 's3:ListAllMyBuckets'],
  ['s3:ListObjects', 's3:ListBucket'],
  ['s3:ListObjectsV2', 's3:ListBucket'],
  ['s3:HeadBucket', 's3:ListBucket'],
  ['s3:HeadObject', 's3:GetObject'],
  ['lambda:Invoke', 'lambda:InvokeFunction'],
]);

/** The action that an event is about. Lambda's event names end in a date and a version (`ListFunctions20150331`). */
export const actionOf = (eventSource: string, eventName: string): string => {
  const source = eventSource.replace(/\.amazonaws\.com(\.cn)?$/, '');
  const name = eventName.replace(/20\d{6}(v\d)?$/, '');
  const action = `${PREFIXES.get(source) ?? source}:${name}`;
  return ACTIONS.get(action) ?? action;
};

interface LookedUp {
  readonly EventId?: string | undefined;
  readonly EventTime?: Date | undefined;
  readonly CloudTrailEvent?: string | undefined;
}

const parse = (json: string): Readonly<Record<string, unknown>> => {
  try {
    return record(JSON.parse(json));
  } catch {
    return {};
  }
};

/** Undefined for an event without a record, which could be about anybody. */
export const toTrailEvent = (event: LookedUp): TrailEvent | undefined => {
  const fields = parse(event.CloudTrailEvent ?? '');
  const identity = record(fields['userIdentity']);
  const issuer = record(record(identity['sessionContext'])['sessionIssuer']);
  const eventName = text(fields['eventName']);
  const eventSource = text(fields['eventSource']);
  const time = text(fields['eventTime']);
  const at = event.EventTime ?? new Date(time ?? Number.NaN);
  const eventId = event.EventId ?? text(fields['eventID']);
  if (eventId === undefined || eventName === undefined || eventSource === undefined)
    return undefined;
  if (Number.isNaN(at.getTime())) return undefined;
  const resources = Array.isArray(fields['resources']) ? fields['resources'] : [];
  return {
    eventId,
    at,
    action: actionOf(eventSource, eventName),
    eventName,
    region: text(fields['awsRegion']) ?? '',
    errorCode: text(fields['errorCode']),
    sourceIp: text(fields['sourceIPAddress']),
    userAgent: text(fields['userAgent']) ?? '',
    resources: resources.flatMap((resource) => text(record(resource)['ARN']) ?? []),
    identity: {
      type: text(identity['type']),
      accessKeyId: text(identity['accessKeyId']),
      principalId: text(identity['principalId']),
      arn: text(identity['arn']),
      issuerArn: text(issuer['arn']),
    },
    request: record(fields['requestParameters']),
    response: record(fields['responseElements']),
  };
};

export interface Lookup {
  readonly attribute: 'AccessKeyId' | 'Username' | 'EventName';
  readonly value: string;
  readonly from: Date;
  readonly to: Date;
  /** Events that are read at most. */
  readonly most: number;
}

/** Events of one account and Region, newest first; `complete` is false where there are more than were read. */
export const lookUp = async (
  cloudTrail: CloudTrail,
  { attribute, value, from, to, most }: Lookup,
): Promise<{ readonly events: readonly TrailEvent[]; readonly complete: boolean }> => {
  const events: TrailEvent[] = [];
  let NextToken: string | undefined;
  let read = 0;
  do {
    const page = await cloudTrail.lookupEvents({
      LookupAttributes: [{ AttributeKey: attribute, AttributeValue: value }],
      StartTime: from,
      EndTime: to,
      NextToken,
    });
    const found = page.Events ?? [];
    read += Math.max(1, found.length);
    for (const event of found) {
      const parsed = toTrailEvent(event);
      if (parsed !== undefined) events.push(parsed);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined && NextToken !== '' && read < most);
  return { events, complete: NextToken === undefined || NextToken === '' };
};
