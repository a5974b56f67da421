import { afterAll, expect, test } from 'vitest';
import { answerOf } from './api.fixture.ts';
import { brokerCloud, READ_ONLY, S3_ADMIN, wish } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const MEGABYTE = 1_048_576;
const SOON_MILLISECONDS = 5000;

/** A POST of exactly these bytes. */
const send = async (path: string, body: string | ReadableStream<Uint8Array>, person = 'alice') =>
  answerOf(
    await fetch(`${story.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await story.token(person)}`,
        'content-type': 'application/json',
      },
      body,
      // Node's fetch wants to hear that a stream is not answered before it ends.
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    }),
  );

const deep = (levels: number, open: string, close: string): string =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

const whole = JSON.stringify(wish());

const counted = async (): Promise<number> =>
  (await story.api('alice').get('/v1/requests?limit=200')).body.requests?.length ?? 0;

test.for<readonly [string, string]>([
  ['arrays in arrays', deep(100_000, '[', ']')],
  ['objects in objects', deep(100_000, '{"a":', '}')],
  ['a target that is deep', whole.replace('"targets":[', `"targets":[${deep(5000, '[', ']')},`)],
  ['fields that are deep', whole.replace(/^\{/, `{"fields":${deep(5000, '{"a":', '}')},`)],
  [
    'a hundred thousand names',
    `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":1`).join()}}`,
  ],
  ['many targets', JSON.stringify(wish({ targets: Array(10_000).fill(S3_ADMIN) }))],
  ['a long reason', JSON.stringify(wish({ justification: 'x'.repeat(MEGABYTE) }))],
  [
    'a long role',
    JSON.stringify(wish({ targets: [{ ...S3_ADMIN, roleArn: 'a'.repeat(MEGABYTE) }] })),
  ],
  ['a number with a million digits', whole.replace('3600', '9'.repeat(MEGABYTE))],
  ['an unfinished body', whole.slice(0, -1)],
  ['two bodies', whole + whole],
  ['nothing', ''],
  ['half a surrogate in a name', JSON.stringify(wish({ '\ud800': 1 }))],
])('%s: refused at once, and nothing was asked for', async ([, body]) => {
  const before = await counted();
  const began = performance.now();

  const { status, text } = await send('/v1/requests', body);

  expect(performance.now() - began).toBeLessThan(SOON_MILLISECONDS);
  expect([400, 413, 422]).toContain(status);
  expect(text.length).toBeLessThan(8192);
  expect(await counted()).toBe(before);
});

test('names and values of a body that is refused are told back in part only, and kept out of the log', async () => {
  const long = 'k'.repeat(MEGABYTE / 2);

  const { status, text } = await send('/v1/requests', JSON.stringify(wish({ [long]: long })));

  expect(status).toBe(422);
  expect(text.length).toBeLessThan(2048);
  const [leaf] = (await story.leaves({ type: 'refused' })).slice(-1);
  expect(leaf?.data).toMatchObject({ operation: 'POST /v1/requests' });
  expect(JSON.stringify(leaf)).not.toContain('kkkk');
});

test('a body that is too large is refused, with a length and without', async () => {
  const large = 'x'.repeat(3 * MEGABYTE);
  const chunks = new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < 3; at += 1) controller.enqueue(new Uint8Array(MEGABYTE).fill(0x20));
      controller.close();
    },
  });

  const statuses = [
    (await send('/v1/requests', large)).status,
    (await send('/v1/requests', chunks)).status,
  ];

  expect(statuses).toEqual([413, 413]);
});

const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

test.for(PROTOTYPE_NAMES)('the name %s means nothing, wherever it stands', async (name) => {
  const hostile = `{"breakGlass":true,"state":"active","admin":true}`;
  const asTop = whole.replace(/^\{/, `{"${name}":${hostile},`);
  const asField = whole.replace(/^\{/, `{"fields":{"${name}":"x"},`);
  const asTarget = whole.replace('"targets":[{', `"targets":[{"${name}":${hostile},`);

  const answers = [
    await send('/v1/requests', asTop),
    await send('/v1/requests', asField),
    await send('/v1/requests', asTarget),
  ];

  // Refused, or taken as if it were not there.
  const taken = answers.filter(({ status }) => ![400, 422].includes(status));
  for (const { request } of taken)
    expect(request).toMatchObject({ state: 'pending', breakGlass: false, fields: {} });
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  expect((await story.api('alice').get('/v1/me')).status).toBe(200);
});

test.for([
  '__proto__',
  'constructor',
  '..%2f..',
  '%00',
  'r-%0d%0aset-cookie:x=1',
  "r-1' OR '1'='1",
])('the id %s is nobody’s request', async (id) => {
  for (const path of ['', '/timeline', '/activity', '/insight']) {
    const { status, headers } = await story
      .api('erin')
      .get(`/v1/requests/${encodeURI(decodeURI(id).replaceAll('%', '%25'))}${path}`);
    expect([400, 404, 422]).toContain(status);
    expect(headers.get('set-cookie')).toBeNull();
  }
});

test('words with controls, directions and other scripts come back as they are, on one line of each mail', async () => {
  const words = 'Repair \u202egnp.exe\u202c \u0007 \u2028 Ünïcode 修理 \u{1f512}';
  const { id } = await story.ask('alice', wish({ justification: words }));
  await story.api('bob').post(`/v1/requests/${id}/reject`, { comment: `No\r\n.\r\nBcc: x@y.z` });
  await story.advance('PT1M');

  const shown = (await story.request('alice', id)).request;
  const { messages } = await story.cloud.outbox.list({ limit: 100 });
  const mails = messages.filter(({ thread }) => thread === id);

  expect(shown).toMatchObject({ justification: words });
  expect(mails.length).toBeGreaterThan(1);
  for (const { subject, text, to } of mails) {
    expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(text).not.toMatch(/^Bcc:/m);
    expect(to).toHaveLength(1);
  }
});

test('after all this the server answers, and what it stores breaks no promise', async () => {
  const { status } = await story.api('alice').post('/v1/requests', wish({ targets: [READ_ONLY] }));

  expect(status).toBe(201);
  expect(await story.broken()).toEqual([]);
});
