import type { PublishBatchResponse, PublishResponse } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { queueArn, snsFixture, topicArn } from './sns.fixture.ts';

test('a message reaches each queue that is subscribed, in the form of SNS', async () => {
  const { run, topic, queueSubscription, pass, world, clock } = await snsFixture();
  const TopicArn = await topic('t');
  const first = await queueSubscription(TopicArn, 'q1');
  await queueSubscription(TopicArn, 'q2');

  const { MessageId } = await run<PublishResponse>('Publish', {
    TopicArn,
    Message: 'Grüezi',
    Subject: 'Hello',
    MessageAttributes: {
      text: { DataType: 'String', StringValue: 'x' },
      bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(2, 3, 4) },
    },
  });
  await pass(0);

  expect(world.queued.map((message) => message.queueArn).toSorted()).toEqual([
    queueArn('q1'),
    queueArn('q2'),
  ]);
  const sent = world.queued.find((message) => message.queueArn === queueArn('q1'));
  expect(sent).toMatchObject({
    messageAttributes: undefined,
    source: { service: 'sns.amazonaws.com', sourceArn: TopicArn },
  });
  expect(JSON.parse(sent?.body ?? '')).toMatchObject({
    Type: 'Notification',
    MessageId,
    TopicArn,
    Subject: 'Hello',
    Message: 'Grüezi',
    Timestamp: clock.now().toISOString(),
    SignatureVersion: '1',
    UnsubscribeURL: expect.stringContaining(`/?Action=Unsubscribe&SubscriptionArn=${first}`),
    MessageAttributes: {
      text: { Type: 'String', Value: 'x' },
      bytes: { Type: 'Binary', Value: 'AgME' },
    },
  });
});

test('raw delivery brings the text and the attributes themselves', async () => {
  const { run, topic, queueSubscription, pass, world } = await snsFixture();
  const TopicArn = await topic('t');
  await queueSubscription(TopicArn, 'q', { RawMessageDelivery: 'true' });

  await run('Publish', {
    TopicArn,
    Message: 'text',
    MessageAttributes: {
      a: { DataType: 'Number', StringValue: '1' },
      b: { DataType: 'Binary', BinaryValue: Uint8Array.of(7) },
    },
  });
  await pass(0);

  expect(world.queued[0]).toMatchObject({
    body: 'text',
    messageAttributes: {
      a: { DataType: 'Number', StringValue: '1' },
      b: { DataType: 'Binary', BinaryValue: Buffer.of(7) },
    },
  });
});

test('a filter policy keeps away what it does not match', async () => {
  const { run, topic, queueSubscription, pass, world } = await snsFixture();
  const TopicArn = await topic('t');
  await queueSubscription(TopicArn, 'attributes', { FilterPolicy: '{"kind":["alarm"]}' });
  await queueSubscription(TopicArn, 'body', {
    FilterPolicy: '{"detail":{"level":[{"numeric":[">",3]}]}}',
    FilterPolicyScope: 'MessageBody',
  });
  const alarm = { kind: { DataType: 'String', StringValue: 'alarm' } };

  await run('Publish', { TopicArn, Message: '{"detail":{"level":2}}', MessageAttributes: alarm });
  await run('Publish', { TopicArn, Message: '{"detail":{"level":4}}' });
  await pass(0);

  expect(world.queued.map((message) => message.queueArn).toSorted()).toEqual([
    queueArn('attributes'),
    queueArn('body'),
  ]);
});

test('a message has a text of its own for each protocol that it names', async () => {
  const { run, topic, queueSubscription, pass, world } = await snsFixture();
  const TopicArn = await topic('t');
  await queueSubscription(TopicArn, 'q', { RawMessageDelivery: 'true' });
  const publish = (message: object) =>
    run('Publish', {
      TopicArn,
      MessageStructure: 'json',
      Message: JSON.stringify(message),
    });

  await publish({ default: 'for all', sqs: 'for queues', other: { x: 1 } });
  await publish({ default: 'for all' });
  await pass(0);

  expect(world.queued.map(({ body }) => body).toSorted()).toEqual(['for all', 'for queues']);
});

