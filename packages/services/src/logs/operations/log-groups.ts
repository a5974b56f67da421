import type {
  AssociateKmsKeyRequest,
  CreateLogGroupRequest,
  DeleteLogGroupRequest,
  DeleteRetentionPolicyRequest,
  DisassociateKmsKeyRequest,
  PutLogGroupDeletionProtectionRequest,
  PutRetentionPolicyRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { scheduleWork } from '@gatehouse/store';
import { authorizeGroup, permittedGroup } from '../access.ts';
import { CLEAR } from '../clear.ts';
import type { LogsParts } from '../deps.ts';
import {
  arnNotGroup,
  groupExists,
  groupNameRequired,
  groupProtected,
  retentionInvalid,
} from '../errors.ts';
import type { GroupRef, Scope } from '../model.ts';
import { GROUP_NAME, groupOfArn, groupOfRequest, groupRef } from '../names.ts';
import { metricFilters, subscriptions } from '../repositories/filters.ts';
import { groups } from '../repositories/groups.ts';
import { removed } from '../repositories/removed.ts';
import { requestTags, requireRoom, tagOwner } from '../tags.ts';

const NAME = { minLength: 1, maxLength: 512, pattern: GROUP_NAME };
const KEY = { maxLength: 256 };

/** CloudWatch Logs API Reference, PutRetentionPolicy. */
const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const KEY_DECIDES =
  'The key decides whether events are written and read; they are not encrypted with it.';

export const createLogGroup = ({ ids, groupKeys }: Pick<LogsParts, 'groupKeys' | 'ids'>) =>
  writes<CreateLogGroupRequest, object>(
    {
      limits: {
        logGroupName: NAME,
        kmsKeyId: KEY,
        logGroupClass: { oneOf: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] },
        tags: { minLength: 1, maxLength: 50 },
      },
      partial: KEY_DECIDES,
    },
    async (input, call) => {
      const ref = groupRef(call, input.logGroupName ?? '');
      const tags = requestTags(input.tags);
      await authorizeGroup(call, 'logs:CreateLogGroup', ref, requestTagKeys(tags));
      if (tags.size > 0)
        await authorizeGroup(call, 'logs:TagResource', ref, requestTagKeys(tags), ref.arn);
      requireRoom(ref.arn, tags);
      call.touch({ type: 'AWS::Logs::LogGroup', name: ref.name, arn: ref.arn });
      if (input.kmsKeyId !== undefined && (await groups.find(call.tx, ref)) === undefined)
        await groupKeys.requireUsable(call, ref, input.kmsKeyId);
      const made = await groups.insert(call.tx, {
        ...ref,
        id: ids.hex(24),
        class: input.logGroupClass ?? 'STANDARD',
        kmsKeyId: input.kmsKeyId,
        // A group for deliveries keeps its events for two days and nothing else can be set.
        retentionDays: input.logGroupClass === 'DELIVERY' ? 2 : undefined,
        deletionProtected: input.deletionProtectionEnabled === true,
        createdAt: call.now.getTime(),
      });
      if (!made) throw groupExists();
      await tagStore.put(call.tx, tagOwner(ref), tags);
      return {};
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export const deleteLogGroup = () =>
  writes<DeleteLogGroupRequest, object>({ limits: { logGroupName: NAME } }, async (input, call) => {
    const { tx, now } = call;
    const ref = groupRef(call, input.logGroupName ?? '');
    const group = await permittedGroup(call, 'logs:DeleteLogGroup', ref);
    if (group.deletionProtected) throw groupProtected();
    await groups.remove(tx, group);
    for (const filter of await subscriptions.ofGroup(tx, group.id))
      await subscriptions.remove(tx, filter);
    await metricFilters.removeAll(tx, group.id);
    await tagStore.removeAll(tx, group.arn);
    // Nobody finds its events any more; they go some at a time.
    await removed.add(tx, 'group', group.id);
    await scheduleWork(tx, { kind: CLEAR, key: 'all', payload: '', dueAt: now });
    return {};
  });

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const putRetentionPolicy = () =>
  writes<PutRetentionPolicyRequest, object>(
    { limits: { logGroupName: NAME } },
    async (input, call) => {
      const ref = groupRef(call, input.logGroupName ?? '');
      const group = await permittedGroup(call, 'logs:PutRetentionPolicy', ref);
      const days = input.retentionInDays ?? 0;
      if (!RETENTION_DAYS.includes(days)) throw retentionInvalid(days, RETENTION_DAYS);
      await groups.setRetention(call.tx, group, days);
      return {};
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html */
export const deleteRetentionPolicy = () =>
  writes<DeleteRetentionPolicyRequest, object>(
    { limits: { logGroupName: NAME } },
    async (input, call) => {
      const ref = groupRef(call, input.logGroupName ?? '');
      const group = await permittedGroup(call, 'logs:DeleteRetentionPolicy', ref);
      await groups.setRetention(call.tx, group, undefined);
      return {};
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogGroupDeletionProtection.html */
export const putLogGroupDeletionProtection = () =>
  writes<PutLogGroupDeletionProtectionRequest, object>(
    { limits: { logGroupIdentifier: { minLength: 1, maxLength: 2048 } } },
    async (input, call) => {
      const ref = groupOfRequest(call, { logGroupIdentifier: input.logGroupIdentifier });
      const group = await permittedGroup(call, 'logs:PutLogGroupDeletionProtection', ref);
      await groups.setProtection(call.tx, group, input.deletionProtectionEnabled === true);
      return {};
    },
  );

interface KeyOwner {
  readonly logGroupName?: string | undefined;
  readonly resourceIdentifier?: string | undefined;
}

const keyOwner = (scope: Scope, { logGroupName, resourceIdentifier }: KeyOwner): GroupRef => {
  if (logGroupName !== undefined) return groupRef(scope, logGroupName);
  if (resourceIdentifier === undefined) throw groupNameRequired();
  const ref = groupOfArn(resourceIdentifier);
  if (ref === undefined) throw arnNotGroup();
  return ref;
};

const KEY_LIMITS = { logGroupName: NAME, resourceIdentifier: { minLength: 1, maxLength: 2048 } };

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html */
export const associateKmsKey = ({ groupKeys }: Pick<LogsParts, 'groupKeys'>) =>
  writes<AssociateKmsKeyRequest, object>(
    {
      limits: { ...KEY_LIMITS, kmsKeyId: KEY },
      partial: KEY_DECIDES,
    },
    async (input, call) => {
      const group = await permittedGroup(call, 'logs:AssociateKmsKey', keyOwner(call, input));
      await groupKeys.requireUsable(call, group, input.kmsKeyId ?? '');
      await groups.setKey(call.tx, group, input.kmsKeyId);
      return {};
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DisassociateKmsKey.html */
export const disassociateKmsKey = () =>
  writes<DisassociateKmsKeyRequest, object>({ limits: KEY_LIMITS }, async (input, call) => {
    const group = await permittedGroup(call, 'logs:DisassociateKmsKey', keyOwner(call, input));
    await groups.setKey(call.tx, group, undefined);
    return {};
  });
