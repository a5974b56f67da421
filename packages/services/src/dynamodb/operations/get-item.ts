import type { GetItemInput, GetItemOutput } from '@aws-sdk/client-dynamodb';
import { reads } from '@gatehouse/service-kit';
import { authorizeTable, itemTable, usableTable } from '../access.ts';
import { projected } from '../expressions/projection.ts';
import { consumed, readUnits, tableUnits } from '../items/capacity.ts';
import { itemKeys, projectionAttributes, selectOf } from '../items/condition-keys.ts';
import { placeOfKey } from '../items/item-keys.ts';
import { findItem } from '../items/item-store.ts';
import { projectionOf } from '../items/requests.ts';
import type { DynamoDbParts } from '../parts.ts';
import { checkedItem } from '../values/checked.ts';
import { itemSize } from '../values/size.ts';
import { GET } from './limits.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export const getItem = ({ tableKeys, recordedKeys }: DynamoDbParts) =>
  reads<GetItemInput, GetItemOutput>(
    { limits: GET, event: { data: true } },
    async (input, call) => {
      const projection = projectionOf(input);
      const key = checkedItem(input.Key ?? {});
      recordedKeys.note(input, [key]);
      const named = await itemTable(call, input.TableName ?? '');
      await authorizeTable(
        call,
        'GetItem',
        named,
        itemKeys({
          table: named.table,
          items: [key],
          attributes: [...Object.keys(key), ...projectionAttributes(projection)],
          select: selectOf(undefined, projection),
          returnConsumedCapacity: input.ReturnConsumedCapacity,
        }),
      );
      const table = usableTable(named);
      const at = placeOfKey(table, key);
      const contents = await tableKeys.open(call, table);
      const item = await findItem(call.tx, table, contents, at);
      const units = readUnits(item === undefined ? 0 : itemSize(item), input.ConsistentRead);
      const shown =
        item === undefined || projection === undefined ? item : projected(item, projection);
      return {
        Item: shown === undefined ? undefined : { ...shown },
        ConsumedCapacity: consumed(table, input.ReturnConsumedCapacity, tableUnits(units)),
      };
    },
  );
