import type { Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';

/** Settings of an account in a Region. */
export const settings = {
  async get(tx: Tx, { account, region }: Scope, name: string): Promise<string | undefined> {
    const row = await tx.get<{ readonly setting_value: string }>(
      'SELECT setting_value FROM ec2_setting WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row?.setting_value;
  },

  async put(tx: Tx, { account, region }: Scope, name: string, value: string): Promise<void> {
    await tx.run(
      `INSERT INTO ec2_setting (account, region, name, setting_value) VALUES (?, ?, ?, ?)
       ON CONFLICT (account, region, name) DO UPDATE SET setting_value = excluded.setting_value`,
      [account, region, name, value],
    );
  },

  async remove(tx: Tx, { account, region }: Scope, name: string): Promise<void> {
    await tx.run('DELETE FROM ec2_setting WHERE account = ? AND region = ? AND name = ?', [
      account,
      region,
      name,
    ]);
  },

  /** False when it was set before. */
  async claim(tx: Tx, { account, region }: Scope, name: string): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO ec2_setting (account, region, name, setting_value) VALUES (?, ?, ?, 'done')
       ON CONFLICT DO NOTHING`,
      [account, region, name],
    );
    return changes > 0;
  },
};
