import { instantOf } from '../asff/timestamps.ts';
import {
  filterInvalid,
  filtersConflict,
  filterUnknown,
  tooManyAttributes,
  tooManyFilters,
} from '../findings/errors.ts';
import { type Attribute, attributes } from './attributes.ts';
import { isCidr } from './comparisons.ts';
import type { Filters } from './matcher.ts';

const MOST_VALUES = 20;
const MOST_CHARACTERS = 2048;
const STRING_COMPARISONS = new Set(
  'EQUALS PREFIX NOT_EQUALS PREFIX_NOT_EQUALS CONTAINS NOT_CONTAINS CONTAINS_WORD'.split(' '),
);
const MAP_COMPARISONS = new Set('EQUALS NOT_EQUALS CONTAINS NOT_CONTAINS'.split(' '));
const MOST_DAYS = 36_500;

/** API_StringFilter and API_MapFilter: what cannot be asked of one field at once. */
const CONFLICTS: readonly (readonly [string, string])[] = [
  ['CONTAINS', 'NOT_CONTAINS'],
  ['CONTAINS', 'NOT_EQUALS'],
  ['CONTAINS', 'PREFIX_NOT_EQUALS'],
  ['EQUALS', 'NOT_EQUALS'],
  ['EQUALS', 'PREFIX_NOT_EQUALS'],
  ['EQUALS', 'NOT_CONTAINS'],
  ['PREFIX', 'NOT_CONTAINS'],
];

/** Throws InvalidInputException for filters that do not make a question; `mostAttributes` is the caller's API limit. */
export const requireFilters = (filters: Filters, mostAttributes = Infinity): void => {
  let count = 0;
  for (const [name, list] of Object.entries<unknown>({ ...filters })) {
    if (!Array.isArray(list) || list.length === 0) continue;
    count += 1;
    const attribute = attributes.get(name);
    if (attribute === undefined) throw filterUnknown(name);
    if (list.length > MOST_VALUES) throw tooManyFilters(name, MOST_VALUES);
    for (const filter of list) requireFilter(attribute, filter);
    requireNoConflict(attribute, list);
  }
  if (count > mostAttributes) throw tooManyAttributes(mostAttributes);
};

const memberOf = (filter: unknown, name: string): unknown =>
  filter !== null && typeof filter === 'object' && Object.hasOwn(filter, name)
    ? Reflect.get(filter, name)
    : undefined;

const requireFilter = ({ name, kind }: Attribute, filter: unknown): void => {
  const complaint = complaintOf(kind, filter);
  if (complaint !== undefined) throw filterInvalid(name, complaint);
};

const complaintOf = (kind: Attribute['kind'], filter: unknown): string | undefined => {
  const value = memberOf(filter, 'Value');
  switch (kind) {
    case 'string':
      return textComplaint('Value', value) ?? comparisonComplaint(filter, STRING_COMPARISONS);
    case 'keyword':
      return textComplaint('Value', value);
    case 'map':
      return (
        textComplaint('Key', memberOf(filter, 'Key')) ??
        textComplaint('Value', value) ??
        comparisonComplaint(filter, MAP_COMPARISONS)
      );
    case 'number':
      return ['Eq', 'Gte', 'Lte', 'Gt', 'Lt'].some((name) => memberOf(filter, name) !== undefined)
        ? undefined
        : 'should have at least one of Eq, Gte, Lte, Gt, Lt';
    case 'date':
      return dateComplaint(filter);
    case 'ip': {
      const cidr = memberOf(filter, 'Cidr');
      return typeof cidr === 'string' && isCidr(cidr) ? undefined : 'should have a valid Cidr';
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : "should have required property 'Value'";
    default:
      return kind satisfies never;
  }
};

const textComplaint = (name: string, value: unknown): string | undefined => {
  if (typeof value !== 'string') return `should have required property '${name}'`;
  if (value.trim() === '') return `${name} should match pattern ".*\\S.*"`;
  return value.length > MOST_CHARACTERS
    ? `${name} should NOT be longer than ${MOST_CHARACTERS} characters`
    : undefined;
};

const comparisonComplaint = (filter: unknown, known: ReadonlySet<string>): string | undefined => {
  const comparison = memberOf(filter, 'Comparison');
  if (comparison === undefined) return "should have required property 'Comparison'";
  return typeof comparison === 'string' && known.has(comparison)
    ? undefined
    : 'Comparison should be equal to one of the allowed values';
};

const dateComplaint = (filter: unknown): string | undefined => {
  const range = memberOf(filter, 'DateRange');
  const ends = [memberOf(filter, 'Start'), memberOf(filter, 'End')].filter(
    (end) => end !== undefined,
  );
  if (range !== undefined) {
    if (ends.length > 0) return 'should have either DateRange or Start and End';
    return rangeComplaint(range);
  }
  if (ends.length === 0) return 'should have a DateRange or a Start and End';
  return ends.every((end) => typeof end === 'string' && instantOf(end) !== undefined)
    ? undefined
    : 'should match format "date-time"';
};

const rangeComplaint = (range: unknown): string | undefined => {
  const value = memberOf(range, 'Value');
  const unit = memberOf(range, 'Unit');
  const comparison = memberOf(range, 'Comparison');
  if (typeof value !== 'number' || value < 1 || value > MOST_DAYS)
    return 'DateRange.Value should be a positive number of days';
  if (unit !== 'DAYS') return 'DateRange.Unit should be equal to one of the allowed values';
  return comparison === undefined || comparison === 'WITHIN' || comparison === 'OLDER_THAN'
    ? undefined
    : 'DateRange.Comparison should be equal to one of the allowed values';
};

const requireNoConflict = ({ name, kind }: Attribute, list: readonly unknown[]): void => {
  if (kind !== 'string' && kind !== 'map') return;
  const used = new Set(list.map((filter) => memberOf(filter, 'Comparison')));
  for (const [one, other] of CONFLICTS)
    if (used.has(one) && used.has(other)) throw filtersConflict(name, one, other);
};
