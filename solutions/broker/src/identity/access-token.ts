import type { Clock } from '@gatehouse/core';
import { jwtVerify } from 'jose';
import { BrokerError } from '../model/index.ts';
import type { Issuer } from './issuer.ts';
import { ALGORITHMS, type IdentitySettings, LEEWAY_SECONDS } from './settings.ts';

const LONGEST_TOKEN = 16_384;
// RFC 6750 §2.1, with exactly one space and nothing beside it. The header occurs once: two are joined by a comma, which is no b64token.
const BEARER = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/;

export interface VerifiedToken {
  readonly token: string;
  readonly subject: string;
}

interface Parts {
  readonly issuer: Issuer;
  readonly settings: () => IdentitySettings;
  readonly clock: Clock;
}

/** One answer for whatever was wrong with it: which check failed helps only somebody who tries. */
export const unauthenticated = (cause?: unknown): BrokerError =>
  new BrokerError(
    'unauthenticated',
    'Sign in again: the access token is not accepted.',
    {},
    { cause },
  );

const isForUs = (
  claims: Readonly<Record<string, unknown>>,
  audience: IdentitySettings['audience'],
): boolean => {
  if (audience.kind === 'cognito')
    return (
      claims['token_use'] === 'access' &&
      claims['aud'] === undefined &&
      typeof claims['client_id'] === 'string' &&
      audience.clientIds.includes(claims['client_id'])
    );
  // An ID token names a client in `aud` and may carry a nonce or at_hash; an access token for us does not.
  return claims['nonce'] === undefined && claims['at_hash'] === undefined;
};

/**
 * The one access token of a request (RFC 9068 where the issuer follows it).
 * @throws BrokerError `unauthenticated`, or `unavailable` where the issuer's keys cannot be had
 */
export const verifyAccessToken = async (
  { issuer, settings, clock }: Parts,
  headers: Headers,
): Promise<VerifiedToken> => {
  const token = BEARER.exec(headers.get('authorization') ?? '')?.[1];
  if (token === undefined || token.length > LONGEST_TOKEN) throw unauthenticated();
  const { issuer: iss, audience } = settings();
  try {
    const { payload } = await jwtVerify(token, issuer.keyFor, {
      algorithms: [...ALGORITHMS],
      issuer: iss,
      ...(audience.kind === 'aud' ? { audience: audience.value } : {}),
      clockTolerance: LEEWAY_SECONDS,
      currentDate: clock.now(),
      requiredClaims: ['exp', 'iat', 'sub'],
    });
    requireNotFromFuture(payload.iat, clock);
    if (!isForUs(payload, audience)) throw unauthenticated();
    if (typeof payload.sub !== 'string' || payload.sub === '') throw unauthenticated();
    return { token, subject: payload.sub };
  } catch (error) {
    if (error instanceof BrokerError) throw error;
    throw unauthenticated(error);
  }
};

const requireNotFromFuture = (iat: unknown, clock: Clock): void => {
  const now = clock.now().getTime() / 1000;
  if (typeof iat !== 'number' || iat > now + LEEWAY_SECONDS) throw unauthenticated();
};
