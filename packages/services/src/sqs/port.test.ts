import { compilePolicy } from '@gatehouse/policy';
import { expect, test } from 'vitest';
import { arn, OTHER_ACCOUNT, sqsFixture, type SqsFixture, url } from './sqs.fixture.ts';

const JOBS = { QueueUrl: url('jobs') };

const policy = (...Statement: readonly object[]): Record<string, string> => ({
  Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
});

const statement = (more: object): object => ({ Effect: 'Allow', Resource: arn('jobs'), ...more });

const setPolicy = (fixture: SqsFixture, ...statements: readonly object[]): Promise<unknown> =>
  fixture.sqs('SetQueueAttributes', { ...JOBS, Attributes: policy(...statements) });

const TOPIC = `arn:aws:sns:us-east-1:${OTHER_ACCOUNT}:news`;
const fromTopic = { service: 'sns.amazonaws.com', sourceArn: TOPIC, sourceAccount: OTHER_ACCOUNT };

const trusting = (Condition: object): object =>
  statement({ Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Condition });

test.for([
  ['nothing', undefined, 'refused'],
  ['the topic', trusting({ ArnEquals: { 'aws:SourceArn': TOPIC } }), 'sent'],
  ['another topic', trusting({ ArnEquals: { 'aws:SourceArn': `${TOPIC}-2` } }), 'refused'],
  ['its account', trusting({ StringEquals: { 'aws:SourceAccount': OTHER_ACCOUNT } }), 'sent'],
  [
    'another account',
    trusting({ StringEquals: { 'aws:SourceAccount': '111122223333' } }),
    'refused',
  ],
  [
    'another service',
    statement({ Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage' }),
    'refused',
  ],
  [
    'the account itself',
    statement({ Principal: { AWS: OTHER_ACCOUNT }, Action: 'sqs:SendMessage' }),
    'refused',
  ],
] as const)('a service whose queue trusts %s is told %s', async ([, given, expected]) => {
  const fixture = await sqsFixture();
  await fixture.queue('jobs');
  if (given !== undefined) await setPolicy(fixture, given);

  const told = await fixture.queues.send({
    queueArn: arn('jobs'),
    body: 'news',
    source: fromTopic,
  });

  expect(told).toBe(expected);
  expect(await fixture.bodies('jobs')).toEqual(expected === 'sent' ? ['news'] : []);
});

test('a service sends attributes and ids, and hears when a queue is missing or does not take it', async () => {
  const fixture = await sqsFixture();
  await fixture.queue(
    'jobs.fifo',
    policy({
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:*',
      Resource: arn('jobs.fifo'),
    }),
  );
  const news = { queueArn: arn('jobs.fifo'), body: 'news', source: fromTopic };

  expect(
    await fixture.queues.send({
      ...news,
      groupId: 'g',
      deduplicationId: 'd',
      messageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
    }),
  ).toBe('sent');
  expect(await fixture.queues.send(news)).toBe('refused');
  expect(await fixture.queues.send({ ...news, body: '' })).toBe('refused');
  expect(await fixture.queues.send({ ...news, queueArn: arn('none') })).toBe('missing');
  expect(await fixture.queues.send({ ...news, queueArn: 'arn:aws:sns:x' })).toBe('missing');
  expect(
    await fixture.sqs('ReceiveMessage', {
      QueueUrl: url('jobs.fifo'),
      MessageAttributeNames: ['All'],
      AttributeNames: ['All'],
    }),
  ).toMatchObject({
    Messages: [
      {
        Body: 'news',
        MessageAttributes: { a: { StringValue: 'b' } },
        Attributes: { MessageGroupId: 'g', MessageDeduplicationId: 'd' },
      },
    ],
  });
});

const rcps = (condition: object) => [
  {
    targetId: 'r-a',
    policies: [
      { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
      { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*', Condition: condition },
    ].map((Statement, index) => ({
      id: `rcp-${index}`,
      policy: compilePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'rcp'),
    })),
  },
];

test.for([
  [OTHER_ACCOUNT, 'refused'],
  ['111122223333', 'sent'],
] as const)(
  'a control policy of the organization stops services that act for strangers: %s is %s',
  async ([sourceAccount, expected]) => {
    const own = {
      id: 'o-own',
      path: 'o-own/r-a/',
      managementAccount: '999988887777',
      suspended: false,
      rcps: rcps({
        Bool: { 'aws:PrincipalIsAWSService': 'true' },
        StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-own' },
      }),
    };
    const fixture = await sqsFixture({
      organizations: { of: (account) => (account === '111122223333' ? own : undefined) },
    });
    await fixture.queue('jobs');
    await setPolicy(
      fixture,
      statement({ Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' }),
    );

    const told = await fixture.queues.send({
      queueArn: arn('jobs'),
      body: 'x',
      source: { ...fromTopic, sourceAccount },
    });

    expect(told).toBe(expected);
  },
);
