import type {
  ListMessageMoveTasksResult,
  Message,
  ReceiveMessageResult,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { arn, sqsFixture, type SqsFixture, url } from './sqs.fixture.ts';

const redrive = (name: string, maxReceiveCount: number | string = 2): string =>
  JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount });

const withDeadLetters = async (): Promise<SqsFixture> => {
  const fixture = await sqsFixture();
  await fixture.queue('dead');
  await fixture.queue('jobs', { RedrivePolicy: redrive('dead'), VisibilityTimeout: '0' });
  return fixture;
};

const receive = async ({ sqs }: SqsFixture, name: string): Promise<readonly Message[]> => {
  const { Messages = [] } = await sqs<ReceiveMessageResult>('ReceiveMessage', {
    QueueUrl: url(name),
    MessageSystemAttributeNames: ['All'],
  });
  return Messages;
};

/** Receives until the messages are where nobody has them. */
const kill = async (fixture: SqsFixture, count: number): Promise<void> => {
  for (let n = 0; n < count * 3; n += 1) await receive(fixture, 'jobs');
};

test('a message that was received too often goes to the dead-letter queue as it was', async () => {
  const fixture = await withDeadLetters();
  await fixture.send('jobs', 'poison', {
    MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
  });
  const [first] = await receive(fixture, 'jobs');
  const [second] = await receive(fixture, 'jobs');

  const third = await receive(fixture, 'jobs');
  const [dead] = await receive(fixture, 'dead');

  expect(second?.MessageId).toBe(first?.MessageId);
  expect(third).toEqual([]);
  expect(dead).toMatchObject({
    MessageId: first?.MessageId,
    Body: 'poison',
    Attributes: {
      DeadLetterQueueSourceArn: arn('jobs'),
      SentTimestamp: first?.Attributes?.SentTimestamp,
    },
  });
});

test('what is behind a dead message is received in the same call', async () => {
  const fixture = await withDeadLetters();
  await fixture.send('jobs', 'poison');
  await receive(fixture, 'jobs');
  await receive(fixture, 'jobs');
  await fixture.send('jobs', 'good');

  expect(await receive(fixture, 'jobs')).toMatchObject([{ Body: 'good' }]);
});

test('without its dead-letter queue a message stays', async () => {
  const fixture = await withDeadLetters();
  await fixture.send('jobs', 'x');
  await fixture.sqs('DeleteQueue', { QueueUrl: url('dead') });

  await kill(fixture, 1);

  expect(await receive(fixture, 'jobs')).toMatchObject([{ Body: 'x' }]);
});

test('a FIFO message that was received too often makes way for the next of its group', async () => {
  const fixture = await sqsFixture();
  await fixture.queue('dead.fifo');
  await fixture.queue('jobs.fifo', {
    ContentBasedDeduplication: 'true',
    VisibilityTimeout: '0',
    RedrivePolicy: redrive('dead.fifo', '1'),
  });
  await fixture.send('jobs.fifo', 'one', { MessageGroupId: 'g' });
  await fixture.send('jobs.fifo', 'two', { MessageGroupId: 'g' });

  expect(await receive(fixture, 'jobs.fifo')).toMatchObject([{ Body: 'one' }]);
  expect(await receive(fixture, 'jobs.fifo')).toMatchObject([{ Body: 'two' }]);
  expect(await receive(fixture, 'dead.fifo')).toMatchObject([
    { Body: 'one', Attributes: { MessageGroupId: 'g' } },
  ]);
});

test.for([
  ['no map', 'Redrive policy is not a valid JSON map.'],
  [
    '{"maxReceiveCount":1}',
    'Redrive policy does not contain mandatory attribute: deadLetterTargetArn.',
  ],
  [
    JSON.stringify({ deadLetterTargetArn: arn('dead') }),
    'Redrive policy does not contain mandatory attribute: maxReceiveCount.',
  ],
  [
    '{"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}',
    'Invalid value for deadLetterTargetArn.',
  ],
  [
    redrive('dead', 0),
    'Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.',
  ],
  [
    redrive('dead', 1001),
    'Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.',
  ],
  [redrive('none'), 'Dead letter target does not exist.'],
  [redrive('dead.fifo'), 'Dead-letter queue must be same type of queue as the source.'],
  [
    redrive('dead').replace('111122223333', '444455556666'),
    'Dead-letter target owner should be same as the source.',
  ],
  [
    redrive('dead').replace('us-east-1', 'eu-west-1'),
    'Dead-letter target should be in same Region as the source.',
  ],
])('the redrive policy %s is refused', async ([RedrivePolicy, reason]) => {
  const { sqs, queue } = await sqsFixture();
  await queue('dead');
  await queue('dead.fifo');
  await queue('jobs');

  await expect(
    sqs('SetQueueAttributes', { QueueUrl: url('jobs'), Attributes: { RedrivePolicy } }),
  ).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
  });
});

