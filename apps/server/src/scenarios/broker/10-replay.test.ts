import { createFormBrowser } from '@gatehouse/testkit';
import { afterAll, expect, test } from 'vitest';
import { apiAt } from './api.fixture.ts';
import { brokerCloud, wish } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const approvals = async (id: string): Promise<number> =>
  (await story.leaves({ requestId: id, type: 'request.approved' })).length;

test('approving twice is one approval, and the second is told so', async () => {
  const { id } = await story.ask('alice');

  const first = await story.api('bob').post(`/v1/requests/${id}/approve`);
  const again = await story.api('bob').post(`/v1/requests/${id}/approve`);
  const other = await story.api('dave').post(`/v1/requests/${id}/reject`);

  expect(first.status).toBe(200);
  expect([again.status, other.status]).toEqual([409, 409]);
  expect(again.body.error?.code).toBe('already-decided');
  const { request } = await story.request('alice', id);
  expect(request).toMatchObject({ state: 'active', version: first.request.version });
  expect(request?.endsAt).toBe(first.request.endsAt);
  expect(await approvals(id)).toBe(1);
});

test('a decision on a version that was not the latest is refused', async () => {
  const { id, version } = await story.ask('alice');

  const stale = await story.api('bob').post(`/v1/requests/${id}/approve`, { version: version - 1 });

  expect(stale.status).toBe(409);
  expect(await story.stateOf('alice', id)).toBe('pending');
});

test('every step of a request is taken once', async () => {
  const post = (person: string, id: string, verb: string, body?: object) =>
    story.api(person).post(`/v1/requests/${id}/${verb}`, body);
  const cancelled = await story.ask('alice');
  const rejected = await story.ask('alice');
  const ended = await story.granted();

  const twice = async (person: string, id: string, verb: string): Promise<readonly number[]> => [
    (await post(person, id, verb)).status,
    (await post(person, id, verb)).status,
  ];

  expect(await twice('alice', cancelled.id, 'cancel')).toEqual([200, 409]);
  expect(await twice('bob', rejected.id, 'reject')).toEqual([200, 409]);
  expect(await twice('alice', ended.id, 'end')).toEqual([200, 409]);
  for (const { id } of [cancelled, rejected, ended])
    expect((await post('dave', id, 'approve')).status).toBe(409);
});

