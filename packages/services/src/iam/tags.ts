import type { Tag } from '@aws-sdk/client-iam';
import { type Limits, type TagOwner, type Tags, tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { duplicateTags, reservedTagKey, tooManyTags } from './errors.ts';

const MOST_TAGS = 50;
const GLOBAL_REGION = 'us-east-1';

/** Limits of the `Tags` member of Create and Tag operations. */
export const tagLimits: Limits = {
  Tags: { maxLength: MOST_TAGS, sensitive: true },
  'Tags[].Key': {
    minLength: 1,
    maxLength: 128,
    pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+',
    sensitive: true,
  },
  'Tags[].Value': {
    minLength: 0,
    maxLength: 256,
    pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*',
    sensitive: true,
  },
};

const fold = (key: string): string => key.toLowerCase();

/** The tags of a request; IAM compares tag keys without regard to case. */
export const requestedTags = (tags: readonly Tag[] | undefined): Tags => {
  const entries = (tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''] as const);
  if (new Set(entries.map(([key]) => fold(key))).size < entries.length) throw duplicateTags();
  for (const [key] of entries) if (fold(key).startsWith('aws:')) throw reservedTagKey();
  return new Map(entries);
};

export const tagList = (tags: Tags): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));

/** @param type as the tagging API spells it: `iam:user` */
export const tagOwner = (arn: string, account: string, type: string): TagOwner => ({
  arn,
  account,
  region: GLOBAL_REGION,
  type,
});

/** Adds tags; one whose key differs only in case is replaced, key and value. */
export const addTags = async (tx: Tx, owner: TagOwner, added: Tags): Promise<void> => {
  const existing = await tagStore.of(tx, owner.arn);
  const folded = new Set([...added.keys()].map(fold));
  const replaced = [...existing.keys()].filter((key) => folded.has(fold(key)));
  if (existing.size - replaced.length + added.size > MOST_TAGS) throw tooManyTags(MOST_TAGS);
  await tagStore.remove(tx, owner.arn, replaced);
  await tagStore.put(tx, owner, added);
};

export const removeTags = async (tx: Tx, arn: string, keys: readonly string[]): Promise<void> => {
  const folded = new Set(keys.map(fold));
  const existing = await tagStore.of(tx, arn);
  await tagStore.remove(
    tx,
    arn,
    [...existing.keys()].filter((key) => folded.has(fold(key))),
  );
};

/** A rename changes the ARN that tags are kept under. */
export const moveTags = async (tx: Tx, fromArn: string, to: TagOwner): Promise<void> => {
  if (fromArn === to.arn) return;
  const tags = await tagStore.of(tx, fromArn);
  await tagStore.removeAll(tx, fromArn);
  await tagStore.put(tx, to, tags);
};
