import type { Tx } from '@gatehouse/store';
import type { KeyStatus } from './access-keys.ts';

/** A user name and password, or an API key, for one service only. */
export interface ServiceCredential {
  /** ACCA… */
  readonly id: string;
  readonly userId: string;
  /** `codecommit.amazonaws.com` */
  readonly service: string;
  readonly serviceUserName: string;
  /** Digest of the secret, sealed by the vault. */
  readonly verifier: Uint8Array;
  readonly status: KeyStatus;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
}

interface CredentialRow {
  readonly id: string;
  readonly user_id: string;
  readonly service: string;
  readonly service_user_name: string;
  readonly verifier: Uint8Array;
  readonly status: string;
  readonly created_at: number;
  readonly expires_at: number | null;
}

const toCredential = (row: CredentialRow): ServiceCredential => ({
  id: row.id,
  userId: row.user_id,
  service: row.service,
  serviceUserName: row.service_user_name,
  verifier: row.verifier,
  status: row.status === 'Active' ? 'Active' : 'Inactive',
  createdAt: new Date(row.created_at),
  expiresAt: row.expires_at === null ? undefined : new Date(row.expires_at),
});

export const serviceCredentials = {
  async find(tx: Tx, userId: string, id: string): Promise<ServiceCredential | undefined> {
    const row = await tx.get<CredentialRow>(
      'SELECT * FROM iam_service_credential WHERE user_id = ? AND id = ?',
      [userId, id],
    );
    return row === undefined ? undefined : toCredential(row);
  },

  /** Which service a credential is for, whoever has it; a condition key of every operation on it. */
  async serviceOf(tx: Tx, id: string): Promise<string | undefined> {
    const row = await tx.get<Pick<CredentialRow, 'service'>>(
      'SELECT service FROM iam_service_credential WHERE id = ?',
      [id],
    );
    return row?.service;
  },

  async insert(tx: Tx, credential: ServiceCredential): Promise<void> {
    await tx.run(
      `INSERT INTO iam_service_credential
         (id, user_id, service, service_user_name, verifier, status, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        credential.id,
        credential.userId,
        credential.service,
        credential.serviceUserName,
        credential.verifier,
        credential.status,
        credential.createdAt.getTime(),
        credential.expiresAt?.getTime() ?? null,
      ],
    );
  },

  async update(
    tx: Tx,
    { id, verifier, status }: Pick<ServiceCredential, 'id' | 'verifier' | 'status'>,
  ): Promise<void> {
    await tx.run('UPDATE iam_service_credential SET verifier = ?, status = ? WHERE id = ?', [
      verifier,
      status,
      id,
    ]);
  },

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM iam_service_credential WHERE id = ?', [id]);
  },

  async count(tx: Tx, userId: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_service_credential WHERE user_id = ?',
      [userId],
    );
    return row?.total ?? 0;
  },

  async list(
    tx: Tx,
    userId: string,
    service: string | undefined,
    after: string,
    limit: number,
  ): Promise<readonly ServiceCredential[]> {
    const rows = await tx.all<CredentialRow>(
      `SELECT * FROM iam_service_credential
       WHERE user_id = ? AND (? = '' OR service = ?) AND id > ? ORDER BY id LIMIT ?`,
      [userId, service ?? '', service ?? '', after, limit],
    );
    return rows.map(toCredential);
  },
};
