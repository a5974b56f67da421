import type { Tag } from '@aws-sdk/client-eventbridge';
import type { Limits, TagOwner, Tags } from '@gatehouse/service-kit';
import { duplicateTagKeys, limitExceeded, tagKeyReserved } from './errors.ts';
import type { BusRef, RuleRef } from './model.ts';

const MOST_TAGS = 50;

export const tagLimits: Limits = {
  'Tags[].Key': { minLength: 1, maxLength: 128 },
  'Tags[].Value': { maxLength: 256 },
};

export const busTagOwner = ({ arn, account, region }: BusRef): TagOwner => ({
  arn,
  account,
  region,
  type: 'events:event-bus',
});

export const ruleTagOwner = ({ arn, account, region }: RuleRef): TagOwner => ({
  arn,
  account,
  region,
  type: 'events:rule',
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
  if (tags.size > MOST_TAGS) throw limitExceeded();
};

export const shownTags = (tags: Tags): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));
