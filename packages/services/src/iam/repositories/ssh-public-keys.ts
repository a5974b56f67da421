import type { Tx } from '@gatehouse/store';
import type { KeyStatus } from './access-keys.ts';

export interface SshPublicKey {
  /** APKA… */
  readonly id: string;
  readonly userId: string;
  readonly fingerprint: string;
  /** In OpenSSH's one-line format, without comment. */
  readonly body: string;
  readonly status: KeyStatus;
  readonly uploadedAt: Date;
}

interface KeyRow {
  readonly id: string;
  readonly user_id: string;
  readonly fingerprint: string;
  readonly body: string;
  readonly status: string;
  readonly uploaded_at: number;
}

const toKey = (row: KeyRow): SshPublicKey => ({
  id: row.id,
  userId: row.user_id,
  fingerprint: row.fingerprint,
  body: row.body,
  status: row.status === 'Active' ? 'Active' : 'Inactive',
  uploadedAt: new Date(row.uploaded_at),
});

export const sshPublicKeys = {
  async find(tx: Tx, userId: string, id: string): Promise<SshPublicKey | undefined> {
    const row = await tx.get<KeyRow>(
      'SELECT * FROM iam_ssh_public_key WHERE user_id = ? AND id = ?',
      [userId, id],
    );
    return row === undefined ? undefined : toKey(row);
  },

  /** False when the user has uploaded this key before. */
  async insert(tx: Tx, key: SshPublicKey): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_ssh_public_key (id, user_id, fingerprint, body, status, uploaded_at)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, fingerprint) DO NOTHING`,
      [key.id, key.userId, key.fingerprint, key.body, key.status, key.uploadedAt.getTime()],
    );
    return changes === 1;
  },

  /** False when the user has no such key. */
  async setStatus(tx: Tx, userId: string, id: string, status: KeyStatus): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE iam_ssh_public_key SET status = ? WHERE user_id = ? AND id = ?',
      [status, userId, id],
    );
    return changes === 1;
  },

  /** False when the user has no such key. */
  async delete(tx: Tx, userId: string, id: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM iam_ssh_public_key WHERE user_id = ? AND id = ?',
      [userId, id],
    );
    return changes === 1;
  },

  async count(tx: Tx, userId: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_ssh_public_key WHERE user_id = ?',
      [userId],
    );
    return row?.total ?? 0;
  },

  async list(
    tx: Tx,
    userId: string,
    after: string,
    limit: number,
  ): Promise<readonly SshPublicKey[]> {
    const rows = await tx.all<KeyRow>(
      'SELECT * FROM iam_ssh_public_key WHERE user_id = ? AND id > ? ORDER BY id LIMIT ?',
      [userId, after, limit],
    );
    return rows.map(toKey);
  },
};
