import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { KeyProvider } from '@gatehouse/clients';
import { COMPILED } from '@gatehouse/testcloud';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const POLICY = join(
  import.meta.dirname,
  '../../../../solutions/broker/examples/access-policy.yaml',
);
const TOKEN = 'token-of-the-task';

/** What ECS gives a task: an address that answers the credentials of its role. */
export interface TaskMetadata {
  readonly environment: Readonly<Record<string, string>>;
  asked(): number;
  close(): void;
}

export const taskMetadata = async (keys: KeyProvider): Promise<TaskMetadata> => {
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== TOKEN) {
      response.writeHead(403).end();
      return;
    }
    asked += 1;
    void keys().then(({ accessKeyId, secretAccessKey, sessionToken, expiration }) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          Token: sessionToken,
          Expiration: expiration,
        }),
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: TOKEN,
    },
    asked: () => asked,
    close: () => server.close(),
  };
};

/** As much of S3 as keeps objects that nobody overwrites. */
export const bucketStore = async () => {
  const objects = new Map<string, string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url = '' } = request;
      const isNew = !objects.has(url);
      if (method === 'PUT' && isNew) objects.set(url, Buffer.concat(chunks).toString('utf8'));
      response.writeHead(isNew ? 200 : 412).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      GATEHOUSE_CHECKPOINT_BUCKET: 'gatehouse-checkpoints',
      GATEHOUSE_CHECKPOINT_ENDPOINT: `http://127.0.0.1:${port}`,
    },
    objects,
    close: () => server.close(),
  };
};

export interface BrokerProcess {
  readonly console: string;
  /** The ready line. */
  readonly ready: Readonly<Record<string, unknown>>;
  log(): string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Place {
  readonly data: string;
  readonly policy: string;
  remove(): void;
}

export const newPlace = (): Place => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-on-aws-'));
  return {
    data,
    policy: POLICY,
    remove: () => rmSync(data, { recursive: true, force: true }),
  };
};

export const fileIn = (place: Place, name: string, text: string): string => {
  const file = join(place.data, name);
  writeFileSync(file, text);
  return file;
};

/** How the process ended, if it did before it was ready. */
export class EndedError extends Error {
  override readonly name = 'EndedError';
  readonly exitCode: number | null;

  constructor(exitCode: number | null, errors: string) {
    super(errors);
    this.exitCode = exitCode;
  }
}

/** `GATEHOUSE_CLOUD=aws` as a process of its own, which knows nothing but its environment. */
export const startBrokerProcess = (
  { data, policy }: Place,
  environment: Environment,
): Promise<BrokerProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        PATH: '/usr/bin:/bin',
        HOME: data,
        AWS_EC2_METADATA_DISABLED: 'true',
        ...COMPILED,
        GATEHOUSE_CLOUD: 'aws',
        GATEHOUSE_CONSOLE_LISTEN: '127.0.0.1:0',
        GATEHOUSE_DATA: data,
        GATEHOUSE_ACCESS_POLICY_FILE: policy,
        GATEHOUSE_LOG: 'warn',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    });
    const ended = new Promise<number | null>((done) => {
      child.once('close', done);
    });
    ended.then(
      (code) => reject(new EndedError(code, errors)),
      () => {},
    );
    createInterface({ input: child.stdout }).once('line', (line) => {
      // The ready line is one JSON object.
      const ready = JSON.parse(line) as { console: string };
      resolve({
        console: ready.console,
        ready: { ...ready },
        log: () => errors,
        stop: () => {
          child.kill('SIGTERM');
          return ended;
        },
      });
    });
  });
