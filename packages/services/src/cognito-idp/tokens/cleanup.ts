import type { Clock } from '@gatehouse/core';
import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';

export const CLEANUP = 'cognito-idp.cleanup';

const HOUR = 3_600_000;
/** After this long without an attempt nothing is held against anybody. */
const FORGET_ATTEMPTS = HOUR;
// A used code is kept past its end: whoever presents it again ends what it gave.
const KEEP_CODES = 24 * HOUR;

const schedule = (tx: Tx, now: Date): Promise<void> =>
  scheduleWork(tx, {
    kind: CLEANUP,
    key: 'all',
    payload: '',
    dueAt: new Date(now.getTime() + HOUR),
  });

/** Once at each start: the standing work that removes what has ended. */
export const prepareCleanup = schedule;

const sweep = async (tx: Tx, at: number): Promise<void> => {
  const ended: readonly (readonly [table: string, column: string, before: number])[] = [
    ['cognito_signing_key', 'ends_at', at],
    ['cognito_challenge', 'expires_at', at],
    ['cognito_browser_session', 'expires_at', at],
    ['cognito_device_code', 'expires_at', at - HOUR],
    ['cognito_authorization_code', 'expires_at', at - KEEP_CODES],
    ['cognito_code', 'expires_at', at],
    ['cognito_attempt', 'last_at', at - FORGET_ATTEMPTS],
  ];
  for (const [table, column, before] of ended)
    await tx.run(`DELETE FROM ${table} WHERE ${column} <= ?`, [before]);
  await tx.run(
    `DELETE FROM cognito_refresh_token WHERE origin_jti IN
       (SELECT origin_jti FROM cognito_grant WHERE expires_at <= ?)`,
    [at],
  );
  await tx.run('DELETE FROM cognito_grant WHERE expires_at <= ?', [at]);
};

export const createCleanup =
  ({ clock }: { readonly clock: Clock }): WorkHandler =>
  (store) =>
    store.write(async (tx) => {
      await sweep(tx, clock.now().getTime());
      await schedule(tx, clock.now());
    });
