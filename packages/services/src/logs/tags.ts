import type { TagOwner, Tags } from '@gatehouse/service-kit';
import { tagInvalid, tagKeyReserved, tooManyTags } from './errors.ts';
import type { GroupRef } from './model.ts';

const MOST_TAGS = 50;

export const tagOwner = ({ arn, account, region }: Omit<GroupRef, 'name'>): TagOwner => ({
  arn,
  account,
  region,
  type: arn.includes(':destination:') ? 'logs:destination' : 'logs:log-group',
});

const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** The tags of a request, checked. */
export const requestTags = (given: Readonly<Record<string, string>> | undefined): Tags => {
  const tags = new Map(Object.entries(given ?? {}));
  for (const [key, value] of tags) {
    if (!KEY.test(key) || !VALUE.test(value)) throw tagInvalid();
    if (key.toLowerCase().startsWith('aws:')) throw tagKeyReserved();
  }
  return tags;
};

export const requireRoom = (arn: string, tags: Tags): void => {
  if (tags.size > MOST_TAGS) throw tooManyTags(arn);
};
