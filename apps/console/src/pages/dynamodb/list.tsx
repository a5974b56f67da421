import type { Aws } from '../../api/aws.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import type { Column } from '../../shared/column.ts';
import { GoButton } from '../../shared/go-button.tsx';
import { PageLink } from '../../shared/link.tsx';
import { usePageTitle } from '../../shared/page-title.ts';
import type { LoadPage } from '../../shared/use-pages.ts';
import { findTable, isMoving, keyText, type TableDescription, tablePath } from './table.ts';

interface Row {
  readonly name: string;
  /** Undefined where the session may list tables and not look at this one. */
  readonly table: TableDescription | undefined;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Table name',
    isRowHeader: true,
    cell: ({ name }) => <PageLink to={tablePath(name)}>{name}</PageLink>,
    text: ({ name }) => name,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ table }) => table?.TableStatus ?? '–',
    text: ({ table }) => table?.TableStatus,
  },
  {
    id: 'key',
    header: 'Primary key',
    cell: ({ table }) => (table === undefined ? '–' : keyText(table, table.KeySchema)),
  },
  {
    id: 'items',
    header: 'Items',
    cell: ({ table }) => table?.ItemCount ?? '–',
    text: ({ table }) => table?.ItemCount ?? -1,
  },
  {
    id: 'indexes',
    header: 'Indexes',
    cell: ({ table }) =>
      (table?.GlobalSecondaryIndexes?.length ?? 0) + (table?.LocalSecondaryIndexes?.length ?? 0),
  },
];

const PAGE = 20;

const rowOf = async (aws: Aws, name: string, signal: AbortSignal): Promise<Row> => {
  try {
    return { name, table: await findTable(aws, name, signal) };
  } catch {
    // A table that went away, or that this session may not look into, still is on the list.
    return { name, table: undefined };
  }
};

const loadRows =
  (aws: Aws): LoadPage<Row> =>
  async (token, signal) => {
    const page = await aws.call<{
      readonly TableNames?: readonly string[];
      readonly LastEvaluatedTableName?: string;
    }>(
      'dynamodb',
      'ListTables',
      { Limit: PAGE, ...(token === undefined ? {} : { ExclusiveStartTableName: token }) },
      signal,
    );
    const items = await Promise.all(
      (page.TableNames ?? []).map((name) => rowOf(aws, name, signal)),
    );
    return { items, token: page.LastEvaluatedTableName };
  };

export const Component = () => {
  const aws = useAwsClient();
  usePageTitle('Tables');
  const create = (
    <GoButton to="/dynamodb/tables/create" variant="primary">
      Create table
    </GoButton>
  );
  return (
    <AwsTable
      title="Tables"
      headingTag="h1"
      variant="full-page"
      description="Items found by their keys, in tables and their indexes."
      columns={COLUMNS}
      loadKey={`tables ${aws.region}`}
      load={loadRows(aws)}
      idOf={({ name }) => name}
      isMoving={({ table }) => isMoving(table?.TableStatus)}
      empty="No tables"
      emptyAction={create}
      filterLabel="Filter tables"
      actions={create}
    />
  );
};
