import { afterAll, expect, test } from 'vitest';
import { answerOf } from './api.fixture.ts';
import { brokerCloud } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

/** Follows the URL as a browser does; answers the cookie of the session that begins by it. */
const opened = async (id: string): Promise<string> => {
  const { body } = await story
    .api('alice')
    .post(`/v1/requests/${id}/sessions`, { kind: 'console' });
  const response = await fetch(body.url ?? '', { redirect: 'manual' });
  const [cookie = ''] = response.headers.getSetCookie();
  return cookie.split(';')[0] ?? '';
};

/** A call as a page of the console makes it. */
const call = async (cookie: string, operation: string, input: object) =>
  answerOf(
    await fetch(`${story.cloud.console}/api/aws/sqs/${operation}`, {
      method: 'POST',
      headers: {
        cookie,
        origin: story.cloud.console,
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        'x-gatehouse-console': '1',
      },
      body: JSON.stringify(input),
    }),
  );

const create = (cookie: string) => call(cookie, 'CreateQueue', { QueueName: 'by-console' });

test('a console session is the role until it is revoked, and nothing after', async () => {
  const { id } = await story.granted();
  const cookie = await opened(id);
  const before = await create(cookie);

  await story.api('bob').post(`/v1/requests/${id}/end`);
  await expect
    .poll(async () => (await create(cookie)).status, { timeout: 5000 })
    .toBeGreaterThanOrEqual(400);
  const after = await create(cookie);

  expect(before.status).toBe(200);
  expect(after.body.error?.code).toMatch(/AccessDenied/);
});

test('a console session ends with its access', async () => {
  const { id } = await story.granted();
  const cookie = await opened(id);
  const before = await create(cookie);

  await story.advance('PT1H');
  const after = await create(cookie);

  expect(before.status).toBe(200);
  expect(after.status).toBeGreaterThanOrEqual(400);
});

test('a URL that was not opened before the revocation opens nothing that may do anything', async () => {
  const { id } = await story.granted();
  const { body } = await story
    .api('alice')
    .post(`/v1/requests/${id}/sessions`, { kind: 'console' });
  await story.api('bob').post(`/v1/requests/${id}/end`);
  await expect
    .poll(async () => (await story.request('alice', id)).cuts?.[0]?.state, { timeout: 5000 })
    .toBe('probed');

  const response = await fetch(body.url ?? '', { redirect: 'manual' });
  const [cookie = ''] = response.headers.getSetCookie();
  const late = await create(cookie.split(';')[0] ?? '');

  expect(late.status).toBeGreaterThanOrEqual(400);
});

test.for([
  'https://evil.example/',
  '//evil.example/',
  String.raw`/\evil.example/`,
  'javascript:alert(1)',
  'http://127.0.0.1:1/',
  '/\t/evil.example',
])('a session is not opened on %j', async (destination) => {
  const { id } = await story.granted();

  const answer = await story
    .api('alice')
    .post(`/v1/requests/${id}/sessions`, { kind: 'console', destination });

  expect(answer.status).toBe(422);
  expect((await story.request('alice', id)).sessions).toEqual([]);
});
