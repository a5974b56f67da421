import type { Message, ReceiveMessageResult } from '@aws-sdk/client-sqs';
import { silentLog, systemClock, systemIds } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { arn, sqsFixture, type SqsFixture, url } from './sqs.fixture.ts';

const server = await testPostgres();

const closing = (open: () => Promise<Store>) => async (): Promise<Store> => {
  const store = await open();
  onTestFinished(() => store.close());
  return store;
};

const receive = async (
  { sqs }: SqsFixture,
  name: string,
  more: object = {},
): Promise<readonly Message[]> => {
  const { Messages = [] } = await sqs<ReceiveMessageResult>('ReceiveMessage', {
    QueueUrl: url(name),
    ...more,
  });
  return Messages;
};

const bodiesOf = (messages: readonly Message[]): readonly string[] =>
  messages.map(({ Body = '' }) => Body);

/** Receives with several receivers at once until nothing is left; answers what each got, in its order. */
const drain = (
  fixtures: readonly SqsFixture[],
  name: string,
  more: object,
  done: (fixture: SqsFixture, messages: readonly Message[]) => Promise<void>,
): Promise<readonly (readonly Message[])[]> =>
  Promise.all(
    fixtures.map(async (fixture) => {
      const got: Message[] = [];
      for (let empty = 0; empty < 3;) {
        const messages = await receive(fixture, name, more);
        if (messages.length === 0) empty += 1;
        else empty = 0;
        got.push(...messages);
        await done(fixture, messages);
      }
      return got;
    }),
  );

/** `nodes` are as many views of one database as the test asks for, each a server of its own. */
const suite = (nodes: (count: number) => Promise<readonly SqsFixture[]>): void => {
  const first = async (): Promise<SqsFixture> => {
    const [node] = await nodes(1);
    if (node === undefined) throw new Error('there is no node');
    return node;
  };

  test('no two receivers get the same message', async () => {
    const all = await nodes(3);
    const [node] = all;
    await node?.queue('jobs');
    const sent = Array.from({ length: 30 }, (_, n) => `m${n}`);
    for (const body of sent) await node?.send('jobs', body);

    const got = await drain([...all, ...all], 'jobs', { MaxNumberOfMessages: 4 }, async () => {});

    expect(got.flatMap(bodiesOf).toSorted()).toEqual(sent.toSorted());
  });

  test('each group of a FIFO queue is in order, whoever receives', async () => {
    const all = await nodes(2);
    const [node] = all;
    await node?.queue('orders.fifo', { ContentBasedDeduplication: 'true' });
    const groups = ['a', 'b', 'c'];
    for (let n = 0; n < 5; n += 1)
      for (const group of groups)
        await node?.send('orders.fifo', `${group}${n}`, { MessageGroupId: group });
    const seen: string[] = [];
    const take = async ({ sqs }: SqsFixture, messages: readonly Message[]): Promise<void> => {
      // Noted before the group is free for the next receiver.
      seen.push(...bodiesOf(messages));
      for (const { ReceiptHandle } of messages)
        await sqs('DeleteMessage', { QueueUrl: url('orders.fifo'), ReceiptHandle });
    };

    await drain([...all, ...all], 'orders.fifo', { MaxNumberOfMessages: 2 }, take);
    // Each may have given up while another one blocked the last group.
    await drain(all.slice(0, 1), 'orders.fifo', { MaxNumberOfMessages: 2 }, take);

    for (const group of groups)
      expect(seen.filter((body) => body.startsWith(group))).toEqual(
        Array.from({ length: 5 }, (_, n) => `${group}${n}`),
      );
  });

  test('the same deduplication id at the same time makes one message', async () => {
    const all = await nodes(2);
    const [node] = all;
    await node?.queue('orders.fifo', { ContentBasedDeduplication: 'true' });
    const QueueUrl = url('orders.fifo');

    const sent = await Promise.all(
      [...all, ...all, ...all].map(({ sqs }) =>
        sqs<{ MessageId: string }>('SendMessage', {
          QueueUrl,
          MessageBody: 'x',
          MessageGroupId: 'g',
        }),
      ),
    );

    expect(new Set(sent.map(({ MessageId }) => MessageId)).size).toBe(1);
    expect(await node?.bodies('orders.fifo')).toEqual(['x']);
  });

  test('a queue that is made by many at once is one queue', async () => {
    const all = await nodes(2);

    const made = await Promise.all([...all, ...all].map(({ queue }) => queue('jobs')));

    expect(new Set(made)).toEqual(new Set([url('jobs')]));
  });

  test('who waits on one node is woken by a message to another', async () => {
    const all = await nodes(2);
    const [here, there = here] = all;
    if (here === undefined || there === undefined) throw new Error('there is no node');
    await here.queue('jobs');

    const waiting = receive(here, 'jobs', { WaitTimeSeconds: 20 });
    await there.send('jobs', 'hello');

    expect(bodiesOf(await waiting)).toEqual(['hello']);
  });

  test('messages die, are moved back, are counted and are deleted', async () => {
    const { sqs, queue, send, bodies, runner } = await first();
    await queue('dead');
    await queue('jobs', {
      VisibilityTimeout: '0',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 1 }),
    });
    await send('jobs', 'x', { MessageAttributes: { a: { DataType: 'String', StringValue: 'ä' } } });
    expect(await bodies('jobs')).toEqual(['x']);
    expect(await bodies('jobs')).toEqual([]);
    await sqs('StartMessageMoveTask', { SourceArn: arn('dead') });
    await runner.runDue();

    expect(await sqs('ListMessageMoveTasks', { SourceArn: arn('dead') })).toMatchObject({
      Results: [{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }],
    });
    expect(
      await sqs('GetQueueAttributes', {
        QueueUrl: url('jobs'),
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    ).toEqual({ Attributes: { ApproximateNumberOfMessages: '1' } });
    expect(await sqs('ListQueues', { QueueNamePrefix: 'j' })).toMatchObject({
      QueueUrls: [url('jobs')],
    });
    await sqs('PurgeQueue', { QueueUrl: url('jobs') });
    await sqs('DeleteQueue', { QueueUrl: url('jobs') });
    await expect(sqs('PurgeQueue', { QueueUrl: url('jobs') })).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });
};

describe('on SQLite', () => {
  suite(async () => [await sqsFixture({ open: closing(memoryStore) })]);
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async (count) => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const database = await server.database();
    const made: SqsFixture[] = [];
    // One after the other: each finds the tables that the first has made.
    for (let n = 0; n < count; n += 1)
      made.push(
        await sqsFixture({
          open: closing(() => openPostgres({ url: database, clock: systemClock, log: silentLog })),
          ids: systemIds,
        }),
      );
    return made;
  });
});
