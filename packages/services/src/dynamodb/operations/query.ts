import type { QueryInput, QueryOutput } from '@aws-sdk/client-dynamodb';
import { reads } from '@gatehouse/service-kit';
import { authorizeTable, itemTable, usableTable } from '../access.ts';
import { keyRules } from '../expressions/key-condition.ts';
import {
  conditionAttributes,
  itemKeys,
  projectionAttributes,
  selectOf,
} from '../items/condition-keys.ts';
import { requireFilterBesideKeys } from '../items/filter-keys.ts';
import { indexFor, readPage, requireSelect } from '../items/read-request.ts';
import { queried, stretchOf } from '../items/reading.ts';
import { queryOf } from '../items/requests.ts';
import { requireWithin, startOf } from '../items/start.ts';
import type { DynamoDbParts } from '../parts.ts';
import type { Item } from '../values/value.ts';
import { PAGE } from './limits.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export const query = (parts: DynamoDbParts) =>
  reads<QueryInput, QueryOutput>({ limits: PAGE, event: { data: true } }, async (input, call) => {
    const { rules, ...shown } = queryOf(input);
    requireSelect(input, shown.projection);
    const named = await itemTable(call, input.TableName ?? '');
    const { table: found } = named;
    const { IndexName: indexName } = input;
    const keys = found?.indexes.find(({ name }) => name === indexName) ?? found;
    // Whatever attribute a rule is about, its value leads only where it is that of the partition.
    const leading: Item[] = rules.flatMap(({ name, comparator, values: [value] }) =>
      comparator === '=' && value !== undefined ? [{ [name]: value }] : [],
    );
    parts.recordedKeys.note(input, leading.length === 0 ? [] : [Object.assign({}, ...leading)]);
    await authorizeTable(
      call,
      'Query',
      named,
      itemKeys({
        table: keys,
        items: leading,
        attributes: [
          ...rules.map(({ name }) => name),
          ...conditionAttributes(shown.filter),
          ...projectionAttributes(shown.projection),
        ],
        select: selectOf(input.Select, shown.projection, indexName),
        returnConsumedCapacity: input.ReturnConsumedCapacity,
      }),
      indexName,
    );
    const table = usableTable(named);
    const index = indexFor(table, input);
    const schema = index ?? table;
    const stretch = stretchOf(keyRules(rules, schema.hash, schema.range), schema);
    requireFilterBesideKeys(schema, shown.filter, input.FilterExpression === undefined);
    const start = startOf(table, index, input.ExclusiveStartKey);
    requireWithin(start, stretch);
    const rows = queried(call.tx, table, index, stretch, input.ScanIndexForward !== false);
    return readPage(parts, call, { table, index, input, shown, rows, start });
  });
