import type {
  AddTagsRequest,
  AddTagsResponse,
  ListTagsRequest,
  ListTagsResponse,
  RemoveTagsRequest,
  RemoveTagsResponse,
  ResourceTag,
} from '@aws-sdk/client-cloudtrail';
import { parseArn } from '@gatehouse/core';
import {
  type Call,
  type ConditionKeys,
  reads,
  requestTagKeys,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import {
  invalidArn,
  invalidParameter,
  invalidTag,
  invalidToken,
  notHomeRegion,
  resourceNotFound,
  resourceTypeNotSupported,
} from '../errors.ts';
import { requestedTags, requireRoom, tagOwner } from '../tags.ts';
import { findTrail, trailAddress, trailTagKeys } from '../trail-access.ts';
import { type Trail, trailArn } from '../trails.ts';

type Deps = Pick<CloudTrailDeps, 'organizations'>;

const MOST_RESOURCES = 20;
const PARTIAL = 'trails only';

const taggedTrail = async (
  deps: Deps,
  call: Call,
  action: string,
  given: string,
  keys: ConditionKeys,
): Promise<Trail> => {
  const type = parseArn(given)?.resource.split('/')[0] ?? '';
  if (['eventdatastore', 'channel', 'dashboard'].includes(type))
    throw resourceTypeNotSupported(given);
  if (!given.startsWith('arn:')) throw invalidArn(given);
  const address = trailAddress(call, given);
  const arn = trailArn(address);
  const trail = await findTrail(deps, call, address);
  const own = trail?.account === call.account ? trail : undefined;
  const present = own === undefined ? new Map<string, string>() : await tagStore.of(call.tx, arn);
  await call.authorize(
    action,
    arn,
    { ...trailTagKeys(present), ...keys },
    { resourceAccount: call.account },
  );
  if (own === undefined) throw resourceNotFound(arn);
  call.touch({ type: 'AWS::CloudTrail::Trail', name: arn });
  return own;
};

const requireHome = (call: Call, trail: Trail): void => {
  if (trail.homeRegion !== call.region) throw notHomeRegion(trailArn(trail), trail.homeRegion);
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AddTags.html */
export const addTags = (deps: Deps) =>
  writes<AddTagsRequest, AddTagsResponse>({ partial: PARTIAL }, async (input, call) => {
    const tags = requestedTags(input.TagsList);
    const trail = await taggedTrail(
      deps,
      call,
      'cloudtrail:AddTags',
      input.ResourceId ?? '',
      requestTagKeys(tags),
    );

    requireHome(call, trail);
    if (tags.size === 0) throw invalidTag('At least one tag must be given.');
    requireRoom(new Map([...(await tagStore.of(call.tx, trailArn(trail))), ...tags]));
    await tagStore.put(call.tx, tagOwner(trail), tags);
    return {};
  });

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RemoveTags.html */
export const removeTags = (deps: Deps) =>
  writes<RemoveTagsRequest, RemoveTagsResponse>({ partial: PARTIAL }, async (input, call) => {
    const keys = (input.TagsList ?? []).map(({ Key = '' }) => Key);
    const trail = await taggedTrail(
      deps,
      call,
      'cloudtrail:RemoveTags',
      input.ResourceId ?? '',
      keys.length === 0 ? {} : { 'aws:TagKeys': keys },
    );

    requireHome(call, trail);
    await tagStore.remove(call.tx, trailArn(trail), keys);
    return {};
  });

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html */
export const listTags = (deps: Deps) =>
  reads<ListTagsRequest, ListTagsResponse>({ partial: PARTIAL }, async (input, call) => {
    const given = input.ResourceIdList ?? [];
    if (given.length === 0 || given.length > MOST_RESOURCES)
      throw invalidParameter(`ResourceIdList must name 1 to ${MOST_RESOURCES} resources.`);
    // A page always has the tags of all resources, so no token was ever given out.
    if (input.NextToken !== undefined) throw invalidToken();
    const list: ResourceTag[] = [];
    for (const resource of given) {
      const trail = await taggedTrail(deps, call, 'cloudtrail:ListTags', resource, {});
      const arn = trailArn(trail);
      const tags = await tagStore.of(call.tx, arn);
      list.push({
        ResourceId: arn,
        TagsList: [...tags].map(([Key, Value]) => ({ Key, Value })),
      });
    }
    return { ResourceTagList: list };
  });
