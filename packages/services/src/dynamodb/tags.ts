import type { Tag } from '@aws-sdk/client-dynamodb';
import type { Limits, TagOwner, Tags } from '@gatehouse/service-kit';
import { tagReserved, tagsTooMany, tagTwice } from './errors.ts';
import type { TableRef } from './model.ts';

const MOST_TAGS = 50;
const RESERVED = 'aws:';

export const TAGS: Limits = {
  'Tags[].Key': { minLength: 1, maxLength: 128 },
  'Tags[].Value': { minLength: 0, maxLength: 256 },
};

export const tagOwner = ({ arn, account, region }: TableRef): TagOwner => ({
  arn,
  account,
  region,
  type: 'dynamodb:table',
});

export const requireRoom = (tags: Tags): void => {
  if (tags.size > MOST_TAGS) throw tagsTooMany();
};

export const requireOwnKeys = (keys: readonly string[]): void => {
  if (keys.some((key) => key.toLowerCase().startsWith(RESERVED))) throw tagReserved();
};

/** The tags of a request, checked (DynamoDB Developer Guide, "Tagging restrictions in DynamoDB"). */
export const requestTags = (given: readonly Tag[] = []): Tags => {
  const tags = new Map<string, string>();
  for (const { Key: key = '', Value: value = '' } of given) {
    if (tags.has(key)) throw tagTwice(key);
    tags.set(key, value);
  }
  requireOwnKeys([...tags.keys()]);
  requireRoom(tags);
  return tags;
};
