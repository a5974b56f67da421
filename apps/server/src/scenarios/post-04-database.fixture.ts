import { execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ROOT = '/usr/lib/postgresql';
const ADMIN = 'administrator';
const ADMIN_PASSWORD = 'of-the-administrator';
const START_MILLISECONDS = 30_000;

/** A real PostgreSQL by TCP, in which everybody logs in with a password. */
export interface PasswordDatabase {
  readonly port: number;
  /** A statement of the administrator. */
  admin(sql: string): Promise<unknown>;
  /** Whether a user can log in. */
  logsIn(user: string, password: string): Promise<boolean>;
  stop(): Promise<void>;
}

const binaries = existsSync(ROOT)
  ? readdirSync(ROOT)
      .toSorted((a, b) => Number(b) - Number(a))
      .map((version) => join(ROOT, version, 'bin'))
      .find((folder) => existsSync(join(folder, 'initdb')))
  : undefined;

export const hasPostgres = binaries !== undefined;

const accountNumber = async (flag: '-u' | '-g'): Promise<number> =>
  Number((await run('id', [flag, 'postgres'])).stdout);

// postgres refuses to run as root, so root hands over to the account that Debian made for it.
const postgresAccount = async (): Promise<
  { readonly uid: number; readonly gid: number } | undefined
> =>
  process.getuid?.() === 0
    ? { uid: await accountNumber('-u'), gid: await accountNumber('-g') }
    : undefined;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });

// The shell outlives a test process that is killed: its input ends then, and it takes the server and its files away.
const KEEPER = `
folder="$1"
shift
"$@" >"$folder/log" 2>&1 &
server=$!
read -r order
kill -QUIT $server
wait $server
rm -rf "$folder"
`;

export const startDatabase = async (): Promise<PasswordDatabase> => {
  if (binaries === undefined) throw new Error('this machine has no PostgreSQL');
  const account = await postgresAccount();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-rotated-'));
  const [passwordFile, data] = [join(folder, 'password'), join(folder, 'data')];
  writeFileSync(passwordFile, ADMIN_PASSWORD);
  if (account !== undefined)
    for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid);
  const options = ['-U', ADMIN, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const within = { ...account, cwd: folder };
  await run(join(binaries, 'initdb'), ['-D', data, `--pwfile=${passwordFile}`, ...options], within);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='];
  const server = [join(binaries, 'postgres'), '-F', '-D', data];
  const keeper = spawn(
    'sh',
    ['-c', KEEPER, 'sh', folder, ...server, ...settings.flatMap((one) => ['-c', one])],
    { ...within, stdio: ['pipe', 'ignore', 'ignore'], detached: true },
  );
  const psql = (user: string, password: string, sql: string): Promise<unknown> =>
    run(
      join(binaries, 'psql'),
      ['-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', 'postgres', '-qXc', sql],
      { env: { PGPASSWORD: password } },
    );
  const logsIn = async (user: string, password: string): Promise<boolean> => {
    try {
      await psql(user, password, 'SELECT 1');
      return true;
    } catch {
      return false;
    }
  };
  const deadline = performance.now() + START_MILLISECONDS;
  while (!(await logsIn(ADMIN, ADMIN_PASSWORD)))
    if (performance.now() > deadline) throw new Error('PostgreSQL did not start');
  return {
    port,
    logsIn,
    admin: (sql) => psql(ADMIN, ADMIN_PASSWORD, sql),
    stop: async () => {
      const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
      keeper.stdin.end('stop\n');
      await ended;
    },
  };
};
