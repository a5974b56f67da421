import type { EventShape } from '@gatehouse/service-kit';
import { withoutValues } from './errors.ts';
import type { RecordedKeys } from './parts.ts';
import type { Item, Value } from './values/value.ts';

/**
 * Records of operations on items show the keys' values and the names of other attributes, no other value (DynamoDB Developer
 * Guide, "Understanding DynamoDB log file entries": "Non key attribute values … will not appear in logs").
 */

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object';

const lowered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowered);
  if (!isObject(value) || value instanceof Date || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [lowerFirst(name), lowered(member)]),
  );
};

/** A key's value as text or number, without its type. */
const plain = (value: Value): unknown =>
  value.S ??
  value.N ??
  (value.B === undefined ? undefined : Buffer.from(value.B).toString('base64'));

const keyShown = (key: Item | undefined): object =>
  key === undefined
    ? {}
    : {
        key: Object.fromEntries(Object.entries(key).map(([name, value]) => [name, plain(value)])),
      };

/** Members that show no value of an item. */
const HARMLESS = [
  'TableName',
  'IndexName',
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
  'ExpressionAttributeNames',
  'AttributesToGet',
  'ConditionalOperator',
  'ConsistentRead',
  'Limit',
  'ReturnConsumedCapacity',
  'ReturnItemCollectionMetrics',
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
  'ScanIndexForward',
  'Segment',
  'Select',
  'TotalSegments',
  'ClientRequestToken',
] as const;

const harmless = (input: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    HARMLESS.flatMap((name) =>
      input[name] === undefined ? [] : [[lowerFirst(name), input[name]] as const],
    ),
  );

const namesIn = (value: unknown): readonly string[] => (isObject(value) ? Object.keys(value) : []);

const ITEM_OPERATIONS = new Set([
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
]);
const TABLE_LISTS = new Set(['BatchGetItem', 'BatchWriteItem']);
const TRANSACTIONS = new Set(['TransactGetItems', 'TransactWriteItems']);

const transactItem = (given: unknown, key: Item | undefined): object => {
  if (!isObject(given)) return {};
  const [operation = ''] = Object.keys(given);
  const input = given[operation];
  if (!isObject(input)) return { operation };
  return {
    operation,
    ...harmless(input),
    ...keyShown(key),
    ...(input['Item'] === undefined ? {} : { items: namesIn(input['Item']) }),
  };
};

const shown = (
  operation: string,
  input: Readonly<Record<string, unknown>>,
  keys: readonly (Item | undefined)[],
): unknown => {
  if (ITEM_OPERATIONS.has(operation))
    return {
      ...harmless(input),
      ...keyShown(keys[0]),
      ...(input['Item'] === undefined ? {} : { item: namesIn(input['Item']) }),
    };
  if (TABLE_LISTS.has(operation))
    return {
      requestItems: namesIn(input['RequestItems']).map((tableName) => ({ tableName })),
      keys: keys.map((key) => keyShown(key)),
      ...harmless(input),
    };
  if (!TRANSACTIONS.has(operation)) return lowered(input);
  const { TransactItems: list } = input;
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  return {
    requestItems: items.map((item, index) => transactItem(item, keys[index])),
    ...harmless(input),
  };
};

export const eventShape = (recorded: RecordedKeys): EventShape => ({
  request: (operation, input) =>
    isObject(input) ? shown(operation, input, recorded.of(input)) : input,
  response: (_operation, output) => lowered(output),
  errorMessage: withoutValues,
  errorCode: (code) => (code === 'AccessDeniedException' ? 'AccessDenied' : code),
});
