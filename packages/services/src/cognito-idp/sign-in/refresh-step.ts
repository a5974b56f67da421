import type { AwsError } from '@gatehouse/core';
import { users } from '../repositories/users.ts';
import { requireSecretHash } from '../requests.ts';
import { grants, refreshTokens } from '../tokens/grant-repository.ts';
import { type Refreshed, refresh, rotatesTokens } from '../tokens/refresh.ts';
import { tokenHash } from '../tokens/secret-token.ts';
import type { AuthAnswer } from './api-tokens.ts';
import { authenticationResult } from './api-tokens.ts';
import {
  refreshTokenExpired,
  refreshTokenInvalid,
  refreshTokenReused,
  refreshTokenRevoked,
  rotationForbidsFlow,
} from './errors.ts';
import type { Place, SignInParts } from './sign-in-parts.ts';

export const refreshFault = (because: Exclude<Refreshed, { done: true }>['because']): AwsError => {
  switch (because) {
    case 'unknown':
      return refreshTokenInvalid();
    case 'revoked':
      return refreshTokenRevoked();
    case 'expired':
      return refreshTokenExpired();
    case 'reused':
      return refreshTokenReused();
    default:
      return because satisfies never;
  }
};

/** The secret hash of a refresh is over the username, or the sub where people sign in by an alias. */
const requireSecret = (
  parts: SignInParts,
  { client }: Pick<Place, 'client'>,
  token: string,
  secretHash: string | undefined,
): Promise<void> =>
  parts.store.read(async (tx) => {
    const known = await refreshTokens.find(tx, tokenHash(token));
    const grant = known === undefined ? undefined : await grants.find(tx, known.originJti);
    const user = grant === undefined ? undefined : await users.bySub(tx, grant.sub);
    const check = (name: string): Promise<void> =>
      requireSecretHash(tx, parts.vault, client, name, secretHash);
    await check(user?.username ?? '').catch(() => check(user?.sub ?? ''));
  });

/** New tokens in the tokens' own transaction; a token that was stolen ends its sign-in even though this throws. */
export const renewTokens = async (
  parts: SignInParts,
  { pool, client }: Pick<Place, 'pool' | 'client'>,
  token: string,
): Promise<AuthAnswer> => {
  await parts.keys.ensure(parts.store, pool.id);
  const refreshed = await parts.store.write((tx) =>
    refresh(tx, parts.issuer, client, token, parts.clock.now()),
  );
  if (!refreshed.done) throw refreshFault(refreshed.because);
  return {
    ChallengeParameters: {},
    AuthenticationResult: authenticationResult(refreshed.tokens),
  };
};

/** REFRESH_TOKEN_AUTH. */
export const refreshStep = async (
  parts: SignInParts,
  place: Pick<Place, 'pool' | 'client'>,
  { token, secretHash }: { readonly token: string; readonly secretHash: string | undefined },
): Promise<AuthAnswer> => {
  if (rotatesTokens(place.client)) throw rotationForbidsFlow();
  await requireSecret(parts, place, token, secretHash);
  return renewTokens(parts, place, token);
};
