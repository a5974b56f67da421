import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type ServerProcess, startServerProcess } from '@gatehouse/testcloud';
import { expect, test } from 'vitest';

const ACCOUNT = '123456789012';
const EVENTS = 5000;
const QUEUES = ['first', 'second'];
const ENTRIES = 10;
const AT_ONCE = 8;
/** The server is killed when the first queue has so many. */
const ENOUGH = 1000;
const MOST_EMPTY = 10;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;

/** A rule that sends every order to each queue; the queues' URLs. */
const setUp = async (server: ServerProcess): Promise<readonly string[]> => {
  const sqs = new SQSClient(server.client);
  const events = new EventBridgeClient(server.client);
  const urls: string[] = [];
  for (const name of QUEUES) {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arnOf(name),
      },
    });
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: { Policy, VisibilityTimeout: '600' } }),
    );
    urls.push(new URL(QueueUrl).pathname);
  }
  await events.send(
    new PutRuleCommand({ Name: 'orders', EventPattern: JSON.stringify({ source: ['shop'] }) }),
  );
  await events.send(
    new PutTargetsCommand({
      Rule: 'orders',
      Targets: QUEUES.map((name) => ({ Id: name, Arn: arnOf(name) })),
    }),
  );
  sqs.destroy();
  events.destroy();
  return urls;
};

/** Puts events as fast as they are taken until all are there or the server is gone; the ids of those it took. */
const putAll = async (server: ServerProcess, count: number): Promise<readonly string[]> => {
  const accepted: string[] = [];
  let left = Math.ceil(count / ENTRIES);
  const client = async (): Promise<void> => {
    const events = new EventBridgeClient(server.client);
    try {
      while (left > 0) {
        left -= 1;
        const { Entries = [] } = await events.send(
          new PutEventsCommand({
            Entries: Array.from({ length: ENTRIES }, () => ({
              Source: 'shop',
              DetailType: 'Order',
              Detail: '{"sku":"a"}',
            })),
          }),
        );
        accepted.push(...Entries.flatMap(({ EventId }) => EventId ?? []));
      }
    } catch {
      left = 0;
    } finally {
      events.destroy();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return accepted;
};

const waiting = async (sqs: SQSClient, QueueUrl: string): Promise<number> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages']);
};

/** How many messages the first queue had when the server was killed. */
const killAmid = async (server: ServerProcess, path: string): Promise<number> => {
  const sqs = new SQSClient(server.client);
  let seen = 0;
  while (seen < ENOUGH) {
    await pause(10);
    seen = await waiting(sqs, server.aws + path);
  }
  await server.kill();
  sqs.destroy();
  return seen;
};

/** Ids of the events in a queue: all that are waited for, or what is there when nothing has come for a while. */
const received = async (
  server: ServerProcess,
  path: string,
  expected: readonly string[],
): Promise<ReadonlySet<string>> => {
  const sqs = new SQSClient(server.client);
  const ids = new Set<string>();
  const client = async (): Promise<void> => {
    for (let empty = 0; empty < MOST_EMPTY && !expected.every((id) => ids.has(id));) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: server.aws + path,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 1,
        }),
      );
      for (const { Body = '{}' } of Messages) ids.add((JSON.parse(Body) as { id: string }).id);
      empty = Messages.length === 0 ? empty + 1 : 0;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  sqs.destroy();
  return ids;
};

test('a kill -9 amid ten thousand deliveries loses none', { timeout: 180_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-kill-'));
  let server = await startServerProcess(data);
  try {
    const paths = await setUp(server);
    const putting = putAll(server, EVENTS);
    const seen = await killAmid(server, paths[0] ?? '');
    const before = await putting;
    server = await startServerProcess(data);
    const accepted = [...before, ...(await putAll(server, EVENTS - before.length))];
    const arrived = await Promise.all(paths.map((path) => received(server, path, accepted)));

    expect(seen).toBeLessThan(before.length);
    expect(accepted.length).toBeGreaterThanOrEqual(EVENTS);
    for (const ids of arrived) expect(accepted.filter((id) => !ids.has(id))).toEqual([]);
  } finally {
    await server.kill();
    rmSync(data, { recursive: true, force: true });
  }
});
