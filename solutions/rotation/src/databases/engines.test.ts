import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AUTHORITY, OTHER_AUTHORITY } from './certificates.fixture.ts';
import type { DatabaseSecret, Engine } from './model.ts';
import { mysql } from './mysql.ts';
import { postgres } from './postgres.ts';
import type { DatabaseServer } from './server-process.fixture.ts';
import {
  ADMIN,
  ADMIN_PASSWORD,
  hasMariaDb,
  hasPostgres,
  mariaDbAdmin,
  postgresAdmin,
  sharedMariaDb,
  sharedPostgres,
} from './servers.fixture.ts';

const OURS = [AUTHORITY];
// Whatever a name may hold, a statement must not be ended by it.
const USER = `o'neil "the\\\`quote"; DROP`;
const CLONE = `${USER}_clone`;
const FIRST = 'first\'s \\p"w`;--';
const THIRD = 'third\'s \\p"w`;--';
const SECOND = 'second\'s \\p"w`;--';

/** As administrator. */
type Sql = (statement: string) => Promise<readonly unknown[]>;

const secretOf = (engine: string, port: number, more: Partial<DatabaseSecret>): DatabaseSecret => ({
  fields: {},
  engine,
  host: 'localhost',
  port,
  database: undefined,
  username: USER,
  password: FIRST,
  tls: 'required',
  master: undefined,
  ...more,
});

