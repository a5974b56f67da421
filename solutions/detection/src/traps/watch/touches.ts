import { isObject, objectOf, own, textOf } from '../../events/json.ts';
import type { JsonObject, TrailEvent } from '../../model.ts';
import type { TrapRule } from '../facts.ts';
import { nameKey, placeKey, type Target, type TrapIndex } from './trap-index.ts';

/** A trap, and what of it an event is about. */
export interface Touch {
  readonly rule: TrapRule;
  readonly target: Target;
}

// Lists in requests are read no further: no call names more.
const MOST_NAMED = 100;

const RULE_OF: Readonly<Record<Target['kind'], TrapRule>> = {
  user: 'identity',
  'access-key': 'identity',
  role: 'identity',
  bucket: 'objects',
  table: 'table',
  secret: 'secret',
  parameter: 'parameter',
  trail: 'trail',
};

const touchOf = (target: Target | undefined, rule?: TrapRule): Touch | undefined =>
  target === undefined ? undefined : { rule: rule ?? RULE_OF[target.kind], target };

const byName = (
  { byName: names, byArn }: TrapIndex,
  where: string,
  what: string,
  value: unknown,
): Target | undefined => {
  if (typeof value !== 'string') return undefined;
  return value.startsWith('arn:') ? byArn.get(value) : names.get(nameKey(where, what, value));
};

/** The first of a list of names. */
const anyOf = (
  values: unknown,
  find: (value: unknown) => Target | undefined,
): Target | undefined => {
  if (!Array.isArray(values)) return undefined;
  for (let index = 0; index < values.length && index < MOST_NAMED; index += 1) {
    const found = find(values[index]);
    if (found !== undefined) return found;
  }
  return undefined;
};

const ofIam = (index: TrapIndex, { account }: TrailEvent, asked: JsonObject): Touch | undefined =>
  touchOf(
    byName(index, account, 'user', asked['userName']) ??
      byName(index, account, 'role', asked['roleName']) ??
      index.byCredential.get(textOf(asked['accessKeyId']) ?? '') ??
      index.byArn.get(textOf(asked['policySourceArn']) ?? '') ??
      index.byArn.get(textOf(asked['arn']) ?? ''),
  );

const ofSts = (index: TrapIndex, _event: TrailEvent, asked: JsonObject): Touch | undefined => {
  const role = index.byArn.get(textOf(asked['roleArn']) ?? '');
  if (role !== undefined) return touchOf(role, 'assume');
  return touchOf(index.byCredential.get(textOf(asked['accessKeyId']) ?? ''));
};

/** `bucket/key`, `/bucket/key` or an ARN of an access point, as copies name what they read. */
const bucketIn = (source: string): string => {
  const from = source.startsWith('/') ? 1 : 0;
  const end = source.indexOf('/', from);
  return end < 0 ? source.slice(from) : source.slice(from, end);
};

const ofS3 = (index: TrapIndex, _event: TrailEvent, asked: JsonObject): Touch | undefined => {
  const source = textOf(asked['x-amz-copy-source']);
  return touchOf(
    index.byBucket.get(textOf(asked['bucketName']) ?? '') ??
      (source === undefined ? undefined : index.byBucket.get(bucketIn(source))),
  );
};

const ofDynamoDb = (index: TrapIndex, event: TrailEvent, asked: JsonObject): Touch | undefined => {
  const where = placeKey(event.account, event.region);
  const items = objectOf(asked['requestItems']);
  return touchOf(
    byName(index, where, 'table', asked['tableName']) ??
      index.byArn.get(textOf(asked['resourceArn']) ?? '') ??
      index.byArn.get(textOf(asked['tableArn']) ?? '') ??
      byName(index, where, 'table', asked['sourceTableName']) ??
      (items === undefined
        ? undefined
        : anyOf(Object.keys(items), (name) => byName(index, where, 'table', name))),
  );
};

const SECRET_SUFFIX = /-[A-Za-z\d]{6}$/;

const ofSecretsManager = (
  index: TrapIndex,
  event: TrailEvent,
  asked: JsonObject,
): Touch | undefined => {
  const where = placeKey(event.account, event.region);
  const find = (value: unknown): Target | undefined => {
    const found = byName(index, where, 'secret', value);
    if (found !== undefined || typeof value !== 'string') return found;
    return value.startsWith('arn:') ? index.byArn.get(value.replace(SECRET_SUFFIX, '')) : undefined;
  };
  return touchOf(find(asked['secretId']) ?? anyOf(asked['secretIdList'], find));
};

/** `name:3` and `name:label` name a version. */
const withoutVersion = (name: string): string => {
  if (name.startsWith('arn:')) {
    const start = name.indexOf(':parameter/');
    const end = start < 0 ? -1 : name.indexOf(':', start + 1);
    return end < 0 ? name : name.slice(0, end);
  }
  const end = name.indexOf(':');
  return end < 0 ? name : name.slice(0, end);
};

const ofSsm = (index: TrapIndex, event: TrailEvent, asked: JsonObject): Touch | undefined => {
  const where = placeKey(event.account, event.region);
  const find = (value: unknown): Target | undefined =>
    typeof value === 'string'
      ? byName(index, where, 'parameter', withoutVersion(value))
      : undefined;
  const path = textOf(asked['path'])?.replace(/\/$/, '');
  return touchOf(
    find(asked['name']) ??
      anyOf(asked['names'], find) ??
      (asked['resourceType'] === 'Parameter' ? find(asked['resourceId']) : undefined) ??
      (path === undefined || path === ''
        ? undefined
        : index.byFolder.get(nameKey(where, 'folder', path))),
  );
};

