import type { Message, ReceiveMessageResult, SendMessageBatchResult } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { sqsFixture, type SqsFixture, url } from './sqs.fixture.ts';

const JOBS = { QueueUrl: url('jobs') };

const receive = async ({ sqs }: SqsFixture, more: object = {}): Promise<readonly Message[]> => {
  const { Messages = [] } = await sqs<ReceiveMessageResult>('ReceiveMessage', { ...JOBS, ...more });
  return Messages;
};

const counts = async ({ sqs }: SqsFixture, name = 'jobs'): Promise<readonly unknown[]> => {
  const { Attributes } = await sqs<{ Attributes: Record<string, string> }>('GetQueueAttributes', {
    QueueUrl: url(name),
    AttributeNames: ['All'],
  });
  return ['', 'NotVisible', 'Delayed'].map(
    (kind) => Attributes[`ApproximateNumberOfMessages${kind}`],
  );
};

const jobs = async (attributes: Readonly<Record<string, string>> = {}): Promise<SqsFixture> => {
  const fixture = await sqsFixture();
  await fixture.queue('jobs', attributes);
  return fixture;
};

test('a batch fails entry by entry', async () => {
  const fixture = await jobs({ MaximumMessageSize: '1024' });

  const { Successful, Failed } = await fixture.sqs<SendMessageBatchResult>('SendMessageBatch', {
    ...JOBS,
    Entries: [
      { Id: 'good', MessageBody: 'x' },
      { Id: 'long', MessageBody: 'x'.repeat(1025) },
      { Id: 'late', MessageBody: 'x', DelaySeconds: 901 },
      { Id: 'odd', MessageBody: '\u0002' },
    ],
  });

  expect(Successful).toMatchObject([
    { Id: 'good', MD5OfMessageBody: '9dd4e461268c8034f5c8564e155c67a6' },
  ]);
  expect(Failed).toMatchObject([
    { Id: 'long', SenderFault: true, Code: 'InvalidParameterValue' },
    { Id: 'late', SenderFault: true, Code: 'InvalidParameterValue' },
    { Id: 'odd', SenderFault: true, Code: 'InvalidMessageContents' },
  ]);
  expect(await counts(fixture)).toEqual(['1', '0', '0']);
});

const entries = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, n) => ({
    Id: `i${n}`,
    MessageBody: 'x',
    ReceiptHandle: 'h',
    VisibilityTimeout: 1,
  }));

test.for([
  [[], 'EmptyBatchRequest'],
  [entries(11), 'TooManyEntriesInBatchRequest'],
  [[...entries(1), ...entries(1)], 'BatchEntryIdsNotDistinct'],
  [[{ Id: 'not:allowed', MessageBody: 'x', ReceiptHandle: 'h' }], 'InvalidBatchEntryId'],
  [[{ Id: 'x'.repeat(81), MessageBody: 'x', ReceiptHandle: 'h' }], 'InvalidBatchEntryId'],
] as const)('no batch takes %j: %s', async ([Entries, name]) => {
  const fixture = await jobs();

  for (const operation of [
    'SendMessageBatch',
    'DeleteMessageBatch',
    'ChangeMessageVisibilityBatch',
  ])
    await expect(fixture.sqs(operation, { ...JOBS, Entries })).rejects.toMatchObject({ name });
});

test('a batch of more than 1 MiB is refused as a whole', async () => {
  const fixture = await jobs();
  const MessageBody = 'x'.repeat(524_288);

  await expect(
    fixture.sqs('SendMessageBatch', {
      ...JOBS,
      Entries: [
        { Id: 'a', MessageBody },
        { Id: 'b', MessageBody: `${MessageBody}x` },
      ],
    }),
  ).rejects.toMatchObject({
    name: 'BatchRequestTooLong',
    message: 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
  });
});

test('batches delete and change what they can', async () => {
  const fixture = await jobs();
  await fixture.send('jobs', 'a');
  await fixture.send('jobs', 'b');
  const [a, b] = await receive(fixture, { MaxNumberOfMessages: 10 });

  const changed = await fixture.sqs('ChangeMessageVisibilityBatch', {
    ...JOBS,
    Entries: [
      { Id: 'a', ReceiptHandle: a?.ReceiptHandle, VisibilityTimeout: 0 },
      { Id: 'x', ReceiptHandle: 'x', VisibilityTimeout: 0 },
    ],
  });
  const deleted = await fixture.sqs('DeleteMessageBatch', {
    ...JOBS,
    Entries: [
      { Id: 'b', ReceiptHandle: b?.ReceiptHandle },
      { Id: 'x', ReceiptHandle: 'x' },
    ],
  });

  const Failed = [
    { Id: 'x', SenderFault: true, Code: 'ReceiptHandleIsInvalid', Message: expect.any(String) },
  ];
  expect(changed).toEqual({ Successful: [{ Id: 'a' }], Failed });
  expect(deleted).toEqual({ Successful: [{ Id: 'b' }], Failed });
  expect(await fixture.bodies('jobs')).toEqual(['a']);
});
