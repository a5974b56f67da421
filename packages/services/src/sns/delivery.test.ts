import { expect, test } from 'vitest';
import { queueArn, snsFixture, type SnsFixture } from './sns.fixture.ts';

const HOOK = 'https://example.com/hook';

/** A confirmed subscription of a URL. */
const urlSubscription = async (
  { run, pass, world }: SnsFixture,
  TopicArn: string,
  Attributes: object = {},
): Promise<string> => {
  await run('Subscribe', { TopicArn, Protocol: 'https', Endpoint: HOOK, Attributes });
  await pass(0);
  const { Token } = JSON.parse(world.requests.pop()?.body ?? '');
  const { SubscriptionArn } = await run<{ SubscriptionArn: string }>('ConfirmSubscription', {
    TopicArn,
    Token,
  });
  return SubscriptionArn;
};

const DEAD = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('dead') }) };

/** Seconds after which each request was made, until nothing more comes. */
const timesOf = async ({ pass, world }: SnsFixture, seconds: number): Promise<number[]> => {
  const times: number[] = [];
  for (let now = 0; now <= seconds; now += 1) {
    const before = world.requests.length;
    await pass(now === 0 ? 0 : 1);
    for (let more = before; more < world.requests.length; more += 1) times.push(now);
  }
  return times;
};

test('a URL gets the message with the headers of SNS', async () => {
  const fixture = await snsFixture();
  const { run, topic, pass, world } = fixture;
  const TopicArn = await topic('t');
  const arn = await urlSubscription(fixture, TopicArn);

  const { MessageId } = await run<{ MessageId: string }>('Publish', { TopicArn, Message: 'x' });
  await pass(0);

  expect(world.requests).toMatchObject([
    {
      method: 'POST',
      url: HOOK,
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'user-agent': 'Amazon Simple Notification Service Agent',
        'x-amz-sns-message-id': MessageId,
        'x-amz-sns-message-type': 'Notification',
        'x-amz-sns-subscription-arn': arn,
        'x-amz-sns-topic-arn': TopicArn,
      },
    },
  ]);
  expect(world.requests[0]?.headers).not.toHaveProperty('x-amz-sns-rawdelivery');
});

test('raw delivery to a URL says so, and has the content type of its policy', async () => {
  const fixture = await snsFixture();
  const { run, topic, pass, world } = fixture;
  const TopicArn = await topic('t');
  await urlSubscription(fixture, TopicArn, {
    RawMessageDelivery: 'true',
    DeliveryPolicy: '{"requestPolicy":{"headerContentType":"application/json"}}',
  });

  await run('Publish', { TopicArn, Message: '{"a":1}' });
  await pass(0);

  expect(world.requests[0]).toMatchObject({
    body: '{"a":1}',
    headers: { 'x-amz-sns-rawdelivery': 'true', 'content-type': 'application/json' },
  });
});

test.for<readonly [string, () => number | Error]>([
  ['503', () => 503],
  ['429', () => 429],
  ['no answer', () => new Error('timeout')],
])(
  'after %s a URL is tried three times more, 20 seconds apart; then the message goes to the dead-letter queue',
  async ([, answer]) => {
    const fixture = await snsFixture();
    const { run, topic, world } = fixture;
    const TopicArn = await topic('t');
    await urlSubscription(fixture, TopicArn, DEAD);
    world.answer = answer;

    await run('Publish', { TopicArn, Message: 'x' });

    expect(await timesOf(fixture, 100)).toEqual([0, 20, 40, 60]);
    expect(world.queued).toMatchObject([{ queueArn: queueArn('dead') }]);
    expect(JSON.parse(world.queued[0]?.body ?? '')).toMatchObject({ Message: 'x' });
  },
);

test.for([400, 403, 404, 301])('after %s a URL is not tried again', async (status) => {
  const fixture = await snsFixture();
  const { run, topic, world } = fixture;
  const TopicArn = await topic('t');
  await urlSubscription(fixture, TopicArn, DEAD);
  world.answer = () => status;

  await run('Publish', { TopicArn, Message: 'x' });

  expect(await timesOf(fixture, 60)).toEqual([0]);
  expect(world.queued).toHaveLength(1);
});

test("a subscription's own delivery policy holds, unless the topic forbids it", async () => {
  const fixture = await snsFixture();
  const { run, topic, world } = fixture;
  const TopicArn = await topic('t');
  const retries = { minDelayTarget: 1, maxDelayTarget: 1, numRetries: 2, numNoDelayRetries: 1 };
  await urlSubscription(fixture, TopicArn, {
    DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: retries }),
  });
  world.answer = () => 500;

  await run('Publish', { TopicArn, Message: 'x' });
  const own = await timesOf(fixture, 30);
  await run('SetTopicAttributes', {
    TopicArn,
    AttributeName: 'DeliveryPolicy',
    AttributeValue: JSON.stringify({
      http: {
        defaultHealthyRetryPolicy: { minDelayTarget: 5, maxDelayTarget: 5, numRetries: 1 },
        disableSubscriptionOverrides: true,
      },
    }),
  });
  await run('Publish', { TopicArn, Message: 'x' });

  expect(own).toEqual([0, 0, 1]);
  expect(await timesOf(fixture, 30)).toEqual([0, 5]);
});

