import { expect, test } from 'vitest';
import { ACCOUNT, arn, OTHER_ACCOUNT, sqsFixture, url } from './sqs.fixture.ts';

test('a queue has the URL of its account and name, and shows what it was made with', async () => {
  const { sqs, queue } = await sqsFixture();

  const QueueUrl = await queue('jobs', { VisibilityTimeout: '45' });

  expect(QueueUrl).toBe(url('jobs'));
  expect(await sqs('GetQueueUrl', { QueueName: 'jobs' })).toEqual({ QueueUrl });
  expect(await sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })).toEqual({
    Attributes: {
      QueueArn: arn('jobs'),
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      CreatedTimestamp: '1772445600',
      LastModifiedTimestamp: '1772445600',
      VisibilityTimeout: '45',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      DelaySeconds: '0',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
    },
  });
});

test('a FIFO queue shows what only FIFO queues have', async () => {
  const { sqs, queue } = await sqsFixture();

  const QueueUrl = await queue('orders.fifo', { ContentBasedDeduplication: 'TRUE' });

  expect(
    await sqs('GetQueueAttributes', {
      QueueUrl,
      AttributeNames: [
        'FifoQueue',
        'ContentBasedDeduplication',
        'DeduplicationScope',
        'FifoThroughputLimit',
      ],
    }),
  ).toEqual({
    Attributes: {
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    },
  });
});

test('making a queue once more is answered with its URL unless it says something else', async () => {
  const { sqs, queue } = await sqsFixture();
  const policy = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: '*',
      Action: 'sqs:SendMessage',
      Resource: arn('jobs'),
    },
  };
  const made = await queue('jobs', { DelaySeconds: '1', Policy: JSON.stringify(policy) });

  expect(await queue('jobs')).toBe(made);
  expect(
    await queue('jobs', { DelaySeconds: '1', Policy: JSON.stringify(policy, undefined, 2) }),
  ).toBe(made);
  await expect(queue('jobs', { DelaySeconds: '2' })).rejects.toMatchObject({
    name: 'QueueNameExists',
    message:
      'A queue already exists with the same name and a different value for attribute DelaySeconds',
  });
  await expect(
    sqs('CreateQueue', { QueueName: 'jobs', Attributes: { KmsMasterKeyId: 'k' } }),
  ).rejects.toMatchObject({ name: 'QueueNameExists' });
});

test.for([
  ['', {}, 'InvalidParameterValueException'],
  ['with space', {}, 'InvalidParameterValueException'],
  ['x'.repeat(81), {}, 'InvalidParameterValueException'],
  ['jobs.fifo', {}, 'InvalidParameterValueException'],
  ['jobs', { FifoQueue: 'true' }, 'InvalidParameterValueException'],
  ['jobs.fifo', { FifoQueue: 'false' }, 'InvalidParameterValueException'],
  ['jobs', { FifoQueue: 'false' }, 'InvalidAttributeName'],
  ['jobs', { Nonsense: '1' }, 'InvalidAttributeName'],
  ['jobs', { QueueArn: 'x' }, 'InvalidAttributeName'],
  ['jobs', { __proto__x: 'x' }, 'InvalidAttributeName'],
  ['jobs', { ContentBasedDeduplication: 'true' }, 'InvalidAttributeName'],
  ['jobs', { VisibilityTimeout: '43201' }, 'InvalidAttributeValue'],
  ['jobs', { VisibilityTimeout: '-1' }, 'InvalidAttributeValue'],
  ['jobs', { VisibilityTimeout: 'ten' }, 'InvalidAttributeValue'],
  ['jobs', { MaximumMessageSize: '1023' }, 'InvalidAttributeValue'],
  ['jobs', { MaximumMessageSize: '1048577' }, 'InvalidAttributeValue'],
  ['jobs', { MessageRetentionPeriod: '59' }, 'InvalidAttributeValue'],
  ['jobs', { DelaySeconds: '901' }, 'InvalidAttributeValue'],
  ['jobs', { ReceiveMessageWaitTimeSeconds: '21' }, 'InvalidAttributeValue'],
  ['jobs', { Policy: '{"Statement": 1}' }, 'InvalidAttributeValue'],
  ['jobs', { Policy: 'no policy' }, 'InvalidAttributeValue'],
  ['jobs', { KmsMasterKeyId: 'k', SqsManagedSseEnabled: 'true' }, 'InvalidAttributeName'],
  ['jobs', { RedrivePolicy: 'x' }, 'InvalidParameterValueException'],
  [
    'jobs',
    { RedriveAllowPolicy: '{"redrivePermission":"byQueue"}' },
    'InvalidParameterValueException',
  ],
  [
    'a.fifo',
    { FifoQueue: 'true', FifoThroughputLimit: 'perMessageGroupId' },
    'InvalidAttributeValue',
  ],
] as const)('a queue %j with %j is refused with %s', async ([QueueName, Attributes, name]) => {
  const { sqs } = await sqsFixture();

  await expect(sqs('CreateQueue', { QueueName, Attributes })).rejects.toMatchObject({ name });
});

