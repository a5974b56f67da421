import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Anchor, EMPTY_FRONTIER, extendFrontier, leafHash } from '@gatehouse/merkle-log';
import { manualClock } from '@gatehouse/testkit';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, onTestFinished, test } from 'vitest';
import { bucketCopies } from './bucket-copies.ts';
import { copiedAnchor } from './copied-anchor.ts';

const KEYS = {
  accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
  secretAccessKey: 'secret',
  sessionToken: 'token+of/the=session',
};

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const store = async (status: () => number = () => 200) => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(status()).end('<Error/>');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, received };
};

const copiesTo = (endpoint: string) =>
  bucketCopies({
    name: 'gatehouse-checkpoints',
    region: 'eu-central-1',
    suffix: 'amazonaws.com',
    endpoint,
    credentials: () => Promise.resolve(KEYS),
    clock: manualClock(),
  });

class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }

  update(part: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(part));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {}
}

const bytes = (part: string | ArrayBuffer | ArrayBufferView): Buffer => {
  if (typeof part === 'string') return Buffer.from(part);
  return ArrayBuffer.isView(part)
    ? Buffer.from(part.buffer, part.byteOffset, part.byteLength)
    : Buffer.from(part);
};

const OURS = /^(x-amz-(?!date|security-token).*|content-type|if-none-match|host)$/;

/** What the SDK's own signer makes of the same request. */
const authorizationOf = async ({ method, path, headers }: Received): Promise<string> => {
  const signer = new SignatureV4({
    service: 's3',
    region: 'eu-central-1',
    credentials: KEYS,
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const { hostname, port } = new URL(`http://${headers.host}`);
  const request = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname,
      port: Number(port),
      path,
      query: {},
      headers: Object.fromEntries(
        Object.entries(headers)
          .filter(([name]) => OURS.test(name))
          .map(([name, value]) => [name, String(value)]),
      ),
    },
    { signingDate: manualClock().now() },
  );
  return request.headers['authorization'] ?? '';
};

test('a copy is an object that nobody overwrites, with the checksum that Object Lock asks for', async () => {
  const { endpoint, received } = await store();
  const text = 'gatehouse-broker\n7\nroot\n';

  await copiesTo(endpoint).put('checkpoints/0000000000000007-abc', text);

  const digest = createHash('sha256').update(text).digest();
  expect(received).toMatchObject([
    {
      method: 'PUT',
      path: '/gatehouse-checkpoints/audit/checkpoints/0000000000000007-abc',
      body: text,
      headers: {
        'if-none-match': '*',
        'x-amz-checksum-sha256': digest.toString('base64'),
        'x-amz-content-sha256': digest.toString('hex'),
        'x-amz-security-token': KEYS.sessionToken,
      },
    },
  ]);
});

test('it is signed as the SDK signs', async () => {
  const { endpoint, received } = await store();

  await copiesTo(endpoint).put('leaf-hashes/0000000000000000-abc', '0 hash\n');

  const [request] = received;
  if (request === undefined) throw new Error('nothing was asked');
  expect(request.headers.authorization).toBe(await authorizationOf(request));
});

test('one that is there already is as good as put', async () => {
  const { endpoint } = await store(() => 412);

  await expect(copiesTo(endpoint).put('checkpoints/x', 'text')).resolves.toBeUndefined();
});

test.for([301, 403, 404, 500, 503])(
  'status %i is a failure that names the bucket and no key',
  async (status) => {
    const { endpoint } = await store(() => status);

    const failure = await copiesTo(endpoint)
      .put('checkpoints/x', 'text')
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({
      name: 'CheckpointBucketError',
      message: expect.stringMatching(/^The bucket gatehouse-checkpoints /),
    });
    expect(String(failure)).not.toMatch(/secret|token\+of/);
  },
);

const kept = () => {
  const written: string[] = [];
  return {
    written,
    latest: () => Promise.resolve(undefined),
    write: async (note: string) => {
      written.push(note);
    },
    hashCount: () => Promise.resolve(0),
    writeHashes: async (first: number) => {
      written.push(`hashes from ${first}`);
    },
    async *checkpoints() {},
    async *hashLines() {},
  };
};

test('what the bucket did not take does not count as anchored, and is tried again', async () => {
  let status = 503;
  const { endpoint, received } = await store(() => status);
  const own = kept();
  const anchor = copiedAnchor<Anchor>(own, copiesTo(endpoint));
  const { frontier } = extendFrontier(EMPTY_FRONTIER, [leafHash('{}')]);
  const note = `gatehouse-broker\n${frontier.size}\nroot\n\n— name signature\n`;

  await expect(anchor.write(note)).rejects.toMatchObject({ name: 'CheckpointBucketError' });
  await expect(anchor.writeHashes(0, [leafHash('{}')])).rejects.toMatchObject({
    name: 'CheckpointBucketError',
  });
  expect(own.written).toEqual([]);
  status = 200;
  await anchor.writeHashes(0, [leafHash('{}')]);
  await anchor.write(note);

  expect(own.written).toEqual(['hashes from 0', note]);
  expect(received.slice(-2).map(({ path }) => path.split('/').slice(-2).join('/'))).toEqual([
    expect.stringMatching(/^leaf-hashes\/0{16}-[0-9a-f]{16}$/),
    expect.stringMatching(/^checkpoints\/0{15}1-[0-9a-f]{16}$/),
  ]);
});
