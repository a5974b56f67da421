import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, expect, test } from 'vitest';
import { brokerCloud } from './broker.fixture.ts';
import { openConsole } from './console-session.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const granted = await story.granted();
const { body } = await story
  .api('alice')
  .post(`/v1/requests/${granted.id}/sessions`, { kind: 'console' });
const page = await openConsole(body.url ?? '');
const own = new URL(story.cloud.console);

const CREATE = '/api/aws/sqs/CreateQueue';
const QUEUE = JSON.stringify({ QueueName: 'of-another-site' });
const OWN = 'of-its-own-page';
const JSON_TYPE = { 'content-type': 'application/json', 'x-gatehouse-console': '1' };

/** As browsers send what a page of another site asks for, the cookie included. */
const CROSS_SITE: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    'a form',
    { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
  ],
  ['a form of plain text', { 'content-type': 'text/plain', origin: 'https://evil.example' }],
  ['a form without an origin', { 'content-type': 'text/plain', origin: 'null' }],
  ['a script without CORS', { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' }],
  ['a script', { ...JSON_TYPE, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['another port', { ...JSON_TYPE, origin: `http://127.0.0.1:1`, 'sec-fetch-site': 'same-site' }],
  ['a name alike', { ...JSON_TYPE, origin: `http://${own.hostname}.evil.example:${own.port}` }],
  ['a sandboxed frame', { ...JSON_TYPE, origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ['nobody who says so', { 'content-type': 'application/json' }],
  ['no origin at all', JSON_TYPE],
];

test.for(CROSS_SITE)(
  '%s of another site does nothing in a console session',
  async ([, headers]) => {
    const answer = await page.from(headers, CREATE, QUEUE);

    expect([403, 415]).toContain(answer.status);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  },
);

test.for(CROSS_SITE)(
  '%s of another site ends or switches no console session',
  async ([, headers]) => {
    for (const path of ['/api/session/sign-out', '/api/session/role', '/api/outbox'])
      expect((await page.from(headers, path, '{}')).status).toBeGreaterThanOrEqual(400);

    expect((await page.call('sqs', 'CreateQueue', { QueueName: OWN })).status).toBe(200);
  },
);

test('a console cookie is no token of the broker, and the broker sets none', async () => {
  const approve = `/broker/v1/requests/${granted.id}/end`;

  const answer = await page.from(JSON_TYPE, approve, '{}');

  expect(answer.status).toBe(401);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await story.stateOf('alice', granted.id)).toBe('active');
});

test('a page of another site opens no session in somebody’s browser with a token of its own twice', async () => {
  const again = await fetch(body.url ?? '', {
    redirect: 'manual',
    headers: { cookie: page.cookie, 'sec-fetch-site': 'cross-site' },
  });

  expect(again.status).toBeGreaterThanOrEqual(400);
  expect(again.headers.getSetCookie()).toEqual([]);
});

test('the session’s own page can, and of all the others nothing was made', async () => {
  const made = await page.call('sqs', 'CreateQueue', { QueueName: OWN });
  const sqs = new SQSClient(story.cloud.client('workloads'));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  sqs.destroy();

  expect(made.status).toBe(200);
  expect(QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1))).toEqual([OWN]);
});
