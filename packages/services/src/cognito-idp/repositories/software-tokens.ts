import type { Vault } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { SoftwareToken } from '../model.ts';

interface TokenRow {
  readonly seed: Uint8Array;
  readonly verified: number;
  readonly last_step: number;
  readonly device_name: string | null;
}

const context = (sub: string): string => `cognito-idp.software-token:${sub}`;

export const softwareTokens = {
  async find(tx: Tx, vault: Vault, sub: string): Promise<SoftwareToken | undefined> {
    const row = await tx.get<TokenRow>(
      'SELECT seed, verified, last_step, device_name FROM cognito_software_token WHERE sub = ?',
      [sub],
    );
    if (row === undefined) return undefined;
    const seed = vault.open(row.seed, context(sub));
    if (seed === undefined) throw new Error(`the software token of ${sub} does not open`);
    return {
      seed,
      verified: row.verified !== 0,
      lastStep: row.last_step,
      deviceName: row.device_name ?? undefined,
    };
  },

  async put(tx: Tx, vault: Vault, sub: string, token: SoftwareToken): Promise<void> {
    await tx.run(
      `INSERT INTO cognito_software_token (sub, seed, verified, last_step, device_name) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (sub) DO UPDATE SET seed = excluded.seed, verified = excluded.verified,
         last_step = excluded.last_step, device_name = excluded.device_name`,
      [
        sub,
        vault.seal(token.seed, context(sub)),
        token.verified ? 1 : 0,
        token.lastStep,
        token.deviceName ?? null,
      ],
    );
  },

  /** False when this step, or a later one, was accepted before: a code works once. */
  async use(tx: Tx, sub: string, step: number): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE cognito_software_token SET last_step = ? WHERE sub = ? AND last_step < ?',
      [step, sub, step],
    );
    return changes > 0;
  },

  async remove(tx: Tx, sub: string): Promise<void> {
    await tx.run('DELETE FROM cognito_software_token WHERE sub = ?', [sub]);
  },
};
