import type { Store, Tx } from '@gatehouse/store';

/**
 * Developer Guide, "Lockout behavior for failed sign-in attempts": the fifth failure locks for a second, each further
 * one twice as long, at most about 15 minutes; 15 quiet minutes, or a success, forget all failures. Attempts while locked
 * do not count.
 */
const FREE_FAILURES = 5;
const LONGEST_LOCK = 15 * 60_000;
const FORGET_AFTER = 15 * 60_000;

interface AttemptRow {
  readonly failures: number;
  readonly locked_until: number;
  readonly last_at: number;
}

const lockAfter = (failures: number): number =>
  failures < FREE_FAILURES
    ? 0
    : Math.min(LONGEST_LOCK, 1000 * 2 ** Math.min(failures - FREE_FAILURES, 20));

/** Failures are rows: all nodes count together. */
export const attempts = {
  /**
   * Counts an attempt as failed before anybody looks whether it is right, so that parallel guesses cannot outrun the
   * count; false while the subject is locked. A transaction of its own: the count stands when the request is refused.
   */
  begin: (store: Store, subject: string, now: Date): Promise<boolean> =>
    store.write(async (tx) => {
      const at = now.getTime();
      const row = await tx.get<AttemptRow>(
        'SELECT failures, locked_until, last_at FROM cognito_attempt WHERE subject = ?',
        [subject],
      );
      if (row !== undefined && row.locked_until > at) return false;
      const quietSince = row === undefined ? 0 : Math.max(row.last_at, row.locked_until);
      const earlier = row === undefined || quietSince + FORGET_AFTER <= at ? 0 : row.failures;
      const failures = earlier + 1;
      await tx.run(
        `INSERT INTO cognito_attempt (subject, failures, locked_until, last_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures,
           locked_until = excluded.locked_until, last_at = excluded.last_at`,
        [subject, failures, at + lockAfter(failures), at],
      );
      return true;
    }),

  succeeded: async (tx: Tx, subject: string): Promise<void> => {
    await tx.run('DELETE FROM cognito_attempt WHERE subject = ?', [subject]);
  },
};