test.for<readonly [object, string, string]>([
  [{ Message: '' }, 'InvalidParameter', 'Invalid parameter: Empty message'],
  [{ Message: 'x'.repeat(262_145) }, 'InvalidParameter', 'Invalid parameter: Message too long'],
  [
    {
      Message: 'x'.repeat(262_140),
      MessageAttributes: { a: { DataType: 'String', StringValue: 'abc' } },
    },
    'InvalidParameter',
    'Invalid parameter: Message too long',
  ],
  [{ Message: 'x', Subject: '' }, 'InvalidParameter', 'Invalid parameter: Subject'],
  [{ Message: 'x', Subject: 'a\nb' }, 'InvalidParameter', 'Invalid parameter: Subject'],
  [{ Message: 'x', Subject: 'x'.repeat(101) }, 'InvalidParameter', 'Invalid parameter: Subject'],
  [
    { Message: '{', MessageStructure: 'json' },
    'InvalidParameter',
    'Invalid parameter: Message Structure - JSON message body failed to parse',
  ],
  [
    { Message: '{"default":{"a":1}}', MessageStructure: 'json' },
    'InvalidParameter',
    'Invalid parameter: Message Structure - No default entry in JSON message body',
  ],
  [
    { Message: 'x', MessageDeduplicationId: 'd' },
    'InvalidParameter',
    'Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
  ],
])('%j is refused', async ([input, name, message]) => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t');

  await expect(run('Publish', { TopicArn, ...input })).rejects.toMatchObject({ name, message });
});

test.for<readonly [string, object, string]>([
  [
    'attr1',
    { DataType: 'String', StringValue: '' },
    "The message attribute 'attr1' must contain non-empty message attribute value for message attribute type 'String'.",
  ],
  [
    'attr1',
    { DataType: 'Binary', BinaryValue: new Uint8Array() },
    "The message attribute 'attr1' must contain non-empty message attribute value for message attribute type 'Binary'.",
  ],
  [
    'attr1',
    { DataType: 'Number', BinaryValue: Uint8Array.of(1) },
    "The message attribute 'attr1' with type 'Number' must use field 'String'.",
  ],
  [
    'attr1',
    { DataType: 'Binary', StringValue: 'x' },
    "The message attribute 'attr1' with type 'Binary' must use field 'Binary'.",
  ],
  [
    'attr1',
    { DataType: 'Other', StringValue: 'x' },
    "The message attribute 'attr1' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
  ],
  [
    'attr1',
    { DataType: 'Stringprefixed', StringValue: 'x' },
    "The message attribute 'attr1' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
  ],
  [
    'x'.repeat(257),
    { DataType: 'String', StringValue: 'x' },
    'Length of message attribute name must be less than 256 bytes.',
  ],
  [
    'a^b',
    { DataType: 'String', StringValue: 'x' },
    "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
  ],
  [
    '.a',
    { DataType: 'String', StringValue: 'x' },
    "Invalid message attribute name starting with character '.' was found.",
  ],
  [
    'a.',
    { DataType: 'String', StringValue: 'x' },
    "Invalid message attribute name ending with character '.' was found.",
  ],
  [
    'a..b',
    { DataType: 'String', StringValue: 'x' },
    "Message attribute name can not have successive '.' character.",
  ],
])('the attribute %s as %j is refused', async ([attribute, value, message]) => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t');

  await expect(
    run('Publish', { TopicArn, Message: 'x', MessageAttributes: { [attribute]: value } }),
  ).rejects.toMatchObject({ name: 'ParameterValueInvalid', message });
});

test('a target that is a topic is one; phones are heard by nobody, and other targets are not found', async () => {
  const { run, topic } = await snsFixture();
  const TargetArn = await topic('t');

  await expect(run('Publish', { TargetArn, Message: 'x' })).resolves.toBeDefined();
  await expect(
    run('Publish', { PhoneNumber: '+15551234567', Message: 'x' }),
  ).resolves.toBeDefined();
  await expect(run('Publish', { PhoneNumber: '+1a234', Message: 'x' })).rejects.toThrow(
    'Invalid parameter: PhoneNumber Reason: +1a234 is not valid to publish to',
  );
  await expect(
    run('Publish', { TargetArn: topicArn('endpoint/GCM/app/id').replace(':t', ':'), Message: 'x' }),
  ).rejects.toThrow(
    'Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified',
  );
  await expect(run('Publish', { Message: 'x' })).rejects.toThrow('Invalid parameter');
});