test.for([
  [{ redrivePermission: 'allowAll' }, true],
  [{ redrivePermission: 'denyAll' }, false],
  [{ redrivePermission: 'byQueue', sourceQueueArns: [arn('jobs')] }, true],
  [{ redrivePermission: 'byQueue', sourceQueueArns: [arn('other')] }, false],
] as const)('a dead-letter queue with %j lets the queue have it: %s', async ([policy, allowed]) => {
  const { queue } = await sqsFixture();
  await queue('dead', { RedriveAllowPolicy: JSON.stringify(policy) });

  const made = await queue('jobs', { RedrivePolicy: redrive('dead') }).then(
    () => true,
    ({ name }: Error) => name !== 'InvalidParameterValueException',
  );

  expect(made).toBe(allowed);
});

test('a count that is text becomes a number, and what else it says stays as it is', async () => {
  const { sqs, queue } = await sqsFixture();
  await queue('dead');
  const spaced = JSON.stringify(JSON.parse(redrive('dead')), undefined, 1);
  const shown = async (name: string): Promise<unknown> => {
    const { Attributes } = await sqs<{ Attributes: object }>('GetQueueAttributes', {
      QueueUrl: url(name),
      AttributeNames: ['RedrivePolicy'],
    });
    return Attributes;
  };

  await queue('text', { RedrivePolicy: redrive('dead', '5') });
  await queue('number', { RedrivePolicy: spaced });

  expect(await shown('text')).toEqual({ RedrivePolicy: redrive('dead', 5) });
  expect(await shown('number')).toEqual({ RedrivePolicy: spaced });
});

test('the sources of a dead-letter queue are listed page by page', async () => {
  const { sqs, queue } = await sqsFixture();
  await queue('dead');
  for (const name of ['b', 'a', 'c']) await queue(name, { RedrivePolicy: redrive('dead') });
  const asked = { QueueUrl: url('dead'), MaxResults: 2 };

  const first = await sqs<{ NextToken: string }>('ListDeadLetterSourceQueues', asked);
  const second = await sqs('ListDeadLetterSourceQueues', { ...asked, NextToken: first.NextToken });

  expect(first).toMatchObject({ queueUrls: [url('a'), url('b')] });
  expect(second).toEqual({ queueUrls: [url('c')], NextToken: undefined });
});

const start = ({ sqs }: SqsFixture, more: object = {}) =>
  sqs<{ TaskHandle: string }>('StartMessageMoveTask', { SourceArn: arn('dead'), ...more });

const tasks = async ({ sqs }: SqsFixture) =>
  (
    await sqs<ListMessageMoveTasksResult>('ListMessageMoveTasks', {
      SourceArn: arn('dead'),
      MaxResults: 10,
    })
  ).Results;

const deadMessages = async (count: number): Promise<SqsFixture> => {
  const fixture = await withDeadLetters();
  for (let n = 0; n < count; n += 1) await fixture.send('jobs', `m${n}`);
  await kill(fixture, count);
  return fixture;
};

test('a move task brings messages back to where they came from, as new ones', async () => {
  const fixture = await deadMessages(2);
  await start(fixture);

  await fixture.runner.runDue();

  expect(await tasks(fixture)).toEqual([
    expect.objectContaining({
      Status: 'COMPLETED',
      SourceArn: arn('dead'),
      TaskHandle: undefined,
      DestinationArn: undefined,
      ApproximateNumberOfMessagesMoved: 2,
      ApproximateNumberOfMessagesToMove: 2,
      StartedTimestamp: 1_772_445_600_000,
    }),
  ]);
  expect(await receive(fixture, 'jobs')).toMatchObject([
    { Body: 'm0', Attributes: { ApproximateReceiveCount: '1' } },
  ]);
  expect(await receive(fixture, 'dead')).toEqual([]);
});

