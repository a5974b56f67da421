import { expect, test } from 'vitest';
import { ACCOUNT, OTHER_ACCOUNT, queueArn, snsFixture, topicArn } from './sns.fixture.ts';

const allow = (Action: string, Resource: string, Condition: object = {}): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource, Condition },
});

const setPolicy = (
  run: (operation: string, input: unknown) => Promise<unknown>,
  TopicArn: string,
  ...Statement: readonly object[]
): Promise<unknown> =>
  run('SetTopicAttributes', {
    TopicArn,
    AttributeName: 'Policy',
    AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement }),
  });

test('the default policy lets nobody of the account do what identity policies do not allow', async () => {
  const fixture = await snsFixture();
  const { run, topic } = fixture;
  const TopicArn = await topic('t');
  const nobody = fixture.userWith('nobody');

  await expect(run('Publish', { TopicArn, Message: 'x' }, { as: nobody })).rejects.toMatchObject({
    name: 'AuthorizationError',
  });
});

test('whoever may not act hears the same of a topic that is there and of one that is not', async () => {
  const fixture = await snsFixture();
  const { run, topic } = fixture;
  const nobody = fixture.userWith('nobody');
  const errors: unknown[] = [];

  for (const TopicArn of [await topic('t'), topicArn('u')])
    await run('GetTopicAttributes', { TopicArn }, { as: nobody }).catch((error: unknown) => {
      errors.push(error);
    });

  expect(errors).toMatchObject([{ name: 'AuthorizationError' }, { name: 'AuthorizationError' }]);
});

test("another account publishes and subscribes only where the topic's policy lets it", async () => {
  const { run, topic, stranger } = await snsFixture();
  const TopicArn = await topic('t');
  const publish = () => run('Publish', { TopicArn, Message: 'x' }, { as: stranger });
  const subscribe = () =>
    run(
      'Subscribe',
      { TopicArn, Protocol: 'sqs', Endpoint: queueArn('q', OTHER_ACCOUNT) },
      { as: stranger },
    );
  await expect(publish()).rejects.toMatchObject({ name: 'AuthorizationError' });

  await setPolicy(run, TopicArn, {
    Effect: 'Allow',
    Principal: { AWS: OTHER_ACCOUNT },
    Action: ['SNS:Publish', 'sns:Subscribe'],
    Resource: TopicArn,
  });

  await expect(publish()).resolves.toBeDefined();
  await expect(subscribe()).resolves.toBeDefined();
  await expect(run('DeleteTopic', { TopicArn }, { as: stranger })).rejects.toMatchObject({
    name: 'AuthorizationError',
  });
});

test("a topic's policy can restrict protocol and endpoint, and deny its own account", async () => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t');
  await setPolicy(run, TopicArn, {
    Effect: 'Deny',
    Principal: '*',
    Action: 'SNS:Subscribe',
    Resource: TopicArn,
    Condition: { StringNotLike: { 'sns:Endpoint': '*@example.com' } },
  });

  await expect(
    run('Subscribe', { TopicArn, Protocol: 'email', Endpoint: 'eve@evil.example' }),
  ).rejects.toMatchObject({ name: 'AuthorizationError' });
  await expect(
    run('Subscribe', { TopicArn, Protocol: 'email', Endpoint: 'ada@example.com' }),
  ).resolves.toEqual({ SubscriptionArn: 'pending confirmation' });
});

test('tags of the topic and of the request decide', async () => {
  const fixture = await snsFixture();
  const { run, topic } = fixture;
  const TopicArn = await topic('t');
  await run('TagResource', { ResourceArn: TopicArn, Tags: [{ Key: 'team', Value: 'red' }] });
  const red = fixture.userWith(
    'red',
    allow('sns:Publish', '*', { StringEquals: { 'aws:ResourceTag/team': 'red' } }),
    allow('sns:CreateTopic', '*', { StringEquals: { 'aws:RequestTag/team': 'red' } }),
  );

  await expect(run('Publish', { TopicArn, Message: 'x' }, { as: red })).resolves.toBeDefined();
  await expect(
    run('CreateTopic', { Name: 'u', Tags: [{ Key: 'team', Value: 'red' }] }, { as: red }),
  ).resolves.toBeDefined();
  await expect(
    run('CreateTopic', { Name: 'v', Tags: [{ Key: 'team', Value: 'blue' }] }, { as: red }),
  ).rejects.toMatchObject({ name: 'AuthorizationError' });
});

