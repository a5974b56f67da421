import type { Tag } from '@aws-sdk/client-sns';
import type { Limits, TagOwner, Tags } from '@gatehouse/service-kit';
import { duplicateTagKeys, tagKeyReserved, tooManyTags } from './errors.ts';
import type { TopicRef } from './model.ts';

const MOST_TAGS = 50;

export const tagLimits: Limits = {
  'Tags[].Key': { minLength: 1, maxLength: 128 },
  'Tags[].Value': { maxLength: 256 },
};

export const tagOwner = ({ arn, account, region }: TopicRef): TagOwner => ({
  arn,
  account,
  region,
  type: 'sns:topic',
});

/** The tags of a request, checked. */
export const requestTags = (given: readonly Tag[] | undefined): Tags => {
  const tags = new Map<string, string>();
  for (const { Key = '', Value = '' } of given ?? []) {
    if (Key.toLowerCase().startsWith('aws:')) throw tagKeyReserved();
    if (tags.has(Key)) throw duplicateTagKeys();
    tags.set(Key, Value);
  }
  requireRoom(tags);
  return tags;
};

export const requireRoom = (tags: Tags): void => {
  if (tags.size > MOST_TAGS) throw tooManyTags();
};

export const shownTags = (tags: Tags): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));
