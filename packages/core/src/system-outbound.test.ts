import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { isLinkLocal, systemOutbound } from './system-outbound.ts';

const server = async (listener: RequestListener): Promise<string> => {
  const http = createServer(listener);
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const address = http.address();
  return `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
};

test('a POST brings headers and body, and its answer comes back', async () => {
  const seen: string[] = [];
  const url = await server((request, response) => {
    seen.push(request.method ?? '', request.headers['x-one'] as string, request.url ?? '');
    request.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
    request.on('end', () => response.writeHead(201, { 'X-Answer': 'yes' }).end('grüezi'));
  });

  const answer = await systemOutbound.send({
    method: 'POST',
    url: `${url}/hook?a=1`,
    headers: { 'x-one': '1' },
    body: 'häuser',
    timeoutMilliseconds: 5000,
  });

  expect(seen).toEqual(['POST', '1', '/hook?a=1', 'häuser']);
  expect(answer).toMatchObject({ status: 201, body: 'grüezi' });
  expect(answer.headers['x-answer']).toBe('yes');
});

test('a redirect is returned, not followed', async () => {
  const url = await server((_request, response) => {
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
  });

  const answer = await systemOutbound.send({ method: 'GET', url, timeoutMilliseconds: 5000 });

  expect(answer.status).toBe(302);
});

test('a long answer is cut after 256 KiB, between letters', async () => {
  const url = await server((_request, response) => {
    response.end(`x${'ä'.repeat(400_000)}`);
  });

  const { body } = await systemOutbound.send({ method: 'GET', url, timeoutMilliseconds: 5000 });

  expect(body).toBe(`x${'ä'.repeat(131_071)}`);
});

test('no answer in time rejects, and so does a body that never ends', async () => {
  const silent = await server(() => undefined);
  const dripping = await server((_request, response) => {
    response.write('a');
  });

  for (const url of [silent, dripping])
    await expect(
      systemOutbound.send({ method: 'GET', url, timeoutMilliseconds: 100 }),
    ).rejects.toThrow('abort');
});

test.for([
  'http://169.254.169.254/',
  'http://0xa9fea9fe/',
  'http://2852039166/',
  'http://0251.0376.0251.0376/',
  'http://169.254.43518/',
  'http://１６９。254.169.254/',
  'http://a:b@169.254.169.254:80/',
  'http://169.254.169.254./',
  'http://[::169.254.169.254]/',
  'http://[2002:a9fe:a9fe::1]/',
  'http://100.100.100.200/',
  'http://[::ffff:100.100.100.200]/',
  'http://168.63.129.16/',
  'http://[fe80::1]/',
  'http://[::ffff:169.254.169.254]/',
  'http://[fd00:ec2::254]/',
  'http://[64:ff9b::169.254.169.254]/',
])('%s is refused before anything is sent', async (url) => {
  await expect(
    systemOutbound.send({ method: 'GET', url, timeoutMilliseconds: 2000 }),
  ).rejects.toThrow('link-local');
});

test.for(['file:///etc/passwd', 'ftp://127.0.0.1/'])('%s is refused', async (url) => {
  await expect(
    systemOutbound.send({ method: 'GET', url, timeoutMilliseconds: 2000 }),
  ).rejects.toThrow('only http');
});

test('a name goes to the addresses that were looked at', async () => {
  const url = await server((_request, response) => {
    response.end('here');
  });

  const answer = await systemOutbound.send({
    method: 'GET',
    url: url.replace('127.0.0.1', 'localhost'),
    timeoutMilliseconds: 5000,
  });

  expect(answer.body).toBe('here');
});

test.for([
  ['169.254.0.1', true],
  ['169.253.255.255', false],
  ['fe80::1%eth0', true],
  ['febf::1', true],
  ['fec0::1', false],
  ['::ffff:a9fe:a9fe', true],
  ['::1', false],
  ['localhost', false],
] as const)('%s is link-local: %s', ([address, expected]) => {
  expect(isLinkLocal(address)).toBe(expected);
});
