import { execFile, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SERVER_CERTIFICATE, SERVER_KEY } from './certificates.fixture.ts';

export const run = promisify(execFile);

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where a database server of a test lives, with a certificate, as the user that it runs as. */
export interface Place {
  readonly folder: string;
  readonly port: number;
  readonly account: Account | undefined;
  readonly certificate: string;
  readonly key: string;
}

/** A server that goes when this process goes. */
export interface DatabaseServer {
  readonly port: number;
  /** The file that has every statement. */
  readonly log: string;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      );
    });
  });

// Database servers refuse to run as root, so root hands over to the account that Debian made for them.
const accountOf = async (user: string): Promise<Account | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const number = async (flag: string): Promise<number> =>
    Number((await run('id', [flag, user])).stdout);
  return { uid: await number('-u'), gid: await number('-g') };
};

export const preparePlace = async (user: string): Promise<Place> => {
  const account = await accountOf(user);
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-rotation-'));
  const [certificate, key] = [join(folder, 'server.pem'), join(folder, 'server.key')];
  writeFileSync(certificate, SERVER_CERTIFICATE);
  writeFileSync(key, SERVER_KEY, { mode: 0o600 });
  if (account !== undefined)
    for (const path of [folder, certificate, key]) chownSync(path, account.uid, account.gid);
  return { folder, port: await freePort(), account, certificate, key };
};

// The shell outlives a test process that is killed: its input ends then, and it takes the server and its files away.
const KEEPER = `
folder="$1"
shift
"$@" >"$folder/log" 2>&1 &
server=$!
read -r never
kill -KILL $server
wait $server
rm -rf "$folder"
`;

const START_MILLISECONDS = 30_000;
const PAUSE_MILLISECONDS = 50;

/** Runs a server, and waits until `answers` does not reject. */
export const keepServer = async (
  { folder, account }: Place,
  command: readonly string[],
  answers: () => Promise<unknown>,
): Promise<void> => {
  const keeper = spawn('sh', ['-c', KEEPER, 'sh', folder, ...command], {
    ...account,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  keeper.unref();
  if ('unref' in keeper.stdin && typeof keeper.stdin.unref === 'function') keeper.stdin.unref();
  const deadline = performance.now() + START_MILLISECONDS;
  for (;;) {
    try {
      await answers();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, PAUSE_MILLISECONDS);
      });
    }
  }
};
