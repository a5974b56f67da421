import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Deployed, startDeployed } from './deployed.fixture.ts';
import { RotationFailure } from './frame/errors.ts';
import { addressOf, callOf } from './web/call.ts';
import { textAt } from './web/json-path.ts';

const ADMIN_TOKEN = 'admin-token';

/** An API that makes tokens, as those of code hosts do. */
const startTokenApi = async () => {
  const tokens = new Map<string, string>();
  const revoked: string[] = [];
  let made = 0;
  const answer = async (request: IncomingMessage): Promise<[number, object?]> => {
    const bearer = request.headers.authorization?.replace('Bearer ', '') ?? '';
    if (request.method === 'GET') return [[...tokens.values()].includes(bearer) ? 200 : 401, {}];
    if (bearer !== ADMIN_TOKEN) return [403, { message: `not with ${bearer}` }];
    if (request.method === 'DELETE') {
      const id = request.url?.split('/').at(-1) ?? '';
      revoked.push(id);
      return [tokens.delete(id) ? 204 : 404];
    }
    const asked: { name: string } = JSON.parse(await text(request));
    made += 1;
    tokens.set(String(made), `token-${made}`);
    return [201, { data: [{ id: made, value: `token-${made}`, name: asked.name }] }];
  };
  const server: Server = createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
      return undefined;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, host: `127.0.0.1:${port}`, tokens, revoked };
};

let deployed: Deployed;
let api: Awaited<ReturnType<typeof startTokenApi>>;

beforeAll(async () => {
  deployed = await startDeployed();
  api = await startTokenApi();
});
afterAll(async () => {
  api.server.close();
  await deployed.cloud.stop();
});

test('a token of an API rotates: the one before is valid until the next rotation, when it is revoked', async () => {
  const masterarn = await deployed.secret('master/api', { host: api.host, token: ADMIN_TOKEN });
  const headers = { Authorization: 'Bearer {master.token}' };
  const secret = await deployed.secret('app/token', {
    masterarn,
    name: 'deploy "bot"',
    rotation: {
      create: {
        method: 'POST',
        url: `http://${api.host}/tokens`,
        headers,
        json: { name: '{name} {version}' },
        answer: { token: '$.data[0].value', tokenId: '$.data[0].id' },
      },
      verify: { url: `http://${api.host}/user`, headers: { Authorization: 'Bearer {token}' } },
      revoke: { method: 'DELETE', url: `http://${api.host}/tokens/{tokenId}`, headers },
    },
  });
  const rotation = await deployed.deploy('rotation-http-token');

  const seen: (string | undefined)[] = [];
  for (let count = 0; count < 3; count += 1) {
    await deployed.rotate(secret, rotation);
    seen.push((await deployed.value(secret))['token']);
  }

  expect(seen).toEqual(['token-1', 'token-2', 'token-3']);
  expect(api.revoked).toEqual(['1']);
  expect([...api.tokens.values()]).toEqual(['token-2', 'token-3']);
});

test('access keys of an IAM user rotate: two are valid, the older one goes', async () => {
  await deployed.iam.createUser({ UserName: 'robot' });
  const { AccessKey: first } = await deployed.iam.createAccessKey({ UserName: 'robot' });
  const secret = await deployed.secret('app/keys', {
    username: 'robot',
    accessKeyId: first?.AccessKeyId,
    secretAccessKey: first?.SecretAccessKey,
  });
  const rotation = await deployed.deploy('rotation-iam-access-key');

  const ids = [first?.AccessKeyId];
  for (let count = 0; count < 3; count += 1) {
    await deployed.rotate(secret, rotation);
    ids.push((await deployed.value(secret))['accessKeyId']);
  }

  const { AccessKeyMetadata: keys = [] } = await deployed.iam.listAccessKeys({ UserName: 'robot' });
  expect(new Set(keys.map(({ AccessKeyId: id }) => id))).toEqual(new Set(ids.slice(-2)));
  expect(keys.every(({ Status: status }) => status === 'Active')).toBe(true);
  const { accessKeyId = '', secretAccessKey = '' } = await deployed.value(secret);
  const sts = new STS(deployed.cloud.clientWith({ accessKeyId, secretAccessKey }));
  expect((await sts.getCallerIdentity({})).Arn).toMatch(/:user\/robot$/);
});

test.for([
  ['http://api.example.com/tokens', 'not https'],
  ['https://user:word@api.example.com/tokens', 'a password'],
  ['https://{unknown}/tokens', 'a name without a value'],
  ['tokens', 'no host'],
])('the address %s is refused: %s', ([url]) => {
  expect(() => addressOf(callOf({ url }, 'it'), () => undefined)).toThrow(RotationFailure);
});

test('a value never leaves the part of the address that it stands in', () => {
  const call = callOf({ url: 'https://api.example.com/tokens/{id}/x' }, 'it');

  expect(addressOf(call, () => '../..@evil/?#').href).toBe(
    'https://api.example.com/tokens/..%2F..%40evil%2F%3F%23/x',
  );
});

test.for(['$.a.__proto__', '$.constructor.name', '$.a[1]', 'a', '$..a', '$.b'])(
  'there is no text at %s',
  (path) => {
    expect(() => textAt({ a: ['x'], b: { c: 1 } }, path)).toThrow(RotationFailure);
  },
);