test.for<readonly [readonly object[], string]>([
  [[], 'EmptyBatchRequest'],
  [
    Array.from({ length: 11 }, (_, at) => ({ Id: `i${at}`, Message: 'x' })),
    'TooManyEntriesInBatchRequest',
  ],
  [
    [
      { Id: 'a', Message: 'x' },
      { Id: 'a', Message: 'y' },
    ],
    'BatchEntryIdsNotDistinct',
  ],
  [[{ Id: 'a b', Message: 'x' }], 'InvalidBatchEntryId'],
  [
    [
      { Id: 'a', Message: 'x'.repeat(200_000) },
      { Id: 'b', Message: 'x'.repeat(100_000) },
    ],
    'BatchRequestTooLong',
  ],
])('a batch is refused as a whole: %s', async ([PublishBatchRequestEntries, name]) => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t');

  await expect(run('PublishBatch', { TopicArn, PublishBatchRequestEntries })).rejects.toMatchObject(
    { name },
  );
});

test('in a batch the sound entries are published and the others say why not', async () => {
  const { run, topic, queueSubscription, pass, world } = await snsFixture();
  const TopicArn = await topic('t');
  await queueSubscription(TopicArn, 'q', { RawMessageDelivery: 'true' });

  const { Successful, Failed } = await run<PublishBatchResponse>('PublishBatch', {
    TopicArn,
    PublishBatchRequestEntries: [
      { Id: 'a', Message: 'one' },
      { Id: 'b', Message: '' },
      { Id: 'c', Message: 'three', Subject: 'a\nb' },
    ],
  });
  await pass(0);

  expect(Successful).toMatchObject([{ Id: 'a', MessageId: expect.any(String) }]);
  expect(Failed).toMatchObject([
    { Id: 'b', Code: 'InvalidParameter', SenderFault: true },
    { Id: 'c', Code: 'InvalidParameter', Message: 'Invalid parameter: Subject' },
  ]);
  expect(world.queued.map(({ body }) => body)).toEqual(['one']);
});

const FIFO = { FifoTopic: 'true', ContentBasedDeduplication: 'true' };

test('a FIFO topic needs a group, and ids unless the content gives them', async () => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t.fifo', { FifoTopic: 'true' });

  await expect(run('Publish', { TopicArn, Message: 'x' })).rejects.toThrow(
    'The MessageGroupId parameter is required for FIFO topics',
  );
  await expect(run('Publish', { TopicArn, Message: 'x', MessageGroupId: 'g' })).rejects.toThrow(
    'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
});

test('the same message within five minutes is the one before; afterwards it is a new one', async () => {
  const { run, topic, queueSubscription, pass, world } = await snsFixture();
  const TopicArn = await topic('t.fifo', FIFO);
  await queueSubscription(TopicArn, 'q.fifo');
  const publish = () =>
    run<PublishResponse>('Publish', { TopicArn, Message: 'Test', MessageGroupId: 'g' });

  const first = await publish();
  await pass(299);
  const second = await publish();
  await pass(1);
  const third = await publish();
  await pass(0);

  expect(first.SequenceNumber).toMatch(/^\d{20}$/);
  expect(second).toEqual(first);
  expect(third.MessageId).not.toBe(first.MessageId);
  expect(BigInt(third.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.SequenceNumber ?? 0));
  expect(world.queued).toHaveLength(2);
  expect(world.queued[0]).toMatchObject({
    groupId: 'g',
    deduplicationId: '532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25',
  });
  const body = JSON.parse(world.queued[0]?.body ?? '');
  expect(body).toMatchObject({ SequenceNumber: first.SequenceNumber });
  expect(body.Signature).toBeUndefined();
});

test('with a throughput scope of groups, each group has its own messages', async () => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t.fifo', { ...FIFO, FifoThroughputScope: 'MessageGroup' });
  const publish = (MessageGroupId: string) =>
    run<PublishResponse>('Publish', { TopicArn, Message: 'Test', MessageGroupId });

  const one = await publish('one');

  expect(await publish('one')).toEqual(one);
  expect((await publish('two')).MessageId).not.toBe(one.MessageId);
});
