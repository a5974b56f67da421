import type {
  AddTagsToResourceMessage,
  ListTagsForResourceMessage,
  RemoveTagsFromResourceMessage,
  TagListMessage,
} from '@aws-sdk/client-rds';
import { type Call, type ConditionKeys, reads, tagStore, writes } from '@gatehouse/service-kit';
import { arnOfResource, namedBy } from '../arns.ts';
import { authorized } from '../authorization.ts';
import { noSuchResource } from '../errors.ts';
import type { Kind, Resource } from '../model.ts';
import { newTagKeys, putTags, requestTags, requireRoom, tagsOf } from '../tags.ts';

/** What the request's ARN names, which the caller may do `operation` on. */
const tagged = async (
  call: Call,
  operation: string,
  arn: string | undefined,
  keys: ConditionKeys = {},
): Promise<Resource<Kind>> => {
  const found = namedBy(arn ?? '');
  if (found === undefined) {
    await call.authorize(`rds:${operation}`, arn ?? '*', keys);
    throw noSuchResource();
  }
  return authorized(call, operation, found.kind, arn, keys);
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AddTagsToResource.html */
export const addTagsToResource = () =>
  writes<AddTagsToResourceMessage, void>({}, async (input, call) => {
    const tags = requestTags(input.Tags);
    const keys = { 'rds:TagsFromRequest': true, ...newTagKeys(tags) };
    const resource = await tagged(call, 'AddTagsToResource', input.ResourceName, keys);
    const present = await tagStore.of(call.tx, arnOfResource(resource));
    requireRoom(new Map([...present, ...tags]));
    await putTags(call.tx, resource, tags);
  });

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RemoveTagsFromResource.html */
export const removeTagsFromResource = () =>
  writes<RemoveTagsFromResourceMessage, void>({}, async (input, call) => {
    const names = input.TagKeys ?? [];
    const keys = names.length === 0 ? {} : { 'aws:TagKeys': names };
    const resource = await tagged(call, 'RemoveTagsFromResource', input.ResourceName, keys);
    await tagStore.remove(call.tx, arnOfResource(resource), names);
  });

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = () =>
  reads<ListTagsForResourceMessage, TagListMessage>({}, async (input, call) => {
    const resource = await tagged(call, 'ListTagsForResource', input.ResourceName);
    return { TagList: await tagsOf(call.tx, resource) };
  });
