import { createHash } from 'node:crypto';
import type {
  ConsumedCapacity,
  ItemCollectionMetrics,
  TransactWriteItemsInput,
  TransactWriteItemsOutput,
} from '@aws-sdk/client-dynamodb';
import { type Call, type Limits, writes } from '@gatehouse/service-kit';
import { authorizeTable } from '../access.ts';
import {
  type CancellationReason,
  requestInvalid,
  tokenMismatch,
  transactionCancelled,
} from '../errors.ts';
import { meets } from '../expressions/condition-evaluation.ts';
import { added, consumed, doubled, tableUnits, type Units, writeUnits } from '../items/capacity.ts';
import { collectionMetrics } from '../items/collections.ts';
import { itemKeys } from '../items/condition-keys.ts';
import { keyOfItem } from '../items/item-keys.ts';
import { type Changed, changeItem, findItem } from '../items/item-store.ts';
import type { ItemWrite } from '../items/item-write.ts';
import { nameOfPlace, type OpenedTables, openedTables } from '../items/opened-tables.ts';
import { type Action, actionOf, ACTIONS, isItsOwn } from '../items/transaction.ts';
import type { Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import { tokens } from '../repositories/tokens.ts';
import { itemSize } from '../values/size.ts';
import { emptyItem, type Item } from '../values/value.ts';
import { CAPACITY, METRICS } from './limits.ts';

const LIMITS: Limits = {
  TransactItems: { minLength: 1, maxLength: 100 },
  ClientRequestToken: { minLength: 1, maxLength: 36 },
  ...CAPACITY,
  ...METRICS,
};
const TOKEN_MILLISECONDS = 10 * 60 * 1000;
/** 4 MB of items. */
const LARGEST = 4 * 1024 * 1024;
const ENCLOSING = 'TransactWriteItems';

interface Planned {
  readonly action: Action;
  readonly table: Table;
  /** Undefined: it does not fit its table, for this reason. */
  readonly write: ItemWrite | undefined;
  readonly reason: CancellationReason;
}

const NONE: CancellationReason = { Code: 'None' };
const FAILED: CancellationReason = {
  Code: 'ConditionalCheckFailed',
  Message: 'The conditional request failed',
};

const wrong = ({ message }: Error): CancellationReason => ({
  Code: 'ValidationError',
  Message: message,
});

const planned = (action: Action, table: Table): Planned => {
  try {
    return { action, table, write: action.write(table), reason: NONE };
  } catch (cause) {
    if (!isItsOwn(cause)) throw cause;
    return { action, table, write: undefined, reason: wrong(cause) };
  }
};

/** Authorizes every action, each on its own. */
const permitted = async (
  call: Call,
  tables: OpenedTables,
  actions: readonly Action[],
  returnConsumedCapacity: string | undefined,
  note: (keys: readonly (Item | undefined)[]) => void,
): Promise<readonly Planned[]> => {
  const keys: (Item | undefined)[] = [];
  for (const action of actions) {
    const { table } = await tables.named(action.tableName);
    keys.push(table === undefined ? undefined : keyOfItem(table, action.item));
  }
  note(keys);
  const plan: Planned[] = [];
  for (const action of actions) {
    const named = await tables.named(action.tableName);
    await authorizeTable(
      call,
      ACTIONS[action.kind],
      named,
      itemKeys({
        table: named.table,
        items: [action.item],
        attributes: action.attributes,
        returnValues: action.returnsItem ? 'ALL_OLD' : 'NONE',
        returnConsumedCapacity,
        enclosing: ENCLOSING,
      }),
    );
    plan.push(planned(action, tables.usable(named)));
  }
  return plan;
};

const requireOnce = (plan: readonly Planned[]): void => {
  const names = plan.flatMap(({ table, write }) =>
    write === undefined ? [] : [nameOfPlace(table, write.at)],
  );
  if (new Set(names).size < names.length)
    throw requestInvalid('Transaction request cannot include multiple operations on one item');
};

const cancelIfAny = (reasons: readonly CancellationReason[]): void => {
  if (reasons.some(({ Code }) => Code !== 'None')) throw transactionCancelled(reasons);
};

interface Ready extends Planned {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** Looks at each item as it is; nothing is written yet. */
const decided = async (
  call: Call,
  tables: OpenedTables,
  plan: readonly Planned[],
): Promise<readonly Ready[]> => {
  const ready: Ready[] = [];
  for (const one of plan) {
    const { action, table, write } = one;
    if (write === undefined) {
      ready.push({ ...one, before: undefined, after: undefined });
      continue;
    }
    const before = await findItem(call.tx, table, await tables.contents(table), write.at);
    const holds = action.condition === undefined || meets(action.condition, before ?? emptyItem());
    if (!holds) {
      const Item = action.returnsItem && before !== undefined ? { ...before } : undefined;
      const reason = Item === undefined ? FAILED : { ...FAILED, Item };
      ready.push({ ...one, reason, before, after: undefined });
      continue;
    }
    try {
      ready.push({ ...one, before, after: write.after(before) });
    } catch (cause) {
      if (!isItsOwn(cause)) throw cause;
      ready.push({ ...one, reason: wrong(cause), before, after: undefined });
    }
  }
  cancelIfAny(ready.map(({ reason }) => reason));
  return ready;
};

const carriedOut = async (
  call: Call,
  tables: OpenedTables,
  ready: readonly Ready[],
): Promise<readonly Changed[]> => {
  const size = ready.reduce(
    (sum, { before, after }) => sum + itemSize(after ?? before ?? emptyItem()),
    0,
  );
  if (size > LARGEST)
    throw requestInvalid('Transaction request size exceeds the limit of 4194304 bytes');
  const changes: Changed[] = [];
  for (const [index, { action, table, write, before, after }] of ready.entries()) {
    if (write === undefined) throw new Error('an action that does not fit is carried out');
    if (action.kind === 'ConditionCheck') {
      const checked = before === undefined ? 0 : itemSize(before);
      changes.push({ before, after: before, size: checked, indexes: new Map() });
      continue;
    }
    const contents = await tables.contents(table);
    try {
      const { isUpdate } = write;
      changes.push(
        await changeItem(call.tx, table, contents, write.at, { before, after, isUpdate }),
      );
    } catch (cause) {
      // What was written before it goes with the transaction.
      if (!isItsOwn(cause)) throw cause;
      throw transactionCancelled(ready.map((_, at) => (at === index ? wrong(cause) : NONE)));
    }
  }
  return changes;
};

const answer = (
  { ReturnConsumedCapacity: asked, ReturnItemCollectionMetrics: metrics }: TransactWriteItemsInput,
  plan: readonly Planned[],
  units: readonly Units[],
): TransactWriteItemsOutput => {
  const byTable = Map.groupBy(plan.entries(), ([, { table }]) => table.id);
  const capacities: ConsumedCapacity[] = [];
  const collections: [string, ItemCollectionMetrics[]][] = [];
  for (const own of byTable.values()) {
    const [first] = own;
    if (first === undefined) continue;
    const [, { table }] = first;
    const sum = own.reduce<Units>(
      (total, [index]) => added(total, doubled(units[index] ?? tableUnits(0))),
      tableUnits(0),
    );
    const capacity = consumed(table, asked, sum, 'write');
    if (capacity !== undefined) capacities.push(capacity);
    const found = own.flatMap(([, { action }]) => {
      const one = collectionMetrics(table, metrics, action.item);
      return one === undefined || action.kind === 'ConditionCheck' ? [] : [one];
    });
    if (found.length > 0) collections.push([table.name, found]);
  }
  return {
    ConsumedCapacity: capacities.length === 0 ? undefined : capacities,
    ItemCollectionMetrics: collections.length === 0 ? undefined : Object.fromEntries(collections),
  };
};

const digest = (input: TransactWriteItemsInput): string =>
  createHash('sha256').update(JSON.stringify(input)).digest('hex');

/** Whether this very transaction is done already. @throws IdempotentParameterMismatchException */
const isDone = async (call: Call, input: TransactWriteItemsInput): Promise<boolean> => {
  const { ClientRequestToken: token } = input;
  if (token === undefined) return false;
  const { account, region, now, tx } = call;
  const earlier = await tokens.find(tx, [account, region, token], now.getTime());
  if (earlier === undefined) return false;
  if (earlier !== digest(input)) throw tokenMismatch();
  return true;
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactWriteItems = (parts: DynamoDbParts) =>
  writes<TransactWriteItemsInput, TransactWriteItemsOutput>(
    { limits: LIMITS, event: { data: true, response: 'omit' } },
    async (input, call) => {
      const actions = (input.TransactItems ?? []).map(actionOf);
      const tables = openedTables(parts, call);
      const plan = await permitted(call, tables, actions, input.ReturnConsumedCapacity, (keys) =>
        parts.recordedKeys.note(input, keys),
      );
      requireOnce(plan);
      if (await isDone(call, input)) return answer(input, plan, []);
      const ready = await decided(call, tables, plan);
      const changes = await carriedOut(call, tables, ready);
      const { ClientRequestToken: token } = input;
      if (token !== undefined) {
        const key = [call.account, call.region, token] as const;
        const expiresAt = call.now.getTime() + TOKEN_MILLISECONDS;
        await tokens.keep(call.tx, key, digest(input), expiresAt);
      }
      return answer(input, plan, changes.map(writeUnits));
    },
  );
