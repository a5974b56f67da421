import type {
  ListResourceTagsRequest,
  ListResourceTagsResponse,
  Tag,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-kms';
import {
  reads,
  requestTagKeys,
  type TagOwner,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import type { Key } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { administeredKey, affected, KEY_ID, readKey } from './administered-key.ts';
import { keyChanged } from './changes.ts';
import { duplicateTags, tagReserved, tooManyTags } from './errors.ts';
import { page, PAGE } from './pages.ts';

const MOST_TAGS = 50;
const RESERVED = 'aws:';

export const TAGS = {
  'Tags[].TagKey': { minLength: 1, maxLength: 128 },
  'Tags[].TagValue': { maxLength: 256 },
} as const;

export const tagOwner = ({ arn, account, region }: Key): TagOwner => ({
  arn,
  account,
  region,
  type: 'kms:key',
});

/** The tags of a request, checked (AWS KMS Developer Guide, "Tags in AWS KMS"). */
export const requestTags = (given: readonly Tag[] | undefined): Tags => {
  const tags = new Map((given ?? []).map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]));
  if (tags.size < (given ?? []).length) throw duplicateTags();
  if ([...tags.keys()].some((key) => key.toLowerCase().startsWith(RESERVED))) throw tagReserved();
  if (tags.size > MOST_TAGS) throw tooManyTags();
  return tags;
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html */
export const tagResource = (parts: KmsParts) =>
  writes<TagResourceRequest, object>({ limits: { ...KEY_ID, ...TAGS } }, async (input, call) => {
    const tags = requestTags(input.Tags);
    const conditions = requestTagKeys(tags);
    const key = await administeredKey(parts, call, 'TagResource', input.KeyId, conditions);
    if (new Set([...key.tags.keys(), ...tags.keys()]).size > MOST_TAGS) throw tooManyTags();
    await tagStore.put(call.tx, tagOwner(key), tags);
    keyChanged(call.tx, key);
    return affected(key);
  });

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html */
export const untagResource = (parts: KmsParts) =>
  writes<UntagResourceRequest, object>(
    { limits: { ...KEY_ID, 'TagKeys[]': { minLength: 1, maxLength: 128 } } },
    async (input, call) => {
      const names = input.TagKeys ?? [];
      if (names.some((name) => name.toLowerCase().startsWith(RESERVED))) throw tagReserved();
      const conditions = names.length === 0 ? {} : { 'aws:TagKeys': names };
      const key = await administeredKey(parts, call, 'UntagResource', input.KeyId, conditions);
      await tagStore.remove(call.tx, key.arn, names);
      keyChanged(call.tx, key);
      return affected(key);
    },
  );

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html */
export const listResourceTags = (parts: KmsParts) =>
  reads<ListResourceTagsRequest, ListResourceTagsResponse>(
    { limits: { ...KEY_ID, ...PAGE } },
    async (input, call) => {
      const key = await readKey(parts, call, 'ListResourceTags', input.KeyId);
      const all = [...key.tags].toSorted(([one], [other]) => (one < other ? -1 : 1));
      const { rows, truncation } = await page(
        parts.pages,
        call,
        { name: ['ListResourceTags', key.id], limit: 50 },
        input,
        (after, limit) => Promise.resolve(all.filter(([name]) => name > after).slice(0, limit)),
        ([name]) => name,
      );
      return { Tags: rows.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...truncation };
    },
  );
