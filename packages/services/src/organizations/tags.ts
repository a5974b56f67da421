import type { Tag } from '@aws-sdk/client-organizations';
import {
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type TagOwner,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import {
  duplicateTag,
  invalidPattern,
  systemTag,
  tooLong,
  tooManyTags,
  tooShort,
} from './errors.ts';
import type { Organization } from './model.ts';
import { TAGS_QUOTA } from './quotas.ts';

const GLOBAL_REGION = 'us-east-1';
const PERMITTED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const MAX_KEY = 128;
const MAX_VALUE = 256;

const isSystemKey = (key: string): boolean => key.toLowerCase().startsWith('aws:');

const requireKey = (key: string): void => {
  if (key === '') throw tooShort();
  if (Array.from(key).length > MAX_KEY) throw tooLong();
  if (!PERMITTED.test(key)) throw invalidPattern();
  if (isSystemKey(key)) throw systemTag();
};

/** The tags of a request, checked. */
export const requestedTags = (tags: readonly Tag[] | undefined): Tags => {
  const found = new Map<string, string>();
  for (const { Key = '', Value = '' } of tags ?? []) {
    requireKey(Key);
    if (Array.from(Value).length > MAX_VALUE) throw tooLong();
    if (!PERMITTED.test(Value)) throw invalidPattern();
    if (found.has(Key)) throw duplicateTag();
    found.set(Key, Value);
  }
  if (found.size > TAGS_QUOTA) throw tooManyTags();
  return found;
};

export const requestedTagKeys = (keys: readonly string[]): readonly string[] => {
  for (const key of keys) requireKey(key);
  return keys;
};

export const tagList = (tags: Tags): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));

/** The part of the ARN before the organization's id is the type: `organizations:account`. */
export const tagOwner = ({ managementAccount }: Organization, arn: string): TagOwner => ({
  arn,
  account: managementAccount,
  region: GLOBAL_REGION,
  type: `organizations:${arn.split(':')[5]?.split('/')[0] ?? ''}`,
});

export const addTags = async (
  tx: Tx,
  organization: Organization,
  arn: string,
  tags: Tags,
): Promise<void> => {
  await tagStore.put(tx, tagOwner(organization, arn), tags);
  if ((await tagStore.of(tx, arn)).size > TAGS_QUOTA) throw tooManyTags();
};

/** `aws:ResourceTag/…` of a resource; Organizations has no key of its own for it. */
export const taggedKeys = async ({ tx }: Call, arn: string): Promise<ConditionKeys> =>
  resourceTagKeys(undefined, await tagStore.of(tx, arn));
