import type {
  GetTopicAttributesResponse,
  ListTagsForResourceResponse,
  ListTopicsResponse,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { ACCOUNT, snsFixture, topicArn } from './sns.fixture.ts';

const attributesOf = async (
  run: <Output>(operation: string, input: unknown) => Promise<Output>,
  TopicArn: string,
): Promise<Record<string, string>> =>
  (await run<GetTopicAttributesResponse>('GetTopicAttributes', { TopicArn })).Attributes ?? {};

test('a new topic has the attributes and the policy that AWS gives it', async () => {
  const { run, topic } = await snsFixture();

  const arn = await topic('news');

  expect(arn).toBe(topicArn('news'));
  const { Policy, EffectiveDeliveryPolicy, ...rest } = await attributesOf(run, arn);
  expect(rest).toEqual({
    TopicArn: arn,
    Owner: ACCOUNT,
    DisplayName: '',
    SubscriptionsConfirmed: '0',
    SubscriptionsPending: '0',
    SubscriptionsDeleted: '0',
  });
  expect(JSON.parse(Policy ?? '')).toMatchObject({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [{ Resource: arn, Condition: { StringEquals: { 'AWS:SourceOwner': ACCOUNT } } }],
  });
  expect(JSON.parse(EffectiveDeliveryPolicy ?? '')).toEqual({
    http: {
      defaultHealthyRetryPolicy: {
        minDelayTarget: 20,
        maxDelayTarget: 20,
        numRetries: 3,
        numMaxDelayRetries: 0,
        numNoDelayRetries: 0,
        numMinDelayRetries: 0,
        backoffFunction: 'linear',
      },
      disableSubscriptionOverrides: false,
      defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
    },
  });
});

test('asking for a topic again finds it, unless attributes or tags differ', async () => {
  const { run } = await snsFixture();
  const Tags = [{ Key: 'k', Value: 'v' }];
  const first = await run('CreateTopic', { Name: 't', Attributes: { DisplayName: 'T' }, Tags });

  expect(await run('CreateTopic', { Name: 't' })).toEqual(first);
  expect(await run('CreateTopic', { Name: 't', Tags })).toEqual(first);
  await expect(
    run('CreateTopic', { Name: 't', Attributes: { DisplayName: 'U' } }),
  ).rejects.toMatchObject({
    name: 'InvalidParameter',
    message: 'Invalid parameter: Attributes Reason: Topic already exists with different attributes',
  });
  await expect(
    run('CreateTopic', { Name: 't', Tags: [...Tags, { Key: 'l', Value: 'w' }] }),
  ).rejects.toMatchObject({
    message: 'Invalid parameter: Tags Reason: Topic already exists with different tags',
  });
});

test.for([
  ['', {}],
  ['x'.repeat(257), {}],
  ['no spaces', {}],
  ['a:b', {}],
  ['name.fifo', {}],
  ['name', { FifoTopic: 'true' }],
  ['a.b.fifo', { FifoTopic: 'true' }],
] as const)('a topic cannot be called %s with %j', async ([Name, Attributes]) => {
  const { run } = await snsFixture();

  await expect(run('CreateTopic', { Name, Attributes })).rejects.toMatchObject({
    name: 'InvalidParameter',
  });
});

test('a FIFO topic says that it is one', async () => {
  const { run, topic } = await snsFixture();

  const arn = await topic('t.fifo', { FifoTopic: 'true', ContentBasedDeduplication: 'true' });

  expect(await attributesOf(run, arn)).toMatchObject({
    FifoTopic: 'true',
    ContentBasedDeduplication: 'true',
  });
});

test.for([
  ['DisplayName', 'News'],
  ['SignatureVersion', '2'],
  ['TracingConfig', 'Active'],
  ['KmsMasterKeyId', 'alias/aws/sns'],
  ['HTTPSuccessFeedbackSampleRate', '50'],
] as const)('%s is set and shown', async ([AttributeName, AttributeValue]) => {
  const { run, topic } = await snsFixture();
  const arn = await topic('t');

  await run('SetTopicAttributes', { TopicArn: arn, AttributeName, AttributeValue });

  expect((await attributesOf(run, arn))[AttributeName]).toBe(AttributeValue);
});

test.for([
  ['Unheard', 'x'],
  ['SignatureVersion', '3'],
  ['TracingConfig', 'x'],
  ['ContentBasedDeduplication', 'true'],
  ['DisplayName', 'a\nb'],
  ['DeliveryPolicy', '{'],
  ['Policy', '{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}'],
  ['Policy', `"${'x'.repeat(31_000)}"`],
] as const)(
  '%s cannot be set to %s on a standard topic',
  async ([AttributeName, AttributeValue]) => {
    const { run, topic } = await snsFixture();
    const TopicArn = await topic('t');

    await expect(
      run('SetTopicAttributes', { TopicArn, AttributeName, AttributeValue }),
    ).rejects.toMatchObject({ name: 'InvalidParameter' });
  },
);

test('a delivery policy is completed by what is usual', async () => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t');
  const retries = { minDelayTarget: 5, maxDelayTarget: 6, numRetries: 1 };

  await run('SetTopicAttributes', {
    TopicArn,
    AttributeName: 'DeliveryPolicy',
    AttributeValue: JSON.stringify({ http: { defaultHealthyRetryPolicy: retries } }),
  });

  const { DeliveryPolicy, EffectiveDeliveryPolicy } = await attributesOf(run, TopicArn);
  expect(JSON.parse(DeliveryPolicy ?? '')).toEqual({
    http: { defaultHealthyRetryPolicy: retries, disableSubscriptionOverrides: false },
  });
  expect(JSON.parse(EffectiveDeliveryPolicy ?? '')).toMatchObject({
    http: { defaultHealthyRetryPolicy: { ...retries, numNoDelayRetries: 0 } },
  });
});

