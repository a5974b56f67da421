import type { SqlValue, Tx } from '@gatehouse/store';
import type { Group, GroupRef, Scope } from '../model.ts';
import { groupArn } from '../names.ts';

interface GroupRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly id: string;
  readonly class: string;
  readonly kms_key_id: string | null;
  readonly retention_days: number | null;
  readonly deletion_protected: number;
  readonly created_at: number;
}

const toGroup = (row: GroupRow): Group => ({
  account: row.account,
  region: row.region,
  name: row.name,
  arn: groupArn(row, row.name),
  id: row.id,
  class: row.class,
  kmsKeyId: row.kms_key_id ?? undefined,
  retentionDays: row.retention_days ?? undefined,
  deletionProtected: row.deletion_protected === 1,
  createdAt: row.created_at,
});

export interface GroupQuery {
  readonly prefix?: string | undefined;
  /** Part of the name, whatever its case. */
  readonly part?: string | undefined;
  readonly class?: string | undefined;
  readonly after: string;
  readonly limit: number;
}

export const groups = {
  async find(tx: Tx, { account, region, name }: GroupRef): Promise<Group | undefined> {
    const row = await tx.get<GroupRow>(
      'SELECT * FROM logs_group WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row === undefined ? undefined : toGroup(row);
  },

  async findById(tx: Tx, id: string): Promise<Group | undefined> {
    const row = await tx.get<GroupRow>('SELECT * FROM logs_group WHERE id = ?', [id]);
    return row === undefined ? undefined : toGroup(row);
  },

  /** False when the name is taken. */
  async insert(tx: Tx, group: Group): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO logs_group (account, region, name, id, class, kms_key_id, retention_days, deletion_protected, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, region, name) DO NOTHING`,
      [
        group.account,
        group.region,
        group.name,
        group.id,
        group.class,
        group.kmsKeyId ?? null,
        group.retentionDays ?? null,
        group.deletionProtected ? 1 : 0,
        group.createdAt,
      ],
    );
    return changes > 0;
  },

  async setRetention(tx: Tx, { id }: Group, days: number | undefined): Promise<void> {
    await tx.run('UPDATE logs_group SET retention_days = ? WHERE id = ?', [days ?? null, id]);
  },

  async setKey(tx: Tx, { id }: Group, kmsKeyId: string | undefined): Promise<void> {
    await tx.run('UPDATE logs_group SET kms_key_id = ? WHERE id = ?', [kmsKeyId ?? null, id]);
  },

  async setProtection(tx: Tx, { id }: Group, on: boolean): Promise<void> {
    await tx.run('UPDATE logs_group SET deletion_protected = ? WHERE id = ?', [on ? 1 : 0, id]);
  },

  async remove(tx: Tx, { id }: Group): Promise<void> {
    await tx.run('DELETE FROM logs_group WHERE id = ?', [id]);
  },

  async list(tx: Tx, { account, region }: Scope, query: GroupQuery): Promise<readonly Group[]> {
    const conditions = ['account = ?', 'region = ?', 'name > ?'];
    const parameters: SqlValue[] = [account, region, query.after];
    if (query.prefix !== undefined && query.prefix !== '') {
      conditions.push('name >= ?', 'substr(name, 1, length(CAST(? AS TEXT))) = ?');
      parameters.push(query.prefix, query.prefix, query.prefix);
    }
    if (query.part !== undefined && query.part !== '') {
      conditions.push("LOWER(name) LIKE ? ESCAPE '\\'");
      parameters.push(`%${query.part.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
    }
    if (query.class !== undefined) {
      conditions.push('class = ?');
      parameters.push(query.class);
    }
    const rows = await tx.all<GroupRow>(
      `SELECT * FROM logs_group WHERE ${conditions.join(' AND ')} ORDER BY name LIMIT ?`,
      [...parameters, query.limit],
    );
    return rows.map(toGroup);
  },

  /** Those whose events expire, by id, some at a time. */
  async expiring(tx: Tx, after: string, limit: number): Promise<readonly Group[]> {
    const rows = await tx.all<GroupRow>(
      'SELECT * FROM logs_group WHERE id > ? AND retention_days IS NOT NULL ORDER BY id LIMIT ?',
      [after, limit],
    );
    return rows.map(toGroup);
  },

  /** Bytes of the events that were taken, by group. */
  async storedBytes(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return counted(tx, ids, 'SUM(stored_bytes)', 'logs_stream');
  },

  async metricFilters(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return counted(tx, ids, 'COUNT(*)', 'logs_metric_filter');
  },
};

const counted = async (
  tx: Tx,
  ids: readonly string[],
  what: string,
  table: string,
): Promise<ReadonlyMap<string, number>> => {
  if (ids.length === 0) return new Map();
  const rows = await tx.all<{ group_id: string; n: number }>(
    `SELECT group_id, CAST(${what} AS BIGINT) AS n FROM ${table}
     WHERE group_id IN (${ids.map(() => '?').join(', ')}) GROUP BY group_id`,
    ids,
  );
  return new Map(rows.map(({ group_id, n }) => [group_id, n]));
};
