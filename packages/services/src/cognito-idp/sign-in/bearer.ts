import type { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import { type Bearer, type Verified, verifyAccessToken } from '../tokens/access-token.ts';
import { API_SCOPE } from '../tokens/issuer.ts';
import {
  accessTokenExpired,
  accessTokenInvalid,
  accessTokenRevoked,
  accessTokenScopes,
  accessTokenUnverifiable,
} from './errors.ts';
import type { SignInParts } from './sign-in-parts.ts';

const faultOf = (because: Exclude<Verified, { valid: true }>['because']): AwsError => {
  switch (because) {
    case 'malformed':
      return accessTokenInvalid();
    case 'signature':
      return accessTokenUnverifiable();
    case 'expired':
      return accessTokenExpired();
    case 'revoked':
      return accessTokenRevoked();
    default:
      return because satisfies never;
  }
};

/** CloudTrail's name for those who come without AWS credentials. */
const ANONYMOUS = { type: 'Unknown', principalId: 'Anonymous' };

/** Somebody without AWS credentials asks about this pool. */
export const admitAnybody = (
  call: Call,
  pool: { readonly id: string; readonly account: string },
): void => {
  call.allowEverybody('people sign in without AWS credentials');
  if (call.principal.kind === 'anonymous') call.identify(ANONYMOUS, pool.account);
  call.touch({ type: 'AWS::Cognito::UserPool', name: pool.id });
};

/** The person whose access token this is: operations on oneself need no other permission. */
export const bearerOf = async (
  call: Call,
  { keys }: Pick<SignInParts, 'keys'>,
  token: string | undefined,
): Promise<Bearer> => {
  const verified = await verifyAccessToken(call.tx, keys, token ?? '', call.now);
  if (!verified.valid) throw faultOf(verified.because);
  const { bearer } = verified;
  if (!bearer.grant.scopes.includes(API_SCOPE)) throw accessTokenScopes();
  admitAnybody(call, bearer.pool);
  call.remark({ sub: bearer.user.sub });
  return bearer;
};
