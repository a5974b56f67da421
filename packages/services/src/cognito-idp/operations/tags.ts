import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  TagResourceResponse,
  UntagResourceRequest,
  UntagResourceResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { parseArn } from '@gatehouse/core';
import { type Call, reads, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { poolNotFound, tagInvalid } from '../errors.ts';
import { authorizedPool } from '../requests.ts';
import { requestTags, requireRoom, tagOwner } from '../tags.ts';

const ARN = { minLength: 20, maxLength: 2048 };

/** The id of the pool that an ARN names; a pool of another account or Region is none of the caller's. */
const poolIdOf = (call: Call, text: string | undefined): string => {
  const arn = parseArn(text ?? '');
  if (arn?.service !== 'cognito-idp' || !arn.resource.startsWith('userpool/'))
    throw tagInvalid(`Invalid ARN: ${text ?? ''}`);
  const id = arn.resource.slice('userpool/'.length);
  if (arn.account !== call.account || arn.region !== call.region) throw poolNotFound(id);
  return id;
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html */
export const tagResource = () =>
  writes<TagResourceRequest, TagResourceResponse>(
    { limits: { ResourceArn: ARN } },
    async (input, call) => {
      const asked = requestTags(input.Tags);
      const { arn, tags } = await authorizedPool(
        call,
        'TagResource',
        poolIdOf(call, input.ResourceArn),
        requestTagKeys(asked),
      );
      requireRoom(new Map([...tags, ...asked]));
      await tagStore.put(call.tx, tagOwner(call, arn), asked);
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UntagResource.html */
export const untagResource = () =>
  writes<UntagResourceRequest, UntagResourceResponse>(
    { limits: { ResourceArn: ARN, 'TagKeys[]': { minLength: 1, maxLength: 128 } } },
    async (input, call) => {
      const keys = input.TagKeys ?? [];
      const { arn } = await authorizedPool(
        call,
        'UntagResource',
        poolIdOf(call, input.ResourceArn),
        keys.length === 0 ? {} : { 'aws:TagKeys': keys },
      );
      await tagStore.remove(call.tx, arn, keys);
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = () =>
  reads<ListTagsForResourceRequest, ListTagsForResourceResponse>(
    { limits: { ResourceArn: ARN } },
    async (input, call) => {
      const { tags } = await authorizedPool(
        call,
        'ListTagsForResource',
        poolIdOf(call, input.ResourceArn),
      );
      return { Tags: Object.fromEntries(tags) };
    },
  );