test('a move task with a rate takes its time and can be cancelled', async () => {
  const fixture = await deadMessages(3);
  await fixture.queue('target');
  const { TaskHandle } = await start(fixture, {
    DestinationArn: arn('target'),
    MaxNumberOfMessagesPerSecond: 1,
  });
  await expect(start(fixture)).rejects.toMatchObject({
    message: expect.stringContaining('already a task running'),
  });
  await fixture.runner.runDue();
  fixture.clock.advance({ seconds: 1 });
  await fixture.runner.runDue();

  expect(await tasks(fixture)).toMatchObject([
    {
      Status: 'RUNNING',
      TaskHandle,
      MaxNumberOfMessagesPerSecond: 1,
      DestinationArn: arn('target'),
    },
  ]);
  expect(await fixture.sqs('CancelMessageMoveTask', { TaskHandle })).toEqual({
    ApproximateNumberOfMessagesMoved: 2,
  });
  fixture.clock.advance({ seconds: 5 });
  await fixture.runner.runDue();

  expect(await tasks(fixture)).toMatchObject([
    { Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 2 },
  ]);
  expect(await fixture.bodies('target')).toEqual(['m0', 'm1']);
  await expect(fixture.sqs('CancelMessageMoveTask', { TaskHandle })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a move task fails when its destination goes away', async () => {
  const fixture = await deadMessages(2);
  await fixture.queue('target');
  await start(fixture, { DestinationArn: arn('target') });
  await fixture.sqs('DeleteQueue', { QueueUrl: url('target') });

  await fixture.runner.runDue();

  expect(await tasks(fixture)).toMatchObject([
    { Status: 'FAILED', FailureReason: 'AWS.SimpleQueueService.NonExistentQueue' },
  ]);
});

test('a message that was sent to the dead-letter queue itself has no place to go back to', async () => {
  const fixture = await withDeadLetters();
  await fixture.send('dead', 'x');
  await start(fixture);

  await fixture.runner.runDue();

  expect(await tasks(fixture)).toMatchObject([
    { Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' },
  ]);
});

const handle = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

test.for([
  [
    'StartMessageMoveTask',
    { SourceArn: arn('jobs') },
    'Source queue must be configured as a Dead Letter Queue.',
  ],
  [
    'StartMessageMoveTask',
    { SourceArn: arn('none') },
    "The resource that you specified for the SourceArn parameter doesn't exist.",
  ],
  [
    'StartMessageMoveTask',
    { SourceArn: arn('dead', 'eu-west-1') },
    "The resource that you specified for the SourceArn parameter doesn't exist.",
  ],
  [
    'StartMessageMoveTask',
    { SourceArn: arn('dead'), DestinationArn: arn('none') },
    "The resource that you specified for the DestinationArn parameter doesn't exist.",
  ],
  [
    'StartMessageMoveTask',
    { SourceArn: arn('dead'), DestinationArn: arn('dead') },
    'Source queue arn and destination queue arn cannot be the same.',
  ],
  [
    'StartMessageMoveTask',
    { SourceArn: arn('dead'), MaxNumberOfMessagesPerSecond: 501 },
    'Must be between 1 and 500',
  ],
  ['StartMessageMoveTask', { SourceArn: 'dead' }, 'You must use this format'],
  ['ListMessageMoveTasks', { SourceArn: arn('dead'), MaxResults: 11 }, 'Must be between 1 and 10'],
  [
    'CancelMessageMoveTask',
    { TaskHandle: 'foobared' },
    'Value for parameter TaskHandle is invalid.',
  ],
  [
    'CancelMessageMoveTask',
    { TaskHandle: handle({ taskId: 'x', sourceArn: arn('none') }) },
    "The resource that you specified for the SourceArn parameter doesn't exist.",
  ],
  [
    'CancelMessageMoveTask',
    { TaskHandle: handle({ taskId: 'x', sourceArn: arn('dead') }) },
    'Task does not exist.',
  ],
] as const)('%s with %j is refused: %s', async ([operation, input, message]) => {
  const { sqs } = await withDeadLetters();

  await expect(sqs(operation, input)).rejects.toMatchObject({
    message: expect.stringContaining(message),
  });
});

const allow = (...Action: readonly string[]): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*' },
});

test('who starts a move must be allowed to receive, to delete and to send', async () => {
  const fixture = await deadMessages(1);
  const all = [
    'sqs:StartMessageMoveTask',
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:SendMessage',
  ];

  for (const [index, missing] of all.entries()) {
    const as = fixture.userWith(`u${index}`, allow(...all.filter((action) => action !== missing)));
    await expect(
      fixture.sqs('StartMessageMoveTask', { SourceArn: arn('dead') }, { as }),
    ).rejects.toMatchObject({ message: expect.stringContaining(missing) });
  }
  const mover = fixture.userWith('mover', allow(...all));
  expect(
    await fixture.sqs('StartMessageMoveTask', { SourceArn: arn('dead') }, { as: mover }),
  ).toMatchObject({ TaskHandle: expect.any(String) });
});
