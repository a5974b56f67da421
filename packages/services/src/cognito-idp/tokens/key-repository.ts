import type { Tx } from '@gatehouse/store';

export type TokenUse = 'id' | 'access';

export interface SigningKey {
  readonly kid: string;
  readonly poolId: string;
  readonly use: TokenUse;
  readonly generation: number;
  /** The JWK as the JWKS document shows it. */
  readonly publicKey: string;
  /** PKCS #8, sealed. */
  readonly privateKey: Uint8Array;
  /** Milliseconds since 1970. */
  readonly signsFrom: number;
}

interface KeyRow {
  readonly kid: string;
  readonly pool_id: string;
  readonly token_use: TokenUse;
  readonly generation: number;
  readonly public_key: string;
  readonly private_key: Uint8Array;
  readonly signs_from: number;
}

const toKey = (row: KeyRow): SigningKey => ({
  kid: row.kid,
  poolId: row.pool_id,
  use: row.token_use,
  generation: row.generation,
  publicKey: row.public_key,
  privateKey: row.private_key,
  signsFrom: row.signs_from,
});

export const signingKeys = {
  /** False when the pool has a key of this use and generation. */
  async insert(tx: Tx, key: SigningKey): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO cognito_signing_key
         (kid, pool_id, token_use, generation, public_key, private_key, signs_from, ends_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING`,
      [key.kid, key.poolId, key.use, key.generation, key.publicKey, key.privateKey, key.signsFrom],
    );
    return changes > 0;
  },

  async endBefore(tx: Tx, poolId: string, generation: number, at: number): Promise<void> {
    await tx.run(
      'UPDATE cognito_signing_key SET ends_at = ? WHERE pool_id = ? AND generation < ? AND ends_at IS NULL',
      [at, poolId, generation],
    );
  },

  /** The number of the newest generation. */
  async latest(tx: Tx, poolId: string): Promise<number | undefined> {
    const row = await tx.get<{ readonly latest: number | null }>(
      'SELECT MAX(generation) AS latest FROM cognito_signing_key WHERE pool_id = ?',
      [poolId],
    );
    return row?.latest ?? undefined;
  },

  async signing(
    tx: Tx,
    poolId: string,
    use: TokenUse,
    now: number,
  ): Promise<SigningKey | undefined> {
    const row = await tx.get<KeyRow>(
      `SELECT * FROM cognito_signing_key WHERE pool_id = ? AND token_use = ? AND signs_from <= ?
       ORDER BY generation DESC LIMIT 1`,
      [poolId, use, now],
    );
    return row === undefined ? undefined : toKey(row);
  },

  async find(tx: Tx, kid: string, now: number): Promise<SigningKey | undefined> {
    const row = await tx.get<KeyRow>(
      'SELECT * FROM cognito_signing_key WHERE kid = ? AND (ends_at IS NULL OR ends_at > ?)',
      [kid, now],
    );
    return row === undefined ? undefined : toKey(row);
  },

  /** The newest last. */
  async alive(tx: Tx, poolId: string, now: number): Promise<SigningKey[]> {
    const rows = await tx.all<KeyRow>(
      `SELECT * FROM cognito_signing_key WHERE pool_id = ? AND (ends_at IS NULL OR ends_at > ?)
       ORDER BY generation, token_use DESC`,
      [poolId, now],
    );
    return rows.map(toKey);
  },

  async removeOf(tx: Tx, poolId: string): Promise<void> {
    await tx.run('DELETE FROM cognito_signing_key WHERE pool_id = ?', [poolId]);
  },
};
