import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-cloudwatch';
import {
  type Call,
  type ConditionKeys,
  reads,
  requestTagKeys,
  resourceTagKeys,
  type TagOwner,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import type { CloudWatchParts } from '../deps.ts';
import { resourceNotFound } from '../errors.ts';
import { requestTags, requireRoom, shownTags, taggedResource, tagLimits } from '../tags.ts';

type Deps = Pick<CloudWatchParts, 'tagged'>;

interface Permitted {
  readonly owner: TagOwner;
  readonly present: Tags;
}

const permitted = async (
  { tagged }: Deps,
  call: Call,
  action: string,
  arn: string,
  keys: ConditionKeys = {},
): Promise<Permitted> => {
  const { owner, name, kind } = taggedResource(tagged, call, arn);
  const present = await tagStore.of(call.tx, arn);
  await call.authorize(action, arn, { ...resourceTagKeys(undefined, present), ...keys });
  if (!(await kind.exists(call.tx, call, name))) throw resourceNotFound(kind.type, arn);
  return { owner, present };
};

const ARN = { minLength: 1, maxLength: 1024 };

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html */
export const tagResource = (deps: Deps) =>
  writes<TagResourceInput, Record<string, never>>(
    { limits: { ResourceARN: ARN, ...tagLimits } },
    async ({ ResourceARN = '', Tags }, call) => {
      const tags = requestTags(Tags);
      const { owner, present } = await permitted(
        deps,
        call,
        'cloudwatch:TagResource',
        ResourceARN,
        requestTagKeys(tags),
      );
      requireRoom(new Map([...present, ...tags]));
      await tagStore.put(call.tx, owner, tags);
      return {};
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_UntagResource.html */
export const untagResource = (deps: Deps) =>
  writes<UntagResourceInput, Record<string, never>>(
    { limits: { ResourceARN: ARN, 'TagKeys[]': { minLength: 1, maxLength: 128 } } },
    async ({ ResourceARN = '', TagKeys = [] }, call) => {
      await permitted(
        deps,
        call,
        'cloudwatch:UntagResource',
        ResourceARN,
        TagKeys.length === 0 ? {} : { 'aws:TagKeys': TagKeys },
      );
      await tagStore.remove(call.tx, ResourceARN, TagKeys);
      return {};
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = (deps: Deps) =>
  reads<ListTagsForResourceInput, ListTagsForResourceOutput>(
    { limits: { ResourceARN: ARN } },
    async ({ ResourceARN = '' }, call) => {
      const action = 'cloudwatch:ListTagsForResource';
      const { present } = await permitted(deps, call, action, ResourceARN);
      return { Tags: shownTags(present) };
    },
  );
