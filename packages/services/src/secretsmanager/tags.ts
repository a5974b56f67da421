import type { Tag } from '@aws-sdk/client-secrets-manager';
import type { TagOwner, Tags } from '@gatehouse/service-kit';
import { tagReserved, tagsTwice, tooManyTags } from './errors.ts';
import { type Secret, TAG_TYPE } from './model.ts';

const MOST_TAGS = 50;
const RESERVED = 'aws:';

export const TAGS = {
  'Tags[].Key': { minLength: 1, maxLength: 128 },
  'Tags[].Value': { maxLength: 256 },
} as const;

export const tagOwner = ({ arn, account, region }: Secret): TagOwner => ({
  arn,
  account,
  region,
  type: TAG_TYPE,
});

export const requireOwnKeys = (keys: readonly string[], acceptsLooseInput = false): void => {
  if (acceptsLooseInput) return;
  if (keys.some((key) => key.toLowerCase().startsWith(RESERVED))) throw tagReserved();
};

/** The tags of a request, checked (Secrets Manager User Guide, "Tag secrets"). */
export const requestTags = (given: readonly Tag[] = [], acceptsLooseInput = false): Tags => {
  const tags = new Map(given.map(({ Key = '', Value = '' }) => [Key, Value]));
  if (tags.size < given.length) throw tagsTwice();
  requireOwnKeys([...tags.keys()], acceptsLooseInput);
  requireRoom(tags);
  return tags;
};

export const requireRoom = (tags: ReadonlyMap<string, string>): void => {
  if (tags.size > MOST_TAGS) throw tooManyTags();
};
