import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { type DatabaseServer, keepServer, preparePlace, run } from './server-process.fixture.ts';

export const ADMIN = 'admin_user';
export const ADMIN_PASSWORD = "admin's \\password\\";

const postgresBinaries = (): string | undefined => {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  return readdirSync(root)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
};

export const hasPostgres = postgresBinaries() !== undefined;

const MARIADB = '/usr/sbin/mariadbd';
export const hasMariaDb = existsSync(MARIADB) && existsSync('/usr/bin/mariadb-install-db');

const startPostgres = async (): Promise<DatabaseServer> => {
  const binaries = postgresBinaries();
  if (binaries === undefined) throw new Error('this machine has no PostgreSQL');
  const place = await preparePlace('postgres');
  const { folder, port, account, certificate, key } = place;
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, ADMIN_PASSWORD, { mode: 0o644 });
  const data = join(folder, 'data');
  await run(
    join(binaries, 'initdb'),
    [
      '-D',
      data,
      '-U',
      ADMIN,
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
    ],
    { ...account, cwd: folder },
  );
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    ssl: 'on',
    ssl_cert_file: certificate,
    ssl_key_file: key,
    log_statement: 'all',
    fsync: 'off',
  };
  await keepServer(
    place,
    [
      join(binaries, 'postgres'),
      '-D',
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    async () => {
      const client = await postgresAdmin(port);
      await client.end();
    },
  );
  return { port, log: join(folder, 'log') };
};

export const postgresAdmin = async (port: number): Promise<Client> => {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: ADMIN,
    password: ADMIN_PASSWORD,
    database: 'postgres',
  });
  await client.connect();
  return client;
};

const startMariaDb = async (): Promise<DatabaseServer> => {
  const place = await preparePlace('mysql');
  const { folder, port, account, certificate, key } = place;
  const data = join(folder, 'data');
  await run(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--innodb-flush-log-at-trx-commit=0',
    ],
    { ...account, cwd: folder },
  );
  const initFile = join(folder, 'init.sql');
  const password = ADMIN_PASSWORD.replaceAll("'", "''");
  writeFileSync(
    initFile,
    `CREATE USER IF NOT EXISTS '${ADMIN}'@'%' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO '${ADMIN}'@'%' WITH GRANT OPTION;\n`,
    { mode: 0o644 },
  );
  const log = join(folder, 'general.log');
  await keepServer(
    place,
    [
      MARIADB,
      '--no-defaults',
      `--datadir=${data}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(folder, 'socket')}`,
      `--ssl-cert=${certificate}`,
      `--ssl-key=${key}`,
      `--init-file=${initFile}`,
      '--general-log=1',
      `--general-log-file=${log}`,
      '--skip-name-resolve',
      '--innodb-flush-log-at-trx-commit=0',
      '--sql-mode=NO_BACKSLASH_ESCAPES,ANSI_QUOTES',
    ],
    async () => {
      const connection = await mariaDbAdmin(port);
      await connection.end();
    },
  );
  return { port, log };
};

export const mariaDbAdmin = (port: number) =>
  createConnection({ host: '127.0.0.1', port, user: ADMIN, password: ADMIN_PASSWORD });

// One server of each kind per process: the test files of a run share it.
let postgres: Promise<DatabaseServer> | undefined;
let mariaDb: Promise<DatabaseServer> | undefined;

/** PostgreSQL by TCP with TLS, where everybody logs in with a password. */
export const sharedPostgres = (): Promise<DatabaseServer> => {
  postgres ??= startPostgres();
  return postgres;
};

/** MariaDB by TCP with TLS. */
export const sharedMariaDb = (): Promise<DatabaseServer> => {
  mariaDb ??= startMariaDb();
  return mariaDb;
};
