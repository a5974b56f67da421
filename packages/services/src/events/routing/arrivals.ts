import { createHash } from 'node:crypto';
import type { AuditEntry, ServiceEvent } from '@gatehouse/service-kit';
import type { BusEvent } from '../accepted.ts';
import { busRef } from '../arns.ts';
import type { Scope } from '../model.ts';
import type { Arrival } from './admission.ts';
import { envelope, headOf, replayed, sizeOf } from './envelope.ts';

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
};

/** An event that somebody has put. */
export const arrivalOf = (
  event: BusEvent,
  more: Pick<Arrival, 'forwarded' | 'replay'> = {},
): Arrival => {
  const text = once(() => {
    const made = envelope(event, event.detailText);
    return event.replayName === undefined ? made : replayed(made, event.replayName);
  });
  return {
    busArn: event.busArn,
    source: event.source,
    detailType: event.detailType,
    time: event.time,
    subject: text,
    text,
    sizeBytes: () => sizeOf(event, event.detailText),
    ...(event.replayName === undefined ? {} : { replay: { ruleArns: [] } }),
    ...more,
  };
};

export const defaultBusArn = (scope: Scope): string => busRef(scope).arn;

/** An event that a service of the cloud emits itself. */
export const serviceArrival = (event: ServiceEvent): Arrival =>
  arrivalOf({
    busArn: defaultBusArn(event),
    busAccount: event.account,
    busRegion: event.region,
    id: event.id,
    source: event.source,
    detailType: event.detailType,
    account: event.account,
    region: event.region,
    time: event.at,
    resources: event.resources,
    detailText: JSON.stringify(event.detail ?? {}),
  });

/** CloudTrail User Guide, "CloudTrail record contents": eventType; the names are those that events carry. */
const DETAIL_TYPES: ReadonlyMap<unknown, string> = new Map([
  ['AwsApiCall', 'AWS API Call via CloudTrail'],
  ['AwsConsoleSignIn', 'AWS Console Sign In via CloudTrail'],
  ['AwsConsoleAction', 'AWS Console Action via CloudTrail'],
  ['AwsServiceEvent', 'AWS Service Event via CloudTrail'],
  ['AwsCloudTrailInsight', 'AWS Insight via CloudTrail'],
]);

/** STS calls that change something although they are called Get (EventBridge User Guide, "Read-only management events"). */
const CHANGES = new Set(['GetFederationToken', 'GetSessionToken']);
const READS = /^(?:Describe|Get|List)/;

const SERVICE = 'events.amazonaws.com';

/** The name of the session in which deliveries of a rule act: by it their records are known. */
export const sessionNameOf = (ruleArn: string): string =>
  createHash('sha256').update(ruleArn).digest('hex').slice(0, 32);

/** A UUID that stays the same when a record comes a second time, after a commit of unknown outcome. */
const idOf = (eventId: string): string => {
  const hash = createHash('sha256').update(`events:${eventId}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};

type Record = AuditEntry['record'];

const sessionOf = (record: Record): string | undefined => {
  const identity: unknown = record['userIdentity'];
  if (typeof identity !== 'object' || identity === null || !('principalId' in identity))
    return undefined;
  return typeof identity.principalId === 'string'
    ? identity.principalId.slice(identity.principalId.indexOf(':') + 1)
    : undefined;
};

/** A CloudTrail record as an event of its account's default bus; undefined for those that do not become one. */
export const recordArrival = ({ at, record }: AuditEntry): Arrival | undefined => {
  const { eventType, awsRegion, readOnly, managementEvent } = record;
  // An Insights event is CloudTrail's own; the call that it is about stands within.
  const isInsight = eventType === 'AwsCloudTrailInsight';
  const eventSource = isInsight ? 'cloudtrail.amazonaws.com' : record['eventSource'];
  const eventName = isInsight ? '' : record['eventName'];
  if (typeof eventSource !== 'string' || typeof eventName !== 'string') return undefined;
  const detailType = DETAIL_TYPES.get(eventType);
  if (detailType === undefined) return undefined;
  const scope = { account: record.recipientAccountId, region: String(awsRegion) };
  const source = `aws.${eventSource.split('.', 1)[0] ?? ''}`;
  const time = new Date(at);
  const head = once(() => ({
    ...scope,
    id: idOf(`${record.eventID}${scope.account}`),
    source,
    detailType,
    time,
    resources: [],
  }));
  const detailText = once(() => JSON.stringify(record));
  const ownCall = record['sourceIPAddress'] === SERVICE ? sessionOf(record) : undefined;
  return {
    busArn: defaultBusArn(scope),
    source,
    detailType,
    time,
    subject: () => ({ ...headOf(head()), detail: record }),
    text: once(() => envelope(head(), detailText())),
    sizeBytes: () => sizeOf(head(), detailText()),
    // Data events are there only because a trail wants them, and then every rule may have them.
    isRead:
      readOnly === true &&
      managementEvent !== false &&
      READS.test(eventName) &&
      !CHANGES.has(eventName),
    ...(ownCall === undefined
      ? {}
      : { causedBy: (ruleArn: string) => sessionNameOf(ruleArn) === ownCall }),
  };
};
