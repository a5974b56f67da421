import { isObject, loosely } from '../../events/json.ts';
import type { JsonObject, TrailEvent } from '../../model.ts';
import type { Finding } from '../model.ts';
import type { CheckContext } from './context.ts';
import { accountOf } from './own-accounts.ts';

const MOST = 100;

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value)
    ? value.slice(0, MOST)
    : value === undefined || value === null
      ? []
      : [value];

const items = (value: unknown): readonly unknown[] =>
  isObject(value) ? listOf(value['items'] ?? value['Items'] ?? value) : listOf(value);

/** `{items: [{userId}]}` of EC2, in attributes of images and snapshots. */
const fromAdds = (permission: unknown): readonly unknown[] => {
  if (!isObject(permission)) return [];
  return items(permission['add']).flatMap((entry) =>
    isObject(entry) ? [entry['userId'], entry['group']] : [entry],
  );
};

/** Accounts that become owners of what a bucket replicates. */
const replicatedTo = (configuration: unknown): readonly unknown[] => {
  if (!isObject(configuration)) return [];
  return listOf(configuration['Rule'] ?? configuration['Rules']).map((rule) => {
    const destination = isObject(rule) ? rule['Destination'] : undefined;
    return isObject(destination) ? destination['Account'] : undefined;
  });
};

/** Whom the parameters of a call share something with: account ids, ARNs, `all`. */
const sharedWith = (request: JsonObject): readonly string[] => {
  const named = [
    ...fromAdds(request['launchPermission']),
    ...fromAdds(request['createVolumePermission']),
    ...items(request['userIds']),
    ...items(request['userIdSet']).map((entry) => (isObject(entry) ? entry['userId'] : entry)),
    ...items(request['groupNames']),
    ...listOf(loosely(request, 'valuesToAdd')),
    ...listOf(request['accountIds']),
    ...listOf(request['principals']),
    ...listOf(request['principal']),
    ...listOf(request['granteePrincipal']),
    ...listOf(request['accountsToAdd']),
    ...listOf(request['accountIdsToAdd']),
    ...listOf(request['accountWithRestoreAccess']),
    ...replicatedTo(request['ReplicationConfiguration']),
  ];
  return named.filter((name) => typeof name === 'string').slice(0, MOST);
};

const PUBLIC = new Set(['all', '*']);

/** Given to everybody, or to an account whose records were never seen and that no parameter names. */
export const sharedWithStrangers = (
  { record, name }: TrailEvent,
  { accounts }: CheckContext,
): Finding | undefined => {
  const request = record['requestParameters'];
  if (!isObject(request)) return undefined;
  const named = sharedWith(request);
  const isLambda = name === 'AddPermission' || name === 'AddLayerVersionPermission';
  if (named.some((one) => PUBLIC.has(one.toLowerCase()))) {
    // Of a layer everybody of an organization, of a function whoever the source names.
    const bound =
      isLambda &&
      ['sourceArn', 'sourceAccount', 'organizationId', 'principalOrgID'].some(
        (key) => typeof request[key] === 'string',
      );
    return bound ? undefined : { because: ['Everybody may use it.'] };
  }
  const strangers = named.filter((one) => {
    const account = accountOf(one);
    return account !== undefined && !accounts.isOwn(account);
  });
  if (strangers.length === 0) return undefined;
  return { because: [`It is shared with ${strangers.slice(0, 5).join(', ')}, not known here.`] };
};

const KEY_MEMBERS = [
  'x-amz-server-side-encryption-aws-kms-key-id',
  'kmsKeyId',
  'kMSKeyId',
  'KmsKeyId',
  'kmsKeyArn',
];

/** Every member so deep is looked at for `KMSMasterKeyID`. */
const ENCRYPTION_DEPTH = 5;

const masterKeys = (value: unknown, depth: number): readonly unknown[] => {
  if (depth === 0) return [];
  if (Array.isArray(value))
    return value.slice(0, MOST).flatMap((one) => masterKeys(one, depth - 1));
  if (!isObject(value)) return [];
  const own = loosely(value, 'KMSMasterKeyID');
  return own === undefined
    ? Object.values(value).flatMap((below) => masterKeys(below, depth - 1))
    : [own];
};

/** The key is an ARN of an account whose records were never seen and that no parameter names. */
export const encryptedForStrangers = (
  { record }: TrailEvent,
  { accounts }: CheckContext,
): Finding | undefined => {
  const request = record['requestParameters'];
  if (!isObject(request)) return undefined;
  const keys = [
    ...KEY_MEMBERS.map((name) => request[name]),
    ...masterKeys(request['ServerSideEncryptionConfiguration'], ENCRYPTION_DEPTH),
  ];
  const foreign = keys
    .filter((key) => typeof key === 'string')
    .find((key) => {
      const account = key.startsWith('arn:') ? accountOf(key) : undefined;
      return account !== undefined && !accounts.isOwn(account);
    });
  return foreign === undefined ? undefined : { because: [`The key is ${foreign}.`] };
};

const WORLD = new Set(['0.0.0.0/0', '::/0']);
const ADMIN_PORTS = [22, 3389, 5985, 5986, 23, 445, 1433, 3306, 5432, 6379, 9200, 27017, 2375];

const cidrsOf = (permission: JsonObject): readonly unknown[] => [
  permission['cidrIp'],
  permission['cidrIpv6'],
  ...items(permission['ipRanges']).map((entry) => (isObject(entry) ? entry['cidrIp'] : entry)),
  ...items(permission['ipv6Ranges']).map((entry) => (isObject(entry) ? entry['cidrIpv6'] : entry)),
];

const portOf = (value: unknown): number =>
  typeof value === 'string' ? Number(value) : Number(value ?? -1);

/** Lets the whole internet reach ports by which machines are administered or databases are asked. */
export const adminPortOpened = ({ record }: TrailEvent): Finding | undefined => {
  const request = record['requestParameters'];
  if (!isObject(request)) return undefined;
  for (const permission of [request, ...items(request['ipPermissions'])]) {
    if (!isObject(permission)) continue;
    const world = cidrsOf(permission)
      .filter((cidr) => typeof cidr === 'string')
      .find((cidr) => WORLD.has(cidr));
    if (world === undefined) continue;
    const from = portOf(permission['fromPort']);
    const to = portOf(permission['toPort']);
    const everything = String(permission['ipProtocol']) === '-1' || from === -1;
    const port = ADMIN_PORTS.find((one) => one >= from && one <= to);
    if (!everything && port === undefined) continue;
    const ports = everything
      ? 'every port'
      : from === to
        ? `port ${from}`
        : `ports ${from} to ${to}`;
    return { because: [`${world} reaches ${ports}.`] };
  }
  return undefined;
};
