import type { Tx } from '@gatehouse/store';
import { CREDENTIAL_CHANNEL } from '../changes.ts';

export type KeyStatus = 'Active' | 'Inactive';

export interface AccessKey {
  /** AKIA… */
  readonly id: string;
  readonly account: string;
  /** Unique id of a user, or the account's number for its root user. */
  readonly ownerId: string;
  readonly status: KeyStatus;
  /** Sealed by the vault. */
  readonly secret: Uint8Array;
  readonly createdAt: Date;
  /** When it was made, activated or deactivated. */
  readonly changedAt: Date;
  readonly lastUsed:
    | { readonly at: Date; readonly service: string; readonly region: string }
    | undefined;
}

interface KeyRow {
  readonly id: string;
  readonly account: string;
  readonly owner_id: string;
  readonly status: string;
  readonly secret: Uint8Array;
  readonly created_at: number;
  readonly changed_at: number;
  readonly last_used_at: number | null;
  readonly last_used_service: string | null;
  readonly last_used_region: string | null;
}

const COLUMNS =
  'id, account, owner_id, status, secret, created_at, changed_at, last_used_at, last_used_service, last_used_region';

const toKey = (row: KeyRow): AccessKey => ({
  id: row.id,
  account: row.account,
  ownerId: row.owner_id,
  status: row.status === 'Active' ? 'Active' : 'Inactive',
  secret: row.secret,
  createdAt: new Date(row.created_at),
  changedAt: new Date(row.changed_at),
  lastUsed:
    row.last_used_at === null
      ? undefined
      : {
          at: new Date(row.last_used_at),
          service: row.last_used_service ?? 'N/A',
          region: row.last_used_region ?? 'N/A',
        },
});

export const accessKeys = {
  async find(tx: Tx, id: string): Promise<AccessKey | undefined> {
    const row = await tx.get<KeyRow>(`SELECT ${COLUMNS} FROM iam_access_key WHERE id = ?`, [id]);
    return row === undefined ? undefined : toKey(row);
  },

  async insert(tx: Tx, key: AccessKey): Promise<void> {
    await tx.run(
      `INSERT INTO iam_access_key (id, account, owner_id, status, secret, created_at, changed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        key.id,
        key.account,
        key.ownerId,
        key.status,
        key.secret,
        key.createdAt.getTime(),
        key.changedAt.getTime(),
      ],
    );
    tx.notify(CREDENTIAL_CHANNEL, key.id);
  },

  /** False when the owner has no such key. */
  async setStatus(
    tx: Tx,
    ownerId: string,
    id: string,
    status: KeyStatus,
    at: Date,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE iam_access_key SET status = ?, changed_at = ? WHERE owner_id = ? AND id = ?',
      [status, at.getTime(), ownerId, id],
    );
    tx.notify(CREDENTIAL_CHANNEL, id);
    return changes === 1;
  },

  /** False when the owner has no such key. */
  async delete(tx: Tx, ownerId: string, id: string): Promise<boolean> {
    const { changes } = await tx.run('DELETE FROM iam_access_key WHERE owner_id = ? AND id = ?', [
      ownerId,
      id,
    ]);
    tx.notify(CREDENTIAL_CHANNEL, id);
    return changes === 1;
  },

  async count(tx: Tx, ownerId: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_access_key WHERE owner_id = ?',
      [ownerId],
    );
    return row?.total ?? 0;
  },

  async list(tx: Tx, ownerId: string, after: string, limit: number): Promise<readonly AccessKey[]> {
    const rows = await tx.all<KeyRow>(
      `SELECT ${COLUMNS} FROM iam_access_key WHERE owner_id = ? AND id > ? ORDER BY id LIMIT ?`,
      [ownerId, after, limit],
    );
    return rows.map(toKey);
  },

  /** Name, path or tags of the owner changed: the endpoint reads its keys again. */
  async ownerChanged(tx: Tx, ownerId: string): Promise<void> {
    const rows = await tx.all<{ id: string }>('SELECT id FROM iam_access_key WHERE owner_id = ?', [
      ownerId,
    ]);
    for (const { id } of rows) tx.notify(CREDENTIAL_CHANNEL, id);
  },

  async used(
    tx: Tx,
    id: string,
    use: { readonly at: Date; readonly service: string; readonly region: string },
  ): Promise<void> {
    await tx.run(
      `UPDATE iam_access_key SET last_used_at = ?, last_used_service = ?, last_used_region = ?
       WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)`,
      [use.at.getTime(), use.service, use.region, id, use.at.getTime()],
    );
  },
};
