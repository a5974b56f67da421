import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { AwsError } from '@gatehouse/core';
import { requestInvalid } from '../errors.ts';
import type { Condition } from '../expressions/condition.ts';
import { type Update, updateAttributes } from '../expressions/update.ts';
import type { KeyPair } from '../model.ts';
import { checkedItem } from '../values/checked.ts';
import type { Item } from '../values/value.ts';
import { conditionAttributes } from './condition-keys.ts';
import { deleteOf, type ItemWrite, putOf, updateWriteOf } from './item-write.ts';
import { conditionOf, updateAndCondition } from './requests.ts';

/** One action of TransactWriteItems, its expressions read. */
export interface Action {
  readonly kind: 'ConditionCheck' | 'Delete' | 'Put' | 'Update';
  readonly tableName: string;
  /** The item of a Put, the key of the others. */
  readonly item: Item;
  readonly condition: Condition | undefined;
  readonly returnsItem: boolean;
  /** For `dynamodb:Attributes`. */
  readonly attributes: readonly string[];
  /** @throws ValidationException where it does not fit the table */
  write(table: KeyPair): ItemWrite;
}

/** The action in IAM. */
export const ACTIONS = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
} as const;

const KINDS = ['ConditionCheck', 'Put', 'Delete', 'Update'] as const;

const returnsItem = (given: string | undefined): boolean => {
  if (given !== undefined && given !== 'ALL_OLD' && given !== 'NONE')
    throw requestInvalid(
      `1 validation error detected: Value '${given}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
    );
  return given === 'ALL_OLD';
};

const updateAction = (given: NonNullable<TransactWriteItem['Update']>): Action => {
  const { update, condition } = updateAndCondition(given);
  const item = checkedItem(given.Key ?? {});
  return {
    kind: 'Update',
    tableName: given.TableName ?? '',
    item,
    condition,
    returnsItem: returnsItem(given.ReturnValuesOnConditionCheckFailure),
    attributes: [
      ...Object.keys(item),
      ...updateAttributes(update),
      ...conditionAttributes(condition),
    ],
    write: (table) => updateWriteOf(table, item, update satisfies Update, condition),
  };
};

/** @throws ValidationException */
export const actionOf = (given: TransactWriteItem): Action => {
  const kinds = KINDS.filter((kind) => given[kind] !== undefined);
  if (kinds.length !== 1)
    throw requestInvalid('TransactItems can only contain one of Check, Put, Update or Delete');
  if (given.Update !== undefined) return updateAction(given.Update);
  const { Put: put, Delete: deleted, ConditionCheck: check } = given;
  const one = put ?? deleted ?? check;
  if (one === undefined) throw new Error('a transaction has an action of no kind');
  if (check !== undefined && check.ConditionExpression === undefined)
    throw requestInvalid(
      'The expression can not be empty: ConditionExpression is required for ConditionCheck',
    );
  const condition = conditionOf(one);
  const item = checkedItem(put?.Item ?? deleted?.Key ?? check?.Key ?? {});
  return {
    kind: put !== undefined ? 'Put' : deleted !== undefined ? 'Delete' : 'ConditionCheck',
    tableName: one.TableName ?? '',
    item,
    condition,
    returnsItem: returnsItem(one.ReturnValuesOnConditionCheckFailure),
    attributes: [...Object.keys(item), ...conditionAttributes(condition)],
    write: (table) =>
      put === undefined ? deleteOf(table, item, condition) : putOf(table, item, condition),
  };
};

/** Whether an error is about one item only, and so a reason to cancel. */
export const isItsOwn = (error: unknown): error is AwsError =>
  error instanceof AwsError && error.name === 'ValidationException';
