import type { PublishResponse } from '@aws-sdk/client-sns';
import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { queueArn, snsFixture } from './sns.fixture.ts';

const server = await testPostgres();

const DATABASES: readonly (readonly [string, boolean, () => Promise<Store>])[] = [
  ['SQLite', true, memoryStore],
  [
    'PostgreSQL',
    server !== undefined,
    async () =>
      openPostgres({ url: (await server?.database()) ?? '', clock: systemClock, log: silentLog }),
  ],
];

describe.for(DATABASES)('on %s', ([, present, open]) => {
  const fixtureOn = () =>
    snsFixture({
      open: async () => {
        const store = await open();
        onTestFinished(() => store.close());
        return store;
      },
    });

  test.runIf(present)(
    'messages go from topics to queues, through retries and duplicates',
    async () => {
      const { run, topic, queueSubscription, pass, world } = await fixtureOn();
      const TopicArn = await topic('t.fifo', {
        FifoTopic: 'true',
        ContentBasedDeduplication: 'true',
      });
      await queueSubscription(TopicArn, 'q.fifo', { RawMessageDelivery: 'true' });
      world.queue = () => (world.queued.length === 1 ? new Error('busy') : 'sent');
      const publish = (Message: string) =>
        run<PublishResponse>('Publish', { TopicArn, Message, MessageGroupId: 'g' });

      const first = await publish('one');
      const again = await publish('one');
      await publish('two');
      await pass(0);

      expect(again).toEqual(first);
      expect(world.queued.map(({ body }) => body)).toEqual(['one', 'one', 'two']);
    },
  );

  test.runIf(present)('subscriptions are asked, confirmed, listed, changed and ended', async () => {
    const { run, topic, pass, world } = await fixtureOn();
    const TopicArn = await topic('t');
    await run('Subscribe', { TopicArn, Protocol: 'https', Endpoint: 'https://example.com/' });
    await pass(0);
    const { Token } = JSON.parse(world.requests[0]?.body ?? '');
    const { SubscriptionArn } = await run<{ SubscriptionArn: string }>('ConfirmSubscription', {
      TopicArn,
      Token,
    });
    await run('SetSubscriptionAttributes', {
      SubscriptionArn,
      AttributeName: 'RedrivePolicy',
      AttributeValue: JSON.stringify({ deadLetterTargetArn: queueArn('dead') }),
    });

    expect(await run('ListSubscriptionsByTopic', { TopicArn })).toMatchObject({
      Subscriptions: [{ SubscriptionArn }],
    });
    expect(await run('GetTopicAttributes', { TopicArn })).toMatchObject({
      Attributes: { SubscriptionsConfirmed: '1', SubscriptionsPending: '0' },
    });
    await run('Unsubscribe', { SubscriptionArn });
    await run('DeleteTopic', { TopicArn });
    expect(await run('ListTopics', {})).toMatchObject({ Topics: [] });
  });
});
