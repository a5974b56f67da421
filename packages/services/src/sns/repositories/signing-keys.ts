import type { Tx } from '@gatehouse/store';

export interface StoredSigningKey {
  /** File name of the certificate. */
  readonly name: string;
  /** PEM. */
  readonly certificate: string;
  /** Sealed PKCS #8. */
  readonly privateKey: Uint8Array;
}

interface KeyRow {
  readonly name: string;
  readonly certificate: string;
  readonly private_key: Uint8Array;
}

const toKey = ({ name, certificate, private_key }: KeyRow): StoredSigningKey => ({
  name,
  certificate,
  privateKey: private_key,
});

export const signingKeys = {
  /** The one that all nodes sign with. */
  async oldest(tx: Tx): Promise<StoredSigningKey | undefined> {
    const row = await tx.get<KeyRow>(
      'SELECT * FROM sns_signing_key ORDER BY created_at, name LIMIT 1',
    );
    return row === undefined ? undefined : toKey(row);
  },

  async find(tx: Tx, name: string): Promise<StoredSigningKey | undefined> {
    const row = await tx.get<KeyRow>('SELECT * FROM sns_signing_key WHERE name = ?', [name]);
    return row === undefined ? undefined : toKey(row);
  },

  async insert(tx: Tx, key: StoredSigningKey, now: Date): Promise<void> {
    await tx.run(
      'INSERT INTO sns_signing_key (name, certificate, private_key, created_at) VALUES (?, ?, ?, ?)',
      [key.name, key.certificate, key.privateKey, now.getTime()],
    );
  },
};
