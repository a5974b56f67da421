import { createPublicKey } from 'node:crypto';
import type { Tx } from '@gatehouse/store';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { AppClient, User, UserPool } from '../model.ts';
import { clients } from '../repositories/clients.ts';
import { pools } from '../repositories/pools.ts';
import { users } from '../repositories/users.ts';
import { type Grant, grants } from './grant-repository.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Who presents an access token. */
export interface Bearer {
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly user: User;
  readonly grant: Grant;
}

export type Verified =
  | { readonly valid: true; readonly bearer: Bearer }
  | { readonly valid: false; readonly because: 'malformed' | 'signature' | 'expired' | 'revoked' };

// A hundred groups with long names fit; nothing longer is looked at.
const MAX_TOKEN = 131_072;

const kidOf = (token: string): string | undefined => {
  if (token.length > MAX_TOKEN) return undefined;
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    return alg === 'RS256' ? kid : undefined;
  } catch {
    // Not a JWS.
    return undefined;
  }
};

/** The sign-in that a token names; undefined when its signature is not ours. */
const eventOf = async (
  token: string,
  publicKey: string,
  now: Date,
): Promise<{ readonly event: string } | 'expired' | undefined> => {
  const key = createPublicKey({ key: JSON.parse(publicKey), format: 'jwk' });
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['RS256'],
      currentDate: now,
      requiredClaims: ['exp', 'sub'],
    });
    // A program's token (client_credentials) names no sign-in: it is nobody's.
    const event = payload['event_id'];
    return payload['token_use'] === 'access' && typeof event === 'string' ? { event } : undefined;
  } catch (error) {
    return error instanceof errors.JWTExpired ? 'expired' : undefined;
  }
};

/**
 * Who an access token of ours stands for, as long as nobody has signed them out: Cognito's own APIs look, while programs
 * that only check the signature go on until the token expires.
 */
export const verifyAccessToken = async (
  tx: Tx,
  keys: SigningKeys,
  token: string,
  now: Date,
): Promise<Verified> => {
  const kid = kidOf(token);
  if (kid === undefined) return { valid: false, because: 'malformed' };
  const key = await keys.verifier(tx, kid, now);
  // Keys of ID tokens verify none of these.
  if (key?.use !== 'access') return { valid: false, because: 'signature' };
  const signed = await eventOf(token, key.publicKey, now);
  if (signed === 'expired') return { valid: false, because: 'expired' };
  if (signed === undefined) return { valid: false, because: 'signature' };

  const grant = await grants.byEvent(tx, signed.event);
  if (grant === undefined || grant.revoked || grant.poolId !== key.poolId)
    return { valid: false, because: 'revoked' };
  const user = await users.bySub(tx, grant.sub);
  const client = await clients.find(tx, grant.clientId);
  const pool = await pools.find(tx, grant.poolId);
  return user?.enabled === true && client !== undefined && pool !== undefined
    ? { valid: true, bearer: { pool, client, user, grant } }
    : { valid: false, because: 'revoked' };
};
