import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnableSecurityHubCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SignatureV4 } from '@smithy/signature-v4';
import { startProcess } from './load.ts';

/** The account that sends and looks. */
export const ACCOUNT = '777788889999';
export const REGIONS = ['us-east-1', 'eu-west-1'] as const;

/** A request that is signed, good for five minutes. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface FindingsCloud {
  client(region: string): SecurityHubClient;
  /** As the administrator of another profile of the first start. */
  settings(profile: string, region: string): ClientSettings;
  sign(region: string, path: string, input: object): Promise<SignedRequest>;
  /** How many milliseconds each took, `connections` at a time. */
  sendAll(requests: readonly SignedRequest[], connections: number): Promise<readonly number[]>;
  stop(): Promise<void>;
}

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

const bytes = (data: string | ArrayBuffer | ArrayBufferView): Buffer => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
};

const keysOf = (
  data: string,
  profile: string,
): { accessKeyId: string; secretAccessKey: string } => {
  const text = readFileSync(join(data, 'aws', 'credentials'), 'utf8');
  const section = text.slice(text.indexOf(`[${profile}]`));
  const found = /aws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(section);
  return { accessKeyId: found?.[1] ?? '', secretAccessKey: found?.[2] ?? '' };
};

/** What an SDK client needs. */
interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: ReturnType<typeof keysOf>;
  readonly maxAttempts: number;
}

const signerOf = (
  credentials: ReturnType<typeof keysOf>,
  { host, hostname }: URL,
): FindingsCloud['sign'] => {
  return async (region, path, input) => {
    const signer = new SignatureV4({ credentials, region, service: 'securityhub', sha256: Digest });
    const body = Buffer.from(JSON.stringify(input));
    const signed = await signer.sign({
      protocol: 'http:',
      hostname,
      method: 'POST',
      path,
      query: {},
      headers: { host, 'content-type': 'application/json' },
      body,
    });
    const headers = { ...signed.headers, 'content-length': String(body.length) };
    return { method: 'POST', path, headers, body };
  };
};

/** Milliseconds until the whole answer is there; rejects with an answer that is an error. */
const send = (agent: Agent, { hostname, port }: URL, signed: SignedRequest): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const begun = performance.now();
  const sent = request({ agent, hostname, port, ...signed }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      if (response.statusCode === 200) resolve(performance.now() - begun);
      else reject(new Error(Buffer.concat(chunks).toString('utf8')));
    });
  });
  sent.on('error', reject);
  sent.end(signed.body);
  return promise;
};

/** A server as `npm start` starts it, with Security Hub enabled in both Regions. */
export const startFindingsCloud = async (): Promise<FindingsCloud> => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  const cloud = await startProcess([
    join(import.meta.dirname, '../apps/server/src/main.ts'),
    `--data=${data}`,
    '--aws-listen=127.0.0.1:0',
    '--console-listen=127.0.0.1:0',
  ]);
  const settings = (profile: string, region: string): ClientSettings => ({
    endpoint: cloud.url,
    region,
    credentials: keysOf(data, profile),
    maxAttempts: 1,
  });
  const credentials = keysOf(data, 'security');
  const url = new URL(cloud.url);
  const agent = new Agent({ keepAlive: true });
  const client = (region: string): SecurityHubClient =>
    new SecurityHubClient(settings('security', region));

  for (const region of REGIONS)
    await client(region)
      .send(new EnableSecurityHubCommand({ EnableDefaultStandards: false }))
      .catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'ResourceConflictException')) throw error;
      });
  return {
    client,
    settings,
    sign: signerOf(credentials, url),
    sendAll: async (requests, connections) => {
      const times: number[] = [];
      const waiting = requests.values();
      const connection = async (): Promise<void> => {
        for (const signed of waiting) times.push(await send(agent, url, signed));
      };
      await Promise.all(Array.from({ length: connections }, connection));
      return times;
    },
    stop: async () => {
      agent.destroy();
      await cloud.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
};
