import { execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A real PostgreSQL server for this test process. */
export interface TestPostgres {
  /** The URL of a new, empty schema: as good as a database of its own, but notifications reach all of them. */
  database(): Promise<string>;
  /** Stops the server as a crash would; what the process has open is cut off. */
  crash(): Promise<void>;
  /** Starts it again on the same data. */
  restart(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

const run = promisify(execFile);
const START_MILLISECONDS = 30_000;

// One server per process: the test files of a run share it, and it goes when the process goes.
let shared: Promise<TestPostgres> | undefined;

/**
 * The server that the tests of this process share, started at the first call; undefined when this machine has no
 * PostgreSQL binaries. `own` starts one that nobody shares, for a test that crashes it.
 */
export const testPostgres = async (own?: 'own'): Promise<TestPostgres | undefined> => {
  const binaries = findBinaries();
  if (binaries === undefined) return undefined;
  if (own === 'own') return startServer(binaries);
  shared ??= startServer(binaries);
  return shared;
};

/** The folder of Debian's newest PostgreSQL, or none. */
const findBinaries = (): string | undefined => {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  return readdirSync(root)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')));
};

const startServer = async (binaries: string): Promise<TestPostgres> => {
  const account = await serverAccount();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-postgres-'));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  await run(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'gatehouse', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...account, cwd: folder },
  );
  const psql = (sql: string): Promise<unknown> =>
    run(join(binaries, 'psql'), ['-h', folder, '-U', 'gatehouse', '-d', 'postgres', '-qc', sql]);
  let stop = await runServer(binaries, folder, account, psql);
  const nextSchema = schemas(psql);
  return {
    database: async () => {
      const options = new URLSearchParams({
        host: folder,
        options: `-c search_path=${await nextSchema()}`,
      });
      return `postgresql://gatehouse@localhost/postgres?${options.toString()}`;
    },
    crash: () => stop(),
    restart: async () => {
      stop = await runServer(binaries, folder, account, psql);
    },
  };
};

const SCHEMAS_AT_ONCE = 100;

const schemaName = (at: number): string => `test_${at}`;

/** Names of new schemas. They are made many at a time, because starting psql takes longer than making them. */
const schemas = (psql: (sql: string) => Promise<unknown>): (() => Promise<string>) => {
  const batches: Promise<unknown>[] = [];
  let count = 0;
  return async () => {
    const mine = count;
    count += 1;
    const batch = Math.floor(mine / SCHEMAS_AT_ONCE);
    batches[batch] ??= psql(
      Array.from(
        { length: SCHEMAS_AT_ONCE },
        (_, at) => `CREATE SCHEMA ${schemaName(batch * SCHEMAS_AT_ONCE + at)};`,
      ).join(''),
    );
    await batches[batch];
    return schemaName(mine);
  };
};

// postgres refuses to run as root, so root hands over to the account that Debian made for it.
const serverAccount = async (): Promise<Account | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  return { uid: await accountNumber('-u'), gid: await accountNumber('-g') };
};

const accountNumber = async (flag: '-u' | '-g'): Promise<number> =>
  Number((await run('id', [flag, 'postgres'])).stdout);

// The shell outlives a test process that is killed: its input ends then, and it takes the server and its
// files away. A crash leaves the files, for the restart.
const KEEPER = `
"$1" -D "$2/data" -k "$2" -h '' -F -c max_connections=200 -c log_min_messages=fatal >"$2/log" 2>&1 &
server=$!
read -r order
kill -QUIT $server
wait $server
[ "$order" = crash ] || rm -rf "$2"
`;

const runServer = async (
  binaries: string,
  folder: string,
  account: Account | undefined,
  psql: (sql: string) => Promise<unknown>,
): Promise<() => Promise<void>> => {
  const keeper = spawn('sh', ['-c', KEEPER, 'sh', join(binaries, 'postgres'), folder], {
    ...account,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  keeper.unref();
  if ('unref' in keeper.stdin && typeof keeper.stdin.unref === 'function') keeper.stdin.unref();
  await ready(psql);
  return async () => {
    const exited = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
    keeper.ref();
    keeper.stdin.end('crash\n');
    await exited;
  };
};

const ready = async (psql: (sql: string) => Promise<unknown>): Promise<void> => {
  const deadline = performance.now() + START_MILLISECONDS;
  for (;;) {
    try {
      await psql('SELECT 1');
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
};
