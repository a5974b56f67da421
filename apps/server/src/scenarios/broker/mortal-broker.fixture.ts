import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { COMPILED, type ServerProcess, startServerProcess } from '@gatehouse/testcloud';
import { consolePasswordFile, profileFiles } from '../../profiles.ts';
import { brokerStory, type BrokerStory } from './broker.fixture.ts';
import type { People } from './people.fixture.ts';

/** A message that the server kept. */
export interface KeptMail {
  readonly to: string;
  readonly subject: string;
  /** The request that it is about. */
  readonly thread: string | null;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Life extends BrokerStory {
  readonly server: ServerProcess;
}

/** A server that dies often, on data that outlive it. */
export interface MortalBroker {
  readonly data: string;
  /** A folder around it, gone with it. */
  readonly root: string;
  /** Starts it again, under the same addresses. */
  live(flags?: readonly string[]): Promise<Life>;
  /** What `gatehouse audit verify` says of the data. */
  verify(): Promise<{ readonly intact: boolean; readonly size: number }>;
  /** Access keys of an administrator: `security`, `workloads`. */
  keys(profile: string): Keys;
  /** Mail that was kept; the server may not run. */
  mails(): readonly KeptMail[];
  remove(): void;
}

/** A port that nobody has at the moment, the same for each life: tokens name their issuer by it. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });

const CLI = join(import.meta.dirname, '../../../../cli/src/main.ts');

const verify = (data: string): ReturnType<MortalBroker['verify']> =>
  new Promise((resolve, reject) => {
    const args = [CLI, 'audit', 'verify', '--data', data, '--json'];
    const env = { PATH: process.env['PATH'], HOME: data, ...COMPILED };
    execFile(process.execPath, args, { env, maxBuffer: 1 << 26 }, (_error, out, stderr) => {
      try {
        resolve(JSON.parse(out));
      } catch {
        reject(new Error(`there is no verdict: ${out}${stderr}`));
      }
    });
  });

const keysOf = (data: string, profile: string): Keys => {
  const text = readFileSync(profileFiles(data).credentials, 'utf8');
  const lines = text.slice(text.indexOf(`[${profile}]`)).split('\n');
  const [accessKeyId = '', secretAccessKey = ''] = lines
    .slice(1, 3)
    .map((line) => line.slice(line.indexOf('=') + 1).trim());
  return { accessKeyId, secretAccessKey };
};

const mailsOf = (data: string): readonly KeptMail[] => {
  const database = new DatabaseSync(join(data, 'gatehouse.db'), { readOnly: true });
  try {
    return database
      .prepare('SELECT recipients, subject, thread FROM mail_message ORDER BY position')
      .all()
      .map(({ recipients, subject, thread }) => ({
        to: String(recipients),
        subject: String(subject),
        thread: thread === null ? null : String(thread),
      }));
  } finally {
    database.close();
  }
};

/** The clock moves by hand, from the real time of each start. */
export const mortalBroker = async (): Promise<MortalBroker> => {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-mortal-'));
  const data = join(root, 'data');
  const [aws, pages] = [await freePort(), await freePort()];
  let people: People | undefined;
  return {
    data,
    root,
    live: async (flags = []) => {
      const server = await startServerProcess(data, [
        `--aws-listen=127.0.0.1:${aws}`,
        `--console-listen=127.0.0.1:${pages}`,
        '--clock=manual',
        ...flags,
      ]);
      const story = await brokerStory({
        aws: server.aws,
        console: server.console,
        consolePasswords: consolePasswordFile(data),
        pool: { ...server.client, credentials: keysOf(data, 'security') },
        ...(people === undefined ? {} : { people }),
      });
      people = story.people;
      return { ...story, server };
    },
    verify: () => verify(data),
    keys: (profile) => keysOf(data, profile),
    mails: () => mailsOf(data),
    remove: () => {
      people?.idp.destroy();
      rmSync(root, { recursive: true, force: true });
    },
  };
};
