import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import {
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import { groupMissing, policyInvalid, streamMissing } from './errors.ts';
import type { Group, GroupRef, Stream } from './model.ts';
import { groupPermission, streamPermission } from './names.ts';
import { groups } from './repositories/groups.ts';
import { streams } from './repositories/streams.ts';

/** Throws unless the caller may; answers the tags of the group. */
export const authorizeGroup = async (
  call: Call,
  action: string,
  ref: GroupRef,
  keys: ConditionKeys = {},
  resource = groupPermission(ref),
): Promise<Tags> => {
  const tags = await tagStore.of(call.tx, ref.arn);
  await call.authorize(
    action,
    resource,
    { ...resourceTagKeys(undefined, tags), ...keys },
    { resourceAccount: ref.account },
  );
  return tags;
};

/** The group that an action is for, once the caller may; only then does he hear that there is none. */
export const permittedGroup = async (
  call: Call,
  action: string,
  ref: GroupRef,
  keys: ConditionKeys = {},
  resource?: string,
): Promise<Group> => {
  await authorizeGroup(call, action, ref, keys, resource);
  const group = await groups.find(call.tx, ref);
  if (group === undefined) throw groupMissing();
  call.touch({ type: 'AWS::Logs::LogGroup', name: group.name, arn: group.arn });
  return group;
};

export const permittedStream = async (
  call: Call,
  action: string,
  ref: GroupRef,
  name: string,
): Promise<{ readonly group: Group; readonly stream: Stream }> => {
  const group = await permittedGroup(call, action, ref, {}, streamPermission(ref, name));
  const stream = await streams.find(call.tx, group.id, name);
  if (stream === undefined) throw streamMissing();
  return { group, stream };
};

/** A policy document of a request, as the policy engine reads it. */
export const requirePolicy = (document: string): void => {
  try {
    compilePolicy(document, 'resource');
  } catch {
    throw policyInvalid();
  }
};

export const namedPolicy = (id: string, document: string): NamedPolicy => ({
  id,
  policy: compilePolicy(document, 'resource'),
});
