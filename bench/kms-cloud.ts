import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { SignatureV4 } from '@smithy/signature-v4';
import { type RawRequest, type ServerProcess, startProcess } from './load.ts';

export const REGION = 'us-east-1';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Person {
  readonly arn: string;
  readonly id: string;
  readonly credentials: Credentials;
}

/** A server as `npm start` starts it, on a folder that stays between starts. */
export interface KmsCloud {
  readonly data: string;
  readonly url: string;
  readonly admin: Credentials;
  client(credentials: Credentials): KMSClient;
  /** A user without policies, or one who may do everything. */
  person(name: string, everything: boolean): Promise<Person>;
  /** An operation's request, good for five minutes. */
  sign(credentials: Credentials, operation: string, input: object): Promise<RawRequest>;
  /** Resident memory in MB. */
  memory(): number;
  restart(): Promise<void>;
  pause(): Promise<void>;
  stop(): Promise<void>;
}

const bytes = (data: string | ArrayBuffer | ArrayBufferView): Buffer => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
};

/** SHA-256 in the form that the SDK's signer takes it. */
class Digest {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

const adminOf = (data: string): Credentials => {
  const text = readFileSync(join(data, 'aws', 'credentials'), 'utf8');
  const found = /\[admin\]\naws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(text);
  return { accessKeyId: found?.[1] ?? '', secretAccessKey: found?.[2] ?? '' };
};

const signed = async (
  url: string,
  credentials: Credentials,
  operation: string,
  input: object,
): Promise<RawRequest> => {
  const { host, hostname } = new URL(url);
  const signer = new SignatureV4({ credentials, region: REGION, service: 'kms', sha256: Digest });
  const body = JSON.stringify(input);
  const { headers } = await signer.sign({
    protocol: 'http:',
    hostname,
    method: 'POST',
    path: '/',
    query: {},
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `TrentService.${operation}`,
    },
    body,
  });
  return { path: '/', headers, body };
};

const person = async (
  config: { readonly endpoint: string; readonly credentials: Credentials },
  UserName: string,
  everything: boolean,
): Promise<Person> => {
  const iam = new IAMClient({ ...config, region: REGION, maxAttempts: 1 });
  const { User } = await iam.send(new CreateUserCommand({ UserName }));
  if (everything)
    await iam.send(
      new AttachUserPolicyCommand({
        UserName,
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    arn: User?.Arn ?? '',
    id: User?.UserId ?? '',
    credentials: {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    },
  };
};

const start = (data: string): Promise<ServerProcess> =>
  startProcess([
    join(import.meta.dirname, '../apps/server/src/main.ts'),
    `--data=${data}`,
    '--aws-listen=127.0.0.1:0',
    '--console-listen=127.0.0.1:0',
  ]);

export const startKmsCloud = async (): Promise<KmsCloud> => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  let server = await start(data);
  const admin = adminOf(data);
  return {
    data,
    admin,
    get url() {
      return server.url;
    },
    client: (credentials) =>
      new KMSClient({ endpoint: server.url, region: REGION, credentials, maxAttempts: 1 }),
    person: (name, everything) =>
      person({ endpoint: server.url, credentials: admin }, name, everything),
    sign: (credentials, operation, input) => signed(server.url, credentials, operation, input),
    memory: () => {
      const status = readFileSync(`/proc/${server.process.pid ?? 0}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
    },
    pause: () => server.stop(),
    restart: async () => {
      server = await start(data);
    },
    stop: async () => {
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
};
