import type { Tx } from '@gatehouse/store';
import { tokenHash } from './secret-token.ts';

/** Somebody who has signed in to the pool's pages with this browser. */
export interface BrowserSession {
  readonly poolId: string;
  readonly sub: string;
  readonly authTime: Date;
  readonly expiresAt: Date;
}

interface SessionRow {
  readonly pool_id: string;
  readonly sub: string;
  readonly auth_time: number;
  readonly expires_at: number;
}

export const browserSessions = {
  async insert(tx: Tx, id: string, session: BrowserSession): Promise<void> {
    await tx.run(
      'INSERT INTO cognito_browser_session (hash, pool_id, sub, auth_time, expires_at) VALUES (?, ?, ?, ?, ?)',
      [
        tokenHash(id),
        session.poolId,
        session.sub,
        session.authTime.getTime(),
        session.expiresAt.getTime(),
      ],
    );
  },

  /** The session, as long as it lives. */
  async find(tx: Tx, id: string, now: Date): Promise<BrowserSession | undefined> {
    const row = await tx.get<SessionRow>('SELECT * FROM cognito_browser_session WHERE hash = ?', [
      tokenHash(id),
    ]);
    if (row === undefined || row.expires_at <= now.getTime()) return undefined;
    return {
      poolId: row.pool_id,
      sub: row.sub,
      authTime: new Date(row.auth_time),
      expiresAt: new Date(row.expires_at),
    };
  },

  async end(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM cognito_browser_session WHERE hash = ?', [tokenHash(id)]);
  },

  async endOf(tx: Tx, sub: string): Promise<void> {
    await tx.run('DELETE FROM cognito_browser_session WHERE sub = ?', [sub]);
  },
};
