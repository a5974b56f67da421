import type { Tx } from '@gatehouse/store';
import { tokenHash } from './secret-token.ts';

/** What a code stands for (RFC 6749 §4.1.2). */
export interface AuthorizationCode {
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  /** S256 of the verifier; absent where the client sent none. */
  readonly codeChallenge: string | undefined;
  readonly authTime: Date;
  readonly expiresAt: Date;
}

export interface StoredAuthorizationCode extends AuthorizationCode {
  readonly used: boolean;
  /** The sign-in that it gave. */
  readonly originJti: string | undefined;
}

interface CodeRow {
  readonly pool_id: string;
  readonly client_id: string;
  readonly sub: string;
  readonly redirect_uri: string;
  readonly scopes: string;
  readonly nonce: string | null;
  readonly code_challenge: string | null;
  readonly auth_time: number;
  readonly expires_at: number;
  readonly used_at: number | null;
  readonly origin_jti: string | null;
}

const toCode = (row: CodeRow): StoredAuthorizationCode => ({
  poolId: row.pool_id,
  clientId: row.client_id,
  sub: row.sub,
  redirectUri: row.redirect_uri,
  scopes: row.scopes.split(' '),
  nonce: row.nonce ?? undefined,
  codeChallenge: row.code_challenge ?? undefined,
  authTime: new Date(row.auth_time),
  expiresAt: new Date(row.expires_at),
  used: row.used_at !== null,
  originJti: row.origin_jti ?? undefined,
});

export const authorizationCodes = {
  async insert(tx: Tx, code: string, of: AuthorizationCode): Promise<void> {
    await tx.run(
      `INSERT INTO cognito_authorization_code (hash, pool_id, client_id, sub, redirect_uri, scopes, nonce,
         code_challenge, auth_time, expires_at, used_at, origin_jti)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)`,
      [
        tokenHash(code),
        of.poolId,
        of.clientId,
        of.sub,
        of.redirectUri,
        of.scopes.join(' '),
        of.nonce ?? null,
        of.codeChallenge ?? null,
        of.authTime.getTime(),
        of.expiresAt.getTime(),
      ],
    );
  },

  async find(tx: Tx, code: string): Promise<StoredAuthorizationCode | undefined> {
    const row = await tx.get<CodeRow>('SELECT * FROM cognito_authorization_code WHERE hash = ?', [
      tokenHash(code),
    ]);
    return row === undefined ? undefined : toCode(row);
  },

  /** False when it was used before. */
  async use(tx: Tx, code: string, now: Date): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE cognito_authorization_code SET used_at = ? WHERE hash = ? AND used_at IS NULL',
      [now.getTime(), tokenHash(code)],
    );
    return changes > 0;
  },

  /** Remembers what it gave, for whoever presents it again. */
  async gave(tx: Tx, code: string, originJti: string): Promise<void> {
    await tx.run('UPDATE cognito_authorization_code SET origin_jti = ? WHERE hash = ?', [
      originJti,
      tokenHash(code),
    ]);
  },
};
