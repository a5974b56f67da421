import type { PutItemInput, PutItemOutput } from '@aws-sdk/client-dynamodb';
import { writes } from '@gatehouse/service-kit';
import { authorizeTable, itemTable, usableTable } from '../access.ts';
import { consumed, writeUnits } from '../items/capacity.ts';
import { collectionMetrics } from '../items/collections.ts';
import { conditionAttributes, itemKeys, returnValuesOf } from '../items/condition-keys.ts';
import { keyOfItem } from '../items/item-keys.ts';
import { performWrite, putOf, requireOldOnly, returned } from '../items/item-write.ts';
import { conditionOf } from '../items/requests.ts';
import type { DynamoDbParts } from '../parts.ts';
import { checkedItem } from '../values/checked.ts';
import { WRITE } from './limits.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const putItem = ({ tableKeys, recordedKeys }: DynamoDbParts) =>
  writes<PutItemInput, PutItemOutput>(
    { limits: WRITE, event: { data: true, response: 'omit' } },
    async (input, call) => {
      requireOldOnly(input.ReturnValues);
      const condition = conditionOf(input);
      const item = checkedItem(input.Item ?? {});
      const named = await itemTable(call, input.TableName ?? '');
      if (named.table !== undefined) recordedKeys.note(input, [keyOfItem(named.table, item)]);
      await authorizeTable(
        call,
        'PutItem',
        named,
        itemKeys({
          table: named.table,
          items: [item],
          attributes: [...Object.keys(item), ...conditionAttributes(condition)],
          returnValues: returnValuesOf(input),
          returnConsumedCapacity: input.ReturnConsumedCapacity,
        }),
      );
      const table = usableTable(named);
      const write = putOf(table, item, condition);
      const contents = await tableKeys.open(call, table);
      const returnsItem = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
      const changed = await performWrite(call.tx, table, contents, write, returnsItem);
      return {
        Attributes: returned(changed, input.ReturnValues),
        ConsumedCapacity: consumed(table, input.ReturnConsumedCapacity, writeUnits(changed)),
        ItemCollectionMetrics: collectionMetrics(table, input.ReturnItemCollectionMetrics, item),
      };
    },
  );
