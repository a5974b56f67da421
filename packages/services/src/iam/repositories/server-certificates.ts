import type { Tx } from '@gatehouse/store';
import { serverCertificateArn } from '../arns.ts';
import { nameKey } from '../names.ts';

export interface ServerCertificate {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  /** ASCA… */
  readonly id: string;
  /** PEM */
  readonly body: string;
  readonly chain: string | undefined;
  /** PEM, sealed by the vault. */
  readonly privateKey: Uint8Array;
  readonly uploadedAt: Date;
  readonly expiresAt: Date;
}

interface CertificateRow {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly body: string;
  readonly chain: string | null;
  readonly private_key: Uint8Array;
  readonly uploaded_at: number;
  readonly expires_at: number;
}

const toCertificate = (row: CertificateRow): ServerCertificate => ({
  account: row.account,
  name: row.name,
  path: row.path,
  id: row.id,
  body: row.body,
  chain: row.chain ?? undefined,
  privateKey: row.private_key,
  uploadedAt: new Date(row.uploaded_at),
  expiresAt: new Date(row.expires_at),
});

export const arnOfServerCertificate = ({
  account,
  path,
  name,
}: Pick<ServerCertificate, 'account' | 'path' | 'name'>): string =>
  serverCertificateArn(account, path, name);

export const serverCertificates = {
  async find(tx: Tx, account: string, name: string): Promise<ServerCertificate | undefined> {
    const row = await tx.get<CertificateRow>(
      'SELECT * FROM iam_server_certificate WHERE account = ? AND name_key = ?',
      [account, nameKey(name)],
    );
    return row === undefined ? undefined : toCertificate(row);
  },

  /** False when the name is taken. */
  async insert(tx: Tx, certificate: ServerCertificate): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_server_certificate
         (account, name_key, name, path, id, body, chain, private_key, uploaded_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, name_key) DO NOTHING`,
      [
        certificate.account,
        nameKey(certificate.name),
        certificate.name,
        certificate.path,
        certificate.id,
        certificate.body,
        certificate.chain ?? null,
        certificate.privateKey,
        certificate.uploadedAt.getTime(),
        certificate.expiresAt.getTime(),
      ],
    );
    return changes === 1;
  },

  /** False when another certificate has the name. */
  async rename(
    tx: Tx,
    { id, account }: ServerCertificate,
    name: string,
    path: string,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE iam_server_certificate SET name_key = ?, name = ?, path = ?
       WHERE id = ? AND NOT EXISTS (
         SELECT 1 FROM iam_server_certificate o WHERE o.account = ? AND o.name_key = ? AND o.id <> ?)`,
      [nameKey(name), name, path, id, account, nameKey(name), id],
    );
    return changes === 1;
  },

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM iam_server_certificate WHERE id = ?', [id]);
  },

  async count(tx: Tx, account: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_server_certificate WHERE account = ?',
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
  ): Promise<readonly ServerCertificate[]> {
    const rows = await tx.all<CertificateRow>(
      `SELECT * FROM iam_server_certificate
       WHERE account = ? AND substr(path, 1, ?) = ? AND name_key > ?
       ORDER BY name_key LIMIT ?`,
      [account, pathPrefix.length, pathPrefix, nameKey(after), limit],
    );
    return rows.map(toCertificate);
  },
};
