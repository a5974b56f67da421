import type { ConditionKeys } from '@gatehouse/service-kit';
import { attributesOf } from '../expressions/condition-evaluation.ts';
import type { Condition } from '../expressions/condition.ts';
import type { Projection } from '../expressions/projection.ts';
import type { KeyPair, Table } from '../model.ts';
import type { Item, Value } from '../values/value.ts';

/** Condition keys of operations on items (DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control"). */

/** A partition key's value as policies compare it. */
const leadingKey = (value: Value): string =>
  value.S ?? value.N ?? Buffer.from(value.B ?? []).toString('base64');

const leadingKeys = (
  table: Pick<Table, 'hash'> | undefined,
  items: readonly Item[],
): readonly string[] | undefined => {
  if (table === undefined) return undefined;
  const values = items.flatMap((item) => {
    const value = Object.hasOwn(item, table.hash.name) ? item[table.hash.name] : undefined;
    return value === undefined ? [] : [leadingKey(value)];
  });
  return values.length === 0 ? undefined : [...new Set(values)];
};

interface Asked {
  readonly table: KeyPair | undefined;
  /** Items or keys whose partition keys are named. */
  readonly items?: readonly Item[];
  readonly attributes?: readonly string[];
  readonly select?: string | undefined;
  readonly returnValues?: string | undefined;
  readonly returnConsumedCapacity?: string | undefined;
  readonly enclosing?: string | undefined;
}

export const itemKeys = ({
  table,
  items = [],
  attributes = [],
  select,
  returnValues,
  returnConsumedCapacity = 'NONE',
  enclosing,
}: Asked): ConditionKeys => ({
  'dynamodb:LeadingKeys': leadingKeys(table, items),
  'dynamodb:Attributes': attributes.length === 0 ? undefined : [...new Set(attributes)],
  'dynamodb:Select': select,
  'dynamodb:ReturnValues': returnValues,
  'dynamodb:ReturnConsumedCapacity': returnConsumedCapacity,
  'dynamodb:EnclosingOperation': enclosing,
});

/** An item that is answered where its condition fails is as a whole, whatever else the request asks for. */
export const returnValuesOf = ({
  ReturnValues = 'NONE',
  ReturnValuesOnConditionCheckFailure: onFailure,
}: {
  readonly ReturnValues?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}): string => (onFailure === 'ALL_OLD' ? onFailure : ReturnValues);

export const conditionAttributes = (condition: Condition | undefined): readonly string[] =>
  condition === undefined ? [] : attributesOf(condition);

export const projectionAttributes = (projection: Projection | undefined): readonly string[] =>
  (projection ?? []).map(([name]) => name);

/** `dynamodb:Select` where the request does not say it. */
export const selectOf = (
  select: string | undefined,
  projection: Projection | undefined,
  index?: string,
): string => {
  if (select !== undefined) return select;
  if (projection !== undefined) return 'SPECIFIC_ATTRIBUTES';
  return index === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
};
