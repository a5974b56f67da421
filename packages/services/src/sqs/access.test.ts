import type { Principal } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { arn, OTHER_ACCOUNT, sqsFixture, type SqsFixture, url } from './sqs.fixture.ts';

const JOBS = { QueueUrl: url('jobs') };
const MESSAGE = { ...JOBS, MessageBody: 'x' };
const denied = { name: 'AccessDeniedException' };

const root = (account: string): Principal => ({ kind: 'root', account });

const policy = (...Statement: readonly object[]): Record<string, string> => ({
  Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
});

const statement = (more: object): object => ({ Effect: 'Allow', Resource: arn('jobs'), ...more });

const setPolicy = (fixture: SqsFixture, ...statements: readonly object[]): Promise<unknown> =>
  fixture.sqs('SetQueueAttributes', { ...JOBS, Attributes: policy(...statements) });

test('another account does what the queue’s policy and its own policies let it', async () => {
  const fixture = await sqsFixture();
  await fixture.queue('jobs');
  const as = root(OTHER_ACCOUNT);
  await expect(fixture.sqs('SendMessage', MESSAGE, { as })).rejects.toMatchObject(denied);

  await setPolicy(
    fixture,
    statement({ Principal: { AWS: OTHER_ACCOUNT }, Action: 'SQS:SendMessage' }),
  );

  expect(await fixture.sqs('SendMessage', MESSAGE, { as })).toMatchObject({
    MessageId: expect.any(String),
  });
  expect(
    await fixture.sqs(
      'SendMessageBatch',
      { ...JOBS, Entries: [{ Id: 'a', MessageBody: 'y' }] },
      { as },
    ),
  ).toMatchObject({ Failed: [] });
  await expect(fixture.sqs('ReceiveMessage', JOBS, { as })).rejects.toMatchObject(denied);
});

test('a policy cannot give away what only the owner’s account may do', async () => {
  const fixture = await sqsFixture();
  await fixture.queue('jobs');
  await setPolicy(fixture, statement({ Principal: { AWS: OTHER_ACCOUNT }, Action: 'SQS:*' }));
  const as = root(OTHER_ACCOUNT);

  expect(
    await fixture.sqs(
      'GetQueueUrl',
      { QueueName: 'jobs', QueueOwnerAWSAccountId: '111122223333' },
      { as },
    ),
  ).toEqual({ QueueUrl: url('jobs') });
  expect(await fixture.sqs('ReceiveMessage', JOBS, { as })).toEqual({});
  for (const [operation, input] of [
    ['DeleteQueue', JOBS],
    ['SetQueueAttributes', { ...JOBS, Attributes: { DelaySeconds: '1' } }],
    ['TagQueue', { ...JOBS, Tags: { a: 'b' } }],
    ['ListQueueTags', JOBS],
    ['AddPermission', { ...JOBS, Label: 'x', AWSAccountIds: [OTHER_ACCOUNT], Actions: ['*'] }],
    ['ListMessageMoveTasks', { SourceArn: arn('jobs') }],
  ] as const)
    await expect(fixture.sqs(operation, input, { as })).rejects.toMatchObject(denied);
});

test('within an account either side allows and each can deny', async () => {
  const fixture = await sqsFixture();
  await fixture.queue('jobs');
  const nobody = fixture.userWith('nobody');
  await expect(fixture.sqs('SendMessage', MESSAGE, { as: nobody })).rejects.toMatchObject(denied);

  await setPolicy(
    fixture,
    statement({
      Principal: { AWS: 'arn:aws:iam::111122223333:user/nobody' },
      Action: 'sqs:SendMessage',
    }),
    statement({ Effect: 'Deny', Principal: '*', Action: 'sqs:PurgeQueue' }),
  );

  expect(await fixture.sqs('SendMessage', MESSAGE, { as: nobody })).toMatchObject({
    MessageId: expect.any(String),
  });
  await expect(fixture.sqs('PurgeQueue', JOBS)).rejects.toMatchObject(denied);
});

