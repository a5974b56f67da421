import type { TagOwner, Tags } from '@gatehouse/service-kit';
import { tagInvalid, tooManyTags } from './errors.ts';
import type { FunctionRef } from './model.ts';

const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export const tagOwner = ({ arn, account, region }: FunctionRef): TagOwner => ({
  arn,
  account,
  region,
  type: 'lambda:function',
});

/** The tags of a request, checked. */
export const requestTags = (given: Readonly<Record<string, string>> | undefined): Tags => {
  const tags = new Map(Object.entries(given ?? {}));
  for (const [key, value] of tags) {
    if (key === '' || key.length > LONGEST_KEY)
      throw tagInvalid(`The tag key must have 1 to ${LONGEST_KEY} characters.`);
    if (value.length > LONGEST_VALUE)
      throw tagInvalid(`The tag value must have at most ${LONGEST_VALUE} characters.`);
    if (!CHARACTERS.test(key) || !CHARACTERS.test(value))
      throw tagInvalid('The tag has characters that are not allowed.');
    if (key.toLowerCase().startsWith('aws:'))
      throw tagInvalid("Tag keys starting with 'aws:' are reserved for system use.");
  }
  requireRoom(tags);
  return tags;
};

export const requireRoom = (tags: Tags): void => {
  if (tags.size > MOST_TAGS) throw tooManyTags();
};
