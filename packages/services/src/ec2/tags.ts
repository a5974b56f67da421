import type { Tag, TagSpecification } from '@aws-sdk/client-ec2';
import {
  type Call,
  requestTagKeys,
  type TagOwner,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { arnOf, arnOfResource } from './arns.ts';
import {
  notTaggable,
  tagKeyMissing,
  tagKeyReserved,
  tagKeyTwice,
  tagSpecificationEmpty,
  tagSpecificationTwice,
  tagTooLong,
  tooManyTags,
} from './errors.ts';
import { isKind } from './kinds.ts';
import type { Kind, Resource } from './model.ts';

const MOST_TAGS = 50;
const MOST_KEY = 128;
const MOST_VALUE = 256;

const NO_TAGS: Tags = new Map();

/** Tags that a request gives, checked (Amazon EC2 User Guide, "Tag restrictions"). */
export const requestTags = (given: readonly Tag[] | undefined): Tags => {
  const tags = new Map<string, string>();
  for (const { Key, Value = '' } of given ?? []) {
    if (Key === undefined || Key === '') throw tagKeyMissing();
    if (Key.toLowerCase().startsWith('aws:')) throw tagKeyReserved();
    if (Key.length > MOST_KEY) throw tagTooLong('key', MOST_KEY);
    if (Value.length > MOST_VALUE) throw tagTooLong('value', MOST_VALUE);
    if (tags.has(Key)) throw tagKeyTwice(Key);
    tags.set(Key, Value);
  }
  requireRoom(tags);
  return tags;
};

export const requireRoom = (tags: Tags): void => {
  const own = [...tags.keys()].filter((key) => !key.startsWith('aws:'));
  if (own.length > MOST_TAGS) throw tooManyTags();
};

/** The tags that a request gives to each kind of resource that it creates. */
export type NewTags = (kind: Kind) => Tags;

export const specifiedTags = (
  specifications: readonly TagSpecification[] | undefined,
  ...kinds: readonly Kind[]
): NewTags => {
  const found = new Map<Kind, Tags>();
  for (const { ResourceType = '', Tags } of specifications ?? []) {
    if (!isKind(ResourceType) || !kinds.includes(ResourceType)) throw notTaggable(ResourceType);
    if (Tags === undefined || Tags.length === 0) throw tagSpecificationEmpty();
    if (found.has(ResourceType)) throw tagSpecificationTwice(ResourceType);
    found.set(ResourceType, requestTags(Tags));
  }
  return (kind) => found.get(kind) ?? NO_TAGS;
};

/**
 * The second decision on what a request creates with tags (Amazon EC2 User Guide, "Grant permission to tag Amazon EC2
 * resources during creation"). The first has `requestTagKeys` of the same tags.
 */
export const authorizeNewTags = async (
  call: Call,
  operation: string,
  kind: Kind,
  tags: Tags,
): Promise<void> => {
  if (tags.size === 0) return;
  await call.authorize('ec2:CreateTags', arnOf(call, kind, '*'), {
    'ec2:Region': call.region,
    'ec2:CreateAction': operation,
    ...requestTagKeys(tags),
  });
};

export const tagOwner = (resource: Resource<Kind>): TagOwner => ({
  arn: arnOfResource(resource),
  account: resource.account,
  region: resource.region,
  type: `ec2:${resource.kind}`,
});

export const putTags = async (tx: Tx, resource: Resource<Kind>, tags: Tags): Promise<void> => {
  if (tags.size > 0) await tagStore.put(tx, tagOwner(resource), tags);
};

// Both databases allow far more parameters per statement than this.
const MOST_ARNS = 500;

/** The tags of each, by id; those of somebody else's image or snapshot are nobody's business. */
export const tagsOfMany = async (
  tx: Tx,
  account: string,
  rows: readonly Resource<Kind>[],
): Promise<(row: Resource<Kind>) => Tags> => {
  const arns = rows.filter((row) => row.account === account).map(arnOfResource);
  const found = new Map<string, Tags>();
  for (let from = 0; from < arns.length; from += MOST_ARNS)
    for (const [arn, tags] of await tagStore.ofMany(tx, arns.slice(from, from + MOST_ARNS)))
      found.set(arn, tags);
  return (row) => (row.account === account ? (found.get(arnOfResource(row)) ?? NO_TAGS) : NO_TAGS);
};

export const shownTags = (tags: Tags): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));
