import { systemIds } from '@gatehouse/core';
import { Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import { RotationFailure } from '../frame/errors.ts';
import type { Authorities, DatabaseSecret, Engine, Session } from './model.ts';
import { md5Verifier, scramVerifier } from './scram.ts';

const CONNECT_MILLISECONDS = 5000;
const QUERY_MILLISECONDS = 20_000;
const SALT_BYTES = 16;

/** invalid_authorization_specification and invalid_password (PostgreSQL, appendix A). */
const REFUSED = new Set(['28000', '28P01']);

// pg gives this answer no code. Were its words to change, servers without TLS would be refused, not spoken to in clear.
const NO_TLS = 'The server does not support SSL connections';

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

/** An error of a statement by its code alone: the message of a syntax error quotes the statement. */
const failed = (what: string, error: unknown): RotationFailure =>
  new RotationFailure(
    `${what}: ${error instanceof DatabaseError ? `SQLSTATE ${error.code}` : messageOf(error)}`,
  );

const connect = async (
  secret: DatabaseSecret,
  authorities: Authorities,
  tls: boolean,
): Promise<Client> => {
  const client = new Client({
    host: secret.host,
    port: secret.port,
    user: secret.username,
    password: secret.password,
    database: secret.database ?? 'postgres',
    application_name: 'secret rotation',
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    query_timeout: QUERY_MILLISECONDS,
    ssl: tls
      ? {
          rejectUnauthorized: true,
          ...(authorities === undefined ? {} : { ca: [...authorities] }),
        }
      : false,
  });
  // A connection that breaks between queries is found by the next one.
  client.on('error', () => {});
  await client.connect();
  return client;
};

const connectAsAsked = async (
  secret: DatabaseSecret,
  authorities: Authorities,
): Promise<Client> => {
  if (secret.tls === 'off') return connect(secret, authorities, false);
  try {
    return await connect(secret, authorities, true);
  } catch (error) {
    if (secret.tls === 'required' || messageOf(error) !== NO_TLS) throw error;
    return connect(secret, authorities, false);
  }
};

/** What the server would store of the password, by its own setting. */
const verifierOf = async (
  client: Client,
  { username, password }: DatabaseSecret,
): Promise<string> => {
  if (!/^[ -~]+$/.test(password))
    throw new RotationFailure('A password has only printable letters of ASCII');
  const { rows } = await client.query<{ password_encryption: string }>('SHOW password_encryption');
  return rows[0]?.password_encryption === 'scram-sha-256'
    ? scramVerifier(password, systemIds.bytes(SALT_BYTES))
    : md5Verifier(password, username);
};

const setPassword = async (client: Client, secret: DatabaseSecret): Promise<void> => {
  const verifier = await verifierOf(client, secret);
  await client.query(
    `ALTER ROLE ${escapeIdentifier(secret.username)} WITH PASSWORD ${escapeLiteral(verifier)}`,
  );
};

interface RoleRow {
  readonly rolsuper: boolean;
  readonly rolcreatedb: boolean;
  readonly rolcreaterole: boolean;
  readonly rolconnlimit: number;
}

const roleOf = async (client: Client, name: string): Promise<RoleRow | undefined> => {
  const { rows } = await client.query<RoleRow>(
    'SELECT rolsuper, rolcreatedb, rolcreaterole, rolconnlimit FROM pg_catalog.pg_roles WHERE rolname = $1',
    [name],
  );
  return rows[0];
};

interface SettingRow {
  readonly database: string | null;
  readonly name: string;
  readonly value: string;
}

const SETTINGS = `
  SELECT d.datname AS database, split_part(c.entry, '=', 1) AS name,
         substr(c.entry, strpos(c.entry, '=') + 1) AS value
    FROM pg_catalog.pg_db_role_setting s
    JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
    LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
   CROSS JOIN LATERAL unnest(s.setconfig) AS c (entry)
   WHERE r.rolname = $1 AND (s.setdatabase = 0 OR d.oid IS NOT NULL)`;

/** Settings that a role has, such as a search path, are not inherited by members. */
const copySettings = async (client: Client, from: string, to: string): Promise<void> => {
  const { rows } = await client.query<SettingRow>(SETTINGS, [from]);
  for (const { database, name, value } of rows) {
    const within = database === null ? '' : ` IN DATABASE ${escapeIdentifier(database)}`;
    if (name === 'role') {
      // Read as the others are, it would take our own rights away.
      await client.query(
        `ALTER ROLE ${escapeIdentifier(to)}${within} SET role TO ${escapeLiteral(value)}`,
      );
      continue;
    }
    // Only the server knows how a list such as a search path is quoted: it reads the value, then stores what it read.
    await client.query('SELECT set_config($1, $2, true)', [name, value]);
    const setting = name.split('.').map(escapeIdentifier).join('.');
    await client.query(`ALTER ROLE ${escapeIdentifier(to)}${within} SET ${setting} FROM CURRENT`);
  }
};

const clone = async (client: Client, original: string, secret: DatabaseSecret): Promise<void> => {
  const role = await roleOf(client, original);
  if (role === undefined) throw new RotationFailure(`There is no user ${original}`);
  if (role.rolsuper) throw new RotationFailure(`${original} is a superuser, and not cloned`);
  const verifier = await verifierOf(client, secret);
  const name = escapeIdentifier(secret.username);
  const attributes = [
    'LOGIN',
    ...(role.rolcreatedb ? ['CREATEDB'] : []),
    ...(role.rolcreaterole ? ['CREATEROLE'] : []),
    `CONNECTION LIMIT ${role.rolconnlimit}`,
  ];
  await client.query('BEGIN');
  await client.query(
    `CREATE ROLE ${name} WITH ${attributes.join(' ')} PASSWORD ${escapeLiteral(verifier)}`,
  );
  await client.query(`GRANT ${escapeIdentifier(original)} TO ${name}`);
  await copySettings(client, original, secret.username);
  await client.query('COMMIT');
};

const wrapped = async <Answer>(what: string, action: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await action();
  } catch (error) {
    if (error instanceof RotationFailure) throw error;
    throw failed(what, error);
  }
};

const sessionOf = (client: Client): Session => ({
  check: () =>
    wrapped('The server does not answer', async () => void (await client.query('SELECT now()'))),
  setOwnPassword: (secret) =>
    wrapped(`The password of ${secret.username} was not set`, () => setPassword(client, secret)),
  hasUser: (name) =>
    wrapped('Users were not read', async () => (await roleOf(client, name)) !== undefined),
  setPassword: (secret) =>
    wrapped(`The password of ${secret.username} was not set`, async () => {
      if ((await roleOf(client, secret.username))?.rolsuper === true)
        throw new RotationFailure(`${secret.username} is a superuser, and not changed by others`);
      await setPassword(client, secret);
    }),
  cloneUser: (original, secret) =>
    wrapped(`${original} was not cloned`, () => clone(client, original, secret)),
  close: async () => {
    try {
      await client.end();
    } catch {
      // What was to be done is done; a connection that is gone needs no goodbye.
    }
  },
});

export const postgres: Engine = {
  names: ['postgres', 'aurora-postgresql'],
  port: 5432,
  mostNameBytes: () => 63,
  logIn: async (secret, authorities) => {
    try {
      return sessionOf(await connectAsAsked(secret, authorities));
    } catch (error) {
      if (error instanceof DatabaseError && REFUSED.has(error.code ?? '')) return undefined;
      throw new RotationFailure(
        `${secret.username} cannot log in at ${secret.host}:${secret.port}: ${messageOf(error)}`,
      );
    }
  },
};