test('a message that is taken at last is not sent again', async () => {
  const fixture = await snsFixture();
  const { run, topic, world } = fixture;
  const TopicArn = await topic('t');
  await urlSubscription(fixture, TopicArn, DEAD);
  world.answer = () => (world.requests.length < 2 ? 500 : 200);

  await run('Publish', { TopicArn, Message: 'x' });

  expect(await timesOf(fixture, 100)).toEqual([0, 20]);
  expect(world.queued).toEqual([]);
});

test.for(['refused', 'missing'] as const)(
  'a queue that is %s is not asked again, and the message goes to the dead-letter queue',
  async (result) => {
    const { run, topic, queueSubscription, pass, world } = await snsFixture();
    const TopicArn = await topic('t');
    await queueSubscription(TopicArn, 'q', DEAD);
    world.queue = (message) => (message.queueArn === queueArn('q') ? result : 'sent');

    await run('Publish', { TopicArn, Message: 'x' });
    await pass(0);
    await pass(60);

    expect(world.queued.map((message) => message.queueArn)).toEqual([
      queueArn('q'),
      queueArn('dead'),
    ]);
  },
);

test('a queue that fails for a while is tried again in the phases of SNS', async () => {
  const { run, topic, queueSubscription, pass, world } = await snsFixture();
  const TopicArn = await topic('t');
  await queueSubscription(TopicArn, 'q');
  world.queue = () => (world.queued.length < 6 ? new Error('busy') : 'sent');

  await run('Publish', { TopicArn, Message: 'x' });
  await pass(0);
  const atOnce = world.queued.length;
  await pass(1);
  await pass(1);

  expect(atOnce).toBe(4);
  expect(world.queued).toHaveLength(6);
});

test('messages of a FIFO group are delivered in order, also when the first has to wait', async () => {
  const { run, topic, queueSubscription, pass, world } = await snsFixture();
  const TopicArn = await topic('t.fifo', { FifoTopic: 'true', ContentBasedDeduplication: 'true' });
  await queueSubscription(TopicArn, 'q.fifo', { RawMessageDelivery: 'true' });
  const taken: string[] = [];
  let isDown = true;
  world.queue = ({ body, groupId }) => {
    if (isDown && groupId === 'g') return new Error('busy');
    taken.push(body);
    return 'sent';
  };

  for (const Message of ['1', '2', '3'])
    await run('Publish', { TopicArn, Message, MessageGroupId: 'g' });
  await run('Publish', { TopicArn, Message: 'other', MessageGroupId: 'h' });
  await pass(0);
  isDown = false;
  await pass(1);

  expect(taken).toEqual(['other', '1', '2', '3']);
});

test('what nothing here receives goes to the dead-letter queue at once', async () => {
  const { run, topic, pass, world } = await snsFixture();
  const TopicArn = await topic('t');
  await run('Subscribe', {
    TopicArn,
    Protocol: 'lambda',
    Endpoint: 'arn:aws:lambda:us-east-1:111122223333:function:f',
    Attributes: DEAD,
  });

  await run('Publish', { TopicArn, Message: 'x' });
  await pass(0);

  expect(world.queued).toMatchObject([{ queueArn: queueArn('dead') }]);
});

test('a message on its way to a subscription that has ended is not delivered', async () => {
  const { run, topic, queueSubscription, pass, world } = await snsFixture();
  const TopicArn = await topic('t');
  const SubscriptionArn = await queueSubscription(TopicArn, 'q');

  await run('Publish', { TopicArn, Message: 'x' });
  await run('Unsubscribe', { SubscriptionArn });
  await pass(0);

  expect(world.queued).toEqual([]);
});

test('a delivered message is kept no longer', async () => {
  const { run, topic, queueSubscription, pass, store } = await snsFixture();
  const TopicArn = await topic('t');
  await queueSubscription(TopicArn, 'q1');
  await queueSubscription(TopicArn, 'q2');

  await run('Publish', { TopicArn, Message: 'x' });
  await pass(0);

  for (const table of ['sns_message', 'sns_delivery'])
    expect(await store.read((tx) => tx.all(`SELECT * FROM ${table}`))).toEqual([]);
});

test('what waits for its delivery does not lie in the database in clear', async () => {
  const { run, topic, queueSubscription, store } = await snsFixture();
  const TopicArn = await topic('t');
  await queueSubscription(TopicArn, 'q');

  await run('Publish', { TopicArn, Message: 'a secret', Subject: 'another secret' });

  const rows = await store.read((tx) =>
    tx.all<{ content: Uint8Array }>('SELECT * FROM sns_message'),
  );
  expect(rows).toHaveLength(1);
  expect(Buffer.from(rows[0]?.content ?? []).toString('latin1')).not.toContain('secret');
});
