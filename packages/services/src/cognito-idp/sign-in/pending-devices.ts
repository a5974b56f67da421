import type { Vault } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { tokenHash } from '../tokens/secret-token.ts';

const context = (sub: string): string => `cognito-idp.pending-device:${sub}`;
// One of a user at a time, beside the challenges, whose end it shares.
const keyOf = (sub: string): string => tokenHash(`pending-device:${sub}`);

interface PendingRow {
  readonly content: Uint8Array;
  readonly expires_at: number;
}

/** Seeds of devices that have not shown a code yet. */
export const pendingDevices = {
  async put(tx: Tx, vault: Vault, sub: string, seed: Uint8Array, until: Date): Promise<void> {
    await tx.run(
      `INSERT INTO cognito_challenge
         (hash, pool_id, client_id, sub, challenge, content, expires_at, attempts, used_at)
       VALUES (?, '', '', ?, 'PENDING_DEVICE', ?, ?, 0, NULL)
       ON CONFLICT (hash) DO UPDATE SET content = excluded.content, expires_at = excluded.expires_at`,
      [keyOf(sub), sub, vault.seal(seed, context(sub)), until.getTime()],
    );
  },

  async find(tx: Tx, vault: Vault, sub: string, now: Date): Promise<Uint8Array | undefined> {
    const row = await tx.get<PendingRow>(
      'SELECT content, expires_at FROM cognito_challenge WHERE hash = ?',
      [keyOf(sub)],
    );
    if (row === undefined || row.expires_at <= now.getTime()) return undefined;
    return vault.open(row.content, context(sub));
  },

  async remove(tx: Tx, sub: string): Promise<void> {
    await tx.run('DELETE FROM cognito_challenge WHERE hash = ?', [keyOf(sub)]);
  },
};
