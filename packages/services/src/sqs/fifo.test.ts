import type { Message, ReceiveMessageResult } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { sqsFixture, type SqsFixture, url } from './sqs.fixture.ts';

const ORDERS = { QueueUrl: url('orders.fifo') };

const orders = async (attributes: Readonly<Record<string, string>> = {}): Promise<SqsFixture> => {
  const fixture = await sqsFixture();
  await fixture.queue('orders.fifo', { ContentBasedDeduplication: 'true', ...attributes });
  return fixture;
};

const send = ({ sqs }: SqsFixture, MessageBody: string, MessageGroupId = 'g', more: object = {}) =>
  sqs<{ MessageId: string; SequenceNumber: string }>('SendMessage', {
    ...ORDERS,
    MessageBody,
    MessageGroupId,
    ...more,
  });

const receive = async ({ sqs }: SqsFixture, more: object = {}): Promise<readonly Message[]> => {
  const { Messages = [] } = await sqs<ReceiveMessageResult>('ReceiveMessage', {
    ...ORDERS,
    ...more,
  });
  return Messages;
};

const remove = ({ sqs }: SqsFixture, message: Message | undefined) =>
  sqs('DeleteMessage', { ...ORDERS, ReceiptHandle: message?.ReceiptHandle });

test('a group is handed out in order, and not while one of it is in flight', async () => {
  const fixture = await orders();
  for (const body of ['a1', 'a2', 'a3']) await send(fixture, body, 'a');
  await send(fixture, 'b1', 'b');

  const [first] = await receive(fixture);
  const second = await fixture.bodies('orders.fifo');
  const third = await fixture.bodies('orders.fifo');
  await remove(fixture, first);
  const fourth = await fixture.bodies('orders.fifo');

  expect(first?.Body).toBe('a1');
  expect(second).toEqual(['b1']);
  expect(third).toEqual([]);
  expect(fourth).toEqual(['a2', 'a3']);
});

test('a group stays blocked while any of it is in flight', async () => {
  const fixture = await orders();
  await send(fixture, 'a1', 'a');
  await send(fixture, 'a2', 'a');
  const [first] = await receive(fixture, { MaxNumberOfMessages: 10 });

  await fixture.sqs('ChangeMessageVisibility', {
    ...ORDERS,
    ReceiptHandle: first?.ReceiptHandle,
    VisibilityTimeout: 0,
  });

  expect(await fixture.bodies('orders.fifo')).toEqual([]);
  fixture.clock.advance({ seconds: 30 });
  expect(await fixture.bodies('orders.fifo')).toEqual(['a1', 'a2']);
});

test('sequence numbers of twenty digits grow, and a duplicate has the first one’s', async () => {
  const fixture = await orders();

  const first = await send(fixture, 'one', 'g', { MessageDeduplicationId: 'd1' });
  const second = await send(fixture, 'two', 'g', { MessageDeduplicationId: 'd2' });
  const again = await send(fixture, 'other text', 'g', { MessageDeduplicationId: 'd1' });

  expect(first.SequenceNumber).toMatch(/^\d{20}$/);
  expect(second.SequenceNumber > first.SequenceNumber).toBe(true);
  expect(again).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
  expect(await fixture.bodies('orders.fifo')).toEqual(['one', 'two']);
});

test('a duplicate is one for five minutes, even when the first is deleted', async () => {
  const fixture = await orders();
  await send(fixture, 'same');
  const [message] = await receive(fixture);
  await remove(fixture, message);

  fixture.clock.advance({ seconds: 299 });
  await send(fixture, 'same');
  expect(await fixture.bodies('orders.fifo')).toEqual([]);
  fixture.clock.advance({ seconds: 1 });
  await send(fixture, 'same');
  expect(await fixture.bodies('orders.fifo')).toEqual(['same']);
});

test.for([
  ['queue', ['same']],
  ['messageGroup', ['same', 'same']],
] as const)(
  'with the scope %s a text in two groups is received as %j',
  async ([DeduplicationScope, expected]) => {
    const fixture = await orders({ DeduplicationScope });
    await send(fixture, 'same', 'a');
    await send(fixture, 'same', 'b');

    expect(await fixture.bodies('orders.fifo')).toEqual(expected);
  },
);

test('content-based deduplication uses the SHA-256 of the body', async () => {
  const fixture = await orders();
  await send(fixture, 'hello');

  const [message] = await receive(fixture, { AttributeNames: ['All'] });

  expect(message?.Attributes).toMatchObject({
    MessageDeduplicationId: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    MessageGroupId: 'g',
    SequenceNumber: expect.any(String),
  });
});

test('what a FIFO queue needs is asked for', async () => {
  const fixture = await orders({ ContentBasedDeduplication: 'false' });
  const entry = { Id: 'a', MessageBody: 'x' };

  await expect(send(fixture, 'x', '')).rejects.toMatchObject({
    name: 'MissingRequiredParameterException',
  });
  await expect(send(fixture, 'x', 'g')).rejects.toMatchObject({
    message:
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  });
  await expect(
    send(fixture, 'x', 'g', { MessageDeduplicationId: 'd', DelaySeconds: 2 }),
  ).rejects.toMatchObject({
    message:
      'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
  });
  await expect(
    fixture.sqs('SendMessageBatch', { ...ORDERS, Entries: [entry] }),
  ).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: 'The request must contain the parameter MessageGroupId.',
  });
});

test('an expired handle deletes nothing in a FIFO queue', async () => {
  const fixture = await orders();
  await send(fixture, 'x');
  const [message] = await receive(fixture, { VisibilityTimeout: 1 });
  fixture.clock.advance({ seconds: 2 });

  await expect(remove(fixture, message)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringContaining('The receipt handle has expired.'),
  });
  expect(await fixture.bodies('orders.fifo')).toEqual(['x']);
});

test('a queue’s delay holds back what is sent to it, in order', async () => {
  const fixture = await orders({ DelaySeconds: '5' });
  await send(fixture, 'one');
  fixture.clock.advance({ seconds: 3 });
  await send(fixture, 'two');

  expect(await fixture.bodies('orders.fifo')).toEqual([]);
  fixture.clock.advance({ seconds: 2 });
  expect(await fixture.bodies('orders.fifo', { VisibilityTimeout: 1 })).toEqual(['one']);
  fixture.clock.advance({ seconds: 3 });
  expect(await fixture.bodies('orders.fifo')).toEqual(['one', 'two']);
});

test('a receive is repeated by its attempt id until something happens to its messages', async () => {
  const fixture = await orders();
  await send(fixture, 'one', 'a');
  await send(fixture, 'two', 'b');
  const attempt = { ReceiveRequestAttemptId: 'attempt-1', MaxNumberOfMessages: 10 };

  const first = await receive(fixture, attempt);
  fixture.clock.advance({ seconds: 20 });
  const again = await receive(fixture, attempt);
  fixture.clock.advance({ seconds: 20 });
  // The repetition hid them anew.
  const meanwhile = await receive(fixture, { MaxNumberOfMessages: 10 });
  await remove(fixture, again[0]);
  const after = await receive(fixture, attempt);

  expect(first).toHaveLength(2);
  expect(again.map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(
    first.map(({ ReceiptHandle }) => ReceiptHandle),
  );
  expect(meanwhile).toEqual([]);
  expect(after).toEqual([]);
});
