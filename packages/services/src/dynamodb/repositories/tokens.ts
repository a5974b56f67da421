import type { Tx } from '@gatehouse/store';

/** Transactions that were asked for with a token. */
export const tokens = {
  /** What was asked for with this token; undefined: nothing, or too long ago. */
  async find(
    tx: Tx,
    [account, region, token]: readonly [string, string, string],
    now: number,
  ): Promise<string | undefined> {
    const row = await tx.get<{ request: string }>(
      `SELECT request FROM dynamodb_token
       WHERE account = ? AND region = ? AND token = ? AND expires_at > ?`,
      [account, region, token, now],
    );
    return row?.request;
  },

  async keep(
    tx: Tx,
    [account, region, token]: readonly [string, string, string],
    request: string,
    expiresAt: number,
  ): Promise<void> {
    await tx.run(
      `INSERT INTO dynamodb_token (account, region, token, request, expires_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (account, region, token) DO UPDATE SET
         request = excluded.request, expires_at = excluded.expires_at`,
      [account, region, token, request, expiresAt],
    );
  },

  async removeExpired(tx: Tx, now: number): Promise<void> {
    await tx.run('DELETE FROM dynamodb_token WHERE expires_at <= ?', [now]);
  },
};
