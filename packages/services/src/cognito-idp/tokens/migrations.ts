import type { Migration } from '@gatehouse/store';

/**
 * What people and programs hold. Tokens, codes and cookies are stored as hashes, private keys and exchange secrets sealed.
 * Times are milliseconds since 1970. `used_at` is set once: whoever sets it has the one use.
 */
export const tokenMigrations: readonly Migration[] = [
  {
    component: 'cognito-idp-tokens',
    version: 1,
    statements: [
      // A generation of a pool's keys is made once, whichever node is faster. Without `ends_at` it signs.
      `CREATE TABLE cognito_signing_key (
        kid TEXT NOT NULL PRIMARY KEY, pool_id TEXT NOT NULL, token_use TEXT NOT NULL, generation INTEGER NOT NULL,
        public_key TEXT NOT NULL, private_key BLOB NOT NULL, signs_from BIGINT NOT NULL, ends_at BIGINT,
        UNIQUE (pool_id, token_use, generation))`,
      'CREATE INDEX cognito_signing_key_end ON cognito_signing_key (ends_at)',
      // One sign-in: all tokens that descend from it. `event_id` is in each of its access tokens.
      `CREATE TABLE cognito_grant (
        origin_jti TEXT NOT NULL PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, pool_id TEXT NOT NULL,
        client_id TEXT NOT NULL, sub TEXT NOT NULL, scopes TEXT NOT NULL, oauth INTEGER NOT NULL, nonce TEXT,
        auth_time BIGINT NOT NULL, expires_at BIGINT NOT NULL, revoked_at BIGINT)`,
      'CREATE INDEX cognito_grant_user ON cognito_grant (sub)',
      'CREATE INDEX cognito_grant_client ON cognito_grant (client_id)',
      'CREATE INDEX cognito_grant_pool ON cognito_grant (pool_id)',
      'CREATE INDEX cognito_grant_end ON cognito_grant (expires_at)',
      `CREATE TABLE cognito_refresh_token (
        hash TEXT NOT NULL PRIMARY KEY, origin_jti TEXT NOT NULL, used_at BIGINT, grace_until BIGINT)`,
      'CREATE INDEX cognito_refresh_token_grant ON cognito_refresh_token (origin_jti)',
      // A sign-in that has begun. `content` is sealed.
      `CREATE TABLE cognito_challenge (
        hash TEXT NOT NULL PRIMARY KEY, pool_id TEXT NOT NULL, client_id TEXT NOT NULL, sub TEXT,
        challenge TEXT NOT NULL, content BLOB NOT NULL, expires_at BIGINT NOT NULL, attempts INTEGER NOT NULL,
        used_at BIGINT)`,
      'CREATE INDEX cognito_challenge_end ON cognito_challenge (expires_at)',
      'CREATE INDEX cognito_challenge_user ON cognito_challenge (sub)',
      `CREATE TABLE cognito_attempt (
        subject TEXT NOT NULL PRIMARY KEY, failures INTEGER NOT NULL, locked_until BIGINT NOT NULL,
        last_at BIGINT NOT NULL)`,
      'CREATE INDEX cognito_attempt_last ON cognito_attempt (last_at)',
      `CREATE TABLE cognito_authorization_code (
        hash TEXT NOT NULL PRIMARY KEY, pool_id TEXT NOT NULL, client_id TEXT NOT NULL, sub TEXT NOT NULL,
        redirect_uri TEXT NOT NULL, scopes TEXT NOT NULL, nonce TEXT, code_challenge TEXT,
        auth_time BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT, origin_jti TEXT)`,
      'CREATE INDEX cognito_authorization_code_end ON cognito_authorization_code (expires_at)',
      'CREATE INDEX cognito_authorization_code_user ON cognito_authorization_code (sub)',
      `CREATE TABLE cognito_browser_session (
        hash TEXT NOT NULL PRIMARY KEY, pool_id TEXT NOT NULL, sub TEXT NOT NULL, auth_time BIGINT NOT NULL,
        expires_at BIGINT NOT NULL)`,
      'CREATE INDEX cognito_browser_session_end ON cognito_browser_session (expires_at)',
      'CREATE INDEX cognito_browser_session_user ON cognito_browser_session (sub)',
      // RFC 8628. `state`: pending, approved, denied, used.
      `CREATE TABLE cognito_device_code (
        hash TEXT NOT NULL PRIMARY KEY, pool_id TEXT NOT NULL, user_code TEXT NOT NULL, client_id TEXT NOT NULL,
        scopes TEXT NOT NULL, state TEXT NOT NULL, sub TEXT, auth_time BIGINT, interval_seconds INTEGER NOT NULL,
        polled_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
        UNIQUE (pool_id, user_code))`,
      'CREATE INDEX cognito_device_code_end ON cognito_device_code (expires_at)',
      'CREATE INDEX cognito_device_code_user ON cognito_device_code (sub)',
    ],
  },
];
