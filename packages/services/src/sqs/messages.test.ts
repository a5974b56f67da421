import type { Message, ReceiveMessageResult } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { arn, sqsFixture, type SqsFixture, url } from './sqs.fixture.ts';

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

test('a message is answered with digests and received with what the receiver asks for', async () => {
  const fixture = await jobs();
  const MessageAttributes = {
    General: { DataType: 'String', StringValue: 'Kenobi' },
    Hello: { DataType: 'String', StringValue: 'There' },
    'Help.Me': { DataType: 'String', StringValue: 'Me' },
  };
  // Recorded from AWS.
  const digests = {
    all: '4c360f3fdafd970e05fae2f149d997f5',
    prefix: '83fee93c1bcd8b9a5a923ffacdc636c7',
  };

  const sent = await fixture.sqs('SendMessage', { ...JOBS, MessageBody: 'msg', MessageAttributes });
  const visible = { VisibilityTimeout: 0 };

  expect(sent).toMatchObject({
    MD5OfMessageBody: '6e2baaf3b97dbeef01c0043275f9a0e7',
    MD5OfMessageAttributes: digests.all,
  });
  expect(await receive(fixture, visible)).toEqual([
    {
      MessageId: expect.any(String),
      ReceiptHandle: expect.any(String),
      Body: 'msg',
      MD5OfBody: '6e2baaf3b97dbeef01c0043275f9a0e7',
    },
  ]);
  for (const names of [['All'], ['.*']])
    expect(await receive(fixture, { ...visible, MessageAttributeNames: names })).toMatchObject([
      { MessageAttributes, MD5OfMessageAttributes: digests.all },
    ]);
  expect(await receive(fixture, { ...visible, MessageAttributeNames: ['Hel.*'] })).toMatchObject([
    { MD5OfMessageAttributes: digests.prefix },
  ]);
  expect(await receive(fixture, { MessageAttributeNames: ['None'] })).toMatchObject([
    { MessageAttributes: undefined, MD5OfMessageAttributes: undefined },
  ]);
});

test('a binary attribute and a trace header have the digests of AWS', async () => {
  const fixture = await jobs();
  const BinaryValue = Buffer.from(
    'traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01',
  );

  const sent = await fixture.sqs('SendMessage', {
    ...JOBS,
    MessageBody: 'test',
    MessageAttributes: { attr1: { DataType: 'Binary', BinaryValue } },
    MessageSystemAttributes: {
      AWSTraceHeader: {
        DataType: 'String',
        StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793',
      },
    },
  });

  expect(sent).toMatchObject({
    MD5OfMessageAttributes: '8cbe4db156db8a94db8b801b7addb984',
    MD5OfMessageSystemAttributes: expect.any(String),
  });
  expect(
    await receive(fixture, {
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  ).toMatchObject([
    {
      MessageAttributes: { attr1: { BinaryValue } },
      Attributes: {
        AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
        SenderId: 'AIDAADMIN0000000000AA',
        SentTimestamp: '1772445600000',
        ApproximateFirstReceiveTimestamp: '1772445600000',
        ApproximateReceiveCount: '1',
      },
    },
  ]);
});

const attribute = (name: string, value: object): object => ({
  MessageAttributes: { [name]: value },
});
const text = { DataType: 'String', StringValue: 'x' };

test.for([
  [{ MessageBody: '' }, 'MissingRequiredParameterException'],
  [{ MessageBody: 'a\u0001b' }, 'InvalidMessageContents'],
  [{ MessageBody: 'a\ufffeb' }, 'InvalidMessageContents'],
  [{ MessageBody: 'a\ud800' }, 'InvalidMessageContents'],
  [{ DelaySeconds: 901 }, 'InvalidParameterValueException'],
  [{ DelaySeconds: -1 }, 'InvalidParameterValueException'],
  [{ MessageDeduplicationId: 'x' }, 'InvalidParameterValueException'],
  [{ MessageGroupId: 'with space' }, 'InvalidParameterValueException'],
  [{ MessageBody: 'x'.repeat(1025) }, 'InvalidParameterValueException'],
  [{ MessageBody: 'ü'.repeat(513) }, 'InvalidParameterValueException'],
  [{ MessageBody: 'x'.repeat(1016), ...attribute('abc', text) }, 'InvalidParameterValueException'],
  [attribute('aws.x', text), 'InvalidParameterValueException'],
  [attribute('Amazon.x', text), 'InvalidParameterValueException'],
  [attribute('.x', text), 'InvalidParameterValueException'],
  [attribute('x..y', text), 'InvalidParameterValueException'],
  [attribute('ö', text), 'InvalidParameterValueException'],
  [attribute('a', { DataType: 'Text', StringValue: 'x' }), 'InvalidParameterValueException'],
  [attribute('a', { DataType: 'String', StringValue: '' }), 'InvalidParameterValueException'],
  [attribute('a', { DataType: 'Number', StringValue: 'ten' }), 'InvalidParameterValueException'],
  [attribute('a', { DataType: 'Binary' }), 'InvalidParameterValueException'],
  [attribute('a', { ...text, StringListValues: ['x'] }), 'UnsupportedOperation'],
  [
    {
      MessageAttributes: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`a${n}`, text])),
    },
    'InvalidParameterValueException',
  ],
  [{ MessageSystemAttributes: { Other: text } }, 'InvalidParameterValueException'],
] as const)('a message with %j is refused with %s', async ([more, name]) => {
  const fixture = await jobs({ MaximumMessageSize: '1024' });

  await expect(
    fixture.sqs('SendMessage', { ...JOBS, MessageBody: 'x', ...more }),
  ).rejects.toMatchObject({ name });
  expect(await counts(fixture)).toEqual(['0', '0', '0']);
});

