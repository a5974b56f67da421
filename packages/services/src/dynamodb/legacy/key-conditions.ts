import type { Condition as LegacyCondition } from '@aws-sdk/client-dynamodb';
import { parametersInvalid, requestInvalid } from '../errors.ts';
import type { KeyComparator, KeyRule } from '../expressions/key-condition.ts';
import { checkedValue } from '../values/checked.ts';
import { requireOperator } from './filters.ts';

const COMPARATORS: ReadonlyMap<string, KeyComparator> = new Map<string, KeyComparator>([
  ['EQ', '='],
  ['LE', '<='],
  ['LT', '<'],
  ['GE', '>='],
  ['GT', '>'],
  ['BETWEEN', 'between'],
  ['BEGINS_WITH', 'begins-with'],
]);

/** KeyConditions, as the rules that an expression would be. */
export const keyConditionsOf = (
  conditions: Readonly<Record<string, LegacyCondition>> | undefined,
): readonly KeyRule[] => {
  const given = Object.entries(conditions ?? {});
  if (given.length === 0)
    throw requestInvalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  return given.map(([name, { ComparisonOperator: operator = '', AttributeValueList = [] }]) => {
    requireOperator(operator, `keyConditions.${name}`);
    const comparator = COMPARATORS.get(operator);
    if (comparator === undefined)
      throw requestInvalid('Attempted conditional constraint is not an indexable operation');
    if (AttributeValueList.length !== (comparator === 'between' ? 2 : 1))
      throw parametersInvalid(
        `Invalid number of argument(s) for the ${operator} ComparisonOperator`,
      );
    return { name, comparator, values: AttributeValueList.map((value) => checkedValue(value)) };
  });
};