test('the name of a deleted queue is free after a minute, and no message comes back', async () => {
  const { sqs, queue, send, bodies, clock } = await sqsFixture();
  const QueueUrl = await queue('jobs');
  await send('jobs', 'old');
  await sqs('DeleteQueue', { QueueUrl });

  await expect(sqs('DeleteQueue', { QueueUrl })).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });
  await expect(queue('jobs')).rejects.toMatchObject({ name: 'QueueDeletedRecently' });
  clock.advance({ seconds: 61 });
  await queue('jobs');
  expect(await bodies('jobs')).toEqual([]);
});

test('attributes change, and an empty policy takes it away', async () => {
  const { sqs, queue, clock } = await sqsFixture();
  const QueueUrl = await queue('jobs', {
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: arn('jobs') }],
    }),
  });
  clock.advance({ seconds: 5 });
  const AttributeNames = [
    'Policy',
    'DelaySeconds',
    'LastModifiedTimestamp',
    'SqsManagedSseEnabled',
    'KmsMasterKeyId',
    'KmsDataKeyReusePeriodSeconds',
  ];

  await sqs('SetQueueAttributes', {
    QueueUrl,
    Attributes: { Policy: '', DelaySeconds: '7', KmsMasterKeyId: 'alias/x' },
  });

  expect(await sqs('GetQueueAttributes', { QueueUrl, AttributeNames })).toEqual({
    Attributes: {
      DelaySeconds: '7',
      LastModifiedTimestamp: '1772445605',
      SqsManagedSseEnabled: 'false',
      KmsMasterKeyId: 'alias/x',
      KmsDataKeyReusePeriodSeconds: '300',
    },
  });
  await expect(
    sqs('SetQueueAttributes', { QueueUrl, Attributes: { SqsManagedSseEnabled: 'true' } }),
  ).rejects.toMatchObject({ name: 'InvalidAttributeName' });
  await expect(sqs('SetQueueAttributes', { QueueUrl, Attributes: {} })).rejects.toMatchObject({
    name: 'MissingRequiredParameterException',
  });
  await expect(
    sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['X'] }),
  ).rejects.toMatchObject({ name: 'InvalidAttributeName' });
  expect(await sqs('GetQueueAttributes', { QueueUrl })).toEqual({});
});

