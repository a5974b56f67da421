import type { ParametersFilter, ParameterStringFilter } from '@aws-sdk/client-ssm';
import type { Limits, Tags } from '@gatehouse/service-kit';
import {
  filterKey,
  filterOption,
  filterReserved,
  filterTwice,
  filterValue,
  filterValueMissing,
} from './errors.ts';
import type { Parameter } from './model.ts';
import { checkedPath, keyOf, parentOf } from './names.ts';
import type { Range } from './repositories/parameters.ts';

export const FILTERS: Limits = {
  'ParameterFilters[].Key': {
    minLength: 1,
    maxLength: 132,
    pattern: 'tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType',
  },
  'ParameterFilters[].Option': { minLength: 1, maxLength: 10 },
  'ParameterFilters[].Values': { minLength: 1, maxLength: 50 },
  'ParameterFilters[].Values[]': { minLength: 1, maxLength: 1024 },
  'Filters[].Key': { oneOf: ['Name', 'Type', 'KeyId'] },
  'Filters[].Values': { minLength: 1, maxLength: 50 },
  'Filters[].Values[]': { minLength: 1, maxLength: 1024 },
};

export interface CheckedFilter {
  readonly key: string;
  readonly option: string;
  readonly values: readonly string[];
}

const TAG = 'tag:';
const RESERVED = /^\/?(?:aws|ssm)/i;
const COMPARED = ['BeginsWith', 'Equals'];
const TYPES = ['String', 'StringList', 'SecureString'];
const TIERS = ['Standard', 'Advanced', 'Intelligent-Tiering'];

/** By key: the options that it takes, the first of which is the default, and the values that there are. */
interface Key {
  readonly options: readonly string[];
  /** As errors list them. */
  readonly shown: readonly string[];
  readonly values?: readonly string[];
}

const KEYS: ReadonlyMap<string, Key> = new Map([
  ['Path', { options: ['OneLevel', 'Recursive'], shown: ['Recursive', 'OneLevel'] }],
  ['Name', { options: ['Equals', 'BeginsWith', 'Contains'], shown: COMPARED }],
  ['Type', { options: ['Equals', 'BeginsWith'], shown: COMPARED, values: TYPES }],
  ['KeyId', { options: ['Equals', 'BeginsWith'], shown: COMPARED }],
  ['Tier', { options: ['Equals'], shown: ['Equals'], values: TIERS }],
  ['DataType', { options: ['Equals', 'BeginsWith'], shown: COMPARED }],
  ['Label', { options: ['Equals'], shown: ['Equals'] }],
  [TAG, { options: ['Equals', 'BeginsWith'], shown: COMPARED }],
]);

const BY_PATH = new Set(['Type', 'KeyId', 'Label']);

const kindOf = (key: string): string => (key.startsWith(TAG) ? TAG : key);

const requireKey = (key: string, isByPath: boolean): void => {
  if (isByPath && !BY_PATH.has(key)) throw filterKey(key, 'Type, KeyId');
  if (!isByPath && key === 'Label') throw filterKey(key, 'Path, Name, Type, KeyId, Tier');
};

const requirePaths = (values: readonly string[]): void => {
  if (values.some((value) => RESERVED.test(value))) throw filterReserved();
  for (const value of values) checkedPath(value.startsWith('/') ? value : '');
};

const checked = (filter: ParameterStringFilter): CheckedFilter => {
  const { Key: key = '', Option: given, Values: values = [] } = filter;
  const known = KEYS.get(kindOf(key));
  if (known === undefined) throw filterKey(key, [...KEYS.keys()].join(', '));
  // A tag's filter without values asks whether the tag is there.
  if (values.length === 0 && kindOf(key) !== TAG) throw filterValueMissing(key);
  const option = given ?? known.options[0] ?? 'Equals';
  if (key === 'Path') requirePaths(values);
  if (!known.options.includes(option)) throw filterOption(option, known.shown.join(', '));
  const odd =
    option === 'Equals'
      ? values.find((value) => known.values?.includes(value) === false)
      : undefined;
  if (odd !== undefined) throw filterValue(odd, (known.values ?? []).join(', '));
  return { key, option, values };
};

/** Filters of a request, checked. */
export const checkedFilters = (
  given: readonly ParameterStringFilter[] = [],
  isByPath = false,
): readonly CheckedFilter[] => {
  const seen = new Set<string>();
  return given.map((filter) => {
    const { Key: key = '' } = filter;
    requireKey(key, isByPath);
    if (seen.has(key)) throw filterTwice(key);
    seen.add(key);
    return checked(filter);
  });
};

/** The older form, in which each value must be met as it is. */
export const olderFilters = (given: readonly ParametersFilter[] = []): readonly CheckedFilter[] =>
  given.map(({ Key: key = '', Values: values = [] }) => ({ key, option: 'Equals', values }));

const compare = (option: string, text: string | undefined, values: readonly string[]): boolean =>
  text !== undefined &&
  values.some((value) => (option === 'BeginsWith' ? text.startsWith(value) : text === value));

const nameMatches = (option: string, key: string, values: readonly string[]): boolean =>
  option === 'Contains'
    ? values.some((value) => `/${key}`.includes(value))
    : compare(option, key, values.map(keyOf));

const isIn = (option: string, key: string, path: string): boolean =>
  option === 'Recursive' ? path === '' || key.startsWith(`${path}/`) : parentOf(key) === path;

const tagMatches = (
  option: string,
  value: string | undefined,
  values: readonly string[],
): boolean => (values.length === 0 ? value !== undefined : compare(option, value, values));

const matches = (
  { key, option, values }: CheckedFilter,
  parameter: Parameter,
  tags: Tags,
): boolean => {
  const { latest } = parameter;
  switch (key) {
    case 'Name':
      return nameMatches(option, parameter.key, values);
    case 'Path':
      return values.some((path) => isIn(option, parameter.key, checkedPath(path)));
    case 'Type':
      return compare(option, latest.type, values);
    case 'KeyId':
      return compare(option, latest.keyId, values);
    case 'Tier':
      return compare(option, latest.tier, values);
    case 'DataType':
      return compare(option, latest.dataType, values);
    // Which version has a label is found out for a page at once.
    case 'Label':
      return true;
    default:
      return tagMatches(option, tags.get(key.slice(TAG.length)), values);
  }
};

/** Whether it passes all of them. */
export const passes = (
  filters: readonly CheckedFilter[],
  parameter: Parameter,
  tags: Tags,
): boolean => filters.every((filter) => matches(filter, parameter, tags));

export const asksForTags = (filters: readonly CheckedFilter[]): boolean =>
  filters.some(({ key }) => key.startsWith(TAG));

/** The parameters among which all that pass are. */
export const rangeFor = (filters: readonly CheckedFilter[]): Range => {
  const name = filters.find(({ key }) => key === 'Name');
  if (name?.option === 'Equals') return { keys: name.values.map(keyOf) };
  if (name?.option === 'BeginsWith' && name.values.length === 1)
    return { prefix: keyOf(name.values[0] ?? '') };
  const path = filters.find(({ key }) => key === 'Path');
  if (path?.values.length !== 1) return {};
  const only = checkedPath(path.values[0] ?? '');
  if (path.option === 'OneLevel') return { parent: only };
  return only === '' ? {} : { prefix: `${only}/` };
};
