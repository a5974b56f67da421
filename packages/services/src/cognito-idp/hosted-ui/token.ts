import { createHash } from 'node:crypto';
import { users } from '../repositories/users.ts';
import { authorizationCodes } from '../tokens/authorization-codes.ts';
import { canReadScopes } from '../tokens/claims.ts';
import { grants } from '../tokens/grant-repository.ts';
import type { Tokens } from '../tokens/issuer.ts';
import { refresh } from '../tokens/refresh.ts';
import { sameSecret } from '../tokens/secret-token.ts';
import { json, oauthError } from './answers.ts';
import { authenticatedClient } from './client-authentication.ts';
import { deviceGrant } from './device-grant.ts';
import { DEVICE_GRANT } from './discovery.ts';
import type { Granted, GrantType } from './grant-type.ts';
import { readForm } from './parameters.ts';
import type { Handler } from './visit.ts';

const VERIFIER = /^[\w.~-]{43,128}$/;

/** RFC 7636 §4.6; a verifier for a code without a challenge is somebody's mix-up (RFC 9700 §2.1.1). */
const provesVerifier = (challenge: string | undefined, verifier: string | undefined): boolean => {
  if (challenge === undefined) return verifier === undefined;
  if (verifier === undefined || !VERIFIER.test(verifier)) return false;
  return sameSecret(challenge, createHash('sha256').update(verifier).digest('base64url'));
};

const INVALID_GRANT = { error: 'invalid_grant' };

const codeGrant: GrantType = async (tx, parts, { visit, client, form, now }) => {
  const given = form.get('code');
  const redirectUri = form.get('redirect_uri');
  if (given === undefined || redirectUri === undefined) return { error: 'invalid_request' };
  if (client.settings.AllowedOAuthFlows?.includes('code') !== true)
    return { error: 'unauthorized_client' };
  const code = await authorizationCodes.find(tx, given);
  if (code?.clientId !== client.id) return INVALID_GRANT;
  if (!(await authorizationCodes.use(tx, given, now))) {
    // Somebody else has it too: what it gave ends (RFC 9700 §4.5).
    if (code.originJti !== undefined) await grants.revoke(tx, code.originJti, now);
    return INVALID_GRANT;
  }
  const user = await users.bySub(tx, code.sub);
  const right =
    code.expiresAt > now &&
    code.redirectUri === redirectUri &&
    provesVerifier(code.codeChallenge, form.get('code_verifier')) &&
    canReadScopes(client, code.scopes);
  if (user?.enabled !== true || !right) return INVALID_GRANT;
  const { scopes, nonce, authTime } = code;
  const signIn = { pool: visit.pool, client, user, scopes, oauth: true, nonce, authTime };
  const tokens = await parts.issuer.begin(tx, signIn, { now, refreshable: true });
  visit.notes.sub = user.sub;
  await authorizationCodes.gave(tx, given, tokens.originJti);
  return tokens;
};

const refreshGrant: GrantType = async (tx, parts, { client, form, now }) => {
  const token = form.get('refresh_token');
  if (token === undefined) return { error: 'invalid_request' };
  const refreshed = await refresh(tx, parts.issuer, client, token, now);
  return refreshed.done ? refreshed.tokens : INVALID_GRANT;
};

const credentialsGrant: GrantType = async (tx, parts, { visit, client, form, now }) => {
  if (client.settings.AllowedOAuthFlows?.includes('client_credentials') !== true)
    return { error: 'unauthorized_client' };
  // Such a client without a secret would be anybody.
  if (!client.hasSecret) return { error: 'invalid_client' };
  const allowed = client.settings.AllowedOAuthScopes ?? [];
  const asked = [...new Set((form.get('scope') ?? '').split(' ').filter(Boolean))];
  const scopes = asked.length === 0 ? allowed : asked;
  if (scopes.some((scope) => !allowed.includes(scope))) return { error: 'invalid_scope' };
  const made = await parts.issuer.machine(tx, { pool: visit.pool, client, scopes }, now);
  return { ...made, idToken: undefined, refreshToken: undefined };
};

const GRANTS = new Map<string, GrantType>([
  ['authorization_code', codeGrant],
  ['refresh_token', refreshGrant],
  ['client_credentials', credentialsGrant],
  [DEVICE_GRANT, deviceGrant],
]);

export const tokenResponse = (tokens: Omit<Tokens, 'originJti'>): Response =>
  json({
    ...(tokens.idToken === undefined ? {} : { id_token: tokens.idToken }),
    access_token: tokens.accessToken,
    ...(tokens.refreshToken === undefined ? {} : { refresh_token: tokens.refreshToken }),
    expires_in: tokens.expiresIn,
    token_type: 'Bearer',
  });

/** `/oauth2/token` (RFC 6749 §3.2). */
export const token: Handler = async (parts, visit) => {
  const form = await readForm(visit.request);
  if (form === undefined) return oauthError('invalid_request');
  const type = form.get('grant_type');
  if (type === undefined) return oauthError('invalid_request');
  const grant = GRANTS.get(type);
  await parts.keys.ensure(parts.store, visit.pool.id);
  const granted = await parts.store.write(async (tx): Promise<Granted> => {
    const client = await authenticatedClient(tx, parts, visit, form);
    if (client === undefined) return { error: 'invalid_client' };
    visit.notes.clientId = client.id;
    if (grant === undefined) return { error: 'unsupported_grant_type' };
    return grant(tx, parts, { visit, client, form, now: parts.clock.now() });
  });
  return 'error' in granted ? oauthError(granted.error) : tokenResponse(granted);
};
