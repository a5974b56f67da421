import { partitionOf } from '@gatehouse/core';
import type { Deletion, Reading } from './deletion.ts';
import type { Found, ResourceKind } from './kind.ts';
import { asObject, asText, type Json, member, textAt, textsAt } from './members.ts';
import { namesOf } from './names.ts';
import { readRecord } from './read-record.ts';

/** An event of EventBridge that is no API call: the resource went by itself. */
interface Envelope {
  readonly id: string;
  readonly detailType: string;
  readonly account: string;
  readonly region: string;
  readonly at: Date;
  readonly detail: Json;
  readonly resources: readonly string[];
}

interface Gone {
  readonly kind: ResourceKind;
  readonly found: Found;
}

const kind = (type: string, arn: string): ResourceKind => ({
  type,
  service: '',
  events: [],
  arn,
  unique: true,
});

const INSTANCE = kind('AwsEc2Instance', 'arn:{p}:ec2:{r}:{a}:instance/{id}');
const VOLUME = kind('AwsEc2Volume', 'arn:{p}:ec2:{r}:{a}:volume/{id}');
const TASK = kind('AwsEcsTask', '{id}');
// A container's id is all that findings about it have.
const CONTAINER = kind('Container', 'container/{id}');

const each = (what: ResourceKind, ids: readonly string[]): readonly Gone[] =>
  ids.map((id) => ({ kind: what, found: { id } }));

const goneIn = ({ detailType, detail, resources }: Envelope): readonly Gone[] | undefined => {
  switch (detailType) {
    case 'EC2 Instance State-change Notification':
      return textAt(detail, 'state') === 'terminated'
        ? each(INSTANCE, textsAt(detail, 'instance-id'))
        : [];
    case 'EC2 Instance Terminate Successful':
      return each(INSTANCE, textsAt(detail, 'EC2InstanceId'));
    case 'EBS Volume Notification':
      return textAt(detail, 'event') === 'deleteVolume' && textAt(detail, 'result') === 'deleted'
        ? each(
            VOLUME,
            resources.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)),
          )
        : [];
    case 'ECS Task State Change':
      return textAt(detail, 'lastStatus') === 'STOPPED'
        ? [
            ...each(TASK, textsAt(detail, 'taskArn')),
            ...each(CONTAINER, textsAt(detail, 'containers[].runtimeId')),
          ]
        : [];
    default:
      return undefined;
  }
};

const deletionOf = (
  envelope: Envelope,
  { kind: what, found }: Gone,
  index: number,
): readonly Deletion[] => {
  const { id, account, region, at, detailType } = envelope;
  const named = namesOf(what, found, undefined, {
    partition: partitionOf(region),
    region,
    account,
  });
  if (named === undefined) return [];
  return [
    {
      id: `${id}/${index}`,
      type: what.type,
      ...named,
      reusable: false,
      account,
      region,
      at,
      cause: { eventId: id, action: detailType, by: undefined },
    },
  ];
};

/** A resource that AWS Config no longer finds, of whatever type (Config's own words for it are its resource's ARN). */
const configured = (envelope: Envelope): readonly Deletion[] | undefined => {
  if (envelope.detailType !== 'Config Configuration Item Change') return undefined;
  const item = member(envelope.detail, 'configurationItem');
  const status = textAt(item, 'configurationItemStatus') ?? '';
  const arn = textAt(item, 'ARN');
  const id = textAt(item, 'resourceId') ?? arn;
  if (!status.startsWith('ResourceDeleted') || arn === undefined || id === undefined) return [];
  const type = textAt(item, 'resourceType') ?? 'Other';
  return [
    {
      id: `${envelope.id}/0`,
      type: type.startsWith('AWS::') ? `Aws${type.slice(5).replaceAll('::', '')}` : type,
      label: textAt(item, 'resourceName') ?? id,
      names: [{ kind: 'exact', id: arn }],
      reusable: true,
      account: envelope.account,
      region: arn.split(':')[3] === '' ? undefined : envelope.region,
      at: envelope.at,
      cause: { eventId: envelope.id, action: envelope.detailType, by: undefined },
    },
  ];
};

const CLOUDTRAIL = new Set(['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail']);

const envelopeOf = (event: Json): Envelope | undefined => {
  const id = asText(event['id']);
  const account = asText(event['account']);
  const region = asText(event['region']);
  const detail = asObject(event['detail']);
  const at = new Date(asText(event['time']) ?? '');
  if (id === undefined || account === undefined || region === undefined) return undefined;
  if (detail === undefined || Number.isNaN(at.getTime())) return undefined;
  const detailType = asText(event['detail-type']) ?? '';
  return { id, detailType, account, region, at, detail, resources: textsAt(event, 'resources[]') };
};

/**
 * Anybody whom the bus lets in writes details as they please. Source and account are EventBridge's own word: sources that begin
 * so are AWS's alone, and the account is the one that sent the event (API Reference, "PutEventsRequestEntry").
 */
const isByAws = (event: Json): boolean => asText(event['source'])?.startsWith('aws.') ?? false;

const readEnvelope = (event: Json): Reading => {
  if (!isByAws(event)) return { ignored: 'not-by-aws', what: 'event' };
  const what = asText(event['detail-type']) ?? '';
  const envelope = envelopeOf(event);
  if (envelope === undefined) return { ignored: 'unreadable', what };
  if (CLOUDTRAIL.has(what)) return readRecord(envelope.detail, envelope);
  const deletions =
    configured(envelope) ??
    goneIn(envelope)?.flatMap((gone, index) => deletionOf(envelope, gone, index));
  return deletions === undefined || deletions.length === 0
    ? { ignored: 'not-a-deletion', what }
    : { deletions };
};

// SNS within SQS is one; nobody wraps more often.
const MOST_WRAPPINGS = 2;

/**
 * Where events come from. What a bus brings is read by its envelope. A record without one is believed only of an event history, of
 * which the caller knows the account that it was read from.
 */
export type Origin = 'bus' | 'history';

const read = (event: unknown, origin: Origin, wrappings: number): Reading => {
  const object = asObject(event);
  if (object === undefined) return { ignored: 'unreadable', what: typeof event };
  if (Object.hasOwn(object, 'detail-type')) return readEnvelope(object);
  if (origin === 'history' && Object.hasOwn(object, 'eventName')) return readRecord(object);
  const inner = asText(object['Message']);
  return object['Type'] === 'Notification' && inner !== undefined && wrappings < MOST_WRAPPINGS
    ? readText(inner, origin, wrappings + 1)
    : { ignored: 'unreadable', what: 'no event' };
};

const readText = (text: string, origin: Origin, wrappings: number): Reading => {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return { ignored: 'unreadable', what: 'no JSON' };
  }
  return read(event, origin, wrappings);
};

/**
 * What an event says is gone: one that AWS put on a bus, a CloudTrail record of an event history, or either as the message of
 * an SNS notification. Never throws: what is no such event is `unreadable`.
 */
export const readEvent = (event: unknown, origin: Origin): Reading => read(event, origin, 0);

/** The same for the text of an event. */
export const readEventText = (text: string, origin: Origin): Reading => readText(text, origin, 0);
