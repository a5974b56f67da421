import { type TagOwner, type Tags, tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { tagReserved, tooManyTags } from '../errors.ts';
import type { HubRef } from '../ports.ts';

const MOST_TAGS = 50;

export const tagOwner = ({ account, region }: HubRef, arn: string): TagOwner => ({
  arn,
  account,
  region,
  type: arn.includes(':automation-rule/') ? 'securityhub:automation-rule' : 'securityhub:hub',
});

const KEY = /^[a-zA-Z0-9 _.:/=+\-@]{1,128}$/;
const LONGEST_VALUE = 256;

/** The tags of a request, checked. */
export const requestTags = (given: Readonly<Record<string, string>> | undefined): Tags => {
  const tags = new Map(Object.entries(given ?? {}));
  for (const [key, value] of tags)
    if (key.toLowerCase().startsWith('aws:') || !KEY.test(key) || value.length > LONGEST_VALUE)
      throw tagReserved();
  if (tags.size > MOST_TAGS) throw tooManyTags();
  return tags;
};

export const addTags = async (tx: Tx, owner: TagOwner, tags: Tags): Promise<void> => {
  if (new Map([...(await tagStore.of(tx, owner.arn)), ...tags]).size > MOST_TAGS)
    throw tooManyTags();
  await tagStore.put(tx, owner, tags);
};
