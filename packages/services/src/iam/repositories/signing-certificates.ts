import type { Tx } from '@gatehouse/store';
import type { KeyStatus } from './access-keys.ts';

export interface SigningCertificate {
  readonly id: string;
  readonly userId: string;
  /** PEM */
  readonly body: string;
  readonly status: KeyStatus;
  readonly uploadedAt: Date;
  /** When it was uploaded, activated or deactivated. */
  readonly changedAt: Date;
}

interface CertificateRow {
  readonly id: string;
  readonly user_id: string;
  readonly body: string;
  readonly status: string;
  readonly uploaded_at: number;
  readonly changed_at: number;
}

const toCertificate = (row: CertificateRow): SigningCertificate => ({
  id: row.id,
  userId: row.user_id,
  body: row.body,
  status: row.status === 'Active' ? 'Active' : 'Inactive',
  uploadedAt: new Date(row.uploaded_at),
  changedAt: new Date(row.changed_at),
});

export const signingCertificates = {
  async insert(tx: Tx, certificate: SigningCertificate): Promise<void> {
    await tx.run(
      `INSERT INTO iam_signing_certificate (id, user_id, body, status, uploaded_at, changed_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [
        certificate.id,
        certificate.userId,
        certificate.body,
        certificate.status,
        certificate.uploadedAt.getTime(),
        certificate.changedAt.getTime(),
      ],
    );
  },

  /** False when the user has no such certificate. */
  async setStatus(
    tx: Tx,
    userId: string,
    id: string,
    status: KeyStatus,
    at: Date,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE iam_signing_certificate SET status = ?, changed_at = ? WHERE user_id = ? AND id = ?',
      [status, at.getTime(), userId, id],
    );
    return changes === 1;
  },

  /** False when the user has no such certificate. */
  async delete(tx: Tx, userId: string, id: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM iam_signing_certificate WHERE user_id = ? AND id = ?',
      [userId, id],
    );
    return changes === 1;
  },

  async count(tx: Tx, userId: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_signing_certificate WHERE user_id = ?',
      [userId],
    );
    return row?.total ?? 0;
  },

  async list(
    tx: Tx,
    userId: string,
    after: string,
    limit: number,
  ): Promise<readonly SigningCertificate[]> {
    const rows = await tx.all<CertificateRow>(
      'SELECT * FROM iam_signing_certificate WHERE user_id = ? AND id > ? ORDER BY id LIMIT ?',
      [userId, after, limit],
    );
    return rows.map(toCertificate);
  },
};
