import { json, preflight } from './answers.ts';
import type { Handler } from './visit.ts';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** OpenID Connect Discovery 1.0 §3. Everything is below the issuer, so that it needs no domain. */
export const openidConfiguration: Handler = ({ baseUrl }, { pool }) => {
  const issuer = `${baseUrl()}/${pool.id}`;
  return Promise.resolve(
    json({
      issuer,
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      userinfo_endpoint: `${issuer}/oauth2/userInfo`,
      revocation_endpoint: `${issuer}/oauth2/revoke`,
      end_session_endpoint: `${issuer}/logout`,
      device_authorization_endpoint: `${issuer}/oauth2/device_authorization`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ['code', 'token'],
      grant_types_supported: [
        'authorization_code',
        'implicit',
        'refresh_token',
        'client_credentials',
        DEVICE_GRANT,
      ],
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      prompt_values_supported: ['none', 'login'],
    }),
  );
};

/** The pool's public keys (RFC 7517): those that sign, those that will, and those whose tokens still live. */
export const jwks: Handler = async (parts, { pool }) => {
  await parts.keys.ensure(parts.store, pool.id);
  const now = parts.clock.now();
  return json({ keys: await parts.store.read((tx) => parts.keys.published(tx, pool.id, now)) });
};

export const readingPreflight: Handler = () => Promise.resolve(preflight('GET, OPTIONS'));
export const postingPreflight: Handler = () => Promise.resolve(preflight('POST, OPTIONS'));
