import { expect, test } from 'vitest';
import { queueArn, snsFixture, topicArn } from './sns.fixture.ts';

// What suites written for other emulators assert where those differ from AWS; they run with decisions off.
const fixture = () => snsFixture({ loose: true });

test('a subscription that waits tells its ARN', async () => {
  const { run, topic } = await fixture();
  const TopicArn = await topic('t');

  const { SubscriptionArn } = await run<{ SubscriptionArn: string }>('Subscribe', {
    TopicArn,
    Protocol: 'http',
    Endpoint: 'http://example.com/',
  });

  expect(await run('ListSubscriptions', {})).toMatchObject({
    Subscriptions: [{ SubscriptionArn }],
  });
  await run('Unsubscribe', { SubscriptionArn });
  expect(await run('ListSubscriptions', {})).toMatchObject({ Subscriptions: [] });
});

test('a filter policy that is none is told without saying where it was given', async () => {
  const { topic, queueSubscription } = await fixture();
  const TopicArn = await topic('t');

  await expect(
    queueSubscription(TopicArn, 'q', { FilterPolicy: '{"store":[["example_corp"]]}' }),
  ).rejects.toThrow(
    /^Invalid parameter: FilterPolicy: Match value must be String, number, true, false, or null/,
  );
});

test('a topic that is not there cannot be deleted', async () => {
  const { run } = await fixture();

  await expect(run('DeleteTopic', { TopicArn: topicArn('fake') })).rejects.toMatchObject({
    name: 'NotFound',
  });
});

test('a policy and a delivery policy are shown as they were given', async () => {
  const { run, topic } = await fixture();
  const TopicArn = await topic('t');
  const delivery = '{"http": {"defaultHealthyRetryPolicy": {"numRetries": 5}}}';

  for (const [AttributeName, AttributeValue] of [
    ['Policy', '{"foo": "bar"}'],
    ['DeliveryPolicy', delivery],
  ])
    await run('SetTopicAttributes', { TopicArn, AttributeName, AttributeValue });
  await run('Publish', { TopicArn, Message: 'x' });

  expect(await run('GetTopicAttributes', { TopicArn })).toMatchObject({
    Attributes: { Policy: '{"foo": "bar"}', DeliveryPolicy: delivery },
  });
});

test.for([
  ['t', { FifoTopic: 'true' }, 'Fifo Topic names must end with .fifo'],
  ['t.fifo', {}, 'Topic names must be made up of only'],
] as const)(
  'the name %s with %j is refused in their words',
  async ([Name, Attributes, message]) => {
    const { run } = await fixture();

    await expect(run('CreateTopic', { Name, Attributes })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining(message),
    });
  },
);

test('the link that ends a subscription has its ARN at the end, and no proof', async () => {
  const { run, topic, queueSubscription, pass, world, sns } = await fixture();
  const TopicArn = await topic('t');
  const arn = await queueSubscription(TopicArn, 'q');
  await run('Publish', { TopicArn, Message: 'x' });
  await pass(0);

  const { UnsubscribeURL } = JSON.parse(world.queued[0]?.body ?? '');
  const answer = await sns.web.fetch(new Request(UnsubscribeURL));

  expect(world.queued[0]?.queueArn).toBe(queueArn('q'));
  expect(UnsubscribeURL).toMatch(new RegExp(`SubscriptionArn=${arn}$`));
  expect(answer?.status).toBe(200);
});
