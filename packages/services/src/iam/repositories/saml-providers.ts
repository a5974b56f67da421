import type { Tx } from '@gatehouse/store';

type AssertionEncryption = 'Required' | 'Allowed';

export interface SamlProvider {
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  readonly uuid: string;
  readonly metadata: string;
  readonly encryption: AssertionEncryption;
  readonly createdAt: Date;
  readonly validUntil: Date;
}

/** A private key that decrypts assertions; the key itself only leaves the database sealed. */
export interface SamlKey {
  readonly keyId: string;
  readonly sealed: Uint8Array;
  readonly createdAt: Date;
}

interface ProviderRow {
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  readonly uuid: string;
  readonly metadata: string;
  readonly encryption_mode: AssertionEncryption;
  readonly created_at: number;
  readonly valid_until: number;
}

interface KeyRow {
  readonly key_id: string;
  readonly sealed: Uint8Array;
  readonly created_at: number;
}

const toProvider = (row: ProviderRow): SamlProvider => ({
  account: row.account,
  name: row.name,
  arn: row.arn,
  uuid: row.uuid,
  metadata: row.metadata,
  encryption: row.encryption_mode,
  createdAt: new Date(row.created_at),
  validUntil: new Date(row.valid_until),
});

export const samlProviders = {
  async find(tx: Tx, arn: string): Promise<SamlProvider | undefined> {
    const row = await tx.get<ProviderRow>('SELECT * FROM iam_saml_provider WHERE arn = ?', [arn]);
    return row === undefined ? undefined : toProvider(row);
  },

  /** False when the name is taken. */
  async insert(tx: Tx, provider: SamlProvider): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_saml_provider (account, name, arn, uuid, metadata, encryption_mode, created_at, valid_until)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, name) DO NOTHING`,
      [
        provider.account,
        provider.name,
        provider.arn,
        provider.uuid,
        provider.metadata,
        provider.encryption,
        provider.createdAt.getTime(),
        provider.validUntil.getTime(),
      ],
    );
    return changes === 1;
  },

  async update(
    tx: Tx,
    arn: string,
    { metadata, encryption }: Pick<SamlProvider, 'metadata' | 'encryption'>,
  ): Promise<void> {
    await tx.run('UPDATE iam_saml_provider SET metadata = ?, encryption_mode = ? WHERE arn = ?', [
      metadata,
      encryption,
      arn,
    ]);
  },

  async delete(tx: Tx, arn: string): Promise<void> {
    await tx.run('DELETE FROM iam_saml_key WHERE provider_arn = ?', [arn]);
    await tx.run('DELETE FROM iam_saml_provider WHERE arn = ?', [arn]);
  },

  async list(tx: Tx, account: string): Promise<readonly SamlProvider[]> {
    const rows = await tx.all<ProviderRow>(
      'SELECT * FROM iam_saml_provider WHERE account = ? ORDER BY name',
      [account],
    );
    return rows.map(toProvider);
  },

  /** Oldest first. */
  async keys(tx: Tx, arn: string): Promise<readonly SamlKey[]> {
    const rows = await tx.all<KeyRow>(
      'SELECT key_id, sealed, created_at FROM iam_saml_key WHERE provider_arn = ? ORDER BY created_at, key_id',
      [arn],
    );
    return rows.map(({ key_id, sealed, created_at }) => ({
      keyId: key_id,
      sealed,
      createdAt: new Date(created_at),
    }));
  },

  async addKey(tx: Tx, arn: string, { keyId, sealed, createdAt }: SamlKey): Promise<void> {
    await tx.run(
      'INSERT INTO iam_saml_key (provider_arn, key_id, sealed, created_at) VALUES (?, ?, ?, ?)',
      [arn, keyId, sealed, createdAt.getTime()],
    );
  },

  /** False when there is no such key. */
  async removeKey(tx: Tx, arn: string, keyId: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM iam_saml_key WHERE provider_arn = ? AND key_id = ?',
      [arn, keyId],
    );
    return changes === 1;
  },
};
