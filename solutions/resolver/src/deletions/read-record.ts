import { partitionOf } from '@gatehouse/core';
import type { Cause, Deletion, Reading } from './deletion.ts';
import type { DeletionRecord, Found, ResourceKind } from './kind.ts';
import { kindsOf, plainEventName } from './kinds.ts';
import { asObject, asText, type Json, member, textAt, textsAt } from './members.ts';
import { namesOf } from './names.ts';

interface Told {
  readonly record: DeletionRecord;
  readonly cause: Cause;
  readonly at: Date;
  /** ARNs of CloudTrail's own `resources`. */
  readonly arns: readonly string[];
}

/** Account and Region of an event. */
interface RecordPlace {
  readonly account: string;
  readonly region: string;
}

const NOTHING: Json = {};

const foundBy = (kind: ResourceKind, record: DeletionRecord): readonly Found[] => {
  if (kind.find !== undefined) return kind.find(record);
  for (const path of kind.paths ?? []) {
    const ids = textsAt(record.request, path);
    if (ids.length > 0) return ids.map((id) => ({ id }));
  }
  return [];
};

const ACCOUNT = /^\d{12}$/;

/**
 * Whether the ARN names another account: the caller's own record of what was done there. That account has a record too, which
 * says what is gone from it; by its bare name one of the caller's own resources would be meant.
 */
const isElsewhere = ([name]: Deletion['names'], account: string): boolean => {
  const arn = name?.kind === 'pattern' ? name.parts[0] : name?.id;
  const owner = arn?.split(':')[4] ?? '';
  return ACCOUNT.test(owner) && owner !== account;
};

const deletionOf = (
  kind: ResourceKind,
  found: Found,
  single: boolean,
  { record, cause, at, arns }: Told,
): Omit<Deletion, 'id'> | undefined => {
  const { account, region, response } = record;
  // What the answer or the record itself has speaks of the whole call: with several resources it cannot be told whose it is.
  const recorded = arns.length === 1 && arns[0]?.endsWith(found.id) === true ? arns[0] : undefined;
  const answered = single
    ? ((kind.answered === undefined ? undefined : textAt(response, kind.answered)) ?? recorded)
    : undefined;
  const named = namesOf(kind, found, answered, { partition: partitionOf(region), region, account });
  if (named === undefined || isElsewhere(named.names, account)) return undefined;
  return {
    type: kind.type,
    ...named,
    reusable: kind.unique !== true,
    account,
    region: kind.global === true ? undefined : region,
    at,
    cause,
  };
};

const deletionsBy = (kinds: readonly ResourceKind[], told: Told): readonly Deletion[] =>
  kinds
    .flatMap((kind) => {
      const found = foundBy(kind, told.record);
      return found.flatMap((one) => deletionOf(kind, one, found.length === 1, told) ?? []);
    })
    .map((deletion, index) => ({ ...deletion, id: `${told.cause.eventId}/${index}` }));

const KMS_KEY: ResourceKind = {
  type: 'AwsKmsKey',
  service: 'kms',
  events: ['DeleteKey'],
  arn: 'arn:{p}:kms:{r}:{a}:key/{id}',
  unique: true,
};

const SECRET: ResourceKind = {
  type: 'AwsSecretsManagerSecret',
  service: 'secretsmanager',
  events: ['EndSecretVersionDelete'],
  arn: '{id}',
  unique: true,
};

/** What a service does by itself, later than it was asked (CloudTrail User Guide, "AWS service events"). */
const byService = (
  source: string,
  name: string,
  told: Told,
  event: Json,
): readonly Deletion[] | undefined => {
  const asked = (kind: ResourceKind, id: string | undefined): readonly Deletion[] =>
    id === undefined ? [] : deletionsBy([{ ...kind, find: () => [{ id }] }], told);
  if (source === 'kms.amazonaws.com' && name === 'DeleteKey')
    return asked(KMS_KEY, told.arns[0] ?? textAt(event, 'serviceEventDetails.keyId'));
  if (source === 'secretsmanager.amazonaws.com' && name === 'EndSecretVersionDelete')
    return asked(SECRET, textAt(event, 'additionalEventData.SecretId'));
  return undefined;
};

/** Calls that only set a date on which something will be deleted, and may be taken back until then. */
const SCHEDULING = new Set(['kms.amazonaws.com ScheduleKeyDeletion']);

const byOf = (event: Json): string | undefined =>
  textAt(event, 'userIdentity.arn') ??
  textAt(event, 'userIdentity.sessionContext.sessionIssuer.arn') ??
  textAt(event, 'userIdentity.invokedBy');

const timeOf = (text: string | undefined): Date | undefined => {
  const at = new Date(text ?? '');
  return Number.isNaN(at.getTime()) ? undefined : at;
};

const toldBy = (event: Json, place: RecordPlace | undefined): Told | undefined => {
  const account = place?.account ?? asText(event['recipientAccountId']);
  const region = place?.region ?? asText(event['awsRegion']);
  const at = timeOf(asText(event['eventTime']));
  const eventId = asText(event['eventID']);
  const source = asText(event['eventSource']);
  const name = asText(event['eventName']);
  if (account === undefined || region === undefined || at === undefined) return undefined;
  if (eventId === undefined || source === undefined || name === undefined) return undefined;
  return {
    record: {
      request: asObject(event['requestParameters']) ?? NOTHING,
      response: asObject(event['responseElements']) ?? NOTHING,
      account,
      region,
    },
    cause: {
      eventId,
      action: `${source.replace('.amazonaws.com', '')}:${plainEventName(name)}`,
      by: byOf(event),
    },
    at,
    arns: textsAt(event, 'resources[].ARN'),
  };
};

const reading = (
  deletions: readonly Deletion[],
  kinds: readonly ResourceKind[],
  told: Told,
): Reading => {
  if (deletions.length > 0) return { deletions };
  const what = told.cause.action;
  // The kind is known and so are its parameters, and yet no whole resource is gone: a version, a date, a failure for each.
  return kinds.some(({ find }) => find !== undefined)
    ? { ignored: 'part-of-a-resource', what }
    : { ignored: 'unknown-resource', what };
};

/** What a CloudTrail record says is gone; `place` is where the event that it came in says so. */
export const readRecord = (event: Json, place?: RecordPlace): Reading => {
  const source = asText(event['eventSource']) ?? '';
  const name = asText(event['eventName']) ?? '';
  const told = toldBy(event, place);
  const what = `${source.replace('.amazonaws.com', '')}:${name}`;
  if (told === undefined) return { ignored: 'unreadable', what };
  const service =
    event['eventType'] === 'AwsServiceEvent' ? byService(source, name, told, event) : undefined;
  const kinds = kindsOf(source, name);
  const scheduling = SCHEDULING.has(`${source} ${name}`);
  if (service === undefined && kinds.length === 0 && !scheduling)
    return { ignored: 'not-a-deletion', what };
  // A call in DryRun has an error code too.
  if (member(event, 'errorCode') !== undefined || member(event, 'errorMessage') !== undefined)
    return { ignored: 'failed-call', what };
  if (service !== undefined) return reading(service, [KMS_KEY], told);
  return scheduling || isScheduledSecret(source, told)
    ? { ignored: 'scheduled-only', what }
    : reading(deletionsBy(kinds, told), kinds, told);
};

const isScheduledSecret = (source: string, { record }: Told): boolean =>
  source === 'secretsmanager.amazonaws.com' &&
  String(member(record.request, 'forceDeleteWithoutRecovery')) !== 'true';
