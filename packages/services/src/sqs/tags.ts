import type { TagOwner, Tags } from '@gatehouse/service-kit';
import {
  missingParameter,
  tagCharactersInvalid,
  tagKeyInvalid,
  tagKeyReserved,
  tagValueInvalid,
  tooManyTags,
} from './errors.ts';
import type { QueueRef } from './model.ts';

const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export const tagOwner = ({ arn, account, region }: QueueRef): TagOwner => ({
  arn,
  account,
  region,
  type: 'sqs:queue',
});

const requireKey = (key: string): void => {
  if (key === '' || key.length > LONGEST_KEY) throw tagKeyInvalid();
};

/** The tags of a request, checked (SQS Developer Guide, "Amazon SQS cost allocation tags"). */
export const requestTags = (given: Readonly<Record<string, string>> | undefined): Tags => {
  const tags = new Map(Object.entries(given ?? {}));
  for (const [key, value] of tags) {
    requireKey(key);
    if (value.length > LONGEST_VALUE) throw tagValueInvalid();
    if (!CHARACTERS.test(key) || !CHARACTERS.test(value)) throw tagCharactersInvalid();
    if (key.toLowerCase().startsWith('aws:')) throw tagKeyReserved();
  }
  return tags;
};

export const requireTagKeys = (keys: readonly string[] | undefined): readonly string[] => {
  if (keys === undefined) throw missingParameter('TagKeys');
  if (keys.length === 0) throw tagKeyInvalid();
  for (const key of keys) requireKey(key);
  return keys;
};

export const requireRoom = (name: string, tags: Tags): void => {
  if (tags.size > MOST_TAGS) throw tooManyTags(name);
};