test('tags decide, on the queue and in the request', async () => {
  const fixture = await sqsFixture();
  const as = fixture.userWith('tagger', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sqs:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } },
      },
      {
        Effect: 'Allow',
        Action: ['sqs:CreateQueue', 'sqs:TagQueue'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestTag/team': 'a' } },
      },
    ],
  });

  await expect(
    fixture.sqs('CreateQueue', { QueueName: 'b', tags: { team: 'b' } }, { as }),
  ).rejects.toMatchObject(denied);
  await fixture.sqs('CreateQueue', { QueueName: 'a', tags: { team: 'a' } }, { as });
  await fixture.queue('jobs');

  expect(
    await fixture.sqs('SendMessage', { ...MESSAGE, QueueUrl: url('a') }, { as }),
  ).toMatchObject({ MessageId: expect.any(String) });
  await expect(fixture.sqs('SendMessage', MESSAGE, { as })).rejects.toMatchObject(denied);
});

test('tags given with a new queue need the permission to tag', async () => {
  const fixture = await sqsFixture();
  const as = fixture.userWith('maker', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'sqs:CreateQueue', Resource: '*' },
  });

  expect(await fixture.sqs('CreateQueue', { QueueName: 'plain' }, { as })).toEqual({
    QueueUrl: url('plain'),
  });
  await expect(
    fixture.sqs('CreateQueue', { QueueName: 'tagged', tags: { a: 'b' } }, { as }),
  ).rejects.toMatchObject({
    message: expect.stringContaining('sqs:TagQueue'),
  });
});

test('who may not ask does not learn whether a queue exists', async () => {
  const fixture = await sqsFixture();
  await fixture.queue('jobs');
  const as = fixture.userWith('nobody');

  for (const name of ['jobs', 'none'])
    await expect(fixture.sqs('GetQueueUrl', { QueueName: name }, { as })).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining(`sqs:GetQueueUrl on resource: ${arn(name)}`),
    });
});

test('permissions are statements with labels', async () => {
  const fixture = await sqsFixture();
  await fixture.queue('jobs');
  const add = (Label: string, Actions: readonly string[], AWSAccountIds: readonly string[]) =>
    fixture.sqs('AddPermission', { ...JOBS, Label, Actions, AWSAccountIds });
  const current = async (): Promise<unknown> => {
    const { Attributes } = await fixture.sqs<{ Attributes: Record<string, string> }>(
      'GetQueueAttributes',
      { ...JOBS, AttributeNames: ['Policy'] },
    );
    return Attributes['Policy'] === undefined ? undefined : JSON.parse(Attributes['Policy']);
  };

  await add('one', ['ReceiveMessage'], [OTHER_ACCOUNT]);
  await add('two', ['SendMessage', 'PurgeQueue'], [OTHER_ACCOUNT, '777788889999']);

  expect(await current()).toEqual({
    Version: '2008-10-17',
    Id: `${arn('jobs')}/SQSDefaultPolicy`,
    Statement: [
      {
        Sid: 'one',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
        Action: 'SQS:ReceiveMessage',
        Resource: arn('jobs'),
      },
      {
        Sid: 'two',
        Effect: 'Allow',
        Principal: {
          AWS: [`arn:aws:iam::${OTHER_ACCOUNT}:root`, 'arn:aws:iam::777788889999:root'],
        },
        Action: ['SQS:SendMessage', 'SQS:PurgeQueue'],
        Resource: arn('jobs'),
      },
    ],
  });
  expect(await fixture.sqs('ReceiveMessage', JOBS, { as: root(OTHER_ACCOUNT) })).toEqual({});
  await expect(add('one', ['SendMessage'], [OTHER_ACCOUNT])).rejects.toMatchObject({
    message: 'Value one for parameter Label is invalid. Reason: Already exists.',
  });
  await fixture.sqs('RemovePermission', { ...JOBS, Label: 'one' });
  await fixture.sqs('RemovePermission', { ...JOBS, Label: 'two' });
  expect(await current()).toBeUndefined();
  await expect(fixture.sqs('RemovePermission', { ...JOBS, Label: 'two' })).rejects.toMatchObject({
    message: "Value two for parameter Label is invalid. Reason: can't find label.",
  });
  await expect(
    fixture.sqs('ReceiveMessage', JOBS, { as: root(OTHER_ACCOUNT) }),
  ).rejects.toMatchObject(denied);
});

