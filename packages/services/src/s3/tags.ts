import type { Tag } from '@aws-sdk/client-s3';
import type { Tags } from '@gatehouse/service-kit';
import { invalidArgument, malformedXml, tagInvalid, tooManyTags } from './errors.ts';

const MOST_OF_OBJECT = 10;
const MOST_OF_BUCKET = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const requireTag = (key: string, value: string): void => {
  if (key === '' || key.length > LONGEST_KEY || !CHARACTERS.test(key))
    throw tagInvalid('The TagKey you have provided is invalid', key);
  if (value.length > LONGEST_VALUE || !CHARACTERS.test(value))
    throw tagInvalid('The TagValue you have provided is invalid', key);
  if (key.toLowerCase().startsWith('aws:'))
    throw tagInvalid('System tags cannot be added/updated by requester');
};

const collected = (pairs: readonly (readonly [string, string])[], most: number): Tags => {
  const tags = new Map<string, string>();
  for (const [key, value] of pairs) {
    requireTag(key, value);
    if (tags.has(key)) throw tagInvalid('Cannot provide multiple Tags with the same key', key);
    tags.set(key, value);
  }
  if (tags.size > most)
    throw tooManyTags(most === MOST_OF_OBJECT ? 'Object tags' : 'Bucket tag count', most);
  return tags;
};

const pairsOf = (set: readonly Tag[] | undefined): readonly (readonly [string, string])[] => {
  if (set === undefined) throw malformedXml();
  return set.map(({ Key = '', Value = '' }) => [Key, Value]);
};

export const bucketTags = (set: readonly Tag[] | undefined): Tags =>
  collected(pairsOf(set), MOST_OF_BUCKET);

export const objectTags = (set: readonly Tag[] | undefined): Tags =>
  collected(pairsOf(set), MOST_OF_OBJECT);

const decoded = (piece: string): string => decodeURIComponent(piece.replaceAll('+', ' '));

/** `x-amz-tagging: a=1&b=2`. */
export const headerTags = (text: string | undefined): Tags => {
  if (text === undefined || text === '') return new Map();
  try {
    const pairs = text.split('&', MOST_OF_OBJECT + 1).map((part): readonly [string, string] => {
      const equals = part.indexOf('=');
      return equals < 0
        ? [decoded(part), '']
        : [decoded(part.slice(0, equals)), decoded(part.slice(equals + 1))];
    });
    return collected(pairs, MOST_OF_OBJECT);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      'x-amz-tagging',
      text,
    );
  }
};

export const shownTags = (tags: Tags): Tag[] => [...tags].map(([Key, Value]) => ({ Key, Value }));