const promises = (
  name: string,
  engine: Engine,
  start: () => Promise<DatabaseServer>,
  sqlOf: (port: number) => Promise<{ sql: Sql; end: () => Promise<void> }>,
  prepare: (sql: Sql) => Promise<void>,
  rights: (sql: Sql) => Promise<unknown>,
  expected: readonly unknown[],
): void => {
  let server: DatabaseServer;
  let sql: Sql;
  let end: () => Promise<void>;
  const secret = (more: Partial<DatabaseSecret> = {}): DatabaseSecret =>
    secretOf(name, server.port, more);
  const admin = (): DatabaseSecret => secret({ username: ADMIN, password: ADMIN_PASSWORD });
  const works = async (one: DatabaseSecret): Promise<boolean> => {
    const session = await engine.logIn(one, OURS);
    await session?.check();
    await session?.close();
    return session !== undefined;
  };

  beforeAll(async () => {
    server = await start();
    ({ sql, end } = await sqlOf(server.port));
    await prepare(sql);
  });
  afterAll(async () => {
    await end();
  });

  test('a wrong password and an unknown user are refused, which is no error', async () => {
    expect(await works(secret({ password: 'wrong' }))).toBe(false);
    expect(await works(secret({ username: 'nobody' }))).toBe(false);
    expect(await works(secret())).toBe(true);
  });

  test('a certificate of another authority or for another name is an error, also where TLS is only preferred', async () => {
    for (const tls of ['required', 'preferred'] as const) {
      await expect(engine.logIn(secret({ tls }), [OTHER_AUTHORITY])).rejects.toMatchObject({
        name: 'RotationFailure',
      });
      await expect(
        engine.logIn(secret({ tls, host: 'localhost.localdomain' }), OURS),
      ).rejects.toMatchObject({ name: 'RotationFailure' });
    }
  });

  test('a clone may what the original may, and both change passwords that no log has', async () => {
    const session = await engine.logIn(admin(), OURS);
    await session?.cloneUser(USER, secret({ username: CLONE, password: THIRD }));
    expect(await session?.hasUser(CLONE)).toBe(true);
    await session?.setPassword(secret({ username: CLONE, password: SECOND }));
    await session?.close();
    const own = await engine.logIn(secret(), OURS);
    await own?.setOwnPassword(secret({ password: SECOND }));
    await own?.close();

    for (const username of [USER, CLONE]) {
      expect(await works(secret({ username, password: FIRST }))).toBe(false);
      expect(await works(secret({ username, password: SECOND }))).toBe(true);
    }
    expect(await rights(sql)).toEqual(expected);
    const log = readFileSync(server.log, 'latin1');
    expect(log).toContain('PASSWORD');
    expect(log).not.toMatch(/second'+s|third'+s/);
  });

  test('what a server refuses is said without its statement', async () => {
    const session = await engine.logIn(secret({ password: SECOND }), OURS);
    const refusal = session?.cloneUser(USER, secret({ username: 'third' }));

    await expect(refusal).rejects.toMatchObject({ name: 'RotationFailure' });
    await expect(refusal).rejects.not.toThrow(/CREATE|first'/);
    await session?.close();
  });
};

describe.runIf(hasPostgres)('PostgreSQL', () => {
  const quoted = `"${USER.replaceAll('"', '""')}"`;

  promises(
    'postgres',
    postgres,
    sharedPostgres,
    async (port) => {
      const client = await postgresAdmin(port);
      return { sql: async (text) => (await client.query(text)).rows, end: () => client.end() };
    },
    async (sql) => {
      await sql('CREATE SCHEMA shop');
      await sql('CREATE TABLE shop.orders (id int)');
      await sql(`CREATE ROLE ${quoted} LOGIN CREATEDB CONNECTION LIMIT 7`);
      // The verifier of the client: what it made is what the server makes.
      await sql(`ALTER ROLE ${quoted} PASSWORD '${FIRST.replaceAll("'", "''")}'`);
      await sql(`GRANT USAGE ON SCHEMA shop TO ${quoted}`);
      await sql(`GRANT SELECT ON shop.orders TO ${quoted}`);
      await sql(`ALTER ROLE ${quoted} IN DATABASE postgres SET search_path TO shop, "$user"`);
      await sql(`ALTER ROLE ${quoted} SET app.tenant TO 'a, b''s'`);
    },
    async (sql) => {
      const clone = `pg_roles WHERE rolname = '${CLONE.replaceAll("'", "''")}'`;
      const settings = await sql(
        `SELECT unnest(setconfig) AS setting FROM pg_db_role_setting WHERE setrole = (SELECT oid FROM ${clone}) ORDER BY 1`,
      );
      const role = await sql(
        `SELECT rolcreatedb, rolcreaterole, rolconnlimit, has_table_privilege(oid, 'shop.orders', 'SELECT') AS reads FROM ${clone}`,
      );
      return [...role, ...settings];
    },
    [
      { rolcreatedb: true, rolcreaterole: false, rolconnlimit: 7, reads: true },
      { setting: "app.tenant=a, b's" },
      { setting: 'search_path=shop, "$user"' },
    ],
  );
});

const PARTS = [
  'REQUIRE SSL',
  'GRANT SELECT ON',
  'WITH GRANT OPTION',
  'WITH ADMIN OPTION',
  'SET DEFAULT ROLE',
];

describe.runIf(hasMariaDb)('MariaDB', () => {
  const quoted = `'${USER.replaceAll("'", "''")}'@'%'`;

  promises(
    'mariadb',
    mysql,
    sharedMariaDb,
    async (port) => {
      const connection = await mariaDbAdmin(port);
      return {
        sql: async (text) => {
          const [rows] = await connection.query(text);
          return Array.isArray(rows) ? rows : [];
        },
        end: () => connection.end(),
      };
    },
    async (sql) => {
      await sql('CREATE DATABASE shop');
      await sql('CREATE TABLE shop.orders (id int)');
      await sql(`CREATE USER ${quoted} IDENTIFIED BY '${FIRST.replaceAll("'", "''")}' REQUIRE SSL`);
      await sql(`GRANT SELECT ON shop.orders TO ${quoted} WITH GRANT OPTION`);
      await sql("CREATE ROLE 'reader''s'");
      await sql(`GRANT 'reader''s' TO ${quoted} WITH ADMIN OPTION`);
      await sql(`SET DEFAULT ROLE 'reader''s' FOR ${quoted}`);
    },
    async (sql) => {
      const clone = `'${CLONE.replaceAll("'", "''")}'@'%'`;
      const shown = JSON.stringify(await sql(`SHOW GRANTS FOR ${clone}`));
      const unfinished = await sql("SELECT User FROM mysql.user WHERE User LIKE 'rotation%'");
      return [...PARTS.filter((part) => shown.includes(part)), ...unfinished];
    },
    PARTS,
  );
});
