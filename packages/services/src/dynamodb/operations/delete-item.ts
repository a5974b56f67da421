import type { DeleteItemInput, DeleteItemOutput } from '@aws-sdk/client-dynamodb';
import { writes } from '@gatehouse/service-kit';
import { authorizeTable, itemTable, usableTable } from '../access.ts';
import { consumed, writeUnits } from '../items/capacity.ts';
import { collectionMetrics } from '../items/collections.ts';
import { conditionAttributes, itemKeys, returnValuesOf } from '../items/condition-keys.ts';
import { deleteOf, performWrite, requireOldOnly, returned } from '../items/item-write.ts';
import { conditionOf } from '../items/requests.ts';
import type { DynamoDbParts } from '../parts.ts';
import { checkedItem } from '../values/checked.ts';
import { WRITE } from './limits.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = ({ tableKeys, recordedKeys }: DynamoDbParts) =>
  writes<DeleteItemInput, DeleteItemOutput>(
    { limits: WRITE, event: { data: true, response: 'omit' } },
    async (input, call) => {
      requireOldOnly(input.ReturnValues);
      const condition = conditionOf(input);
      const key = checkedItem(input.Key ?? {});
      recordedKeys.note(input, [key]);
      const named = await itemTable(call, input.TableName ?? '');
      await authorizeTable(
        call,
        'DeleteItem',
        named,
        itemKeys({
          table: named.table,
          items: [key],
          attributes: [...Object.keys(key), ...conditionAttributes(condition)],
          returnValues: returnValuesOf(input),
          returnConsumedCapacity: input.ReturnConsumedCapacity,
        }),
      );
      const table = usableTable(named);
      const write = deleteOf(table, key, condition);
      const contents = await tableKeys.open(call, table);
      const returnsItem = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
      const changed = await performWrite(call.tx, table, contents, write, returnsItem);
      return {
        Attributes: returned(changed, input.ReturnValues),
        ConsumedCapacity: consumed(table, input.ReturnConsumedCapacity, writeUnits(changed)),
        ItemCollectionMetrics: collectionMetrics(table, input.ReturnItemCollectionMetrics, key),
      };
    },
  );
