import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import {
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import { resourceNotFound, tableNotFound } from './errors.ts';
import type { Table, TableRef } from './model.ts';
import { indexArn, tableRef } from './names.ts';
import { tables } from './repositories/tables.ts';

/**
 * Actions that a table's policy can allow to another account (DynamoDB Developer Guide, "DynamoDB API operations supported by
 * resource-based policies"): the others are for the owner's account.
 */
const ACROSS_ACCOUNTS = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'ConditionCheckItem',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
]);

const policyOf = ({ arn, policy }: Table): NamedPolicy | undefined =>
  policy === undefined
    ? undefined
    : {
        id: arn,
        policy: compilePolicy(policy.document, 'resource', { principalIds: policy.principals }),
      };

/** A table that a request names, whether it is there or not. */
export interface NamedTable {
  readonly ref: TableRef;
  readonly table: Table | undefined;
}

export const namedTable = async (call: Call, given: string): Promise<NamedTable> => {
  const ref = tableRef(call, given);
  return { ref, table: await tables.find(call.tx, ref) };
};

/** Throws unless the caller's policies and the table's own let him do it; the table need not be there. */
export const authorizeTable = async (
  call: Call,
  action: string,
  { ref, table }: NamedTable,
  keys: ConditionKeys = {},
  index?: string,
): Promise<void> => {
  const tags: Tags = table === undefined ? new Map() : await tagStore.of(call.tx, ref.arn);
  await call.authorize(
    `dynamodb:${action}`,
    index === undefined ? ref.arn : indexArn(ref.arn, index),
    { ...resourceTagKeys(undefined, tags), ...keys },
    {
      resourceAccount: ref.account,
      resourcePolicy:
        table !== undefined && (ref.account === call.account || ACROSS_ACCOUNTS.has(action))
          ? policyOf(table)
          : undefined,
    },
  );
};

/** The table of an operation on items: its record names the table, also where the caller is refused. */
export const itemTable = async (call: Call, given: string): Promise<NamedTable> => {
  const named = await namedTable(call, given);
  const { name, arn, account } = named.ref;
  if (account !== call.account) call.alsoRecordIn(account);
  call.touch({ type: 'AWS::DynamoDB::Table', name, arn });
  return named;
};

/** The table that an operation is for, once the caller may; only then does he hear that there is none. */
export const permittedTable = async (
  call: Call,
  action: string,
  given: string | undefined,
  keys: ConditionKeys = {},
): Promise<Table> => {
  const named = await namedTable(call, given ?? '');
  await authorizeTable(call, action, named, keys);
  const { ref, table } = named;
  if (table === undefined) throw tableNotFound(ref.name);
  // Management events name the table without its ARN.
  if (ref.account !== call.account) call.alsoRecordIn(ref.account);
  call.touch({ type: 'AWS::DynamoDB::Table', name: ref.name });
  return table;
};

/** Items are there while their table is not being made or deleted. */
export const usableTable = ({ table }: NamedTable): Table => {
  if (table === undefined || table.status === 'CREATING' || table.status === 'DELETING')
    throw resourceNotFound();
  return table;
};