test('a message attribute may have any name that is allowed, __proto__ too', async () => {
  const fixture = await jobs();
  const MessageAttributes = Object.fromEntries([['__proto__', text]]);

  await fixture.sqs('SendMessage', { ...JOBS, MessageBody: 'x', MessageAttributes });
  const [message] = await receive(fixture, { MessageAttributeNames: ['All'] });

  expect(Object.entries(message?.MessageAttributes ?? {})).toEqual([['__proto__', text]]);
});

test('a received message is hidden until its time is over, then it has another handle', async () => {
  const fixture = await jobs();
  await fixture.send('jobs', 'one');

  const [first] = await receive(fixture);
  const during = await receive(fixture);
  const inFlight = await counts(fixture);
  fixture.clock.advance({ seconds: 30 });
  const [second] = await receive(fixture, { AttributeNames: ['ApproximateReceiveCount'] });

  expect(during).toEqual([]);
  expect(inFlight).toEqual(['0', '1', '0']);
  expect(second).toMatchObject({
    MessageId: first?.MessageId,
    Attributes: { ApproximateReceiveCount: '2' },
  });
  // The old handle deletes nothing, and says nothing of it.
  expect(
    await fixture.sqs('DeleteMessage', { ...JOBS, ReceiptHandle: first?.ReceiptHandle }),
  ).toEqual({});
  expect(await counts(fixture)).toEqual(['0', '1', '0']);
  await expect(
    fixture.sqs('ChangeMessageVisibility', {
      ...JOBS,
      ReceiptHandle: first?.ReceiptHandle,
      VisibilityTimeout: 9,
    }),
  ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  await fixture.sqs('DeleteMessage', { ...JOBS, ReceiptHandle: second?.ReceiptHandle });
  expect(await counts(fixture)).toEqual(['0', '0', '0']);
  expect(
    await fixture.sqs('DeleteMessage', { ...JOBS, ReceiptHandle: second?.ReceiptHandle }),
  ).toEqual({});
});

test('a standard message whose time is over can still be deleted by its last handle', async () => {
  const fixture = await jobs({ VisibilityTimeout: '1' });
  await fixture.send('jobs', 'one');
  const [message] = await receive(fixture);
  fixture.clock.advance({ seconds: 5 });

  await fixture.sqs('DeleteMessage', { ...JOBS, ReceiptHandle: message?.ReceiptHandle });

  expect(await counts(fixture)).toEqual(['0', '0', '0']);
});

test('visibility is changed from now on, to twelve hours after the receive at most', async () => {
  const fixture = await jobs();
  await fixture.send('jobs', 'one');
  const [message] = await receive(fixture);
  const change = (VisibilityTimeout: number): Promise<unknown> =>
    fixture.sqs('ChangeMessageVisibility', {
      ...JOBS,
      ReceiptHandle: message?.ReceiptHandle,
      VisibilityTimeout,
    });

  await change(100);
  fixture.clock.advance({ seconds: 99 });
  expect(await receive(fixture)).toEqual([]);
  await expect(change(43_200)).rejects.toMatchObject({
    message: expect.stringContaining('beyond the limit'),
  });
  await expect(change(43_201)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  await change(0);
  expect(await counts(fixture)).toEqual(['1', '0', '0']);
  await expect(change(5)).rejects.toMatchObject({
    message: expect.stringContaining(
      'Message does not exist or is not available for visibility timeout change.',
    ),
  });
});

test.for([['x'], [''], ['AAAA'], ['x'.repeat(5000)]])(
  'the handle %j is none',
  async ([ReceiptHandle]) => {
    const fixture = await jobs();
    const name =
      ReceiptHandle === '' ? 'MissingRequiredParameterException' : 'ReceiptHandleIsInvalid';

    await expect(fixture.sqs('DeleteMessage', { ...JOBS, ReceiptHandle })).rejects.toMatchObject({
      name,
    });
    await expect(
      fixture.sqs('ChangeMessageVisibility', { ...JOBS, ReceiptHandle, VisibilityTimeout: 1 }),
    ).rejects.toMatchObject({ name });
  },
);

test('a handle is of one queue only', async () => {
  const fixture = await jobs();
  await fixture.queue('other');
  await fixture.send('jobs', 'one');
  const [message] = await receive(fixture);

  await expect(
    fixture.sqs('DeleteMessage', { QueueUrl: url('other'), ReceiptHandle: message?.ReceiptHandle }),
  ).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
});

test('delays are the queue’s unless the message has its own', async () => {
  const fixture = await jobs({ DelaySeconds: '10' });
  await fixture.send('jobs', 'queue');
  await fixture.send('jobs', 'own', { DelaySeconds: 20 });
  await fixture.send('jobs', 'none', { DelaySeconds: 0 });

  expect(await counts(fixture)).toEqual(['1', '0', '2']);
  expect(await fixture.bodies('jobs')).toEqual(['none']);
  fixture.clock.advance({ seconds: 10 });
  expect(await fixture.bodies('jobs')).toEqual(['queue']);
  fixture.clock.advance({ seconds: 10 });
  expect(await fixture.bodies('jobs')).toEqual(['own']);
});

test('a message is gone when its retention period is over', async () => {
  const fixture = await jobs({ MessageRetentionPeriod: '60', VisibilityTimeout: '0' });
  await fixture.send('jobs', 'old');
  fixture.clock.advance({ seconds: 59 });
  expect(await fixture.bodies('jobs')).toEqual(['old']);
  await fixture.send('jobs', 'new');

  fixture.clock.advance({ seconds: 1 });

  expect(await fixture.bodies('jobs')).toEqual(['new']);
  expect(await counts(fixture)).toEqual(['1', '0', '0']);
});

test('messages of a standard queue come in the order of sending', async () => {
  const fixture = await jobs();
  for (const body of ['a', 'b', 'c', 'd']) await fixture.send('jobs', body);

  expect(await fixture.bodies('jobs', { MaxNumberOfMessages: 3 })).toEqual(['a', 'b', 'c']);
  expect(await fixture.bodies('jobs')).toEqual(['d']);
});

test.for([
  { MaxNumberOfMessages: 0 },
  { MaxNumberOfMessages: 11 },
  { WaitTimeSeconds: 21 },
  { VisibilityTimeout: 43_201 },
  { VisibilityTimeout: -1 },
  { ReceiveRequestAttemptId: 'x' },
])('a receive with %j is refused', async (more) => {
  const fixture = await jobs();

  await expect(receive(fixture, more)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
});

test('a receive that asks for an unknown system attribute is refused', async () => {
  const fixture = await jobs();

  await expect(receive(fixture, { AttributeNames: ['Nothing'] })).rejects.toMatchObject({
    name: 'InvalidAttributeName',
  });
});

test('the event history shows no message', async () => {
  const fixture = await jobs();
  await fixture.send('jobs', 'the secret text', {
    MessageAttributes: { a: { DataType: 'String', StringValue: 'also secret' } },
  });
  await fixture.sqs('SendMessageBatch', {
    ...JOBS,
    Entries: [{ Id: 'a', MessageBody: 'the secret text' }],
  });
  await fixture.bodies('jobs');

  const events = JSON.stringify(await fixture.events());

  expect(events).toContain('"eventName":"SendMessageBatch"');
  expect(events).toContain('"eventName":"ReceiveMessage"');
  expect(events).toContain(arn('jobs'));
  expect(events).not.toContain('secret text');
  expect(events).not.toContain('also secret');
});
