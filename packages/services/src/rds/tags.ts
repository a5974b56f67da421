import type { Tag } from '@aws-sdk/client-rds';
import {
  type ConditionKeys,
  requestTagKeys,
  resourceTagKeys,
  type TagOwner,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { arnOfResource } from './arns.ts';
import { invalidValue } from './errors.ts';
import { KINDS } from './kinds.ts';
import type { Kind, Resource } from './model.ts';

const MOST_TAGS = 50;
const MOST_KEY = 128;
const MOST_VALUE = 256;

/** Tags that a request gives, checked (Amazon RDS User Guide, "Tagging Amazon RDS resources"). */
export const requestTags = (given: readonly Tag[] | undefined): Tags => {
  const tags = new Map<string, string>();
  for (const { Key = '', Value = '' } of given ?? []) {
    if (Key === '') throw invalidValue('Tag keys must not be blank.');
    if (/^(?:aws|rds):/i.test(Key))
      throw invalidValue(`Tag keys must not begin with aws: or rds:, as ${Key} does.`);
    if (Key.length > MOST_KEY)
      throw invalidValue(`Tag keys must not be longer than ${MOST_KEY} characters.`);
    if (Value.length > MOST_VALUE)
      throw invalidValue(`Tag values must not be longer than ${MOST_VALUE} characters.`);
    if (tags.has(Key)) throw invalidValue(`Duplicate tag key: ${Key}`);
    tags.set(Key, Value);
  }
  requireRoom(tags);
  return tags;
};

export const requireRoom = (tags: Tags): void => {
  if (tags.size > MOST_TAGS) throw invalidValue(`A resource can have at most ${MOST_TAGS} tags.`);
};

const under = (keys: ConditionKeys, from: string, to: string): ConditionKeys =>
  Object.fromEntries(
    Object.entries(keys).flatMap(([key, value]) =>
      key.startsWith(from) ? [[`${to}${key.slice(from.length)}`, value]] : [],
    ),
  );

/** RDS has its own names for the keys of a request's tags beside the common ones. */
export const newTagKeys = (tags: Tags): ConditionKeys => {
  const keys = requestTagKeys(tags);
  return { ...keys, ...under(keys, 'aws:RequestTag/', 'rds:req-tag/') };
};

/** The same of a resource that is there: `rds:db-tag/…`. */
export const ownTagKeys = (kind: Kind, tags: Tags): ConditionKeys => {
  const keys = resourceTagKeys(undefined, tags);
  return { ...keys, ...under(keys, 'aws:ResourceTag/', `rds:${KINDS[kind].tagKey}/`) };
};

export const tagOwner = (resource: Resource<Kind>): TagOwner => ({
  arn: arnOfResource(resource),
  account: resource.account,
  region: resource.region,
  type: `rds:${resource.kind}`,
});

export const putTags = async (tx: Tx, resource: Resource<Kind>, tags: Tags): Promise<void> => {
  if (tags.size > 0) await tagStore.put(tx, tagOwner(resource), tags);
};

export const shownTags = (tags: Tags): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));

export const tagsOf = async (tx: Tx, resource: Resource<Kind>): Promise<Tag[]> =>
  shownTags(await tagStore.of(tx, arnOfResource(resource)));
