import type {
  GetSubscriptionAttributesResponse,
  ListSubscriptionsByTopicResponse,
  ListSubscriptionsResponse,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { ACCOUNT, OTHER_ACCOUNT, queueArn, snsFixture, type SnsFixture } from './sns.fixture.ts';

const attributesOf = async (
  { run }: SnsFixture,
  SubscriptionArn: string,
): Promise<Record<string, string>> =>
  (await run<GetSubscriptionAttributesResponse>('GetSubscriptionAttributes', { SubscriptionArn }))
    .Attributes ?? {};

test('a queue of the same account is subscribed at once', async () => {
  const fixture = await snsFixture();
  const TopicArn = await fixture.topic('t');

  const arn = await fixture.queueSubscription(TopicArn, 'q');

  expect(await attributesOf(fixture, arn)).toEqual({
    SubscriptionArn: arn,
    TopicArn,
    Owner: ACCOUNT,
    Protocol: 'sqs',
    Endpoint: queueArn('q'),
    PendingConfirmation: 'false',
    ConfirmationWasAuthenticated: 'true',
    RawMessageDelivery: 'false',
    SubscriptionPrincipal: `arn:aws:iam::${ACCOUNT}:user/admin`,
  });
});

test('a queue of another account is asked first', async () => {
  const { run, topic, pass, world } = await snsFixture();
  const TopicArn = await topic('t');

  const subscribed = await run('Subscribe', {
    TopicArn,
    Protocol: 'sqs',
    Endpoint: queueArn('q', OTHER_ACCOUNT),
  });
  await pass(0);

  expect(subscribed).toEqual({ SubscriptionArn: 'pending confirmation' });
  const { Type, Token } = JSON.parse(world.queued[0]?.body ?? '');
  expect(Type).toBe('SubscriptionConfirmation');
  await expect(run('ConfirmSubscription', { TopicArn, Token })).resolves.toMatchObject({
    SubscriptionArn: expect.stringContaining(TopicArn),
  });
});

test('subscribing again finds the subscription, unless its attributes differ', async () => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t');
  const subscribe = (Attributes?: object) =>
    run('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: queueArn('q'), Attributes });
  const first = await subscribe({ RawMessageDelivery: 'true' });

  for (const same of [{ RawMessageDelivery: 'true' }, undefined, {}])
    expect(await subscribe(same)).toEqual(first);
  await expect(subscribe({ RawMessageDelivery: 'false' })).rejects.toMatchObject({
    name: 'InvalidParameter',
    message:
      'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
  });
});

test.for([
  [
    'test-protocol',
    'x',
    'Invalid parameter: Amazon SNS does not support this protocol string: test-protocol',
  ],
  ['http', 'https://example.com', 'Invalid parameter: Endpoint must match the specified protocol'],
  ['https', 'https:example.com', 'Invalid parameter: Endpoint must match the specified protocol'],
  ['email', 'nobody', 'Invalid parameter: Email address'],
  ['email', 'a@b.example\r\nBcc: c@d.example', 'Invalid parameter: Email address'],
  ['sqs', `http://127.0.0.1:4566/${ACCOUNT}/q`, 'Invalid parameter: SQS endpoint ARN'],
  ['sms', 'NAA+15551234567', 'Invalid SMS endpoint: NAA+15551234567'],
  ['lambda', 'function', 'Invalid parameter: Lambda endpoint ARN'],
  [
    'sqs',
    queueArn('q.fifo'),
    'Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
  ],
] as const)('%s does not take %j', async ([Protocol, Endpoint, message]) => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t');

  await expect(run('Subscribe', { TopicArn, Protocol, Endpoint })).rejects.toMatchObject({
    name: 'InvalidParameter',
    message,
  });
});

