import type {
  Condition as LegacyCondition,
  ExpectedAttributeValue,
} from '@aws-sdk/client-dynamodb';
import { enumInvalid, parametersInvalid, requestInvalid } from '../errors.ts';
import type { Condition, Operand } from '../expressions/condition.ts';
import { checkedValue } from '../values/checked.ts';
import { type Value, typeOf, type ValueType } from '../values/value.ts';

/** What the parameters of before there were expressions say, as the condition that an expression would be. */

const COUNTS: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ['IN', [1, 100]],
  ['NULL', [0, 0]],
  ['BETWEEN', [2, 2]],
  ['LT', [1, 1]],
  ['NOT_CONTAINS', [1, 1]],
  ['EQ', [1, 1]],
  ['GT', [1, 1]],
  ['NOT_NULL', [0, 0]],
  ['NE', [1, 1]],
  ['LE', [1, 1]],
  ['BEGINS_WITH', [1, 1]],
  ['GE', [1, 1]],
  ['CONTAINS', [1, 1]],
]);

/** @throws ValidationException for what is no operator */
export const requireOperator = (operator: string, at: string): void => {
  if (!COUNTS.has(operator))
    throw enumInvalid(operator, `${at}.member.comparisonOperator`, [...COUNTS.keys()]);
};

/** As many operators as an expression may have. */
const MOST_CONDITIONS = 300;

const SCALARS: ReadonlySet<ValueType> = new Set(['S', 'N', 'B']);
const TEXTS: ReadonlySet<ValueType> = new Set(['S', 'B']);
const ORDERING = new Set(['LE', 'LT', 'GE', 'GT', 'BETWEEN']);

const requireTypes = (operator: string, values: readonly Value[]): void => {
  const allowed = operator === 'BEGINS_WITH' ? TEXTS : ORDERING.has(operator) ? SCALARS : undefined;
  for (const value of values) {
    const type = typeOf(value);
    if (allowed !== undefined && !allowed.has(type))
      throw parametersInvalid(
        `ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`,
      );
  }
};

const COMPARATORS = { EQ: '=', NE: '<>', LE: '<=', LT: '<', GE: '>=', GT: '>' } as const;
const isCompared = (operator: string): operator is keyof typeof COMPARATORS =>
  Object.hasOwn(COMPARATORS, operator);

const literal = (value: Value): Operand => ({ kind: 'value', value });

/** A comparison of one attribute. */
export const comparison = (name: string, operator: string, given: readonly Value[]): Condition => {
  const [least, most] = COUNTS.get(operator) ?? [0, 0];
  if (given.length < least || given.length > most)
    throw parametersInvalid(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  const values = given.map((value) => checkedValue(value));
  requireTypes(operator, values);
  const operand: Operand = { kind: 'path', path: [name] };
  const [first, second] = values.map(literal);
  if (operator === 'NULL' || operator === 'NOT_NULL')
    return { kind: 'exists', path: [name], expected: operator === 'NOT_NULL' };
  if (first === undefined) throw new Error(`${operator} has no argument`);
  if (operator === 'IN') return { kind: 'in', operand, among: values.map(literal) };
  if (operator === 'BETWEEN' && second !== undefined)
    return { kind: 'between', operand, low: first, high: second };
  if (isCompared(operator))
    return { kind: 'compare', comparator: COMPARATORS[operator], left: operand, right: first };
  if (operator === 'BEGINS_WITH') return { kind: 'begins-with', operand, argument: first };
  const contains = { kind: 'contains', operand, argument: first } as const;
  return operator === 'CONTAINS' ? contains : { ...contains, negated: true };
};

const joined = (
  conditions: readonly Condition[],
  operator: string | undefined,
): Condition | undefined => {
  if (conditions.length === 0) return undefined;
  if (conditions.length > MOST_CONDITIONS)
    throw parametersInvalid(`Too many conditions: ${conditions.length}`);
  const kind = operator === 'OR' ? 'or' : 'and';
  return conditions.reduce((left, right) => ({ kind, left, right }));
};

const requireOperatorOfMany = (operator: string | undefined, count: number): void => {
  if (operator !== undefined && count <= 1)
    throw requestInvalid(
      count === 0
        ? 'ConditionalOperator cannot be used without Filter or Expected'
        : 'ConditionalOperator can only be used when Filter or Expected has two or more elements',
    );
};

/** QueryFilter, ScanFilter. */
export const filterOf = (
  filter: Readonly<Record<string, LegacyCondition>> | undefined,
  operator: string | undefined,
  parameter: 'queryFilter' | 'scanFilter',
): Condition | undefined => {
  const given = Object.entries(filter ?? {});
  requireOperatorOfMany(operator, given.length);
  return joined(
    given.map(([name, { ComparisonOperator = '', AttributeValueList = [] }]) => {
      requireOperator(ComparisonOperator, `${parameter}.${name}`);
      return comparison(name, ComparisonOperator, AttributeValueList);
    }),
    operator,
  );
};

const expectation = (name: string, expected: ExpectedAttributeValue): Condition => {
  const {
    Value: value,
    Exists: exists,
    ComparisonOperator: operator,
    AttributeValueList,
  } = expected;
  if (operator !== undefined) {
    requireOperator(operator, `expected.${name}`);
    if (exists !== undefined)
      throw parametersInvalid(
        `Exists and ComparisonOperator cannot be used together for Attribute: ${name}`,
      );
    if (value !== undefined && AttributeValueList !== undefined)
      throw parametersInvalid(
        `Value and AttributeValueList cannot be used together for Attribute: ${name}`,
      );
    return comparison(name, operator, AttributeValueList ?? (value === undefined ? [] : [value]));
  }
  if (AttributeValueList !== undefined)
    throw parametersInvalid(
      `AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`,
    );
  if (exists === false) {
    if (value !== undefined)
      throw parametersInvalid(`Value cannot be used when Exists is false for Attribute: ${name}`);
    return { kind: 'exists', path: [name], expected: false };
  }
  if (value === undefined)
    throw parametersInvalid(
      `Value must be provided when Exists is ${exists === undefined ? 'null' : 'true'} for Attribute: ${name}`,
    );
  return comparison(name, 'EQ', [value]);
};

/** Expected. */
export const expectedOf = (
  expected: Readonly<Record<string, ExpectedAttributeValue>> | undefined,
  operator: string | undefined,
): Condition | undefined => {
  const given = Object.entries(expected ?? {});
  requireOperatorOfMany(operator, given.length);
  return joined(
    given.map(([name, one]) => expectation(name, one)),
    operator,
  );
};
