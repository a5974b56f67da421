import type { Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';

/** A setting that was changed from its default. */
export interface StoredSetting {
  readonly value: string;
  readonly modifiedAt: number;
  readonly modifiedBy: string;
}

export const settings = {
  async find(tx: Tx, { account, region }: Scope, id: string): Promise<StoredSetting | undefined> {
    const row = await tx.get<{
      readonly value: string;
      readonly modified_at: number;
      readonly modified_by: string;
    }>(
      'SELECT value, modified_at, modified_by FROM ssm_setting WHERE account = ? AND region = ? AND id = ?',
      [account, region, id],
    );
    return row === undefined
      ? undefined
      : { value: row.value, modifiedAt: row.modified_at, modifiedBy: row.modified_by };
  },

  async put(tx: Tx, { account, region }: Scope, id: string, setting: StoredSetting): Promise<void> {
    await tx.run(
      `INSERT INTO ssm_setting (account, region, id, value, modified_at, modified_by) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, id) DO UPDATE SET
         value = excluded.value, modified_at = excluded.modified_at, modified_by = excluded.modified_by`,
      [account, region, id, setting.value, setting.modifiedAt, setting.modifiedBy],
    );
  },

  async remove(tx: Tx, { account, region }: Scope, id: string): Promise<void> {
    await tx.run('DELETE FROM ssm_setting WHERE account = ? AND region = ? AND id = ?', [
      account,
      region,
      id,
    ]);
  },
};
