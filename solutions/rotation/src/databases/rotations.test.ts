import { readFileSync } from 'node:fs';
import { systemClock } from '@gatehouse/core';
import { createSecretsCache, sdkReader } from '@gatehouse/secrets-client';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Deployed, startDeployed } from '../deployed.fixture.ts';
import { AUTHORITY } from './certificates.fixture.ts';
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

const ROTATIONS = 10;

type Values = Readonly<Record<string, string>>;

interface Kind {
  readonly engine: 'postgres' | 'mariadb';
  readonly functions: 'postgres' | 'mysql';
  readonly start: () => Promise<DatabaseServer>;
  readonly prepare: (port: number, users: readonly string[], password: string) => Promise<void>;
  /** Logs in as the application does, reads what it may read, and logs out. */
  readonly logIn: (port: number, values: Values) => Promise<void>;
  /** Whether an error says that the password is not valid. */
  readonly refused: string;
}

const postgresKind: Kind = {
  engine: 'postgres',
  functions: 'postgres',
  start: sharedPostgres,
  prepare: async (port, users, password) => {
    const admin = await postgresAdmin(port);
    await admin.query('CREATE TABLE orders (id int)');
    for (const user of users) {
      await admin.query(`CREATE ROLE ${user} LOGIN PASSWORD '${password}'`);
      await admin.query(`GRANT SELECT ON orders TO ${user}`);
    }
    await admin.end();
  },
  logIn: async (port, { username, password }) => {
    const client = new Client({
      host: 'localhost',
      port,
      user: username,
      password,
      database: 'postgres',
      ssl: { ca: AUTHORITY },
    });
    await client.connect();
    await client.query('SELECT * FROM orders');
    await client.end();
  },
  refused: '28P01',
};

const mariaDbKind: Kind = {
  engine: 'mariadb',
  functions: 'mysql',
  start: sharedMariaDb,
  prepare: async (port, users, password) => {
    const admin = await mariaDbAdmin(port);
    await admin.query('CREATE DATABASE store');
    await admin.query('CREATE TABLE store.orders (id int)');
    for (const user of users) {
      await admin.query(`CREATE USER ${user} IDENTIFIED BY '${password}'`);
      await admin.query(`GRANT SELECT ON store.* TO ${user}`);
    }
    await admin.end();
  },
  logIn: async (port, { username, password }) => {
    const connection = await createConnection({
      host: 'localhost',
      port,
      user: username ?? '',
      password: password ?? '',
      database: 'store',
      ssl: { ca: AUTHORITY, verifyIdentity: true },
    });
    await connection.query('SELECT * FROM orders');
    await connection.end();
  },
  refused: 'ER_ACCESS_DENIED_ERROR',
};

const isRefused =
  ({ refused }: Kind) =>
  (error: unknown): boolean =>
    error instanceof Error && 'code' in error && error.code === refused;

const valuesOf = (text: string | undefined): Values => {
  const values: Values = JSON.parse(text ?? '{}');
  return values;
};

let deployed: Deployed;
beforeAll(async () => {
  deployed = await startDeployed();
});
afterAll(() => deployed.cloud.stop());

const cache = () => createSecretsCache({ reader: sdkReader(deployed.secrets), clock: systemClock });

describe.each(
  [postgresKind, mariaDbKind].filter(({ engine }) =>
    engine === 'postgres' ? hasPostgres : hasMariaDb,
  ),
)('a rotation of $engine by deployed functions', (kind) => {
  const { engine, functions, start, prepare, logIn } = kind;
  let server: DatabaseServer;

  beforeAll(async () => {
    server = await start();
    await prepare(server.port, ['single', 'shop_app'], 'first-password');
  });

  const secretOf = (name: string, more: object): Promise<string> =>
    deployed.secret(`${name}-${engine}`, {
      engine,
      host: 'localhost',
      port: server.port,
      ssl: true,
      ...more,
    });
  test('one user: an application that kept the old password gets in at its second try', async () => {
    const secret = await secretOf('app/single', {
      username: 'single',
      password: 'first-password',
      colour: 'kept',
    });
    const secrets = cache();
    await secrets.get(secret);

    await deployed.rotate(secret, await deployed.deploy(`rotation-${functions}-single-user`));
    let attempts = 0;
    await secrets.use(
      secret,
      (value) => {
        attempts += 1;
        return logIn(server.port, valuesOf(value.string));
      },
      { isRefused: isRefused(kind) },
    );

    expect(attempts).toBe(2);
    const now = await deployed.value(secret);
    expect(now).toMatchObject({ username: 'single', colour: 'kept' });
    expect(now['password']).toHaveLength(32);
    expect(now['password']).not.toMatch(/[:/@"'\\]/);
    await expect(logIn(server.port, await deployed.value(secret, 'AWSPREVIOUS'))).rejects.toSatisfy(
      isRefused(kind),
    );
  });

  test('two users: an application that keeps logging in over ten rotations is never refused', async () => {
    const masterarn = await secretOf('master/admin', { username: ADMIN, password: ADMIN_PASSWORD });
    const secret = await secretOf('app/shop', {
      username: 'shop_app',
      password: 'first-password',
      masterarn,
    });
    const rotation = await deployed.deploy(`rotation-${functions}-alternating-users`);
    const secrets = cache();
    const over = new AbortController();
    let logIns = 0;
    const application = (async () => {
      while (!over.signal.aborted) {
        // No second try: what it kept must do, however old.
        await logIn(server.port, valuesOf((await secrets.get(secret)).string));
        logIns += 1;
      }
    })();

    const users: (string | undefined)[] = [];
    const passwords = new Set<string | undefined>();
    const rotations = (async () => {
      for (let count = 0; count < ROTATIONS; count += 1) {
        await deployed.rotate(secret, rotation);
        await secrets.refresh(secret);
        const now = await deployed.value(secret);
        users.push(now['username']);
        passwords.add(now['password']);
      }
    })();
    // Whichever fails first says why.
    try {
      await Promise.race([application, rotations]);
      await rotations;
    } finally {
      over.abort();
    }
    await application;

    expect(users.slice(0, 3)).toEqual(['shop_app_clone', 'shop_app', 'shop_app_clone']);
    expect(passwords.size).toBe(ROTATIONS);
    expect(logIns).toBeGreaterThan(ROTATIONS);
    const log = readFileSync(server.log, 'latin1');
    expect([...passwords].filter((one) => log.includes(one ?? ''))).toEqual([]);
  });
});
