import type { DeleteTableInput, DeleteTableOutput } from '@aws-sdk/client-dynamodb';
import { writes } from '@gatehouse/service-kit';
import { permittedTable } from '../access.ts';
import { tableInUse, tableProtected } from '../errors.ts';
import type { Table } from '../model.ts';
import { TABLE_NAME } from '../names.ts';
import type { DynamoDbParts } from '../parts.ts';
import { tables } from '../repositories/tables.ts';
import { countedTable } from '../tables/counting.ts';
import { describedTable } from '../tables/views.ts';
import { removeNow, scheduleRemoval } from '../tables/work.ts';

const STATES = { CREATING: 'created', DELETING: 'deleted', UPDATING: 'updated' } as const;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export const deleteTable = (parts: DynamoDbParts) =>
  writes<DeleteTableInput, DeleteTableOutput>({ limits: TABLE_NAME }, async (input, call) => {
    const table = await permittedTable(call, 'DeleteTable', input.TableName);
    if (table.status !== 'ACTIVE') throw tableInUse(STATES[table.status], table.name);
    if (table.isProtected) throw tableProtected();
    const counted = await countedTable(call.tx, table);
    const deleting: Table = { ...counted, status: 'DELETING' };
    await parts.tableKeys.release(call, table);
    await tables.save(call.tx, deleting);
    await (parts.acceptsLooseInput === true && parts.delaySeconds === 0
      ? removeNow(parts, call.tx, table)
      : scheduleRemoval(parts, call.tx, table));
    return { TableDescription: describedTable(deleting) };
  });
