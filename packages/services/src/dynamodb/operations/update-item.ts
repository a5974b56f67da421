import type { UpdateItemInput, UpdateItemOutput } from '@aws-sdk/client-dynamodb';
import { writes } from '@gatehouse/service-kit';
import { authorizeTable, itemTable, usableTable } from '../access.ts';
import { changedPaths, updateAttributes } from '../expressions/update.ts';
import { consumed, writeUnits } from '../items/capacity.ts';
import { collectionMetrics } from '../items/collections.ts';
import { conditionAttributes, itemKeys, returnValuesOf } from '../items/condition-keys.ts';
import { performWrite, returned, updateWriteOf } from '../items/item-write.ts';
import { updateAndCondition } from '../items/requests.ts';
import type { DynamoDbParts } from '../parts.ts';
import { checkedItem } from '../values/checked.ts';
import { WRITE } from './limits.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem = ({ tableKeys, recordedKeys }: DynamoDbParts) =>
  writes<UpdateItemInput, UpdateItemOutput>(
    { limits: WRITE, event: { data: true, response: 'omit' } },
    async (input, call) => {
      const { update, condition } = updateAndCondition(input);
      const key = checkedItem(input.Key ?? {});
      recordedKeys.note(input, [key]);
      const named = await itemTable(call, input.TableName ?? '');
      await authorizeTable(
        call,
        'UpdateItem',
        named,
        itemKeys({
          table: named.table,
          items: [key],
          attributes: [
            ...Object.keys(key),
            ...updateAttributes(update),
            ...conditionAttributes(condition),
          ],
          returnValues: returnValuesOf(input),
          returnConsumedCapacity: input.ReturnConsumedCapacity,
        }),
      );
      const table = usableTable(named);
      const write = updateWriteOf(table, key, update, condition);
      const contents = await tableKeys.open(call, table);
      const returnsItem = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
      const changed = await performWrite(call.tx, table, contents, write, returnsItem);
      return {
        Attributes: returned(changed, input.ReturnValues, changedPaths(update)),
        ConsumedCapacity: consumed(table, input.ReturnConsumedCapacity, writeUnits(changed)),
        ItemCollectionMetrics: collectionMetrics(table, input.ReturnItemCollectionMetrics, key),
      };
    },
  );
