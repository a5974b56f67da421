import type { Tx } from '@gatehouse/store';
import { userArn } from '../arns.ts';
import { policiesChanged } from '../changes.ts';
import { nameKey } from '../names.ts';

export interface User {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  /** AIDA… */
  readonly id: string;
  readonly createdAt: Date;
  readonly passwordLastUsed: Date | undefined;
  /** Managed policy that is the permissions boundary. */
  readonly boundaryArn: string | undefined;
}

interface UserRow {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly created_at: number;
  readonly password_last_used: number | null;
  readonly boundary_arn: string | null;
}

const COLUMNS =
  'u.account, u.name, u.path, u.id, u.created_at, u.password_last_used, u.boundary_arn';

const toUser = (row: UserRow): User => ({
  account: row.account,
  name: row.name,
  path: row.path,
  id: row.id,
  createdAt: new Date(row.created_at),
  passwordLastUsed: row.password_last_used === null ? undefined : new Date(row.password_last_used),
  boundaryArn: row.boundary_arn ?? undefined,
});

export const arnOfUser = ({
  account,
  path,
  name,
}: Pick<User, 'account' | 'path' | 'name'>): string => userArn(account, path, name);

export const users = {
  async find(tx: Tx, account: string, name: string): Promise<User | undefined> {
    const row = await tx.get<UserRow>(
      `SELECT ${COLUMNS} FROM iam_user u WHERE u.account = ? AND u.name_key = ?`,
      [account, nameKey(name)],
    );
    return row === undefined ? undefined : toUser(row);
  },

  async byId(tx: Tx, id: string): Promise<User | undefined> {
    const row = await tx.get<UserRow>(`SELECT ${COLUMNS} FROM iam_user u WHERE u.id = ?`, [id]);
    return row === undefined ? undefined : toUser(row);
  },

  /** False when the name is taken. */
  async insert(tx: Tx, user: User): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_user (account, name_key, name, path, id, created_at, password_last_used, boundary_arn)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, name_key) DO NOTHING`,
      [
        user.account,
        nameKey(user.name),
        user.name,
        user.path,
        user.id,
        user.createdAt.getTime(),
        user.passwordLastUsed?.getTime() ?? null,
        user.boundaryArn ?? null,
      ],
    );
    return changes === 1;
  },

  /** False when another user has the name. */
  async rename(tx: Tx, user: User, name: string, path: string): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE iam_user SET name_key = ?, name = ?, path = ?
       WHERE id = ? AND NOT EXISTS (
         SELECT 1 FROM iam_user o WHERE o.account = ? AND o.name_key = ? AND o.id <> ?)`,
      [nameKey(name), name, path, user.id, user.account, nameKey(name), user.id],
    );
    policiesChanged(tx, user.id);
    return changes === 1;
  },

  async passwordUsed(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.run('UPDATE iam_user SET password_last_used = ? WHERE id = ?', [at.getTime(), id]);
  },

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM iam_user WHERE id = ?', [id]);
    policiesChanged(tx, id);
  },

  /** Something that the user's sessions carry changed. */
  changed(tx: Tx, id: string): void {
    policiesChanged(tx, id);
  },

  async count(tx: Tx, account: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_user WHERE account = ?',
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
  ): Promise<readonly User[]> {
    const rows = await tx.all<UserRow>(
      `SELECT ${COLUMNS} FROM iam_user u
       WHERE u.account = ? AND substr(u.path, 1, ?) = ? AND u.name_key > ?
       ORDER BY u.name_key LIMIT ?`,
      [account, pathPrefix.length, pathPrefix, nameKey(after), limit],
    );
    return rows.map(toUser);
  },

  /** Members of a group by name, after the name `after`. */
  async inGroup(tx: Tx, groupId: string, after: string, limit: number): Promise<readonly User[]> {
    const rows = await tx.all<UserRow>(
      `SELECT ${COLUMNS} FROM iam_user u JOIN iam_group_member m ON m.user_id = u.id
       WHERE m.group_id = ? AND u.name_key > ? ORDER BY u.name_key LIMIT ?`,
      [groupId, nameKey(after), limit],
    );
    return rows.map(toUser);
  },
};