test.for(['GET', 'HEAD', 'OPTIONS'])(
  'a mail scanner’s %s of the link in a notice approves nothing',
  async (method) => {
    const { id } = await story.ask('alice');
    await expect
      .poll(async () => JSON.stringify(await story.cloud.outbox.list({ limit: 200 })), {
        timeout: 5000,
      })
      .toContain(id);
    const mails = JSON.stringify(await story.cloud.outbox.list({ limit: 200 }));
    const links = [...mails.matchAll(/http:\/\/127\.0\.0\.1:\d+\/[^\s"\\<]+/g)]
      .map(([link]) => link)
      .filter((link) => link.includes(id));
    expect(links.length).toBeGreaterThan(0);
    const before = await story.request('alice', id);

    for (const link of new Set(links))
      for (const address of [link, `${link}/approve`, `${link}?approve=true`]) {
        await fetch(address, { method, redirect: 'manual' });
        await fetch(address, { method, redirect: 'manual' });
      }

    expect(await story.request('alice', id)).toEqual(before);
  },
);

test('only POST decides', async () => {
  const { id } = await story.ask('alice');
  const headers = { authorization: `Bearer ${await story.token('bob')}` };

  const answers = await Promise.all(
    ['GET', 'PUT', 'PATCH', 'DELETE'].map((method) =>
      fetch(`${story.url}/v1/requests/${id}/approve`, { method, headers }),
    ),
  );

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect(await story.stateOf('alice', id)).toBe('pending');
});

test('the same key with the same body is one request', async () => {
  const key = { 'idempotency-key': 'retry-1' };

  const answers = await Promise.all(
    [1, 2, 3].map(() => story.api('alice').post('/v1/requests', wish(), key)),
  );
  const later = await story.api('alice').post('/v1/requests', wish(), key);

  expect(new Set([...answers, later].map(({ request }) => request.id)).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(later.status).toBe(200);
});

test('the same key with another body is refused, and the key of another person is another key', async () => {
  const key = { 'idempotency-key': 'retry-2' };
  const first = await story.api('alice').post('/v1/requests', wish(), key);
  await story.people.add('pia', ['s3-engineers']);

  const changed = await story
    .api('alice')
    .post('/v1/requests', wish({ durationSeconds: 7200 }), key);
  const others = await story.api('pia').post('/v1/requests', wish({ durationSeconds: 7200 }), key);

  expect(changed.status).toBe(422);
  expect(changed.body.error?.code).toBe('idempotency-mismatch');
  expect((await story.request('alice', first.request.id)).request?.durationSeconds).toBe(3600);
  expect(others.status).toBe(201);
  expect(others.request.id).not.toBe(first.request.id);
});

/** As the console begins: a code that has not been redeemed yet. */
const authorized = async (verifier: string, state: string): Promise<URL> => {
  const { issuer, clientId } = story.people;
  const { browser } = await story.people.signedIn('alice');
  const hash = await crypto.subtle.digest('SHA-256', Buffer.from(verifier));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: 'http://127.0.0.1:14580/callback',
    state,
    code_challenge: Buffer.from(hash).toString('base64url'),
    code_challenge_method: 'S256',
  });
  const page = await browser.open(`${issuer}/oauth2/authorize?${query.toString()}`);
  return new URL(page.url);
};

const redeem = async (code: string, verifier: string) =>
  fetch(`${story.people.issuer}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: story.people.clientId,
      redirect_uri: 'http://127.0.0.1:14580/callback',
      code,
      code_verifier: verifier,
    }),
  });

test('a code is redeemed once, by who began, and what it gave dies with its second use', async () => {
  const verifier = 'v'.repeat(43);
  const state = 'state-of-this-tab';
  const arrived = await authorized(verifier, state);
  const code = arrived.searchParams.get('code') ?? '';

  const wrong = await redeem(
    (await authorized(verifier, state)).searchParams.get('code') ?? '',
    'w'.repeat(43),
  );
  const first = await redeem(code, verifier);
  const again = await redeem(code, verifier);

  expect(arrived.searchParams.get('state')).toBe(state);
  expect(wrong.status).toBe(400);
  expect(first.status).toBe(200);
  expect(again.status).toBe(400);
  expect(await again.json()).toMatchObject({ error: 'invalid_grant' });
});

test('a sign-in page cannot be sent a second time, nor by another browser', async () => {
  const { issuer, clientId } = story.people;
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: 'http://127.0.0.1:14580/callback',
    state: 's',
    code_challenge: 'c'.repeat(43),
    code_challenge_method: 'S256',
  });
  const mine = createFormBrowser((request) => fetch(request));
  const theirs = createFormBrowser((request) => fetch(request));
  const page = await mine.open(`${issuer}/oauth2/authorize?${query.toString()}`);

  const stolen = await theirs.submit(page, { username: 'alice', password: 'x' });

  expect(stolen.status).toBeGreaterThanOrEqual(400);
  expect(stolen.url).not.toContain('code=');
});

test('a console URL signs in once', async () => {
  const { id } = await story.granted();
  const { url = '' } = (
    await story.api('alice').post(`/v1/requests/${id}/sessions`, { kind: 'console' })
  ).body;

  const statuses = [];
  for (let at = 0; at < 2; at += 1)
    statuses.push((await fetch(url, { redirect: 'manual' })).status);

  expect(statuses[0]).toBe(302);
  expect(statuses[1]).toBeGreaterThanOrEqual(400);
});

test('a proposal of the policy is put in force once', async () => {
  const { document = '' } = (await story.api('erin').get('/v1/policy')).body;
  const proposed = await story.api('erin').post('/v1/policy/proposals', {
    document: `${document}\n# Once.\n`,
    comment: 'Once',
  });
  const approve = (person: string) =>
    apiAt(story.url, () => story.token(person)).post(
      `/v1/policy/proposals/${proposed.request.id}/approve`,
    );

  const own = await approve('erin');
  const first = await approve('frank');
  const again = await approve('frank');

  expect(own.status).toBe(403);
  expect(first.status).toBe(200);
  expect(again.status).toBe(409);
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
