import type { Tx } from '@gatehouse/store';

/** A key that signs digests of a Region. */
export interface SigningKey {
  readonly region: string;
  /** MD5 of the public key, hexadecimal. */
  readonly fingerprint: string;
  /** PKCS#1, DER. */
  readonly publicKey: Uint8Array;
  /** PKCS#8, sealed. */
  readonly privateKey: Uint8Array;
  readonly from: Date;
  readonly until: Date;
}

interface KeyRow {
  readonly region: string;
  readonly fingerprint: string;
  readonly public_key: Uint8Array;
  readonly private_key: Uint8Array;
  readonly valid_from: number;
  readonly valid_until: number;
}

const toKey = (row: KeyRow): SigningKey => ({
  region: row.region,
  fingerprint: row.fingerprint,
  publicKey: row.public_key,
  privateKey: row.private_key,
  from: new Date(row.valid_from),
  until: new Date(row.valid_until),
});

const MOST_KEYS = 100;

export const signingKeys = {
  /** Those that were valid at some time between these, the newest first. */
  async between(tx: Tx, region: string, from: Date, until: Date): Promise<readonly SigningKey[]> {
    const rows = await tx.all<KeyRow>(
      `SELECT * FROM cloudtrail_signing_key WHERE region = ? AND valid_from <= ? AND valid_until >= ?
       ORDER BY valid_from DESC, fingerprint LIMIT ?`,
      [region, until.getTime(), from.getTime(), MOST_KEYS],
    );
    return rows.map(toKey);
  },

  async insert(tx: Tx, key: SigningKey): Promise<void> {
    await tx.run(
      `INSERT INTO cloudtrail_signing_key
         (region, fingerprint, public_key, private_key, valid_from, valid_until)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [
        key.region,
        key.fingerprint,
        key.publicKey,
        key.privateKey,
        key.from.getTime(),
        key.until.getTime(),
      ],
    );
  },
};
