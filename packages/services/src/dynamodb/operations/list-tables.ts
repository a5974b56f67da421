import type { ListTablesInput, ListTablesOutput } from '@aws-sdk/client-dynamodb';
import { cutPage, reads } from '@gatehouse/service-kit';
import { tables } from '../repositories/tables.ts';

const PAGE = 100;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export const listTables = () =>
  reads<ListTablesInput, ListTablesOutput>(
    {
      limits: {
        ExclusiveStartTableName: { minLength: 3, maxLength: 255, pattern: '[a-zA-Z0-9_.-]+' },
        Limit: { minValue: 1, maxValue: PAGE },
      },
    },
    async ({ ExclusiveStartTableName: after = '', Limit: limit = PAGE }, call) => {
      await call.authorize('dynamodb:ListTables', '*');
      const { page, last } = cutPage(await tables.names(call.tx, call, after, limit + 1), limit);
      return { TableNames: [...page], LastEvaluatedTableName: last };
    },
  );
