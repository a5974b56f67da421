import type { Tx } from '@gatehouse/store';
import { instanceProfileArn } from '../arns.ts';
import { nameKey } from '../names.ts';

export interface InstanceProfile {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  /** AIPA… */
  readonly id: string;
  readonly createdAt: Date;
  /** The one role it may hold. */
  readonly roleId: string | undefined;
}

interface ProfileRow {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly created_at: number;
  readonly role_id: string | null;
}

const toProfile = (row: ProfileRow): InstanceProfile => ({
  account: row.account,
  name: row.name,
  path: row.path,
  id: row.id,
  createdAt: new Date(row.created_at),
  roleId: row.role_id ?? undefined,
});

export const arnOfProfile = ({ account, path, name }: InstanceProfile): string =>
  instanceProfileArn(account, path, name);

export const instanceProfiles = {
  async find(tx: Tx, account: string, name: string): Promise<InstanceProfile | undefined> {
    const row = await tx.get<ProfileRow>(
      'SELECT * FROM iam_instance_profile WHERE account = ? AND name_key = ?',
      [account, nameKey(name)],
    );
    return row === undefined ? undefined : toProfile(row);
  },

  /** False when the name is taken. */
  async insert(tx: Tx, profile: InstanceProfile): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_instance_profile (account, name_key, name, path, id, created_at)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, name_key) DO NOTHING`,
      [
        profile.account,
        nameKey(profile.name),
        profile.name,
        profile.path,
        profile.id,
        profile.createdAt.getTime(),
      ],
    );
    return changes === 1;
  },

  /** False when it holds a role already. */
  async addRole(tx: Tx, id: string, roleId: string): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE iam_instance_profile SET role_id = ? WHERE id = ? AND role_id IS NULL',
      [roleId, id],
    );
    return changes === 1;
  },

  /** False when it does not hold that role. */
  async removeRole(tx: Tx, id: string, roleId: string): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE iam_instance_profile SET role_id = NULL WHERE id = ? AND role_id = ?',
      [id, roleId],
    );
    return changes === 1;
  },

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM iam_instance_profile WHERE id = ?', [id]);
  },

  async count(tx: Tx, account: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_instance_profile WHERE account = ?',
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
  ): Promise<readonly InstanceProfile[]> {
    const rows = await tx.all<ProfileRow>(
      `SELECT * FROM iam_instance_profile
       WHERE account = ? AND SUBSTR(path, 1, ?) = ? AND name_key > ? ORDER BY name_key LIMIT ?`,
      [account, pathPrefix.length, pathPrefix, nameKey(after), limit],
    );
    return rows.map(toProfile);
  },

  /** By name, after the name `after`. */
  async ofRole(
    tx: Tx,
    roleId: string,
    after: string,
    limit: number,
  ): Promise<readonly InstanceProfile[]> {
    const rows = await tx.all<ProfileRow>(
      'SELECT * FROM iam_instance_profile WHERE role_id = ? AND name_key > ? ORDER BY name_key LIMIT ?',
      [roleId, nameKey(after), limit],
    );
    return rows.map(toProfile);
  },
};
