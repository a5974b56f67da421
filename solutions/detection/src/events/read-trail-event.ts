import { createHash } from 'node:crypto';
import type { EventCategory, JsonObject, TrailEvent } from '../model.ts';
import type { ReadActor } from './actor-cache.ts';
import { readActor } from './actor.ts';
import { type Call, readCall } from './call.ts';
import { timeOf } from './event-time.ts';
import { isObject, loosely, objectOf, textOf } from './json.ts';
import type { SameText } from './same-text.ts';

/** Why something is no event. */
export interface Problem {
  readonly problem:
    | 'not-cloudtrail'
    | 'digest'
    | 'storage-notification'
    | 'no-name'
    | 'no-time'
    | 'too-many-members';
  readonly detail: string;
}

const categoryOf = (record: JsonObject, { isOnContents }: Call): EventCategory => {
  const said = record['eventCategory'];
  if (said === 'Management' || said === 'Data' || said === 'NetworkActivity' || said === 'Insight')
    return said;
  if (record['eventType'] === 'AwsCloudTrailInsight') return 'Insight';
  const management = record['managementEvent'];
  if (management !== undefined)
    return management === false || management === 'false' ? 'Data' : 'Management';
  return isOnContents ? 'Data' : 'Management';
};

const NAMES = [
  'eventVersion',
  'userIdentity',
  'eventTime',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'requestID',
  'eventID',
  'readOnly',
  'resources',
  'eventType',
  'managementEvent',
  'recipientAccountId',
  'sharedEventID',
  'vpcEndpointId',
  'eventCategory',
  'serviceEventDetails',
  'tlsDetails',
  'sessionCredentialFromConsole',
  'insightDetails',
] as const;
const BY_LOWER = new Map(NAMES.map((name) => [name.toLowerCase(), name]));
const MOST_MEMBERS = 1000;

/** The record with its own members spelled as CloudTrail does: tables and pipelines change the case. */
const respelled = (record: JsonObject): JsonObject | undefined => {
  const entries = Object.entries(record);
  if (entries.length > MOST_MEMBERS) return undefined;
  return Object.fromEntries(
    entries.map(([key, value]) => [
      BY_LOWER.get(key.replaceAll('_', '').toLowerCase()) ?? key,
      value,
    ]),
  );
};

const refuse = (problem: Problem['problem'], detail: string): Problem => ({ problem, detail });

/** What looks like a record and is none. */
const other = (record: JsonObject): Problem => {
  if (Object.hasOwn(record, 'digestStartTime') || Object.hasOwn(record, 'digestS3Object'))
    return refuse('digest', 'a digest file of CloudTrail: says which log files there are');
  if (record['eventSource'] === 'aws:s3')
    return refuse('storage-notification', 'a notice of S3 about an object');
  return refuse('not-cloudtrail', 'no event of CloudTrail');
};

/** Exports drop the id here and there; the content then is it, so that a repetition is seen. */
const idOf = (record: JsonObject): string =>
  textOf(record['eventID']) ??
  `sha256:${createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 32)}`;

const isTrue = (value: unknown): boolean => value === true || value === 'true';

const filled = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const eventOf = (
  record: JsonObject,
  source: string,
  rawName: string,
  at: number,
  actorOf: ReadActor,
): TrailEvent => {
  const actor = actorOf(record['userIdentity'], objectOf(record['additionalEventData']));
  const { texts } = actorOf;
  const call = (texts?.callOf ?? readCall)(source, rawName);
  const errorCode = filled(record['errorCode']);
  return {
    id: idOf(record),
    at,
    name: call.name,
    source: call.source,
    service: call.service,
    region: same(texts?.place, textOf(record['awsRegion']) ?? ''),
    account: accountIn(record, actor.account, texts?.place),
    category: categoryOf(record, call),
    readOnly: isTrue(record['readOnly']),
    errorCode: errorCode === undefined ? undefined : same(texts?.place, errorCode),
    errorMessage: filled(record['errorMessage']),
    sourceIp: same(texts?.address, textOf(record['sourceIPAddress']) ?? ''),
    userAgent: same(texts?.agent, textOf(record['userAgent']) ?? ''),
    actor,
    record,
  };
};

const same = (known: SameText | undefined, text: string): string =>
  known === undefined ? text : known(text);

const accountOf = (record: JsonObject): string | undefined => {
  const account = record['recipientAccountId'];
  return typeof account === 'number' ? String(account).padStart(12, '0') : filled(account);
};

/** The trail's account; mostly the actor's too, whose text is there already. */
const accountIn = (
  record: JsonObject,
  actors: string | undefined,
  known: SameText | undefined,
): string => {
  const account = accountOf(record);
  return account === undefined || account === actors ? (actors ?? '') : same(known, account);
};

const loose = (record: JsonObject, actorOf: ReadActor): TrailEvent | Problem => {
  const spelled = respelled(record);
  if (spelled === undefined) return refuse('too-many-members', 'more than 1000 members');
  const insight = objectOf(spelled['insightDetails']);
  const source = textOf(spelled['eventSource']) ?? textOf(insight?.['eventSource']);
  const name = textOf(spelled['eventName']) ?? textOf(insight?.['eventName']);
  if (source === undefined && name === undefined) return other(record);
  if (source === undefined || name === undefined)
    return refuse('no-name', 'an event without eventSource or eventName');
  const time = spelled['eventTime'] ?? loosely(spelled, '@timestamp');
  const at = timeOf(time);
  if (at === undefined) return refuse('no-time', 'an event without a time that can be read');
  return eventOf(spelled, source, name, at, actorOf);
};

/** The event that a record of CloudTrail tells, or why it is none. Never throws, whatever it is given. */
export const readTrailEvent = (
  record: unknown,
  actorOf: ReadActor = readActor,
): TrailEvent | Problem => {
  if (!isObject(record)) return refuse('not-cloudtrail', 'no JSON object');
  const source = record['eventSource'];
  const name = record['eventName'];
  const time = record['eventTime'];
  if (typeof source !== 'string' || typeof name !== 'string' || time === undefined)
    return loose(record, actorOf);
  if (source === 'aws:s3') return other(record);
  const at = timeOf(time);
  return at === undefined
    ? refuse('no-time', 'an event without a time that can be read')
    : eventOf(record, source, name, at, actorOf);
};

export const isProblem = (read: TrailEvent | Problem): read is Problem => 'problem' in read;
