import type { Tx } from '@gatehouse/store';
import type { AppClient } from '../model.ts';
import { pools } from '../repositories/pools.ts';
import { users } from '../repositories/users.ts';
import { grants, refreshTokens } from './grant-repository.ts';
import type { Issuer, Tokens } from './issuer.ts';
import { tokenHash } from './secret-token.ts';

export type Refreshed =
  | { readonly done: true; readonly tokens: Tokens }
  | { readonly done: false; readonly because: 'unknown' | 'revoked' | 'expired' | 'reused' };

export const rotatesTokens = ({ settings }: AppClient): boolean =>
  settings.RefreshTokenRotation?.Feature === 'ENABLED';

const MAX_TOKEN = 4096;

const no = (because: 'unknown' | 'revoked' | 'expired' | 'reused'): Refreshed => ({
  done: false,
  because,
});

/**
 * Tokens for a refresh token. It answers instead of throwing, because what a stolen token sets off must be committed: one
 * that was replaced and whose grace period is over ends the whole sign-in (RFC 9700 §4.14.2).
 */
export const refresh = async (
  tx: Tx,
  issuer: Issuer,
  client: AppClient,
  token: string,
  now: Date,
): Promise<Refreshed> => {
  const hash = tokenHash(token.slice(0, MAX_TOKEN));
  const known = await refreshTokens.find(tx, hash);
  const grant = known === undefined ? undefined : await grants.find(tx, known.originJti);
  if (known === undefined || grant?.clientId !== client.id) return no('unknown');
  if (grant.revoked) return no('revoked');
  if (grant.expiresAt <= now) return no('expired');
  const inGrace = known.graceUntil !== undefined && known.graceUntil > now;
  if (known.used && !inGrace) {
    await grants.revoke(tx, grant.originJti, now);
    return no('reused');
  }
  const user = await users.bySub(tx, grant.sub);
  const pool = await pools.find(tx, grant.poolId);
  if (user?.enabled !== true || pool === undefined) return no('revoked');

  const { scopes, oauth, nonce, authTime } = grant;
  const signIn = { pool, client, user, scopes, oauth, nonce, authTime };
  const tokens = await issuer.renew(tx, signIn, grant, now);
  if (!rotatesTokens(client)) return { done: true, tokens };
  const seconds = client.settings.RefreshTokenRotation?.RetryGracePeriodSeconds ?? 0;
  const graceUntil = new Date(now.getTime() + seconds * 1000);
  // In the grace period the token was replaced before; else only one of two requests at once replaces it.
  if (!known.used && !(await refreshTokens.replace(tx, hash, now, graceUntil))) return no('reused');
  return {
    done: true,
    tokens: { ...tokens, refreshToken: await issuer.refreshToken(tx, grant.originJti) },
  };
};

export type Revoked = 'done' | 'unknown' | 'foreign' | 'unsupported';

/** Ends the sign-in of a refresh token. */
export const revoke = async (
  tx: Tx,
  client: AppClient,
  token: string,
  now: Date,
): Promise<Revoked> => {
  if (client.settings.EnableTokenRevocation === false) return 'unsupported';
  const known = await refreshTokens.find(tx, tokenHash(token.slice(0, MAX_TOKEN)));
  const grant = known === undefined ? undefined : await grants.find(tx, known.originJti);
  if (grant === undefined) return 'unknown';
  if (grant.clientId !== client.id) return 'foreign';
  await grants.revoke(tx, grant.originJti, now);
  return 'done';
};