/** What Secrets Manager and Parameter Store put into the encryption context: its holder means to open the value by hand. */
const ofKms = (index: TrapIndex, _event: TrailEvent, asked: JsonObject): Touch | undefined => {
  const context = objectOf(asked['encryptionContext']);
  if (context === undefined) return undefined;
  return touchOf(
    index.byArn.get(textOf(own(context, 'SecretARN')) ?? '') ??
      index.byArn.get(textOf(own(context, 'PARAMETER_ARN')) ?? ''),
  );
};

// What only reads of a trail says nothing about traps: inventories do it daily.
const TRAIL_CHANGES: ReadonlySet<string> = new Set([
  'DeleteTrail',
  'PutEventSelectors',
  'PutInsightSelectors',
  'StopLogging',
  'UpdateTrail',
]);

const ofCloudTrail = (
  index: TrapIndex,
  event: TrailEvent,
  asked: JsonObject,
): Touch | undefined => {
  if (!TRAIL_CHANGES.has(event.name)) return undefined;
  const where = placeKey(event.account, event.region);
  return touchOf(
    byName(index, where, 'trail', asked['name']) ??
      byName(index, where, 'trail', asked['trailName']),
  );
};

type Read = (index: TrapIndex, event: TrailEvent, asked: JsonObject) => Touch | undefined;

const READS: ReadonlyMap<string, Read> = new Map([
  ['iam', ofIam],
  ['sts', ofSts],
  ['s3', ofS3],
  ['dynamodb', ofDynamoDb],
  ['secretsmanager', ofSecretsManager],
  ['ssm', ofSsm],
  ['kms', ofKms],
  ['cloudtrail', ofCloudTrail],
]);

/** CloudTrail's own list: ARNs, and for objects the bucket before the slash. */
const recorded = (index: TrapIndex, list: unknown): Target | undefined =>
  anyOf(list, (entry) => {
    if (!isObject(entry)) return undefined;
    const arn = textOf(entry['ARN']) ?? textOf(entry['ARNPrefix']) ?? '';
    const found = index.byArn.get(arn);
    if (found !== undefined || !arn.includes(':s3:::')) return found;
    return index.byBucket.get(bucketIn(arn.slice(arn.indexOf(':s3:::') + 6)));
  });

const ON_RESOURCE = 'on resource: ';
const LONGEST_ARN = 2048;

/** Refused calls often have no parameters; the refusal names the resource (`… on resource: arn:… because …`). */
const refused = (index: TrapIndex, message: string): Target | undefined => {
  const start = message.indexOf(ON_RESOURCE);
  if (start < 0) return undefined;
  const rest = message.slice(start + ON_RESOURCE.length, start + ON_RESOURCE.length + LONGEST_ARN);
  const quoted = rest.startsWith('"') ? rest.slice(1) : rest;
  const end = quoted.search(/["\s]/);
  const arn = end < 0 ? quoted : quoted.slice(0, end);
  const found = index.byArn.get(arn);
  if (found !== undefined || !arn.includes(':s3:::')) return found;
  return index.byBucket.get(bucketIn(arn.slice(arn.indexOf(':s3:::') + 6)));
};

const EMPTY: JsonObject = {};

/** The trap that an event names in its parameters, its resources or its refusal. */
export const named = (index: TrapIndex, event: TrailEvent): Touch | undefined => {
  const { record, service, errorMessage } = event;
  const asked = objectOf(record['requestParameters']) ?? EMPTY;
  const read = READS.get(service);
  const found = asked === EMPTY ? undefined : read?.(index, event, asked);
  if (found !== undefined) return found;
  // Only what the calling service itself has: the events of others list what they happened to use.
  if (read === undefined) return passed(index, asked);
  const target =
    recorded(index, record['resources']) ??
    (errorMessage === undefined ? undefined : refused(index, errorMessage));
  if (target?.kind === 'trail' && !TRAIL_CHANGES.has(event.name)) return undefined;
  return touchOf(target, target?.kind === 'role' && service === 'sts' ? 'assume' : undefined);
};

/** A role that is given to a function, an instance or a task. */
const passed = (index: TrapIndex, asked: JsonObject): Touch | undefined =>
  touchOf(
    index.byArn.get(
      textOf(asked['role']) ?? textOf(asked['roleArn']) ?? textOf(asked['executionRoleArn']) ?? '',
    ),
  );

/** The table that stands where tables are listed. */
export const listed = (index: TrapIndex, event: TrailEvent): Touch | undefined =>
  event.name === 'ListTables' && event.service === 'dynamodb'
    ? touchOf(index.byTablePlace.get(placeKey(event.account, event.region)), 'listing')
    : undefined;

/** Credentials of a trap, whatever they are used for. */
export const usedAs = (
  index: TrapIndex,
  { actor, record, source }: TrailEvent,
): Touch | undefined => {
  const identity = objectOf(record['userIdentity']);
  const principal = textOf(identity?.['principalId']);
  const target =
    index.byCredential.get(actor.accessKeyId ?? '') ??
    index.byArn.get(actor.key) ??
    (principal === undefined
      ? undefined
      : index.byCredential.get(principal.split(':', 1)[0] ?? ''));
  if (target === undefined) return undefined;
  return touchOf(target, source === 'signin.amazonaws.com' ? 'login' : 'credentials');
};
