import type { Tx } from '@gatehouse/store';

export interface LoginProfile {
  readonly userId: string;
  /** What `Passwords.verifier` made of the password. */
  readonly verifier: Uint8Array;
  readonly resetRequired: boolean;
  readonly createdAt: Date;
  /** When the password was set. */
  readonly changedAt: Date;
}

interface ProfileRow {
  readonly user_id: string;
  readonly verifier: Uint8Array;
  readonly reset_required: number;
  readonly created_at: number;
  readonly changed_at: number;
}

/** Most that a password policy can ask to remember. */
const REMEMBERED = 24;

export const loginProfiles = {
  async find(tx: Tx, userId: string): Promise<LoginProfile | undefined> {
    const row = await tx.get<ProfileRow>('SELECT * FROM iam_login_profile WHERE user_id = ?', [
      userId,
    ]);
    return row === undefined
      ? undefined
      : {
          userId: row.user_id,
          verifier: row.verifier,
          resetRequired: row.reset_required === 1,
          createdAt: new Date(row.created_at),
          changedAt: new Date(row.changed_at),
        };
  },

  /** False when the user has a login profile. */
  async insert(tx: Tx, profile: LoginProfile): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_login_profile (user_id, verifier, reset_required, created_at, changed_at)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT (user_id) DO NOTHING`,
      [
        profile.userId,
        profile.verifier,
        profile.resetRequired ? 1 : 0,
        profile.createdAt.getTime(),
        profile.changedAt.getTime(),
      ],
    );
    return changes === 1;
  },

  async update(tx: Tx, profile: LoginProfile): Promise<void> {
    await tx.run(
      'UPDATE iam_login_profile SET verifier = ?, reset_required = ?, changed_at = ? WHERE user_id = ?',
      [
        profile.verifier,
        profile.resetRequired ? 1 : 0,
        profile.changedAt.getTime(),
        profile.userId,
      ],
    );
  },

  /** False when there was none. The passwords it had are forgotten with it. */
  async delete(tx: Tx, userId: string): Promise<boolean> {
    await tx.run('DELETE FROM iam_password_history WHERE user_id = ?', [userId]);
    const { changes } = await tx.run('DELETE FROM iam_login_profile WHERE user_id = ?', [userId]);
    return changes === 1;
  },
};

export const passwordHistory = {
  async add(tx: Tx, userId: string, verifier: Uint8Array): Promise<void> {
    const row = await tx.get<{ last: number | null }>(
      'SELECT MAX(position) AS last FROM iam_password_history WHERE user_id = ?',
      [userId],
    );
    const position = (row?.last ?? 0) + 1;
    await tx.run(
      'INSERT INTO iam_password_history (user_id, position, verifier) VALUES (?, ?, ?)',
      [userId, position, verifier],
    );
    await tx.run('DELETE FROM iam_password_history WHERE user_id = ? AND position <= ?', [
      userId,
      position - REMEMBERED,
    ]);
  },

  /** The last `count` passwords, newest first. */
  async last(tx: Tx, userId: string, count: number): Promise<readonly Uint8Array[]> {
    const rows = await tx.all<{ verifier: Uint8Array }>(
      'SELECT verifier FROM iam_password_history WHERE user_id = ? ORDER BY position DESC LIMIT ?',
      [userId, count],
    );
    return rows.map(({ verifier }) => verifier);
  },
};