test('queues are listed by prefix, page by page', async () => {
  const { sqs, queue } = await sqsFixture();
  for (const name of ['a_1', 'ab', 'a_2', 'b', 'a_3']) await queue(name);

  const first = await sqs<{ NextToken: string }>('ListQueues', {
    QueueNamePrefix: 'a_',
    MaxResults: 2,
  });
  const { NextToken } = first;

  expect(first).toEqual({ QueueUrls: [url('a_1'), url('a_2')], NextToken: expect.any(String) });
  expect(await sqs('ListQueues', { QueueNamePrefix: 'a_', MaxResults: 2, NextToken })).toEqual({
    QueueUrls: [url('a_3')],
    NextToken: undefined,
  });
  expect(await sqs('ListQueues', { QueueNamePrefix: 'zz' })).toEqual({ NextToken: undefined });
  expect(await sqs('ListQueues', {}, { region: 'eu-west-1' })).toEqual({ NextToken: undefined });
  for (const input of [
    { MaxResults: 0 },
    { MaxResults: 1001 },
    { QueueNamePrefix: 'b', NextToken },
    { NextToken: 'x' },
  ])
    await expect(sqs('ListQueues', input)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
});

test.for([
  [`https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/jobs`],
  [`https://us-east-1.queue.amazonaws.com/${ACCOUNT}/jobs`],
  [`http://localhost:4566/queue/us-east-1/${ACCOUNT}/jobs`],
  [`/${ACCOUNT}/jobs`],
])('the URL %s names the queue', async ([QueueUrl]) => {
  const { sqs, queue } = await sqsFixture();
  await queue('jobs');

  expect(await sqs('SendMessage', { QueueUrl, MessageBody: 'x' })).toMatchObject({
    MD5OfMessageBody: '9dd4e461268c8034f5c8564e155c67a6',
  });
});

test.for([
  ['http://sqs.test/', 'InvalidAddress'],
  ['http://sqs.test/jobs', 'InvalidAddress'],
  ['http://sqs.test/1/jobs', 'InvalidAddress'],
  ['', 'MissingRequiredParameterException'],
  [url('none'), 'QueueDoesNotExist'],
  [`http://sqs.test/${OTHER_ACCOUNT}/none`, 'AccessDeniedException'],
])('the URL %j is answered with %s', async ([QueueUrl, name]) => {
  const { sqs } = await sqsFixture();

  await expect(sqs('SendMessage', { QueueUrl, MessageBody: 'x' })).rejects.toMatchObject({ name });
});

test('a purge removes what is there and what is in flight, once a minute', async () => {
  const { sqs, queue, send, bodies, clock } = await sqsFixture();
  const QueueUrl = await queue('jobs', { VisibilityTimeout: '1' });
  await send('jobs', 'in flight');
  await bodies('jobs');
  await send('jobs', 'visible');

  await sqs('PurgeQueue', { QueueUrl });
  clock.advance({ seconds: 5 });

  expect(await bodies('jobs')).toEqual([]);
  await expect(sqs('PurgeQueue', { QueueUrl })).rejects.toMatchObject({
    name: 'PurgeQueueInProgress',
    message: 'Only one PurgeQueue operation on jobs is allowed every 60 seconds.',
  });
  clock.advance({ seconds: 56 });
  expect(await sqs('PurgeQueue', { QueueUrl })).toEqual({});
});

test('suites of other emulators make standard queues with FifoQueue=false, again at once', async () => {
  const { sqs } = await sqsFixture({ acceptsLooseInput: true });
  const input = { QueueName: 'jobs', Attributes: { FifoQueue: 'false' } };

  await sqs('CreateQueue', input);
  await sqs('DeleteQueue', { QueueUrl: url('jobs') });

  expect(await sqs('CreateQueue', input)).toEqual({ QueueUrl: url('jobs') });
  await sqs('PurgeQueue', { QueueUrl: url('jobs') });
  expect(await sqs('PurgeQueue', { QueueUrl: url('jobs') })).toEqual({});
});

test('a queue stays what it is: standard or FIFO', async () => {
  const { sqs, queue } = await sqsFixture();
  await queue('jobs');
  await queue('jobs.fifo');
  const set = (name: string, FifoQueue: string): Promise<unknown> =>
    sqs('SetQueueAttributes', { QueueUrl: url(name), Attributes: { FifoQueue } });

  await expect(set('jobs', 'true')).rejects.toMatchObject({
    message: 'Unknown Attribute FifoQueue.',
  });
  await expect(set('jobs.fifo', 'false')).rejects.toMatchObject({
    message:
      'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
  });
});