test.for([
  [
    'RawMessageDelivery',
    'test',
    'RawMessageDelivery: Invalid value [test]. Must be true or false.',
  ],
  ['RawMessageDelivery', '', 'RawMessageDelivery: Invalid value []. Must be true or false.'],
  ['FilterPolicy', '{"key":[{"x":1}]}', 'FilterPolicy: Unrecognized match type x'],
  [
    'FilterPolicyScope',
    'Other',
    'FilterPolicyScope: Invalid value [Other]. Please use either MessageBody or MessageAttributes',
  ],
  [
    'FilterPolicy',
    '{"a":{"b":["x"]}}',
    'Filter policy scope MessageAttributes does not support nested filter policy',
  ],
  [
    'RedrivePolicy',
    '{"deadLetterTargetArn":"fake"}',
    'RedrivePolicy: deadLetterTargetArn is an invalid arn',
  ],
  ['RedrivePolicy', '{invalid', 'RedrivePolicy: failed to parse JSON.'],
  [
    'DeliveryPolicy',
    '{"healthyRetryPolicy":{"numRetries":101}}',
    'DeliveryPolicy: healthyRetryPolicy.numRetries',
  ],
] as const)(
  '%s refuses %j, when subscribing and later',
  async ([AttributeName, AttributeValue, message]) => {
    const { run, topic, queueSubscription } = await snsFixture();
    const TopicArn = await topic('t');
    const SubscriptionArn = await queueSubscription(TopicArn, 'q');

    await expect(
      run('SetSubscriptionAttributes', { SubscriptionArn, AttributeName, AttributeValue }),
    ).rejects.toThrow(`Invalid parameter: ${message}`);
    await expect(
      queueSubscription(TopicArn, 'other', { [AttributeName]: AttributeValue }),
    ).rejects.toThrow(`Invalid parameter: Attributes Reason: ${message}`);
  },
);

test('an attribute that AWS does not know is refused', async () => {
  const { run, topic, queueSubscription } = await snsFixture();
  const SubscriptionArn = await queueSubscription(await topic('t'), 'q');

  await expect(
    run('SetSubscriptionAttributes', {
      SubscriptionArn,
      AttributeName: 'Unheard',
      AttributeValue: 'x',
    }),
  ).rejects.toThrow('Invalid parameter: AttributeName');
});

test('the scope is shown beside a filter policy; an empty text takes the policy away', async () => {
  const fixture = await snsFixture();
  const arn = await fixture.queueSubscription(await fixture.topic('t'), 'q');
  const set = (AttributeName: string, AttributeValue: string) =>
    fixture.run('SetSubscriptionAttributes', {
      SubscriptionArn: arn,
      AttributeName,
      AttributeValue,
    });

  await set('FilterPolicyScope', 'MessageBody');
  const scopeOnly = await attributesOf(fixture, arn);
  await set('FilterPolicy', '{"a":{"b":["x"]}}');
  const both = await attributesOf(fixture, arn);
  await set('FilterPolicy', '');

  expect(scopeOnly['FilterPolicyScope']).toBeUndefined();
  expect(both).toMatchObject({
    FilterPolicy: '{"a":{"b":["x"]}}',
    FilterPolicyScope: 'MessageBody',
  });
  expect((await attributesOf(fixture, arn))['FilterPolicy']).toBeUndefined();
});

test.for([
  ['randomstring', 'SubscriptionArn Reason: An ARN must have at least 6 elements, not 1'],
  [
    'arn:aws:sns:us-east-1:x',
    'SubscriptionArn Reason: An ARN must have at least 6 elements, not 5',
  ],
  [`arn:aws:sns:us-east-1:${ACCOUNT}:t`, 'SubscriptionId'],
  ['', 'SubscriptionArn Reason: no value for required parameter'],
] as const)('the subscription ARN "%s" is answered: %s', async ([SubscriptionArn, message]) => {
  const { run } = await snsFixture();

  await expect(run('Unsubscribe', { SubscriptionArn })).rejects.toMatchObject({
    name: 'InvalidParameter',
    message: `Invalid parameter: ${message}`,
  });
});

