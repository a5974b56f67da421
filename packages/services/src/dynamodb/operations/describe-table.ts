import type { DescribeTableInput, DescribeTableOutput } from '@aws-sdk/client-dynamodb';
import { reads } from '@gatehouse/service-kit';
import { permittedTable } from '../access.ts';
import { TABLE_NAME } from '../names.ts';
import { countedTable } from '../tables/counting.ts';
import { describedTable } from '../tables/views.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export const describeTable = () =>
  reads<DescribeTableInput, DescribeTableOutput>({ limits: TABLE_NAME }, async (input, call) => {
    const table = await permittedTable(call, 'DescribeTable', input.TableName);
    return { Table: describedTable(await countedTable(call.tx, table)) };
  });
