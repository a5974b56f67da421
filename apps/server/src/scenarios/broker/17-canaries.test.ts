import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { emergency, wish } from './broker.fixture.ts';
import { type Life, mortalBroker } from './mortal-broker.fixture.ts';
import { mailServer } from './smtp.fixture.ts';

/** One HTTP exchange of the people’s browsers and commands. */
interface Exchange {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
}

const SMTP_PASSWORD = 'canary-of-the-mail-server-1';
const WEBHOOK = 'canary-of-the-webhook-1';
const WRONG_PASSWORD = 'Canary-of-a-wrong-password-1';
const WRONG_TOKEN = 'canary-of-a-token-that-is-none';
const MISPLACED = 'canary-that-somebody-pasted';

const posts: string[] = [];
let webhookStatus = 500;
const webhooks = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => posts.push(chunk.toString('utf8')));
  request.on('end', () => response.writeHead(webhookStatus).end());
});
await new Promise<void>((resolve) => webhooks.listen(0, '127.0.0.1', resolve));
const { port: webhookPort } = webhooks.address() as AddressInfo;

const smtp = await mailServer(0, SMTP_PASSWORD);
const mortal = await mortalBroker();
const secretFile = (name: string, content: string): string => {
  const file = join(mortal.root, name);
  writeFileSync(file, content, { mode: 0o600 });
  return file;
};
const FLAGS = [
  '--log=debug',
  `--smtp-url=smtp://gatehouse@127.0.0.1:${smtp.port}`,
  '--smtp-from=gatehouse@example.com',
  `--smtp-password-file=${secretFile('smtp', SMTP_PASSWORD)}`,
  `--slack-webhook-file=${secretFile('slack', `http://127.0.0.1:${webhookPort}/${WEBHOOK}`)}`,
  `--teams-webhook-file=${secretFile('teams', `http://127.0.0.1:${webhookPort}/t/${WEBHOOK}`)}`,
];

const exchanges: Exchange[] = [];
const realFetch = globalThis.fetch;
const tap = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
  const response = await realFetch(input, init);
  const { status, headers } = response;
  const url = input instanceof Request ? input.url : String(input);
  exchanges.push({ url, status, headers });
  return response;
});

/** Every secret that passed, by what it is. */
const secrets = new Map<string, string>([
  ['SMTP password', SMTP_PASSWORD],
  ['webhook', WEBHOOK],
  ['wrong password', WRONG_PASSWORD],
  ['wrong token', WRONG_TOKEN],
]);
/** What was said, by where. */
const places = new Map<string, string>();

/** Files that hold a secret by design, readable by their owner alone. */
const KEPT_SECRETS = [
  'master.key',
  'console-passwords',
  'aws/credentials',
  'audit/checkpoint-key.pem',
];

const readFiles = (when: string): void => {
  const entries = readdirSync(mortal.data, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(mortal.data, path);
    if (entry.isFile() && !KEPT_SECRETS.includes(name))
      places.set(`${name} ${when}`, readFileSync(path, 'latin1'));
  }
};

const signIn = async (life: Life, person: string): Promise<void> => {
  const session = await life.people.signedIn(person);
  const { accessToken, idToken = '', refreshToken = '', totpSecret = '' } = session;
  secrets.set(`${person}: access token`, accessToken.split('.')[2] ?? '');
  secrets.set(`${person}: ID token`, idToken.split('.')[2] ?? '');
  secrets.set(`${person}: refresh token`, refreshToken);
  if (totpSecret !== '') secrets.set(`${person}: seed`, totpSecret);
};

/** Pages and documents that anybody may look at, and what is not there. */
const visits = async (life: Life): Promise<void> => {
  const { issuer } = life.people;
  const client = `client_id=${life.people.clientId}&response_type=code`;
  for (const url of [
    ...['/', '/access', '/index.html', '/nothing', '/api/session', '/federation'].map(
      (path) => `${life.server.console}${path}`,
    ),
    ...['/openapi.json', '/v1/sign-in', '/v1/me', '/v1/nothing', '/nothing'].map(
      (path) => `${life.url}${path}`,
    ),
    ...[
      `/login?${client}`,
      `/oauth2/authorize?${client}&redirect_uri=https://evil.example/`,
      '/oauth2/token',
      '/oauth2/userInfo',
      '/logout',
      '/forgotPassword',
      '/signup',
      '/nothing',
    ].map((path) => `${issuer}${path}`),
  ])
    await (await fetch(url, { redirect: 'manual' })).text();
};

