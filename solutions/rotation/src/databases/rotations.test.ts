import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '@gatehouse/core';
import { createSecretsCache, sdkReader } from '@gatehouse/secrets-client';
import { tries } from '@gatehouse/testkit';
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

const ROTATIONS = { oneUser: tries(10, 50), twoUsers: tries(20, 50) };
/** Between two log-ins of the application, which would otherwise take all of the machine. */
const PAUSE_MILLISECONDS = 5;

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

interface Application {
  readonly work: () => Promise<void>;
  /** After each rotation. */
  readonly after?: () => Promise<void>;
}

/**
 * Has an application work while a secret rotates so many times; answers how often it did. Whichever fails first says why. As
 * rotations are hours apart, the application has come by between two of them.
 */
const whileRotating = async (
  { secret, rotation, times }: { secret: string; rotation: string; times: number },
  { work, after }: Application,
): Promise<number> => {
  const state = { count: 0, isOver: false };
  const application = (async () => {
    while (!state.isOver) {
      await work();
      state.count += 1;
      await setTimeout(PAUSE_MILLISECONDS);
    }
  })();
  const rotations = (async () => {
    for (let number = 0; number < times; number += 1) {
      await deployed.rotate(secret, rotation);
      await after?.();
      // The one that is on its way may have begun before; the next has begun after.
      const enough = state.count + 2;
      while (state.count < enough) await setTimeout(PAUSE_MILLISECONDS);
    }
  })();
  try {
    await Promise.race([application, rotations]);
    await rotations;
  } finally {
    state.isOver = true;
  }
  await application;
  return state.count;
};

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
  test('one user: an application that keeps logging in is refused at most once each time', async () => {
    const secret = await secretOf('app/single', {
      username: 'single',
      password: 'first-password',
      colour: 'kept',
    });
    const rotation = await deployed.deploy(`rotation-${functions}-single-user`);
    const secrets = cache();
    const attempts: number[] = [];
    const times = ROTATIONS.oneUser;
    const work = async (): Promise<void> => {
      let count = 0;
      await secrets.use(
        secret,
        (value) => {
          count += 1;
          return logIn(server.port, valuesOf(value.string));
        },
        { isRefused: isRefused(kind) },
      );
      attempts.push(count);
    };
    await whileRotating({ secret, rotation, times }, { work });

    expect(Math.max(...attempts)).toBe(2);
    expect(attempts.filter((count) => count === 2).length).toBeGreaterThanOrEqual(times);
    const now = await deployed.value(secret);
    expect(now).toMatchObject({ username: 'single', colour: 'kept' });
    expect(now['password']).toHaveLength(32);
    expect(now['password']).not.toMatch(/[:/@"'\\]/);
    await expect(logIn(server.port, await deployed.value(secret, 'AWSPREVIOUS'))).rejects.toSatisfy(
      isRefused(kind),
    );
  });

  test('two users: an application that keeps logging in is never refused', async () => {
    const masterarn = await secretOf('master/admin', { username: ADMIN, password: ADMIN_PASSWORD });
    const secret = await secretOf('app/shop', {
      username: 'shop_app',
      password: 'first-password',
      masterarn,
    });
    const rotation = await deployed.deploy(`rotation-${functions}-alternating-users`);
    const secrets = cache();
    const passwords = new Set<string | undefined>();
    const users: (string | undefined)[] = [];
    const times = ROTATIONS.twoUsers;
    const logIns = await whileRotating(
      { secret, rotation, times },
      {
        // No second try: what it kept must do, however old.
        work: async () => logIn(server.port, valuesOf((await secrets.get(secret)).string)),
        after: async () => {
          await secrets.refresh(secret);
          const now = await deployed.value(secret);
          users.push(now['username']);
          passwords.add(now['password']);
        },
      },
    );

    expect(users.slice(0, 3)).toEqual(['shop_app_clone', 'shop_app', 'shop_app_clone']);
    expect(passwords.size).toBe(times);
    expect(logIns).toBeGreaterThan(times);
    const log = readFileSync(server.log, 'latin1');
    expect([...passwords].filter((one) => log.includes(one ?? ''))).toEqual([]);
  });
});
