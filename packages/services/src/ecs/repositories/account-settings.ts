import type { Tx } from '@gatehouse/store';
import type { Scope } from '../arns.ts';

interface StoredSetting {
  /** ARN of a user or role, or of the root user for the account's default. */
  readonly principal: string;
  readonly name: string;
  readonly value: string;
}

export const accountSettings = {
  async of(tx: Tx, scope: Scope, principals: readonly string[]): Promise<StoredSetting[]> {
    return tx.all(
      `SELECT principal, name, setting_value AS value FROM ecs_account_setting
       WHERE account = ? AND region = ? AND principal IN (${principals.map(() => '?').join(', ')})
       ORDER BY name`,
      [scope.account, scope.region, ...principals],
    );
  },

  async put(tx: Tx, scope: Scope, setting: StoredSetting): Promise<void> {
    await tx.run(
      `INSERT INTO ecs_account_setting (account, region, principal, name, setting_value) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (account, region, principal, name) DO UPDATE SET setting_value = excluded.setting_value`,
      [scope.account, scope.region, setting.principal, setting.name, setting.value],
    );
  },

  async remove(tx: Tx, scope: Scope, principal: string, name: string): Promise<void> {
    await tx.run(
      'DELETE FROM ecs_account_setting WHERE account = ? AND region = ? AND principal = ? AND name = ?',
      [scope.account, scope.region, principal, name],
    );
  },
};
