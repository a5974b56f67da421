import type { Tx } from '@gatehouse/store';
import { groupArn } from '../arns.ts';
import { policiesChanged } from '../changes.ts';
import { nameKey } from '../names.ts';

export interface Group {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  /** AGPA… */
  readonly id: string;
  readonly createdAt: Date;
}

interface GroupRow {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly created_at: number;
}

const COLUMNS = 'g.account, g.name, g.path, g.id, g.created_at';

const toGroup = (row: GroupRow): Group => ({
  account: row.account,
  name: row.name,
  path: row.path,
  id: row.id,
  createdAt: new Date(row.created_at),
});

export const arnOfGroup = ({
  account,
  path,
  name,
}: Pick<Group, 'account' | 'path' | 'name'>): string => groupArn(account, path, name);

export const groups = {
  async find(tx: Tx, account: string, name: string): Promise<Group | undefined> {
    const row = await tx.get<GroupRow>(
      `SELECT ${COLUMNS} FROM iam_group g WHERE g.account = ? AND g.name_key = ?`,
      [account, nameKey(name)],
    );
    return row === undefined ? undefined : toGroup(row);
  },

  async byId(tx: Tx, id: string): Promise<Group | undefined> {
    const row = await tx.get<GroupRow>(`SELECT ${COLUMNS} FROM iam_group g WHERE g.id = ?`, [id]);
    return row === undefined ? undefined : toGroup(row);
  },

  /** False when the name is taken. */
  async insert(tx: Tx, group: Group): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_group (account, name_key, name, path, id, created_at)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, name_key) DO NOTHING`,
      [
        group.account,
        nameKey(group.name),
        group.name,
        group.path,
        group.id,
        group.createdAt.getTime(),
      ],
    );
    return changes === 1;
  },

  /** False when another group has the name. */
  async rename(tx: Tx, group: Group, name: string, path: string): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE iam_group SET name_key = ?, name = ?, path = ?
       WHERE id = ? AND NOT EXISTS (
         SELECT 1 FROM iam_group o WHERE o.account = ? AND o.name_key = ? AND o.id <> ?)`,
      [nameKey(name), name, path, group.id, group.account, nameKey(name), group.id],
    );
    return changes === 1;
  },

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM iam_group WHERE id = ?', [id]);
  },

  async count(tx: Tx, account: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_group WHERE account = ?',
      [account],
    );
    return row?.total ?? 0;
  },

  /** By name, after the name `after`. */
  async list(
    tx: Tx,
    account: string,
    pathPrefix: string,
    after: string,
    limit: number,
  ): Promise<readonly Group[]> {
    const rows = await tx.all<GroupRow>(
      `SELECT ${COLUMNS} FROM iam_group g
       WHERE g.account = ? AND substr(g.path, 1, ?) = ? AND g.name_key > ?
       ORDER BY g.name_key LIMIT ?`,
      [account, pathPrefix.length, pathPrefix, nameKey(after), limit],
    );
    return rows.map(toGroup);
  },
};

export const groupMembers = {
  /** Nothing changes when the user is a member already. */
  async add(tx: Tx, groupId: string, userId: string): Promise<void> {
    await tx.run(
      'INSERT INTO iam_group_member (group_id, user_id) VALUES (?, ?) ON CONFLICT (group_id, user_id) DO NOTHING',
      [groupId, userId],
    );
    policiesChanged(tx, userId);
  },

  async remove(tx: Tx, groupId: string, userId: string): Promise<void> {
    await tx.run('DELETE FROM iam_group_member WHERE group_id = ? AND user_id = ?', [
      groupId,
      userId,
    ]);
    policiesChanged(tx, userId);
  },

  async isMember(tx: Tx, groupId: string, userId: string): Promise<boolean> {
    const row = await tx.get(
      'SELECT 1 AS one FROM iam_group_member WHERE group_id = ? AND user_id = ?',
      [groupId, userId],
    );
    return row !== undefined;
  },

  async countOfUser(tx: Tx, userId: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_group_member WHERE user_id = ?',
      [userId],
    );
    return row?.total ?? 0;
  },

  async countOfGroup(tx: Tx, groupId: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_group_member WHERE group_id = ?',
      [groupId],
    );
    return row?.total ?? 0;
  },

  /** Ids of all members, for what must be told to each of them. */
  async userIds(tx: Tx, groupId: string): Promise<readonly string[]> {
    const rows = await tx.all<{ user_id: string }>(
      'SELECT user_id FROM iam_group_member WHERE group_id = ? ORDER BY user_id',
      [groupId],
    );
    return rows.map(({ user_id }) => user_id);
  },

  /** The user's groups by name, after the name `after`. */
  async groupsOf(tx: Tx, userId: string, after: string, limit: number): Promise<readonly Group[]> {
    const rows = await tx.all<GroupRow>(
      `SELECT ${COLUMNS} FROM iam_group g JOIN iam_group_member m ON m.group_id = g.id
       WHERE m.user_id = ? AND g.name_key > ? ORDER BY g.name_key LIMIT ?`,
      [userId, nameKey(after), limit],
    );
    return rows.map(toGroup);
  },
};
