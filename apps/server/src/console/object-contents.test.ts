import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleFixture, consoleFixture, type Person } from './console.fixture.ts';

const BUCKET = 'contents-of-the-console';
const HTML = '<script>alert(document.cookie)</script>';
const BYTES = { 'content-type': 'application/octet-stream' };

let here: ConsoleFixture;
let admin: Person;

beforeAll(async () => {
  here = await consoleFixture();
  admin = await here.administrator();
  await admin.aws('s3', 'CreateBucket', { Bucket: BUCKET });
});
afterAll(() => here.cloud.stop());

const at = (key: string, more: Readonly<Record<string, string>> = {}): string =>
  `/api/s3/object?${new URLSearchParams({ region: 'us-east-1', bucket: BUCKET, key, ...more }).toString()}`;

/** `node:http` of the fixture sends POST and its like; an upload is a PUT. */
const put = async (path: string, body: string, headers: object = {}): Promise<Response> =>
  fetch(here.url + path, {
    method: 'PUT',
    body,
    headers: {
      ...BYTES,
      cookie: admin.cookie() ?? '',
      'x-gatehouse-console': '1',
      origin: here.url,
      ...headers,
    },
  });

const linkTo = async (key: string, person = admin): Promise<string> => {
  const body = { region: 'us-east-1', bucket: BUCKET, key };
  const answer = await person.ask('/api/s3/download', { method: 'POST', body });
  return String(answer.body['url']);
};

test('a stored page comes back as a file, which no browser shows in the origin of the console', async () => {
  const key = 'a folder/“page”\r\n<x>.html';
  const stored = await put(at(key, { type: 'text/html' }), HTML);

  const answer = await admin.ask(await linkTo(key));

  expect(stored.status).toBe(200);
  expect(answer).toMatchObject({
    status: 200,
    text: HTML,
    headers: {
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': `attachment; filename="_page____x_.html"; filename*=UTF-8''%E2%80%9Cpage%E2%80%9D%0D%0A%3Cx%3E.html`,
      'content-length': String(HTML.length),
      'cache-control': 'no-store',
    },
  });
  const { body } = await admin.aws('s3', 'HeadObject', { Bucket: BUCKET, Key: key });
  expect(body).toMatchObject({ ContentType: 'text/html', ContentLength: HTML.length });
});

test('a large object goes through, and an empty one', async () => {
  const large = 'x'.repeat(20_000_000);

  await put(at('large'), large);
  await put(at('empty'), '');

  const answer = await admin.ask(await linkTo('large'));
  expect(answer.text).toBe(large);
  await expect(admin.ask(await linkTo('empty'))).resolves.toMatchObject({ status: 200, text: '' });
});

test('an address that is handed on serves the object to anybody until it ends', async () => {
  await put(at('for/a friend (1).txt'), 'hello');
  const asked = { region: 'us-east-1', bucket: BUCKET, key: 'for/a friend (1).txt' };
  const presign = (seconds: number) =>
    admin.ask('/api/presigned-url', { method: 'POST', body: { ...asked, seconds } });

  const { body } = await presign(300);

  const answer = await fetch(String(body['url']));
  expect(answer.status).toBe(200);
  await expect(answer.text()).resolves.toBe('hello');
  const forged = await fetch(String(body['url']).replace('friend', 'fiend'));
  expect(forged.status).toBe(403);
  await expect(presign(100_000)).resolves.toMatchObject({ status: 400 });
});

test('a refusal is in the words of S3', async () => {
  const path = at('k').replace(BUCKET, 'no-such-bucket-here');

  const refused = await put(path, 'x'.repeat(3_000_000));

  expect(refused.status).toBe(404);
  await expect(refused.json()).resolves.toMatchObject({ error: { code: 'NoSuchBucket' } });
  await expect(admin.ask(await linkTo('gone'))).resolves.toMatchObject({
    status: 404,
    body: { error: { code: 'NoSuchKey' } },
  });
});

test.for([
  [{ 'x-gatehouse-console': '0' }, 403],
  [{ origin: 'http://evil.example' }, 403],
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ 'content-type': 'text/plain' }, 415],
  [{ cookie: '' }, 401],
] as const)('an upload with %j is answered %i', async ([headers, status]) => {
  const answer = await put(at('forged'), 'x', headers);

  expect(answer.status).toBe(status);
});

test('a link to a download serves the session that asked for it, and no other site', async () => {
  await put(at('mine'), 'x');
  const other = await here.administrator();
  const link = await linkTo('mine');

  await expect(other.ask(link)).resolves.toMatchObject({ status: 403 });
  await expect(here.person().ask(link)).resolves.toMatchObject({ status: 401 });
  await expect(
    admin.ask(link, { headers: { 'sec-fetch-site': 'cross-site' } }),
  ).resolves.toMatchObject({ status: 403 });
  await expect(admin.ask('/api/s3/download?ticket=AAAA')).resolves.toMatchObject({ status: 403 });
});
