import type { Tag } from '@aws-sdk/client-cloudtrail';
import type { TagOwner, Tags } from '@gatehouse/service-kit';
import { invalidTag, tooManyTags } from './errors.ts';
import { type Trail, trailArn } from './trails.ts';

const MOST_TAGS = 50;
const TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export const tagOwner = (trail: Trail): TagOwner => ({
  arn: trailArn(trail),
  account: trail.account,
  region: trail.homeRegion,
  type: 'cloudtrail:trail',
});

const length = (text: string): number => Array.from(text).length;

/** The tags of a request, checked (CloudTrail API Reference, Tag). */
export const requestedTags = (given: readonly Tag[] | undefined): Tags => {
  const tags = new Map<string, string>();
  for (const { Key = '', Value = '' } of given ?? []) {
    if (Key === '' || length(Key) > 128 || !TEXT.test(Key))
      throw invalidTag('A tag key must have 1 to 128 valid characters.');
    if (length(Value) > 256 || !TEXT.test(Value))
      throw invalidTag('A tag value must have no more than 256 valid characters.');
    if (/^aws:/i.test(Key)) throw invalidTag('A tag key must not start with aws:.');
    if (tags.has(Key)) throw invalidTag(`The tag key ${Key} is given more than once.`);
    tags.set(Key, Value);
  }
  requireRoom(tags);
  return tags;
};

export const requireRoom = (tags: Tags): void => {
  if (tags.size > MOST_TAGS) throw tooManyTags();
};
