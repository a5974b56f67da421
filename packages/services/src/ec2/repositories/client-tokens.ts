import type { Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';

// Amazon EC2 API Reference, "Ensuring idempotency": clients repeat a request within minutes; a day is enough for all of them.
const KEPT_MS = 24 * 60 * 60 * 1000;

interface Named {
  readonly operation: string;
  readonly token: string;
}

/** What a request with a client token came to, so that its repetition comes to the same. */
export const clientTokens = {
  async find(
    tx: Tx,
    { account, region }: Scope,
    { operation, token }: Named,
  ): Promise<{ readonly request: string; readonly result: string } | undefined> {
    return tx.get(
      `SELECT request, result FROM ec2_client_token
       WHERE account = ? AND region = ? AND operation = ? AND token = ?`,
      [account, region, operation, token],
    );
  },

  async insert(
    tx: Tx,
    { account, region }: Scope,
    {
      operation,
      token,
      request,
      result,
      at,
    }: Named & { request: string; result: string; at: Date },
  ): Promise<void> {
    await tx.run(
      'DELETE FROM ec2_client_token WHERE account = ? AND region = ? AND created_at < ?',
      [account, region, at.getTime() - KEPT_MS],
    );
    await tx.run(
      `INSERT INTO ec2_client_token (account, region, operation, token, request, result, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [account, region, operation, token, request, result, at.getTime()],
    );
  },
};