test.for([
  [
    'l',
    ['RemovePermission'],
    [OTHER_ACCOUNT],
    'Value SQS:RemovePermission for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.',
  ],
  [
    'l',
    ['Nothing'],
    [OTHER_ACCOUNT],
    'Value SQS:Nothing for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions.',
  ],
  ['l', [], [OTHER_ACCOUNT], 'The request must contain the parameter Actions.'],
  [
    'l',
    Array.from({ length: 8 }, () => 'SendMessage'),
    [OTHER_ACCOUNT],
    '8 Actions were found, maximum allowed is 7.',
  ],
  [
    'l',
    ['SendMessage'],
    [],
    'Value [] for parameter PrincipalId is invalid. Reason: Unable to verify.',
  ],
  [
    'l',
    ['SendMessage'],
    ['me'],
    'Value [me] for parameter PrincipalId is invalid. Reason: Unable to verify.',
  ],
  ['no label', ['SendMessage'], [OTHER_ACCOUNT], 'Value no label for parameter Label is invalid'],
] as const)(
  'the permission %s of %j for %j is refused',
  async ([Label, Actions, AWSAccountIds, message]) => {
    const fixture = await sqsFixture();
    await fixture.queue('jobs');

    await expect(
      fixture.sqs('AddPermission', { ...JOBS, Label, Actions, AWSAccountIds }),
    ).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
  },
);

test('queues are tagged and untagged', async () => {
  const fixture = await sqsFixture();
  await fixture.queue('jobs');

  await fixture.sqs('TagQueue', { ...JOBS, Tags: { a: '1', b: '' } });
  await fixture.sqs('TagQueue', { ...JOBS, Tags: { a: '2' } });
  await fixture.sqs('UntagQueue', { ...JOBS, TagKeys: ['b', 'none'] });

  expect(await fixture.sqs('ListQueueTags', JOBS)).toEqual({ Tags: { a: '2' } });
  for (const Tags of [
    {},
    { '': 'x' },
    { 'aws:x': 'y' },
    { ['x'.repeat(129)]: 'y' },
    { a: 'x'.repeat(257) },
    { 'a*': 'b' },
  ])
    await expect(fixture.sqs('TagQueue', { ...JOBS, Tags })).rejects.toBeDefined();
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'v']));
  await expect(fixture.sqs('TagQueue', { ...JOBS, Tags: many })).rejects.toMatchObject({
    message: 'Too many tags added for queue jobs.',
  });
  await expect(fixture.sqs('UntagQueue', { ...JOBS, TagKeys: [] })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
});

test('a policy has twenty statements and eight kilobytes at most', async () => {
  const fixture = await sqsFixture();
  await fixture.queue('jobs');
  const add = (Label: string): Promise<unknown> =>
    fixture.sqs('AddPermission', {
      ...JOBS,
      Label,
      Actions: ['SendMessage'],
      AWSAccountIds: [OTHER_ACCOUNT],
    });
  const everybody = statement({ Principal: '*', Action: 'sqs:SendMessage' });
  const long = statement({ Principal: '*', Action: 'sqs:SendMessage', Sid: 'x'.repeat(8192) });

  for (let n = 0; n < 20; n += 1) await add(`l${n}`);

  await expect(add('l20')).rejects.toMatchObject({ name: 'OverLimit' });
  for (const statements of [Array.from({ length: 21 }, () => everybody), [long]])
    await expect(setPolicy(fixture, ...statements)).rejects.toMatchObject({
      name: 'InvalidAttributeValue',
    });
});
