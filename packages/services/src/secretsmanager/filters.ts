import type { Filter } from '@aws-sdk/client-secrets-manager';
import type { Tags } from '@gatehouse/service-kit';
import { filterKey, filterValues } from './errors.ts';
import type { Secret } from './model.ts';

export const FILTERS = {
  Filters: { maxLength: 10 },
  'Filters[].Key': {
    oneOf: [
      'all',
      'name',
      'tag-key',
      'description',
      'tag-value',
      'primary-region',
      'owning-service',
    ],
  },
  'Filters[].Values': { minLength: 1, maxLength: 10 },
  'Filters[].Values[]': {
    maxLength: 512,
    pattern: '!?[a-zA-Z0-9 :_@/+=.\\-!]*',
  },
} as const;

export interface CheckedFilter {
  readonly key: string;
  /** One of them must match. */
  readonly positive: readonly string[];
  /** None of them may match. */
  readonly negative: readonly string[];
}

export const checkedFilters = (given: readonly Filter[] = []): readonly CheckedFilter[] =>
  given.map(({ Key, Values }) => {
    if (Key === undefined) throw filterKey();
    if (Values === undefined || Values.length === 0) throw filterValues();
    const negative = Values.filter((value) => value.startsWith('!')).map((value) => value.slice(1));
    return { key: Key, positive: Values.filter((value) => !value.startsWith('!')), negative };
  });

const words = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[\s/+=_.@:-]+/u)
    .filter((word) => word !== '');

/** Each word of the value begins a word of the text. */
const hasWords = (text: string, value: string): boolean => {
  const wanted = words(value);
  if (wanted.length === 0) return false;
  const there = words(text);
  return wanted.every((word) => there.some((one) => one.startsWith(word)));
};

type Matches = (secret: Secret, tags: Tags, value: string) => boolean;

const startsWith = (text: string | undefined, value: string): boolean =>
  text?.startsWith(value) === true;

const MATCHES: ReadonlyMap<string, Matches> = new Map<string, Matches>([
  ['name', ({ name }, _tags, value) => name.startsWith(value)],
  ['description', ({ description }, _tags, value) => hasWords(description ?? '', value)],
  ['tag-key', (_secret, tags, value) => [...tags.keys()].some((key) => key.startsWith(value))],
  ['tag-value', (_secret, tags, value) => [...tags.values()].some((one) => one.startsWith(value))],
  ['primary-region', ({ primaryRegion }, _tags, value) => startsWith(primaryRegion, value)],
  ['owning-service', ({ owningService }, _tags, value) => startsWith(owningService, value)],
  [
    'all',
    ({ name, description = '' }, tags, value) =>
      [name, description, ...tags.keys(), ...tags.values()].some((text) => hasWords(text, value)),
  ],
]);

/** Whether it passes all filters (Secrets Manager User Guide, "Find secrets in AWS Secrets Manager"). */
export const passes = (filters: readonly CheckedFilter[], secret: Secret, tags: Tags): boolean =>
  filters.every(({ key, positive, negative }) => {
    const matches = MATCHES.get(key);
    if (matches === undefined) return false;
    if (negative.some((value) => matches(secret, tags, value))) return false;
    return positive.length === 0 || positive.some((value) => matches(secret, tags, value));
  });

/** Beginnings of names of which one is asked for; undefined: any. */
export const namePrefixes = (filters: readonly CheckedFilter[]): readonly string[] | undefined =>
  filters.find(({ key, positive }) => key === 'name' && positive.length > 0)?.positive;
