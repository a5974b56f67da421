import {
  type Call,
  type ConditionKeys,
  requestTagKeys,
  resourceTagKeys,
  type Tags,
} from '@gatehouse/service-kit';
import type { Scope } from './arns.ts';
import { roleArn } from './arns.ts';

/** What a request that creates something is asked about. */
export interface Creation {
  /** API name, as `ecs:CreateAction` has it. */
  readonly operation: string;
  /** What `ecs:<operation>` is authorized on. */
  readonly resource: string;
  /** What the tags are for, where that is another resource. */
  readonly created?: string;
  readonly tags: Tags;
  readonly keys?: ConditionKeys;
}

/**
 * The decision on the creation and, when the request carries tags, a second one on `ecs:TagResource` for what is being
 * created (ECS Developer Guide, "Grant permission to tag resources on creation").
 */
export const authorizeCreation = async (call: Call, creation: Creation): Promise<void> => {
  const { operation, resource, created = resource, tags, keys = {} } = creation;
  await call.authorize(`ecs:${operation}`, resource, { ...keys, ...requestTagKeys(tags) });
  if (tags.size === 0) return;
  await call.authorize('ecs:TagResource', created, {
    ...requestTagKeys(tags),
    'ecs:CreateAction': operation,
  });
};

export const existing = (tags: Tags | undefined, keys: ConditionKeys = {}): ConditionKeys =>
  tags === undefined || tags.size === 0 ? keys : { ...keys, ...resourceTagKeys('ecs', tags) };

/** `iam:PassRole` for each role that is handed to ECS (IAM User Guide, "iam:PassedToService"). */
export const authorizePassRole = async (
  call: Call,
  roles: readonly (string | undefined)[],
  service: 'ecs.amazonaws.com' | 'ecs-tasks.amazonaws.com',
): Promise<void> => {
  const given = roles.filter((role) => role !== undefined && role !== '');
  for (const role of new Set(given)) {
    if (role === undefined) continue;
    await call.authorize('iam:PassRole', roleArn(call satisfies Scope, role), {
      'iam:PassedToService': service,
    });
  }
};
