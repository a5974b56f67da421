import type {
  ListTagsRequest,
  ListTagsResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-lambda';
import { type Call, reads, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { type PermittedFunction, permittedFunction } from '../access.ts';
import { parseFunction } from '../arns.ts';
import { invalidParameter } from '../errors.ts';
import { requestTags, requireRoom, tagOwner } from '../tags.ts';

const limits = { Resource: { minLength: 1, maxLength: 256 } };

const permitted = async (
  call: Call,
  action: string,
  resource: string | undefined,
  keys = {},
): Promise<PermittedFunction> => {
  const named = resource?.startsWith('arn:') ? parseFunction(call, resource) : undefined;
  const owner = await permittedFunction(call, action, named?.ref.arn ?? resource, undefined, keys);
  if (named === undefined || named.qualifier !== undefined)
    throw invalidParameter(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  return owner;
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export const tagResource = () =>
  writes<TagResourceRequest, object>(
    { limits, event: { name: 'TagResource20170331v2' } },
    async (input, call) => {
      const tags = requestTags(input.Tags);
      const keys = requestTagKeys(tags);
      const { ref } = await permitted(call, 'lambda:TagResource', input.Resource, keys);
      if (tags.size === 0)
        throw invalidParameter('An error occurred and the request cannot be processed.');
      requireRoom(new Map([...(await tagStore.of(call.tx, ref.arn)), ...tags]));
      await tagStore.put(call.tx, tagOwner(ref), tags);
      return {};
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html */
export const untagResource = () =>
  writes<UntagResourceRequest, object>(
    { limits, event: { name: 'UntagResource20170331v2' } },
    async (input, call) => {
      const names = input.TagKeys ?? [];
      const keys = names.length === 0 ? {} : { 'aws:TagKeys': names };
      const { ref } = await permitted(call, 'lambda:UntagResource', input.Resource, keys);
      await tagStore.remove(call.tx, ref.arn, names);
      return {};
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html */
export const listTags = () =>
  reads<ListTagsRequest, ListTagsResponse>(
    { limits, event: { name: 'ListTags20170331' } },
    async (input, call) => {
      const { ref } = await permitted(call, 'lambda:ListTags', input.Resource);
      return { Tags: Object.fromEntries(await tagStore.of(call.tx, ref.arn)) };
    },
  );
