import { revoke } from '../tokens/refresh.ts';
import { empty, oauthError } from './answers.ts';
import { authenticatedClient } from './client-authentication.ts';
import { readForm } from './parameters.ts';
import type { Handler } from './visit.ts';

const JWT_PARTS = 3;

/** `/oauth2/revoke` (RFC 7009): ends the sign-in of a refresh token. */
export const revokeToken: Handler = async (parts, visit) => {
  const form = await readForm(visit.request);
  const token = form?.get('token');
  if (form === undefined || token === undefined) return oauthError('invalid_request');
  const revoked = await parts.store.write(async (tx) => {
    const client = await authenticatedClient(tx, parts, visit, form);
    return client === undefined ? 'unauthenticated' : revoke(tx, client, token, parts.clock.now());
  });
  switch (revoked) {
    case 'unauthenticated':
      return oauthError('invalid_client', undefined, 401);
    case 'unsupported':
      return oauthError('invalid_request');
    case 'unknown':
      return token.split('.').length === JWT_PARTS ? oauthError('unsupported_token_type') : empty();
    case 'foreign':
    case 'done':
      // Nobody learns from it whose a token is.
      return empty();
    default:
      return revoked satisfies never;
  }
};
