import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  ListTagsLogGroupRequest,
  ListTagsLogGroupResponse,
  TagLogGroupRequest,
  TagResourceRequest,
  UntagLogGroupRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  type Call,
  type ConditionKeys,
  reads,
  requestTagKeys,
  resourceTagKeys,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { permittedGroup } from '../access.ts';
import { destinationOfArn } from '../delivery/destination.ts';
import { arnNotGroup, destinationMissing } from '../errors.ts';
import { GROUP_NAME, groupOfArn, groupRef } from '../names.ts';
import { destinations } from '../repositories/policies.ts';
import { requestTags, requireRoom, tagOwner } from '../tags.ts';

const ARN = { minLength: 1, maxLength: 1011, pattern: '[\\w+=/:,.@#*-]*' };
const GROUP = { minLength: 1, maxLength: 512, pattern: GROUP_NAME };

/** What an ARN names, a log group or a destination, once the caller may. */
const permitted = async (
  call: Call,
  action: string,
  arn: string,
  keys: ConditionKeys = {},
): Promise<ReturnType<typeof tagOwner>> => {
  const group = groupOfArn(arn);
  if (group !== undefined)
    return tagOwner(await permittedGroup(call, action, group, keys, group.arn));
  const destination = destinationOfArn(arn);
  if (destination === undefined) throw arnNotGroup();
  const tags = await tagStore.of(call.tx, arn);
  await call.authorize(action, arn, { ...resourceTagKeys(undefined, tags), ...keys });
  if ((await destinations.find(call.tx, destination, destination.name)) === undefined)
    throw destinationMissing();
  return tagOwner({ ...destination, arn });
};

const put = async (
  call: Call,
  action: string,
  arn: string,
  given: Readonly<Record<string, string>> | undefined,
): Promise<object> => {
  const tags = requestTags(given);
  const owner = await permitted(call, action, arn, requestTagKeys(tags));
  requireRoom(owner.arn, new Map([...(await tagStore.of(call.tx, owner.arn)), ...tags]));
  await tagStore.put(call.tx, owner, tags);
  return {};
};

const remove = async (
  call: Call,
  action: string,
  arn: string,
  keys: readonly string[],
): Promise<object> => {
  const owner = await permitted(
    call,
    action,
    arn,
    keys.length === 0 ? {} : { 'aws:TagKeys': keys },
  );
  await tagStore.remove(call.tx, owner.arn, keys);
  return {};
};

const list = async (call: Call, action: string, arn: string) => {
  const owner = await permitted(call, action, arn);
  return { tags: Object.fromEntries(await tagStore.of(call.tx, owner.arn)) };
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
export const tagResource = () =>
  writes<TagResourceRequest, object>(
    { limits: { resourceArn: ARN, tags: { minLength: 1, maxLength: 50 } } },
    (input, call) => put(call, 'logs:TagResource', input.resourceArn ?? '', input.tags),
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html */
export const untagResource = () =>
  writes<UntagResourceRequest, object>(
    { limits: { resourceArn: ARN, tagKeys: { maxLength: 50 } } },
    (input, call) =>
      remove(call, 'logs:UntagResource', input.resourceArn ?? '', input.tagKeys ?? []),
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = () =>
  reads<ListTagsForResourceRequest, ListTagsForResourceResponse>(
    { limits: { resourceArn: ARN } },
    (input, call) => list(call, 'logs:ListTagsForResource', input.resourceArn ?? ''),
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagLogGroup.html */
export const tagLogGroup = () =>
  writes<TagLogGroupRequest, object>(
    { limits: { logGroupName: GROUP, tags: { minLength: 1, maxLength: 50 } } },
    (input, call) =>
      put(call, 'logs:TagLogGroup', groupRef(call, input.logGroupName ?? '').arn, input.tags),
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagLogGroup.html */
export const untagLogGroup = () =>
  writes<UntagLogGroupRequest, object>(
    { limits: { logGroupName: GROUP, tags: { minLength: 1, maxLength: 50 } } },
    (input, call) =>
      remove(
        call,
        'logs:UntagLogGroup',
        groupRef(call, input.logGroupName ?? '').arn,
        input.tags ?? [],
      ),
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsLogGroup.html */
export const listTagsLogGroup = () =>
  reads<ListTagsLogGroupRequest, ListTagsLogGroupResponse>(
    { limits: { logGroupName: GROUP } },
    (input, call) =>
      list(call, 'logs:ListTagsLogGroup', groupRef(call, input.logGroupName ?? '').arn),
  );
