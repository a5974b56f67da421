import type { Tx } from '@gatehouse/store';

/** One sign-in of a user at a client, and the root of all tokens that descend from it. */
export interface Grant {
  readonly originJti: string;
  /** The claim `event_id` of its access tokens. */
  readonly eventId: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  readonly scopes: readonly string[];
  /** Through the OAuth endpoints, not the API. */
  readonly oauth: boolean;
  readonly nonce: string | undefined;
  readonly authTime: Date;
  /** When its refresh tokens end. */
  readonly expiresAt: Date;
  readonly revoked: boolean;
}

interface GrantRow {
  readonly origin_jti: string;
  readonly event_id: string;
  readonly pool_id: string;
  readonly client_id: string;
  readonly sub: string;
  readonly scopes: string;
  readonly oauth: number;
  readonly nonce: string | null;
  readonly auth_time: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

const toGrant = (row: GrantRow): Grant => ({
  originJti: row.origin_jti,
  eventId: row.event_id,
  poolId: row.pool_id,
  clientId: row.client_id,
  sub: row.sub,
  scopes: row.scopes.split(' '),
  oauth: row.oauth !== 0,
  nonce: row.nonce ?? undefined,
  authTime: new Date(row.auth_time),
  expiresAt: new Date(row.expires_at),
  revoked: row.revoked_at !== null,
});

export const grants = {
  async insert(tx: Tx, grant: Grant): Promise<void> {
    await tx.run(
      `INSERT INTO cognito_grant (origin_jti, event_id, pool_id, client_id, sub, scopes, oauth, nonce,
         auth_time, expires_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)`,
      [
        grant.originJti,
        grant.eventId,
        grant.poolId,
        grant.clientId,
        grant.sub,
        grant.scopes.join(' '),
        grant.oauth ? 1 : 0,
        grant.nonce ?? null,
        grant.authTime.getTime(),
        grant.expiresAt.getTime(),
      ],
    );
  },

  async find(tx: Tx, originJti: string): Promise<Grant | undefined> {
    const row = await tx.get<GrantRow>('SELECT * FROM cognito_grant WHERE origin_jti = ?', [
      originJti,
    ]);
    return row === undefined ? undefined : toGrant(row);
  },

  async byEvent(tx: Tx, eventId: string): Promise<Grant | undefined> {
    const row = await tx.get<GrantRow>('SELECT * FROM cognito_grant WHERE event_id = ?', [eventId]);
    return row === undefined ? undefined : toGrant(row);
  },

  async revoke(tx: Tx, originJti: string, at: Date): Promise<void> {
    await tx.run(
      'UPDATE cognito_grant SET revoked_at = ? WHERE origin_jti = ? AND revoked_at IS NULL',
      [at.getTime(), originJti],
    );
  },

  async revokeAll(
    tx: Tx,
    of: { readonly sub: string } | { readonly clientId: string },
    at: Date,
  ): Promise<void> {
    const [column, value] = 'sub' in of ? ['sub', of.sub] : ['client_id', of.clientId];
    await tx.run(
      `UPDATE cognito_grant SET revoked_at = ? WHERE ${column} = ? AND revoked_at IS NULL`,
      [at.getTime(), value],
    );
  },
};

/** A refresh token that somebody presented. */
export interface RefreshToken {
  readonly originJti: string;
  /** Replaced by a newer one. */
  readonly used: boolean;
  /** Until when a replaced one is still taken, for a client that lost the answer. */
  readonly graceUntil: Date | undefined;
}

interface RefreshRow {
  readonly origin_jti: string;
  readonly used_at: number | null;
  readonly grace_until: number | null;
}

export const refreshTokens = {
  async insert(tx: Tx, hash: string, originJti: string): Promise<void> {
    await tx.run(
      'INSERT INTO cognito_refresh_token (hash, origin_jti, used_at, grace_until) VALUES (?, ?, NULL, NULL)',
      [hash, originJti],
    );
  },

  async find(tx: Tx, hash: string): Promise<RefreshToken | undefined> {
    const row = await tx.get<RefreshRow>(
      'SELECT origin_jti, used_at, grace_until FROM cognito_refresh_token WHERE hash = ?',
      [hash],
    );
    return row === undefined
      ? undefined
      : {
          originJti: row.origin_jti,
          used: row.used_at !== null,
          graceUntil: row.grace_until === null ? undefined : new Date(row.grace_until),
        };
  },

  /** False when it was replaced before. */
  async replace(tx: Tx, hash: string, at: Date, graceUntil: Date): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE cognito_refresh_token SET used_at = ?, grace_until = ? WHERE hash = ? AND used_at IS NULL',
      [at.getTime(), graceUntil.getTime(), hash],
    );
    return changes > 0;
  },
};
