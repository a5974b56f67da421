import type { Tx } from '@gatehouse/store';
import type { Group } from '../model.ts';

interface GroupRow {
  readonly pool_id: string;
  readonly name: string;
  readonly description: string | null;
  readonly role_arn: string | null;
  readonly precedence: number | null;
  readonly created_at: number;
  readonly modified_at: number;
}

const toGroup = (row: GroupRow): Group => ({
  poolId: row.pool_id,
  name: row.name,
  description: row.description ?? undefined,
  roleArn: row.role_arn ?? undefined,
  precedence: row.precedence ?? undefined,
  createdAt: new Date(row.created_at),
  modifiedAt: new Date(row.modified_at),
});

export const groups = {
  async find(tx: Tx, poolId: string, name: string): Promise<Group | undefined> {
    const row = await tx.get<GroupRow>(
      'SELECT * FROM cognito_group WHERE pool_id = ? AND name = ?',
      [poolId, name],
    );
    return row === undefined ? undefined : toGroup(row);
  },

  /** False when the pool has a group of this name. */
  async insert(tx: Tx, group: Group): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO cognito_group (pool_id, name, description, role_arn, precedence, created_at, modified_at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        group.poolId,
        group.name,
        group.description ?? null,
        group.roleArn ?? null,
        group.precedence ?? null,
        group.createdAt.getTime(),
        group.modifiedAt.getTime(),
      ],
    );
    return changes > 0;
  },

  async save(tx: Tx, group: Group): Promise<void> {
    await tx.run(
      `UPDATE cognito_group SET description = ?, role_arn = ?, precedence = ?, modified_at = ?
       WHERE pool_id = ? AND name = ?`,
      [
        group.description ?? null,
        group.roleArn ?? null,
        group.precedence ?? null,
        group.modifiedAt.getTime(),
        group.poolId,
        group.name,
      ],
    );
  },

  async remove(tx: Tx, poolId: string, name: string): Promise<void> {
    await tx.run('DELETE FROM cognito_group_member WHERE pool_id = ? AND group_name = ?', [
      poolId,
      name,
    ]);
    await tx.run('DELETE FROM cognito_group WHERE pool_id = ? AND name = ?', [poolId, name]);
  },

  /** By name. */
  async list(tx: Tx, poolId: string, after: string, limit: number): Promise<Group[]> {
    const rows = await tx.all<GroupRow>(
      'SELECT * FROM cognito_group WHERE pool_id = ? AND name > ? ORDER BY name LIMIT ?',
      [poolId, after, limit],
    );
    return rows.map(toGroup);
  },

  async countOf(tx: Tx, poolId: string): Promise<number> {
    const row = await tx.get<{ readonly count: number }>(
      'SELECT COUNT(*) AS count FROM cognito_group WHERE pool_id = ?',
      [poolId],
    );
    return row?.count ?? 0;
  },

  /** The user's groups by name; `limit` 100 is all of them. */
  async ofUser(tx: Tx, sub: string, after: string, limit: number): Promise<Group[]> {
    const rows = await tx.all<GroupRow>(
      `SELECT g.* FROM cognito_group_member m
       JOIN cognito_group g ON g.pool_id = m.pool_id AND g.name = m.group_name
       WHERE m.sub = ? AND m.group_name > ? ORDER BY m.group_name LIMIT ?`,
      [sub, after, limit],
    );
    return rows.map(toGroup);
  },

  async addMember(tx: Tx, poolId: string, name: string, sub: string): Promise<boolean> {
    const { changes } = await tx.run(
      'INSERT INTO cognito_group_member (pool_id, group_name, sub) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      [poolId, name, sub],
    );
    return changes > 0;
  },

  async removeMember(tx: Tx, poolId: string, name: string, sub: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM cognito_group_member WHERE pool_id = ? AND group_name = ? AND sub = ?',
      [poolId, name, sub],
    );
    return changes > 0;
  },
};
