import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, expect, test } from 'vitest';
import { brokerCloud } from './broker.fixture.ts';

interface Mail {
  readonly to: string;
  readonly text: string;
}

/** A port that refuses mail until a mail server takes it over. */
const downPort = async (): Promise<{ readonly port: number; readonly server: Server }> => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, server };
};

const mailServer = async (port: number, received: Mail[]): Promise<SMTPServer> => {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const chunks: Uint8Array[] = [];
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      stream.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        for (const { address } of session.envelope.rcptTo) received.push({ to: address, text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  return server;
};

const down = await downPort();
const received: Mail[] = [];
const story = await brokerCloud({
  flags: [`--smtp-url=smtp://127.0.0.1:${down.port}`, '--smtp-from=gatehouse@example.com'],
});
let smtp: SMTPServer | undefined;
afterAll(async () => {
  await story.stop();
  await new Promise<void>((resolve) => {
    if (smtp === undefined) resolve();
    else smtp.close(() => resolve());
  });
});

/** Who got mail about a request, by the first words of its text. */
const told = (id: string, words: string): readonly string[] =>
  received
    .filter(({ text }) => text.replaceAll(/=\r\n/g, '').includes(id))
    .filter(({ text }) => text.includes(words))
    .map(({ to }) => to)
    .toSorted((a, b) => a.localeCompare(b));

test('without a mail server people decide all the same, and hear of it when it is back', async () => {
  const { id } = await story.ask('alice');
  const approved = await story.api('bob').post(`/v1/requests/${id}/approve`);
  const credentials = await story.credentials('alice', id);
  await story.advance('PT1M');
  const before = received.length;

  await new Promise<void>((resolve) => {
    down.server.close(() => resolve());
  });
  smtp = await mailServer(down.port, received);
  for (let minutes = 0; minutes < 20; minutes += 1) await story.advance('PT1M');

  expect(approved.request.state).toBe('active');
  expect(credentials.Version).toBe(1);
  expect(before).toBe(0);
  expect(told(id, 'asks for temporary elevated access')).toEqual([
    'bob@example.com',
    'carol@example.com',
    'dave@example.com',
  ]);
  expect(told(id, 'Your request was approved')).toEqual(['alice@example.com']);
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