/** What goes wrong every day, with a secret in hand. */
const mistakes = async (life: Life): Promise<void> => {
  const { issuer, clientId } = life.people;
  const page = await fetch(
    `${issuer}/login?client_id=${clientId}&response_type=code&redirect_uri=${encodeURIComponent('http://127.0.0.1:14580/callback')}`,
  );
  await page.text();
  await fetch(`${issuer}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: WRONG_TOKEN }),
  });
  await fetch(life.people.issuer.replace(/\/[^/]*$/, '/'), {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: 'alice', PASSWORD: WRONG_PASSWORD },
    }),
  });
  await fetch(`${life.url}/v1/me`, { headers: { authorization: `Bearer ${WRONG_TOKEN}` } });
  await life.api('alice').post('/v1/requests', wish({ [MISPLACED]: MISPLACED }));
  await life.api('alice').post(`/v1/requests/r-${MISPLACED}/approve`, { token: MISPLACED });
};

const everythingThatHappens = async (life: Life): Promise<void> => {
  for (const person of ['alice', 'bob', 'erin']) await signIn(life, person);
  const granted = await life.granted();
  const keys = await life.credentials('alice', granted.id);
  secrets.set('session: secret key', keys.SecretAccessKey).set('session', keys.SessionToken);
  const opened = await life
    .api('alice')
    .post(`/v1/requests/${granted.id}/sessions`, { kind: 'console' });
  const url = new URL(opened.body.url ?? '');
  secrets.set('sign-in token', url.searchParams.get('SigninToken') ?? '');
  const page = await fetch(url, { redirect: 'manual' });
  for (const line of page.headers.getSetCookie())
    secrets.set('console cookie', line.split(';')[0]?.split('=')[1] ?? '');
  const sqs = new SQSClient({
    ...life.server.client,
    credentials: {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
    },
  });
  await sqs.send(new CreateQueueCommand({ QueueName: 'canary' }));
  sqs.destroy();
  await life.ask('alice', emergency()).catch(() => undefined);
  await mistakes(life);
  await visits(life);
  await life.api('bob').post(`/v1/requests/${granted.id}/end`);
  await life.advance('PT1M');
  webhookStatus = 200;
  for (let minute = 0; minute < 5; minute += 1) await life.advance('PT1M');
};

const READ_AFTERWARDS = [
  '/v1/requests?scope=all',
  '/v1/audit/log',
  '/v1/audit/export?format=csv',
  '/v1/audit/export?format=json',
  '/v1/audit/export?format=ocsf',
  '/v1/audit/checkpoints',
  '/v1/audit/health',
  '/v1/findings',
];

const history = async (life: Life, profile: string): Promise<string> => {
  const client = new CloudTrailClient({
    ...life.server.client,
    credentials: mortal.keys(profile),
  });
  const events: string[] = [];
  for await (const { Events = [] } of paginateLookupEvents({ client }, {}))
    events.push(...Events.map(({ CloudTrailEvent = '' }) => CloudTrailEvent));
  client.destroy();
  return events.join('\n');
};

beforeAll(async () => {
  const life = await mortal.live(FLAGS);
  const passwords = readFileSync(join(mortal.data, 'console-passwords'), 'utf8');
  for (const [, password = ''] of passwords.matchAll(/^password +(\S+)$/gm))
    secrets.set(`password ${secrets.size}`, password);
  for (const profile of ['admin', 'security', 'workloads'])
    secrets.set(`key of ${profile}`, mortal.keys(profile).secretAccessKey);
  secrets.set('master key', readFileSync(join(mortal.data, 'master.key'), 'utf8').trim());
  await everythingThatHappens(life);

  for (const { url } of exchanges) {
    const code = new URL(url).searchParams.get('code');
    if (code !== null) secrets.set(`code ${secrets.size}`, code);
  }
  for (const path of READ_AFTERWARDS) places.set(path, (await life.api('erin').get(path)).text);
  for (const profile of ['admin', 'security', 'workloads'])
    places.set(`CloudTrail of ${profile}`, await history(life, profile));
  readFiles('of the running server');
  await life.server.stop();
  readFiles('of the stopped server');
  places.set('stderr', life.server.log()).set('stdout', life.server.output());
  places.set('webhooks', posts.join('\n'));
  places.set(
    'mail',
    smtp.received.map(({ source }) => source.replaceAll('=\r\n', '').replaceAll('=3D', '=')).join(),
  );
});

afterAll(async () => {
  tap.mockRestore();
  mortal.remove();
  await smtp.close();
  webhooks.close();
});

/** As it may have been written down. */
const spellings = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  // The last letters of base64 depend on what follows.
  const encoded = bytes.toString('base64').replace(/=+$/, '').slice(0, -2);
  return [secret, encodeURIComponent(secret), bytes.toString('hex'), encoded];
};

test('what is searched was said: none of the places is empty', () => {
  expect(secrets.size).toBeGreaterThan(25);
  for (const [name, secret] of secrets) expect([name, secret.length > 15]).toEqual([name, true]);
  const empty = [...places].filter(([, text]) => text === '').map(([place]) => place);
  // Nothing is found; the write-ahead log of a stopped server is gone.
  expect(empty.filter((place) => !place.includes('gatehouse.db-'))).toEqual([]);
  expect(places.get('mail')).toContain('temporary elevated access');
  expect(places.get('webhooks')).toContain('TempAccessRoleS3Admin');
  expect(places.get('CloudTrail of workloads')).toContain('AssumeRole');
  expect(places.get('/v1/audit/log')).toContain('session.issued');
});

test('no secret is in a log, a table, a mail, an event, an entry or an export, in any spelling', () => {
  const all = [...secrets].flatMap(([name, secret]) =>
    spellings(secret).map((spelling) => ({ name, spelling })),
  );

  const found = [...places].flatMap(([place, text]) =>
    all.filter(({ spelling }) => text.includes(spelling)).map(({ name }) => `${name} in ${place}`),
  );

  expect(found).toEqual([]);
});

test('a seed is not in the database as bytes either', () => {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const database = places.get('gatehouse.db of the stopped server') ?? '';
  const seeds = [...secrets].filter(([name]) => name.endsWith('seed'));

  expect(seeds.length).toBeGreaterThan(0);
  for (const [, seed] of seeds) {
    const bits = Array.from(seed)
      .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
      .join('');
    const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
    expect(database).not.toContain(Buffer.from(bytes).toString('latin1'));
  }
});

test('what somebody pasted in the wrong field is in no log', () => {
  expect(places.get('stderr')).not.toContain(MISPLACED);
});

/** What stands where it has to: a cookie in its own header, the code in the redirect to the client. */
const isMeant = (header: string, secret: string): boolean =>
  (header === 'set-cookie' && secret.endsWith('cookie')) ||
  (header === 'location' && secret.startsWith('code'));

test('no answer’s headers carry a secret; only the code of a sign-in is in a redirect', () => {
  const said = exchanges.flatMap(({ url, headers }) =>
    [...headers].map(([header, value]) => ({ url, header, value })),
  );

  const found = said.flatMap(({ url, header, value }) =>
    [...secrets]
      .filter(([name, secret]) => value.includes(secret) && !isMeant(header, name))
      .map(([name]) => `${name} in ${header} of ${url}`),
  );

  expect(said.length).toBeGreaterThan(500);
  expect(found).toEqual([]);
});

test('every answer to a browser is kept by nobody, and shown as what it is', () => {
  const told = exchanges
    // The endpoint of AWS's API has no pages.
    .filter(({ url }) => !/:\d+\/$/.test(url) && !url.includes('/_gatehouse/'))
    .map(({ url, status, headers }) => ({
      page: `${status} ${url}`,
      cache: headers.get('cache-control'),
      nosniff: headers.get('x-content-type-options'),
      policy: headers.get('content-security-policy') ?? '',
    }));

  expect(told.length).toBeGreaterThan(50);
  expect(told.filter(({ cache }) => cache?.includes('no-store') !== true)).toEqual([]);
  expect(told.filter(({ nosniff }) => nosniff !== 'nosniff')).toEqual([]);
  expect(
    told.filter(
      ({ policy }) =>
        !policy.includes("default-src 'none'") || !policy.includes("frame-ancestors 'none'"),
    ),
  ).toEqual([]);
});
