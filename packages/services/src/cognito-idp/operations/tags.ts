import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  TagResourceResponse,
  UntagResourceRequest,
  UntagResourceResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { parseArn } from '@gatehouse/core';
import {
  type Call,
  type ConditionKeys,
  reads,
  requestTagKeys,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { poolNotFound, tagInvalid } from '../errors.ts';
import { authorizedPool } from '../requests.ts';
import { requestTags, requireRoom, tagOwner } from '../tags.ts';

const ARN = { minLength: 20, maxLength: 2048 };

/**
 * The pool that an ARN names, once the caller is known to be allowed `action` on it. What is no pool, or one of another
 * account or Region, is authorized as it was given.
 */
const pooled = async (
  call: Call,
  action: string,
  text: string | undefined,
  keys: ConditionKeys = {},
): Promise<{ readonly arn: string; readonly tags: Tags }> => {
  const arn = parseArn(text ?? '');
  const isPool = arn?.service === 'cognito-idp' && arn.resource.startsWith('userpool/');
  const id = isPool ? arn.resource.slice('userpool/'.length) : '';
  if (isPool && arn.account === call.account && arn.region === call.region)
    return authorizedPool(call, action, id, keys);
  await call.authorize(`cognito-idp:${action}`, arn === undefined ? '*' : (text ?? '*'), keys);
  throw isPool ? poolNotFound(id) : tagInvalid(`Invalid ARN: ${text ?? ''}`);
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_TagResource.html */
export const tagResource = () =>
  writes<TagResourceRequest, TagResourceResponse>(
    { limits: { ResourceArn: ARN } },
    async (input, call) => {
      const asked = requestTags(input.Tags);
      const { arn, tags } = await pooled(
        call,
        'TagResource',
        input.ResourceArn,
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
      const { arn } = await pooled(
        call,
        'UntagResource',
        input.ResourceArn,
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
      const { tags } = await pooled(call, 'ListTagsForResource', input.ResourceArn);
      return { Tags: Object.fromEntries(tags) };
    },
  );
