import type {
  AutomationRulesFindingFilters,
  AwsSecurityFinding,
  AwsSecurityFindingFilters,
} from '@aws-sdk/client-securityhub';
import { type Attribute, attributes } from './attributes.ts';
import {
  datePredicate,
  ipPredicate,
  keywordPredicate,
  mapPredicate,
  numberPredicate,
  stringPredicate,
  type ValuesPredicate,
} from './comparisons.ts';

export type Filters = AwsSecurityFindingFilters | AutomationRulesFindingFilters;

/** One attribute's filters, as they were given. */
export interface Condition {
  readonly attribute: Attribute;
  readonly filters: readonly object[];
  readonly matches: ValuesPredicate;
}

/** The filters of a checked question, one condition for each attribute; all must hold. */
export const conditionsOf = (filters: Filters, now: Date): readonly Condition[] => {
  const found: Condition[] = [];
  for (const [name, given] of Object.entries<unknown>({ ...filters })) {
    const attribute = attributes.get(name);
    const list = Array.isArray(given) ? given.filter(isFilter) : [];
    if (list.length === 0) continue;
    if (attribute === undefined) throw new Error(`findings have no attribute ${name}`);
    found.push({ attribute, filters: list, matches: predicateOf(attribute, list, now) });
  }
  return found;
};

const isFilter = (value: unknown): value is object => value !== null && typeof value === 'object';

const predicateOf = (
  { kind }: Attribute,
  filters: readonly object[],
  now: Date,
): ValuesPredicate => {
  switch (kind) {
    case 'string':
      return stringPredicate(filters);
    case 'number':
      return numberPredicate(filters);
    case 'date':
      return datePredicate(filters, now);
    case 'ip':
      return ipPredicate(filters);
    case 'boolean': {
      const wanted = filters.map((filter) => 'Value' in filter && filter.Value === true);
      // Findings without the member are no samples.
      return (values) => wanted.includes(values[0] === true);
    }
    case 'map':
      return mapPredicate(filters);
    case 'keyword':
      return keywordPredicate(
        filters.flatMap((filter) =>
          'Value' in filter && typeof filter.Value === 'string' ? [filter.Value] : [],
        ),
      );
    default:
      return kind satisfies never;
  }
};

export const matchesAll = (
  conditions: readonly Condition[],
  finding: AwsSecurityFinding,
): boolean => conditions.every(({ attribute, matches }) => matches(attribute.values(finding)));
