import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { brokerCloud, wish } from './broker.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'gatehouse-hygiene-'));
const DATA = join(root, 'data');
const story = await brokerCloud({ data: DATA });
afterAll(async () => {
  await story.stop();
  rmSync(root, { recursive: true, force: true });
});

const HOSTILE = '<img src=x onerror=alert(1)><script>alert(document.domain)</script>"\'&';

const files = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test('credentials and tokens are in no file, mail, log entry, export or later answer', async () => {
  const { id } = await story.granted();
  const credentials = await story.credentials('alice', id);
  const opened = await story.api('alice').post(`/v1/requests/${id}/sessions`, { kind: 'console' });
  const { accessToken, idToken = '', refreshToken = '' } = await story.people.signedIn('alice');
  await story.api('bob').post(`/v1/requests/${id}/end`);
  await story.advance('PT1M');
  const secrets = {
    secretKey: credentials.SecretAccessKey,
    sessionToken: credentials.SessionToken,
    signinToken: new URL(opened.body.url ?? '').searchParams.get('SigninToken') ?? '',
    accessToken,
    idToken,
    refreshToken,
  };
  for (const secret of Object.values(secrets)) expect(secret.length).toBeGreaterThan(20);

  const places = new Map<string, string>();
  for (const file of files(DATA)) places.set(file, readFileSync(file, 'latin1'));
  places.set('mail', JSON.stringify(await story.cloud.outbox.list({ limit: 500 })));
  for (const path of [
    `/v1/requests/${id}`,
    `/v1/requests/${id}/timeline`,
    `/v1/requests/${id}/activity`,
    '/v1/requests?scope=all',
    '/v1/audit/log',
    '/v1/audit/export?format=csv',
    '/v1/audit/export?format=json',
    '/v1/audit/export?format=ocsf',
    '/v1/findings',
  ])
    places.set(path, (await story.api('erin').get(path)).text);
  const found = [...places].flatMap(([place, text]) =>
    Object.entries(secrets).flatMap(([name, secret]) =>
      text.includes(secret) ? [`${name} in ${place}`] : [],
    ),
  );

  expect([...places.keys()].some((place) => place.endsWith('gatehouse.db'))).toBe(true);
  expect(found).toEqual([]);
});

test('what a page of another site can send is no call of a person', async () => {
  const { id } = await story.ask('alice');
  const token = await story.token('bob');
  const url = `${story.url}/v1/requests/${id}/approve`;
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ];

  const forms = await Promise.all(
    types.map((type) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': type, authorization: `Bearer ${token}` },
        body: '{}',
      }),
    ),
  );
  const withoutToken = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: 'https://evil.example',
      cookie: `access_token=${token}; session=${token}`,
    },
    body: '{}',
  });
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

  expect(forms.map(({ status }) => status)).toEqual([415, 415, 415]);
  expect(withoutToken.status).toBe(401);
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  expect(await story.stateOf('alice', id)).toBe('pending');
});

test.for(['/v1/me', '/v1/requests', '/v1/sign-in', '/openapi.json', '/v1/nothing'])(
  'the answer of %s is kept by no browser, framed by no page and taken for nothing else',
  async (path) => {
    const { headers } = await story.api('alice').get(path);

    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-type')).toContain('application/json');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('set-cookie')).toBeNull();
  },
);

test.for(['/', '/access', '/access/requests/r-00000000000000000000'])(
  'the page at %s runs scripts of its own only',
  async (path) => {
    const page = await fetch(`${story.cloud.console}${path}`);

    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'|default-src 'self'/);
    expect(policy).toContain("frame-ancestors 'none'");
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
    expect(scripts).not.toMatch(/unsafe-inline|unsafe-eval|\*|data:|https?:/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  },
);

test('HTML in a justification or comment is text in API, page and mail', async () => {
  const asked = await story.ask('alice', wish({ justification: HOSTILE }));
  await story
    .api('bob')
    .post(`/v1/requests/${asked.id}/reject`, { comment: `${HOSTILE}\r\nBcc: all@example.com` });
  const mailsOf = async () => {
    const { messages } = await story.cloud.outbox.list({ limit: 500 });
    return messages.filter(({ text }) => text.includes(asked.id));
  };
  await expect.poll(async () => (await mailsOf()).length, { timeout: 5000 }).toBeGreaterThan(3);

  const shown = await story.api('alice').get(`/v1/requests/${asked.id}`);
  const page = await fetch(`${story.cloud.console}/access/requests/${asked.id}`);

  expect(shown.headers.get('content-type')).toContain('application/json');
  expect(shown.body.request).toMatchObject({ justification: HOSTILE });
  expect(await page.text()).not.toContain('onerror');
  for (const { subject, html = '', to } of await mailsOf()) {
    expect(html).not.toMatch(/<img|<script/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(subject).not.toMatch(/[\r\n]/);
    expect(to).not.toContain('all@example.com');
  }
});

test.for(['=HYPERLINK("http://evil.example","x")', '+1+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1'])(
  'a cell that begins like the formula %j is text in the export',
  async (justification) => {
    const { id } = await story.ask('alice', wish({ justification: `${justification} ${HOSTILE}` }));
    const stored = (await story.request('alice', id)).request;

    const { text, headers } = await story.api('erin').get(`/v1/audit/export?format=csv&text=${id}`);

    const row = text.split('\r\n').find((line) => line.startsWith(id)) ?? '';
    expect(headers.get('content-disposition')).toContain('attachment');
    expect(stored).toMatchObject({ justification: `${justification} ${HOSTILE}`.trim() });
    // Quoted by RFC 4180, and after the quote an apostrophe.
    expect(row).toMatch(/,"'\s*[=+\-@＝]/);
    expect(row).not.toMatch(/(^|,)"?\s*[=+@＝]/);
  },
);

test('a failure tells neither where nor why', async () => {
  const bodies = await Promise.all(
    ['{', '[]', 'null', '"x"', '{"targets":{"length":1e9}}', '\u0000'].map(async (body) => {
      const response = await fetch(`${story.url}/v1/requests`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await story.token('alice')}`,
        },
        body,
      });
      return `${response.status} ${await response.text()}`;
    }),
  );

  for (const body of bodies) {
    expect(body).toMatch(/^4\d\d \{"error":/);
    expect(body).not.toMatch(/\bat .*\.ts|node_modules|SQLITE|Error:/);
  }
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