test('an ended subscription is counted and gone; ending it again is no error', async () => {
  const { run, topic, queueSubscription } = await snsFixture();
  const TopicArn = await topic('t');
  const SubscriptionArn = await queueSubscription(TopicArn, 'q');

  await run('Unsubscribe', { SubscriptionArn });
  await run('Unsubscribe', { SubscriptionArn });

  await expect(run('GetSubscriptionAttributes', { SubscriptionArn })).rejects.toMatchObject({
    name: 'NotFound',
  });
  expect(await run('GetTopicAttributes', { TopicArn })).toMatchObject({
    Attributes: { SubscriptionsConfirmed: '0', SubscriptionsDeleted: '1' },
  });
});

test('subscriptions are listed a hundred at a time; those that wait show no ARN', async () => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t');
  for (let at = 0; at < 101; at += 1)
    await run('Subscribe', { TopicArn, Protocol: 'email', Endpoint: `p${at}@example.com` });

  const all = await run<ListSubscriptionsResponse>('ListSubscriptions', {});
  const first = await run<ListSubscriptionsByTopicResponse>('ListSubscriptionsByTopic', {
    TopicArn,
  });
  const second = await run<ListSubscriptionsByTopicResponse>('ListSubscriptionsByTopic', {
    TopicArn,
    NextToken: first.NextToken,
  });

  expect(all.Subscriptions).toHaveLength(100);
  expect(first.Subscriptions?.[0]).toMatchObject({
    SubscriptionArn: 'PendingConfirmation',
    Protocol: 'email',
    Owner: ACCOUNT,
    TopicArn,
  });
  expect(second.Subscriptions).toHaveLength(1);
  expect(second.NextToken).toBeUndefined();
});

test('a token confirms for three days; then the subscription is gone', async () => {
  const { run, topic, pass, world } = await snsFixture();
  const TopicArn = await topic('t');
  await run('Subscribe', { TopicArn, Protocol: 'https', Endpoint: 'https://example.com/hook' });
  await pass(0);
  const { Token } = JSON.parse(world.requests[0]?.body ?? '');

  await pass(3 * 24 * 3600);

  await expect(run('ConfirmSubscription', { TopicArn, Token })).rejects.toThrow(
    'Invalid parameter: Token',
  );
  expect(await run('ListSubscriptions', {})).toMatchObject({ Subscriptions: [] });
});

test.for([
  ['randomtoken', 'Invalid token'],
  ['0'.repeat(288), 'Invalid parameter: Token'],
])('the token %s is refused: %s', async ([Token, message]) => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t');

  await expect(run('ConfirmSubscription', { TopicArn, Token })).rejects.toMatchObject({
    name: 'InvalidParameter',
    message,
  });
});

test('a confirmation that nobody takes is tried again, as the delivery policy says', async () => {
  const { run, topic, pass, world } = await snsFixture();
  const TopicArn = await topic('t');
  world.answer = () => 503;
  await run('Subscribe', { TopicArn, Protocol: 'https', Endpoint: 'https://example.com/hook' });

  for (let second = 0; second <= 100; second += 20) await pass(second === 0 ? 0 : 20);

  expect(world.requests).toHaveLength(4);
  const ids = world.requests.map(({ headers }) => headers?.['x-amz-sns-message-id']);
  expect(new Set(ids).size).toBe(1);
});

test('a FIFO topic takes queues only, and a FIFO queue of it a FIFO dead-letter queue', async () => {
  const { run, topic } = await snsFixture();
  const TopicArn = await topic('t.fifo', { FifoTopic: 'true' });
  const subscribe = (more: object) =>
    run('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: queueArn('q.fifo'), ...more });

  await expect(subscribe({ Protocol: 'email', Endpoint: 'a@example.com' })).rejects.toMatchObject({
    name: 'InvalidParameter',
  });
  await expect(
    subscribe({
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('dead') }) },
    }),
  ).rejects.toThrow('must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.');
  await expect(subscribe({ Endpoint: queueArn('q') })).resolves.toBeDefined();
});
