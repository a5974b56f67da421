import type { Tx } from '@gatehouse/store';
import type { Counted, Table, TableDetails, TablePolicy, TableRef, TableStatus } from '../model.ts';
import { tableArn } from '../names.ts';

interface Row {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly id: string;
  readonly status: string;
  readonly created_at: number;
  readonly is_protected: number;
  readonly details: string;
  readonly counted: string;
  readonly policy: string | null;
  readonly policy_principals: string | null;
  readonly policy_revision: string | null;
}

const toPolicy = (row: Row): TablePolicy | undefined =>
  row.policy === null
    ? undefined
    : {
        document: row.policy,
        principals: new Map(JSON.parse(row.policy_principals ?? '[]') as [string, string][]),
        revision: row.policy_revision ?? '',
      };

const toTable = (row: Row): Table => ({
  ...(JSON.parse(row.details) as TableDetails),
  account: row.account,
  region: row.region,
  name: row.name,
  arn: tableArn(row),
  id: row.id,
  status: row.status as TableStatus,
  createdAt: row.created_at,
  isProtected: row.is_protected === 1,
  policy: toPolicy(row),
  counted: JSON.parse(row.counted) as Readonly<Record<string, Counted>>,
});

const toDetails = (table: TableDetails): TableDetails => ({
  hash: table.hash,
  range: table.range,
  billing: table.billing,
  onDemandSince: table.onDemandSince,
  throughput: table.throughput,
  onDemand: table.onDemand,
  attributes: table.attributes,
  indexes: table.indexes,
  tableClass: table.tableClass,
  stream: table.stream,
  key: table.key,
  ttl: table.ttl,
  recovery: table.recovery,
  warm: table.warm,
});

export const tables = {
  /** False: there is one of that name already. */
  async insert(tx: Tx, table: Table): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO dynamodb_table (account, region, name, id, status, created_at, is_protected, details, counted)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, '{}') ON CONFLICT DO NOTHING`,
      [
        table.account,
        table.region,
        table.name,
        table.id,
        table.status,
        table.createdAt,
        table.isProtected ? 1 : 0,
        JSON.stringify(toDetails(table)),
      ],
    );
    return changes === 1;
  },

  async find(tx: Tx, { account, region, name }: Omit<TableRef, 'arn'>): Promise<Table | undefined> {
    const row = await tx.get<Row>(
      'SELECT * FROM dynamodb_table WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row === undefined ? undefined : toTable(row);
  },

  async ofId(tx: Tx, id: string): Promise<Table | undefined> {
    const row = await tx.get<Row>('SELECT * FROM dynamodb_table WHERE id = ?', [id]);
    return row === undefined ? undefined : toTable(row);
  },

  async count(tx: Tx, { account, region }: Omit<TableRef, 'arn' | 'name'>): Promise<number> {
    const row = await tx.get<{ count: number }>(
      'SELECT COUNT(*) AS count FROM dynamodb_table WHERE account = ? AND region = ?',
      [account, region],
    );
    return row?.count ?? 0;
  },

  /** Names in order, after one. */
  async names(
    tx: Tx,
    { account, region }: Omit<TableRef, 'arn' | 'name'>,
    after: string,
    limit: number,
  ): Promise<readonly string[]> {
    const rows = await tx.all<{ name: string }>(
      `SELECT name FROM dynamodb_table WHERE account = ? AND region = ? AND name > ?
       ORDER BY name LIMIT ?`,
      [account, region, after, limit],
    );
    return rows.map(({ name }) => name);
  },

  async save(tx: Tx, table: Table): Promise<void> {
    await tx.run(
      'UPDATE dynamodb_table SET status = ?, is_protected = ?, details = ? WHERE id = ?',
      [table.status, table.isProtected ? 1 : 0, JSON.stringify(toDetails(table)), table.id],
    );
  },

  async setPolicy(tx: Tx, id: string, policy: TablePolicy | undefined): Promise<void> {
    await tx.run(
      'UPDATE dynamodb_table SET policy = ?, policy_principals = ?, policy_revision = ? WHERE id = ?',
      [
        policy?.document ?? null,
        policy === undefined ? null : JSON.stringify([...policy.principals]),
        policy?.revision ?? null,
        id,
      ],
    );
  },

  async setCounted(tx: Tx, id: string, counted: Readonly<Record<string, Counted>>): Promise<void> {
    await tx.run('UPDATE dynamodb_table SET counted = ? WHERE id = ?', [
      JSON.stringify(counted),
      id,
    ]);
  },

  /** Ids of all tables, in order, after one. */
  async ids(tx: Tx, after: string, limit: number): Promise<readonly string[]> {
    const rows = await tx.all<{ id: string }>(
      'SELECT id FROM dynamodb_table WHERE id > ? ORDER BY id LIMIT ?',
      [after, limit],
    );
    return rows.map(({ id }) => id);
  },

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM dynamodb_table WHERE id = ?', [id]);
  },
};
