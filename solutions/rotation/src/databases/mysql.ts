import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { RotationFailure } from '../frame/errors.ts';
import type { Authorities, DatabaseSecret, Engine, Session } from './model.ts';
import {
  type Account,
  accountLiteral,
  grantFor,
  isNative,
  nativeHash,
  requirementOf,
  textLiteral,
} from './mysql-statements.ts';

const CONNECT_MILLISECONDS = 5000;
const QUERY_MILLISECONDS = 20_000;

/** ER_ACCESS_DENIED_ERROR and the same without a password. */
const REFUSED = new Set(['ER_ACCESS_DENIED_ERROR', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR']);
const NO_TLS = 'HANDSHAKE_NO_SSL_SUPPORT';

/** Fixes how texts are quoted: a server may be set to take `\` as a letter, or `"` as a quote of names. */
const SESSION = "SET SESSION sql_mode = 'STRICT_ALL_TABLES'";

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'no code';

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || codeOf(error) : String(error);

const connect = async (
  secret: DatabaseSecret,
  authorities: Authorities,
  tls: boolean,
): Promise<Connection> => {
  const connection = await createConnection({
    host: secret.host,
    port: secret.port,
    user: secret.username,
    password: secret.password,
    ...(secret.database === undefined ? {} : { database: secret.database }),
    charset: 'utf8mb4',
    connectTimeout: CONNECT_MILLISECONDS,
    multipleStatements: false,
    ...(tls
      ? {
          ssl: {
            minVersion: 'TLSv1.2',
            rejectUnauthorized: true,
            verifyIdentity: true,
            ...(authorities === undefined ? {} : { ca: [...authorities] }),
          },
        }
      : {}),
  });
  connection.on('error', () => {});
  return connection;
};

const connectAsAsked = async (
  secret: DatabaseSecret,
  authorities: Authorities,
): Promise<Connection> => {
  if (secret.tls === 'off') return connect(secret, authorities, false);
  try {
    return await connect(secret, authorities, true);
  } catch (error) {
    if (secret.tls === 'required' || codeOf(error) !== NO_TLS) throw error;
    return connect(secret, authorities, false);
  }
};

const query = async (connection: Connection, sql: string): Promise<readonly RowDataPacket[]> => {
  const [rows] = await connection.query({ sql, timeout: QUERY_MILLISECONDS });
  return Array.isArray(rows) ? rows.filter((row): row is RowDataPacket => !Array.isArray(row)) : [];
};

/** The first column of every row. */
const column = async (connection: Connection, sql: string): Promise<readonly string[]> =>
  (await query(connection, sql)).map((row) => String(Object.values(row)[0] ?? ''));

const isMariaDb = async (connection: Connection): Promise<boolean> =>
  (await column(connection, 'SELECT VERSION()'))[0]?.includes('MariaDB') === true;

const accountsOf = async (connection: Connection, user: string): Promise<readonly Account[]> =>
  (await column(connection, `SELECT Host FROM mysql.user WHERE User = ${textLiteral(user)}`)).map(
    (host) => ({ user, host }),
  );

const definitionOf = async (connection: Connection, account: string): Promise<string> =>
  (await column(connection, `SHOW CREATE USER ${account}`))[0] ?? '';

/**
 * The password as `SET PASSWORD` takes it. MySQL takes the password itself, and keeps it out of its logs. MariaDB does not: there it is
 * hashed here, for accounts with the plugin that this is known of.
 */
const passwordValue = async (
  connection: Connection,
  account: string,
  password: string,
): Promise<string> => {
  if (!(await isMariaDb(connection))) return textLiteral(password);
  return isNative(await definitionOf(connection, account))
    ? textLiteral(nativeHash(password))
    : `PASSWORD(${textLiteral(password)})`;
};

const setOwn = async (connection: Connection, { password }: DatabaseSecret): Promise<void> => {
  const value = await passwordValue(connection, 'CURRENT_USER()', password);
  await query(connection, `SET PASSWORD = ${value}`);
};

const setFor = async (
  connection: Connection,
  { username, password }: DatabaseSecret,
): Promise<void> => {
  for (const account of await accountsOf(connection, username)) {
    const literal = accountLiteral(account);
    const value = await passwordValue(connection, literal, password);
    await query(connection, `SET PASSWORD FOR ${literal} = ${value}`);
  }
};

/** The name that a clone has while it is made: no two users have the same, and it is never longer than a name may be. */
const unfinishedName = (username: string): string =>
  `rotation_${createHash('sha256').update(username).digest('hex').slice(0, 20)}`;

const cloneAccount = async (
  connection: Connection,
  from: Account,
  to: Account,
  password: string,
): Promise<readonly string[]> => {
  const literal = accountLiteral(to);
  const definition = await definitionOf(connection, accountLiteral(from));
  const requirement = requirementOf(definition);
  const grants = await column(connection, `SHOW GRANTS FOR ${accountLiteral(from)}`);
  const identified = (await isMariaDb(connection))
    ? `PASSWORD ${textLiteral(nativeHash(password))}`
    : textLiteral(password);
  await query(connection, `DROP USER IF EXISTS ${literal}`);
  await query(
    connection,
    `CREATE USER ${literal} IDENTIFIED BY ${identified}${requirement === undefined ? '' : ` REQUIRE ${requirement}`}`,
  );
  for (const grant of grants) await query(connection, grantFor(grant, from, to));
  return grants;
};

/**
 * No transaction holds users. One that lacks a grant because we ended half-way would be taken for finished by the next attempt, so
 * a clone has its name only when nothing is missing.
 */
const clone = async (
  connection: Connection,
  original: string,
  { username, password }: DatabaseSecret,
): Promise<void> => {
  const accounts = await accountsOf(connection, original);
  if (accounts.length === 0) throw new RotationFailure(`There is no user ${original}`);
  const renames: string[] = [];
  const forAdministrators: string[] = [];
  for (const from of accounts) {
    const unfinished = { user: unfinishedName(username), host: from.host };
    const named = { user: username, host: from.host };
    const grants = await cloneAccount(connection, from, unfinished, password);
    renames.push(`${accountLiteral(unfinished)} TO ${accountLiteral(named)}`);
    for (const grant of grants)
      if (grant.includes(' WITH ADMIN OPTION'))
        forAdministrators.push(grantFor(grant, from, named));
  }
  await query(connection, `RENAME USER ${renames.join(', ')}`);
  // MariaDB 10.11 forgets this one option when it renames a user.
  for (const grant of forAdministrators) await query(connection, grant);
};

/** mysql2's errors hold the statement, and those of syntax quote it: only the code goes on. */
const wrapped = async <Answer>(what: string, action: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await action();
  } catch (error) {
    if (error instanceof RotationFailure) throw error;
    throw new RotationFailure(`${what}: ${codeOf(error)}`);
  }
};

const sessionOf = (connection: Connection): Session => ({
  check: () =>
    wrapped('The server does not answer', async () => {
      await query(connection, 'SELECT NOW()');
    }),
  setOwnPassword: (secret) =>
    wrapped(`The password of ${secret.username} was not set`, () => setOwn(connection, secret)),
  hasUser: (name) =>
    wrapped('Users were not read', async () => (await accountsOf(connection, name)).length > 0),
  setPassword: (secret) =>
    wrapped(`The password of ${secret.username} was not set`, () => setFor(connection, secret)),
  cloneUser: (original, secret) =>
    wrapped(`${original} was not cloned`, () => clone(connection, original, secret)),
  close: async () => {
    try {
      await connection.end();
    } catch {
      // What was to be done is done; a connection that is gone needs no goodbye.
    }
  },
});

/** A certificate is checked against the name that was asked for; mysql2 has none to check when that is an address. */
const hint = ({ host, tls }: DatabaseSecret): string =>
  isIP(host) !== 0 && tls !== 'off' ? ' (with TLS "host" must be a name, not an address)' : '';

export const mysql: Engine = {
  names: ['mysql', 'mariadb', 'aurora-mysql'],
  port: 3306,
  mostNameBytes: (engine) => (engine === 'mariadb' ? 80 : 32),
  logIn: async (secret, authorities) => {
    try {
      const connection = await connectAsAsked(secret, authorities);
      await query(connection, SESSION);
      return sessionOf(connection);
    } catch (error) {
      if (REFUSED.has(codeOf(error))) return undefined;
      throw new RotationFailure(
        `${secret.username} cannot log in at ${secret.host}:${secret.port}: ${messageOf(error)}${hint(secret)}`,
      );
    }
  },
};
