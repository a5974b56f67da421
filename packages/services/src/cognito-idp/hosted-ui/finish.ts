import type { Tx } from '@gatehouse/store';
import type { User } from '../model.ts';
import type { SignInParts } from '../sign-in/sign-in-parts.ts';
import { authorizationCodes } from '../tokens/authorization-codes.ts';
import { browserSessions } from '../tokens/browser-sessions.ts';
import { canReadScopes } from '../tokens/claims.ts';
import { secretToken } from '../tokens/secret-token.ts';
import {
  type AuthorizationRequest,
  codeLocation,
  encoded,
  errorLocation,
} from './authorization-request.ts';
import { SESSION_SECONDS } from './cookies.ts';
import type { Visit } from './visit.ts';

const CODE_MILLISECONDS = 5 * 60_000;

interface Authorized {
  readonly user: User;
  readonly authTime: Date;
  readonly now: Date;
}

/** Where the browser goes with what the client asked for: a code, or tokens in the fragment. */
export const authorize = async (
  tx: Tx,
  parts: SignInParts,
  visit: Visit,
  request: AuthorizationRequest,
  { user, authTime, now }: Authorized,
): Promise<string> => {
  const { client, redirectUri, scopes, nonce, codeChallenge, state } = request;
  if (request.responseType === 'token') {
    if (!canReadScopes(client, scopes)) return errorLocation(request, 'invalid_request');
    const signIn = { pool: visit.pool, client, user, scopes, oauth: true, nonce, authTime };
    const tokens = await parts.issuer.begin(tx, signIn, { now, refreshable: false });
    return `${redirectUri}#${encoded({
      id_token: tokens.idToken,
      access_token: tokens.accessToken,
      token_type: 'bearer',
      expires_in: String(tokens.expiresIn),
      state,
    })}`;
  }
  const code = parts.ids.uuid();
  await authorizationCodes.insert(tx, code, {
    poolId: visit.pool.id,
    clientId: client.id,
    sub: user.sub,
    redirectUri,
    scopes,
    nonce,
    codeChallenge,
    authTime,
    expiresAt: new Date(now.getTime() + CODE_MILLISECONDS),
  });
  return codeLocation(request, code);
};

/** Begins the browser's session; the id belongs into its cookie. */
export const beginSession = async (
  tx: Tx,
  parts: SignInParts,
  visit: Visit,
  user: User,
  now: Date,
): Promise<string> => {
  const id = secretToken(parts.ids);
  await browserSessions.insert(tx, id, {
    poolId: visit.pool.id,
    sub: user.sub,
    authTime: now,
    expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
  });
  return id;
};
