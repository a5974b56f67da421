import {
  type Call,
  type ConditionKeys,
  requestTagKeys,
  resourceTagKeys,
  tagStore,
  type Tags,
} from '@gatehouse/service-kit';
import { arnOf } from './arns.ts';
import { conditionKeysOf } from './condition-keys.ts';
import { malformed, notFound } from './errors.ts';
import { isIdOf, KINDS } from './kinds.ts';
import type { Kind, Resource } from './model.ts';
import { resources } from './repositories/resources.ts';
import { authorizeNewTags } from './tags.ts';

export const region = (call: Call): ConditionKeys => ({ 'ec2:Region': call.region });

/** Describe operations and settings of the account know no resources. */
export const authorizeAll = (call: Call, operation: string): Promise<void> =>
  call.authorize(`ec2:${operation}`, '*', region(call));

/** The decision on a resource that is there. */
export const authorizeOn = async (
  call: Call,
  operation: string,
  resource: Resource<Kind>,
  keys: ConditionKeys = {},
): Promise<void> => {
  const arn = arnOf(resource, resource.kind, resource.id);
  // Others' tags on what they share are theirs to see.
  const tags = resource.account === call.account ? await tagStore.of(call.tx, arn) : new Map();
  await call.authorize(`ec2:${operation}`, arn, {
    ...region(call),
    ...(await conditionKeysOf(call.tx, resource)),
    ...resourceTagKeys('ec2', tags),
    ...foreignKeys(call, resource),
    ...keys,
  });
};

/**
 * What is shared is let out by its list of accounts, which stands for a resource policy: the caller's own policies decide
 * the rest, and the condition keys say whose it is.
 */
const foreignKeys = (call: Call, { account }: Resource<Kind>): ConditionKeys =>
  account === call.account
    ? {}
    : {
        'aws:ResourceAccount': account,
        'aws:ResourceOrgID': undefined,
        'aws:ResourceOrgPaths': undefined,
      };

/** The caller's own resource, which the caller may do `operation` on; whoever may not does not learn whether it is there. */
export const authorized = async <K extends Kind>(
  call: Call,
  operation: string,
  kind: K,
  id: string,
  keys: ConditionKeys = {},
): Promise<Resource<K>> => {
  const find = () => resources.find(call.tx, call, kind, id);
  const resource = await authorizedOne(call, operation, { kind, id, find, keys });
  call.touch({ type: KINDS[kind].type, name: id });
  return resource;
};

interface Wanted<K extends Kind> {
  readonly kind: K;
  readonly id: string;
  readonly find: () => Promise<Resource<K> | undefined>;
  readonly keys?: ConditionKeys;
}

/** The same for a resource that is found in another way: one that somebody shares with the caller. */
export const authorizedOne = async <K extends Kind>(
  call: Call,
  operation: string,
  { kind, id, find, keys = {} }: Wanted<K>,
): Promise<Resource<K>> => {
  const resource = isIdOf(kind, id) ? await find() : undefined;
  if (resource === undefined) {
    await call.authorize(`ec2:${operation}`, arnOf(call, kind, id), { ...region(call), ...keys });
    throw isIdOf(kind, id) ? notFound(kind, id) : malformed(kind, id);
  }
  await authorizeOn(call, operation, resource, keys);
  return resource;
};

/** The decision on what is being made, and the second one on its tags. */
export const authorizeNew = async (
  call: Call,
  operation: string,
  kind: Kind,
  tags: Tags,
  keys: ConditionKeys = {},
): Promise<void> => {
  await call.authorize(`ec2:${operation}`, arnOf(call, kind, '*'), {
    ...region(call),
    ...keys,
    ...requestTagKeys(tags),
  });
  await authorizeNewTags(call, operation, kind, tags);
};

/** Notes a resource that the call made for CloudTrail. */
export const touch = (call: Call, kind: Kind, id: string): void =>
  call.touch({ type: KINDS[kind].type, name: id });