test('a service publishes for the owner, by the default policy, and for others only where the policy lets it', async () => {
  const { run, sns, topic, queueSubscription, pass, world } = await snsFixture();
  const arn = await topic('t');
  await queueSubscription(arn, 'q');
  const publication = (sourceAccount: string, sourceArn = 'arn:aws:events:x') => ({
    topicArn: arn,
    message: 'alarm',
    source: { service: 'events.amazonaws.com', sourceArn, sourceAccount },
  });

  expect(await sns.topics.publish(publication(ACCOUNT))).toBe('sent');
  expect(await sns.topics.publish(publication(OTHER_ACCOUNT))).toBe('refused');
  expect(await sns.topics.publish({ ...publication(ACCOUNT), topicArn: topicArn('u') })).toBe(
    'missing',
  );
  expect(await sns.topics.publish({ ...publication(ACCOUNT), message: '' })).toBe('refused');
  await setPolicy(run, arn, {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: arn,
    Condition: { ArnEquals: { 'AWS:SourceArn': 'arn:aws:events:us-east-1:1:rule/r' } },
  });
  expect(
    await sns.topics.publish(publication(OTHER_ACCOUNT, 'arn:aws:events:us-east-1:1:rule/r')),
  ).toBe('sent');
  expect(await sns.topics.publish(publication(ACCOUNT))).toBe('refused');

  await pass(0);
  expect(world.queued).toHaveLength(2);
});

test("a subscription is its subscriber's and the topic owner's, and nobody else's", async () => {
  const { run, topic, stranger } = await snsFixture();
  const TopicArn = await topic('t');
  await setPolicy(run, TopicArn, {
    Effect: 'Allow',
    Principal: { AWS: OTHER_ACCOUNT },
    Action: 'SNS:Subscribe',
    Resource: TopicArn,
  });
  const { SubscriptionArn: theirs } = await run<{ SubscriptionArn: string }>(
    'Subscribe',
    { TopicArn, Protocol: 'sqs', Endpoint: queueArn('q', OTHER_ACCOUNT) },
    { as: stranger },
  );
  const { SubscriptionArn: ours } = await run<{ SubscriptionArn: string }>('Subscribe', {
    TopicArn,
    Protocol: 'sqs',
    Endpoint: queueArn('q'),
  });

  const get = (SubscriptionArn: string, as?: typeof stranger) =>
    run('GetSubscriptionAttributes', { SubscriptionArn }, as === undefined ? {} : { as });
  await expect(get(theirs, stranger)).resolves.toBeDefined();
  await expect(get(theirs)).resolves.toBeDefined();
  for (const arn of [ours, `${TopicArn}:00000000-0000-4000-8000-00000000ffff`])
    await expect(get(arn, stranger)).rejects.toMatchObject({ name: 'AuthorizationError' });
});

test('CloudTrail hears what was published, but not what it says, nor a token', async () => {
  const fixture = await snsFixture();
  const { run, topic } = fixture;
  const TopicArn = await topic('t');
  await fixture.events();

  await run('Publish', { TopicArn, Message: 'my secret', Subject: 'secret too' });
  await run('PublishBatch', {
    TopicArn,
    PublishBatchRequestEntries: [{ Id: 'a', Message: 'my secret' }],
  });
  await run('ConfirmSubscription', { TopicArn, Token: 'ab'.repeat(144) }).catch(() => undefined);

  const recorded = JSON.stringify(await fixture.events());
  expect(recorded).toContain('"eventName":"PublishBatch"');
  expect(recorded).toContain(TopicArn);
  expect(recorded).not.toContain('secret');
  expect(recorded).not.toContain('abab');
});
