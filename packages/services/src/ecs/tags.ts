import type { Tag } from '@aws-sdk/client-ecs';
import type { Limits, TagOwner, Tags } from '@gatehouse/service-kit';
import type { Scope } from './arns.ts';
import { tagKeyMissing, tagKeyReserved, tagKeysRepeat, tooManyTags } from './errors.ts';

export type TaggedKind =
  | 'capacity-provider'
  | 'cluster'
  | 'container-instance'
  | 'service'
  | 'task'
  | 'task-definition'
  | 'task-set';

const MOST_TAGS = 50;
const CHARACTERS = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*';

/** Limits of the API reference for a member `tags`. */
export const tagLimits: Limits = {
  'tags[].key': { minLength: 1, maxLength: 128, pattern: CHARACTERS },
  'tags[].value': { maxLength: 256, pattern: CHARACTERS },
};

export const tagOwner = ({ account, region }: Scope, kind: TaggedKind, arn: string): TagOwner => ({
  arn,
  account,
  region,
  type: `ecs:${kind}`,
});

/** The tags of a request, checked (ECS Developer Guide, "Tag restrictions"). */
export const requestTags = (given: readonly Tag[] | undefined): Tags => {
  const tags = new Map<string, string>();
  for (const { key, value } of given ?? []) {
    if (key === undefined || key === '') throw tagKeyMissing();
    if (key.toLowerCase().startsWith('aws:')) throw tagKeyReserved();
    if (tags.has(key)) throw tagKeysRepeat();
    tags.set(key, value ?? '');
  }
  requireRoom(tags);
  return tags;
};

/** Tags that ECS itself set (`aws:ecs:…`) do not count. */
export const requireRoom = (tags: Tags): void => {
  const own = [...tags.keys()].filter((key) => !key.startsWith('aws:'));
  if (own.length > MOST_TAGS) throw tooManyTags();
};

export const shownTags = (tags: Tags | undefined): Tag[] =>
  [...(tags ?? [])].map(([key, value]) => ({ key, value }));
