import type { Tag } from '@aws-sdk/client-ssm';
import type { Limits, TagOwner, Tags } from '@gatehouse/service-kit';
import { tagReserved, tagsTwice, tooManyTags } from './errors.ts';
import { type ParameterRef, TAG_TYPE } from './model.ts';

const MOST_TAGS = 50;
const RESERVED = 'aws:';
const TEXT = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*';

export const TAGS: Limits = {
  Tags: { maxLength: 1000 },
  'Tags[].Key': { minLength: 1, maxLength: 128, pattern: TEXT },
  'Tags[].Value': { maxLength: 256, pattern: TEXT },
};

export const tagOwner = ({ arn, account, region }: ParameterRef): TagOwner => ({
  arn,
  account,
  region,
  type: TAG_TYPE,
});

export const requireOwnKeys = (keys: readonly string[]): void => {
  if (keys.some((key) => key.toLowerCase().startsWith(RESERVED))) throw tagReserved();
};

export const requireRoom = (tags: Tags): void => {
  if (tags.size > MOST_TAGS) throw tooManyTags();
};

/** The tags of a request, checked. */
export const requestTags = (given: readonly Tag[] = []): Tags => {
  const tags = new Map(given.map(({ Key = '', Value = '' }) => [Key, Value]));
  if (tags.size < given.length) throw tagsTwice();
  requireOwnKeys([...tags.keys()]);
  requireRoom(tags);
  return tags;
};
