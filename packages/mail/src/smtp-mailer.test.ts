import { type Mail, type Mailer, silentLog } from '@gatehouse/core';
import { expect, test } from 'vitest';
import { smtpMailer } from './smtp-mailer.ts';
import { testSmtpServer } from './smtp-server.fixture.ts';

const FROM = 'gatehouse@example.com';

const mail: Mail = {
  to: ['ada@example.com'],
  subject: 'Zugriff gewährt',
  text: 'You may come in.',
  html: '<p>You may come in.</p>',
  thread: 'request-7',
  key: 'request-7/approved',
};

const mailer = (url: string, more: object = {}): Mailer =>
  smtpMailer({ url, from: FROM, ...more }, silentLog);

const header = (source: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'im').exec(source)?.[1];

test('a message arrives with both of its texts, its sender and its subject', async () => {
  const server = await testSmtpServer();

  await mailer(server.url).send(mail);

  const [received] = server.received;
  expect(received?.recipients).toEqual(['ada@example.com']);
  expect(header(received?.source ?? '', 'From')).toContain(FROM);
  expect(header(received?.source ?? '', 'Subject')).toMatch(/^=\?UTF-8\?Q\?Zugriff/);
  expect(received?.source).toContain('multipart/alternative');
  expect(received?.source).toContain('<p>You may come in.</p>');
});

test('a message that is delivered twice has one Message-ID, another message has another', async () => {
  const server = await testSmtpServer();
  const smtp = mailer(server.url);

  await smtp.send(mail);
  await smtp.send(mail);
  await smtp.send({ ...mail, key: 'request-7/ended' });

  const ids = server.received.map(({ source }) => header(source, 'Message-ID'));
  expect(ids[0]).toMatch(/^<[0-9a-f]{40}@example\.com>$/);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
});

test('messages of one thread refer to the same parent', async () => {
  const server = await testSmtpServer();
  const smtp = mailer(server.url);

  await smtp.send(mail);
  await smtp.send({ ...mail, key: 'other' });
  await smtp.send({ ...mail, key: 'alone', thread: undefined });

  const parents = server.received.map(({ source }) => header(source, 'In-Reply-To'));
  expect(parents[0]).toMatch(/@example\.com>$/);
  expect(parents[1]).toBe(parents[0]);
  expect(parents[2]).toBeUndefined();
  expect(header(server.received[0]?.source ?? '', 'References')).toBe(parents[0]);
});

test('a refused recipient rejects, alone and among others', async () => {
  const server = await testSmtpServer();
  const smtp = mailer(server.url);

  await expect(smtp.send({ ...mail, to: ['nobody@example.com'] })).rejects.toThrow('recipients');
  await expect(
    smtp.send({ ...mail, to: ['ada@example.com', 'nobody@example.com'] }),
  ).rejects.toMatchObject({ name: 'MailRefusedError' });
});

test('a server that is down rejects', async () => {
  const server = await testSmtpServer();
  await server.close();

  await expect(mailer(server.url).send(mail)).rejects.toThrow('ECONNREFUSED');
});

test('user and password are given to a server that asks for them; a wrong one rejects', async () => {
  const server = await testSmtpServer('s3cret');

  await mailer(server.url, { user: 'gatehouse', password: 's3cret' }).send(mail);

  expect(server.received).toHaveLength(1);
  await expect(
    mailer(server.url, { user: 'gatehouse', password: 'wrong' }).send(mail),
  ).rejects.toThrow('Invalid login');
});

test.for([
  ['a subject with a new line', { subject: 'Hello\r\nBcc: eve@example.com' }],
  ['a recipient with a new line', { to: ['ada@example.com\r\nBcc: eve@example.com'] }],
  ['two recipients in one', { to: ['ada@example.com, eve@example.com'] }],
  ['a recipient with a route', { to: ['<eve@example.com>'] }],
  ['no recipient', { to: [] }],
] as const)('%s is refused and nothing is sent', async ([, change]) => {
  const server = await testSmtpServer();

  await expect(mailer(server.url).send({ ...mail, ...change })).rejects.toMatchObject({
    name: 'MailRefusedError',
  });

  expect(server.received).toHaveLength(0);
});

test('a text that looks like the end of a message does not end it', async () => {
  const server = await testSmtpServer();

  await mailer(server.url).send({
    ...mail,
    html: undefined,
    text: 'one\r\n.\r\nMAIL FROM:<x@y>\r\ntwo',
  });

  expect(server.received).toHaveLength(1);
  expect(server.received[0]?.source).toContain('two');
});

test.for([
  ['http://example.com', FROM],
  ['smtp://user:secret@example.com', FROM],
  ['smtp://example.com', 'no address'],
])('settings %s with sender %s are refused without a secret in the message', ([url, from]) => {
  expect(() => smtpMailer({ url: url ?? '', from: from ?? '' }, silentLog)).toThrow(
    /^(?!.*secret@)/,
  );
});