test('permissions are added to the policy and removed again', async () => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t');
  const permission = {
    TopicArn,
    Label: 'test',
    AWSAccountId: ['888888888888', '999999999999'],
    ActionName: ['Publish', 'Subscribe'],
  };

  await run('AddPermission', permission);

  const { Policy } = await attributesOf(run, TopicArn);
  expect(JSON.parse(Policy ?? '').Statement[1]).toEqual({
    Sid: 'test',
    Effect: 'Allow',
    Principal: { AWS: ['arn:aws:iam::888888888888:root', 'arn:aws:iam::999999999999:root'] },
    Action: ['SNS:Publish', 'SNS:Subscribe'],
    Resource: TopicArn,
  });
  await expect(run('AddPermission', permission)).rejects.toThrow('Statement already exists');
  await expect(
    run('AddPermission', { ...permission, Label: 'l', ActionName: ['Unheard'] }),
  ).rejects.toThrow('Policy statement action out of service scope!');
  await run('RemovePermission', { TopicArn, Label: 'test' });
  await run('RemovePermission', { TopicArn, Label: 'never' });
  const after = await attributesOf(run, TopicArn);
  expect(JSON.parse(after['Policy'] ?? '').Statement).toHaveLength(1);
});

test('topics are listed a hundred at a time, each once; a token fits no other list', async () => {
  const { run, topic } = await snsFixture();
  for (let at = 0; at < 101; at += 1) await topic(`t${String(at).padStart(3, '0')}`);

  const first = await run<ListTopicsResponse>('ListTopics', {});
  const second = await run<ListTopicsResponse>('ListTopics', { NextToken: first.NextToken });

  expect(first.Topics).toHaveLength(100);
  expect(second).toEqual({ Topics: [{ TopicArn: topicArn('t100') }], NextToken: undefined });
  for (const [operation, NextToken] of [
    ['ListSubscriptions', first.NextToken],
    ['ListTopics', 'forged'],
  ] as const)
    await expect(run(operation, { NextToken })).rejects.toThrow('Invalid parameter: NextToken');
});

test('a deleted topic is gone with its subscriptions and tags; deleting it again is no error', async () => {
  const { run, topic, queueSubscription } = await snsFixture();
  const TopicArn = await topic('t');
  const SubscriptionArn = await queueSubscription(TopicArn, 'q');

  await run('DeleteTopic', { TopicArn });
  await run('DeleteTopic', { TopicArn });

  await expect(run('GetTopicAttributes', { TopicArn })).rejects.toMatchObject({
    name: 'NotFound',
    message: 'Topic does not exist',
  });
  await expect(run('GetSubscriptionAttributes', { SubscriptionArn })).rejects.toMatchObject({
    message: 'Subscription does not exist',
  });
});

test.for([
  [
    'randomstring',
    'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1',
  ],
  ['', 'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1'],
  ['arn:aws', 'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 2'],
  [`arn:aws:sns:eu-west-1:${ACCOUNT}:t`, 'Invalid parameter: TopicArn'],
  [`arn:aws:sqs:us-east-1:${ACCOUNT}:t`, 'Invalid parameter: TopicArn'],
] as const)('the topic ARN "%s" is answered: %s', async ([TopicArn, message]) => {
  const { run } = await snsFixture();

  await expect(run('GetTopicAttributes', { TopicArn })).rejects.toMatchObject({ message });
});

test('tags are put, replaced, listed and removed', async () => {
  const { run, topic } = await snsFixture();
  const ResourceArn = await topic('t');
  const tags = async () =>
    (await run<ListTagsForResourceResponse>('ListTagsForResource', { ResourceArn })).Tags;

  await run('TagResource', {
    ResourceArn,
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '' },
    ],
  });
  await run('TagResource', { ResourceArn, Tags: [{ Key: 'a', Value: '2' }] });
  await run('UntagResource', { ResourceArn, TagKeys: ['b', 'never'] });

  expect(await tags()).toEqual([{ Key: 'a', Value: '2' }]);
  for (const [Tags, message] of [
    [
      [
        { Key: 'x', Value: '1' },
        { Key: 'x', Value: '2' },
      ],
      'Duplicated keys are not allowed.',
    ],
    [[{ Key: 'aws:x', Value: '1' }], 'reserved'],
    [
      Array.from({ length: 50 }, (_, at) => ({ Key: `k${at}`, Value: '' })),
      'Could not complete request: tag quota of per resource exceeded',
    ],
  ] as const)
    await expect(run('TagResource', { ResourceArn, Tags })).rejects.toThrow(message);
  expect(await tags()).toHaveLength(1);
  for (const missing of ['not-there', topicArn('not-there')])
    await expect(run('ListTagsForResource', { ResourceArn: missing })).rejects.toMatchObject({
      name: 'ResourceNotFound',
      message: 'Resource does not exist',
    });
});
