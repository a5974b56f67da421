import type { Tx } from '@gatehouse/store';
import { nameKey } from '../names.ts';

const FREE_ATTEMPTS = 5;
const FIRST_PAUSE_MILLISECONDS = 30_000;
const LONGEST_PAUSE_MILLISECONDS = 15 * 60_000;
const FORGOTTEN_AFTER_MILLISECONDS = 24 * 3_600_000;

interface SignInRow {
  readonly failures: number;
  readonly locked_until: number;
}

/** Doubles with every attempt beyond the free ones. */
const pauseAfter = (failures: number): number =>
  failures < FREE_ATTEMPTS
    ? 0
    : Math.min(
        LONGEST_PAUSE_MILLISECONDS,
        FIRST_PAUSE_MILLISECONDS * 2 ** Math.min(failures - FREE_ATTEMPTS, 10),
      );

export const signIns = {
  /**
   * Counts an attempt before its password is checked, so that parallel guesses cannot outrun the count. Answers when
   * the name may be tried again, or undefined when the attempt may go on.
   */
  async begin(tx: Tx, account: string, name: string, now: Date): Promise<Date | undefined> {
    const at = now.getTime();
    await tx.run('DELETE FROM iam_sign_in WHERE tried_at < ?', [at - FORGOTTEN_AFTER_MILLISECONDS]);
    const row = await tx.get<SignInRow>(
      'SELECT failures, locked_until FROM iam_sign_in WHERE account = ? AND name_key = ?',
      [account, nameKey(name)],
    );
    if (row !== undefined && row.locked_until > at) return new Date(row.locked_until);
    const failures = (row?.failures ?? 0) + 1;
    await tx.run(
      `INSERT INTO iam_sign_in (account, name_key, failures, locked_until, tried_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (account, name_key) DO UPDATE SET
         failures = excluded.failures, locked_until = excluded.locked_until, tried_at = excluded.tried_at`,
      [account, nameKey(name), failures, at + pauseAfter(failures), at],
    );
    return undefined;
  },

  async succeeded(tx: Tx, account: string, name: string): Promise<void> {
    await tx.run('DELETE FROM iam_sign_in WHERE account = ? AND name_key = ?', [
      account,
      nameKey(name),
    ]);
  },
};
