import type { Tx } from '@gatehouse/store';
import type { PasswordPolicy } from '../password-policy.ts';

export const passwordPolicies = {
  /** The policy that somebody set; undefined where AWS's default applies. */
  async find(tx: Tx, account: string): Promise<PasswordPolicy | undefined> {
    const row = await tx.get<{ policy: string }>(
      'SELECT policy FROM iam_password_policy WHERE account = ?',
      [account],
    );
    // `set` wrote it from a PasswordPolicy.
    return row === undefined ? undefined : (JSON.parse(row.policy) as PasswordPolicy);
  },

  async set(tx: Tx, account: string, policy: PasswordPolicy): Promise<void> {
    await tx.run(
      `INSERT INTO iam_password_policy (account, policy) VALUES (?, ?)
       ON CONFLICT (account) DO UPDATE SET policy = excluded.policy`,
      [account, JSON.stringify(policy)],
    );
  },

  /** False when there was none. */
  async delete(tx: Tx, account: string): Promise<boolean> {
    const { changes } = await tx.run('DELETE FROM iam_password_policy WHERE account = ?', [
      account,
    ]);
    return changes === 1;
  },
};
