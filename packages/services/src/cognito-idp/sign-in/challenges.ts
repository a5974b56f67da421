import type { AwsError, Ids } from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { SrpExchange } from '../srp.ts';
import { secretToken, tokenHash } from '../tokens/secret-token.ts';
import { sessionExpired, sessionInvalid, sessionUsed } from './errors.ts';

export type ChallengeName =
  | 'PASSWORD_VERIFIER'
  | 'NEW_PASSWORD_REQUIRED'
  | 'SOFTWARE_TOKEN_MFA'
  | 'MFA_SETUP'
  | 'SELECT_CHALLENGE';

/** Where a sign-in goes on: what one began, the other cannot end. */
export type Origin = 'api' | 'web';

export interface ChallengeContent {
  readonly origin: Origin;
  /** As the person typed it. */
  readonly username: string;
  readonly exchange?: SrpExchange;
  /** MFA_SETUP: the new device has proved itself. */
  readonly verified?: boolean;
}

export interface Challenge {
  readonly hash: string;
  readonly poolId: string;
  readonly clientId: string;
  /** Absent for somebody who does not exist. */
  readonly sub: string | undefined;
  readonly name: ChallengeName;
  readonly content: ChallengeContent;
}

export interface NewChallenge {
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string | undefined;
  readonly name: ChallengeName;
  readonly content: ChallengeContent;
  readonly expiresAt: Date;
}

interface ChallengeRow {
  readonly hash: string;
  readonly pool_id: string;
  readonly client_id: string;
  readonly sub: string | null;
  readonly challenge: ChallengeName;
  readonly content: Uint8Array;
  readonly expires_at: number;
  readonly attempts: number;
  readonly used_at: number | null;
}

const MOST_ATTEMPTS = 5;

const context = (hash: string): string => `cognito-idp.challenge:${hash}`;

/** Sign-ins that wait for their next answer; whoever continues one knows its session. */
export const challenges = {
  /** The session. */
  async open(tx: Tx, deps: { vault: Vault; ids: Ids }, challenge: NewChallenge): Promise<string> {
    const session = secretToken(deps.ids);
    const hash = tokenHash(session);
    const { poolId, clientId, sub, name, content, expiresAt } = challenge;
    const sealed = deps.vault.seal(Buffer.from(JSON.stringify(content)), context(hash));
    await tx.run(
      `INSERT INTO cognito_challenge
         (hash, pool_id, client_id, sub, challenge, content, expires_at, attempts, used_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0, NULL)`,
      [hash, poolId, clientId, sub ?? null, name, sealed, expiresAt.getTime()],
    );
    return session;
  },

  /** The challenge that a session waits for, or why there is none. */
  async find(tx: Tx, vault: Vault, session: string, now: Date): Promise<Challenge | AwsError> {
    const hash = tokenHash(session);
    const row = await tx.get<ChallengeRow>('SELECT * FROM cognito_challenge WHERE hash = ?', [
      hash,
    ]);
    if (row === undefined) return sessionInvalid();
    if (row.used_at !== null) return sessionUsed();
    if (row.expires_at <= now.getTime()) return sessionExpired();
    if (row.attempts > MOST_ATTEMPTS) return sessionInvalid();
    const opened = vault.open(row.content, context(hash));
    if (opened === undefined) return sessionInvalid();
    return {
      hash,
      poolId: row.pool_id,
      clientId: row.client_id,
      sub: row.sub ?? undefined,
      name: row.challenge,
      // The seal authenticates it, so it has the form that `open` gave it.
      content: JSON.parse(opened.toString()) as ChallengeContent,
    };
  },

  async countAttempt(tx: Tx, { hash }: Challenge): Promise<void> {
    await tx.run('UPDATE cognito_challenge SET attempts = attempts + 1 WHERE hash = ?', [hash]);
  },

  /** False when somebody else has continued with this session. */
  async use(tx: Tx, { hash }: Challenge, now: Date): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE cognito_challenge SET used_at = ? WHERE hash = ? AND used_at IS NULL',
      [now.getTime(), hash],
    );
    return changes > 0;
  },
};
