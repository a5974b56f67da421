import { expect, test } from 'vitest';
import { ACCOUNT, queueArn, snsFixture, type SnsFixture, topicArn } from './sns.fixture.ts';

const allow = (...Action: readonly string[]): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*' },
});

const kmsKey = async (fixture: SnsFixture, ...statements: readonly object[]): Promise<string> => {
  const owner = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const Statement = [
    { Effect: 'Allow', Principal: owner, Action: 'kms:*', Resource: '*' },
    ...statements,
  ];
  const { KeyMetadata } = await fixture.call<{ KeyMetadata: { Arn: string } }>('kms', 'CreateKey', {
    Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
  });
  return KeyMetadata.Arn;
};

test('who publishes to an encrypted topic needs its key, and KMS is asked for him once in five minutes', async () => {
  const fixture = await snsFixture();
  const { topic, run, clock, world, queueSubscription, pass } = fixture;
  const KmsMasterKeyId = await kmsKey(fixture);
  const TopicArn = await topic('sealed', { KmsMasterKeyId });
  await queueSubscription(TopicArn, 'q');
  const nobody = fixture.userWith('nobody', allow('sns:*'));
  const half = fixture.userWith('half', allow('sns:*', 'kms:GenerateDataKey'));
  const some = fixture.userWith('some', allow('sns:*', 'kms:GenerateDataKey', 'kms:Decrypt'));
  const publish = (as: typeof nobody) => run('Publish', { TopicArn, Message: 'words' }, { as });
  const refusal = (action: string) => ({
    name: 'KMSAccessDenied',
    message: expect.stringContaining(
      `is not authorized to perform: ${action} on resource: ${KmsMasterKeyId}`,
    ) as string,
  });

  await expect(publish(nobody)).rejects.toMatchObject(refusal('kms:GenerateDataKey'));
  await expect(publish(half)).rejects.toMatchObject(refusal('kms:Decrypt'));
  await expect(
    run(
      'PublishBatch',
      { TopicArn, PublishBatchRequestEntries: [{ Id: 'a', Message: 'x' }] },
      { as: nobody },
    ),
  ).rejects.toMatchObject(refusal('kms:GenerateDataKey'));
  await fixture.events();
  await publish(some);
  await publish(some);
  const asked = (await fixture.events()).flatMap(({ record }) =>
    record['eventSource'] === 'kms.amazonaws.com' ? [record] : [],
  );
  expect(asked.map((record) => record['eventName'])).toEqual(['GenerateDataKey', 'Decrypt']);
  expect(asked[0]).toMatchObject({
    requestParameters: { encryptionContext: { 'aws:sns:topicArn': TopicArn } },
    userIdentity: { invokedBy: 'sns.amazonaws.com' },
  });
  await pass(1);
  expect(world.queued.map(({ queueArn: to }) => to)).toEqual([queueArn('q'), queueArn('q')]);

  await fixture.call('kms', 'DisableKey', { KeyId: KmsMasterKeyId });
  await expect(publish(some)).rejects.toMatchObject({
    name: 'KMSDisabled',
    message: `${KmsMasterKeyId} is disabled.`,
  });
  await fixture.call('kms', 'EnableKey', { KeyId: KmsMasterKeyId });
  await publish(some);
  await fixture.events();
  clock.advance({ seconds: 301 });
  await publish(some);
  expect(await fixture.events()).toContainEqual(
    expect.objectContaining({ record: expect.objectContaining({ eventName: 'GenerateDataKey' }) }),
  );
});

test('the managed key is made for a topic, and one that is not there is told', async () => {
  const fixture = await snsFixture();
  const { topic, run } = fixture;
  const managed = await topic('managed', { KmsMasterKeyId: 'alias/aws/sns' });
  const missing = await topic('missing', { KmsMasterKeyId: 'alias/nobody' });

  await expect(run('Publish', { TopicArn: managed, Message: 'x' })).resolves.toHaveProperty(
    'MessageId',
  );

  expect(await fixture.call('kms', 'DescribeKey', { KeyId: 'alias/aws/sns' })).toMatchObject({
    KeyMetadata: { KeyManager: 'AWS' },
  });
  await expect(run('Publish', { TopicArn: missing, Message: 'x' })).rejects.toMatchObject({
    name: 'KMSNotFound',
  });
});

test('a service publishes when topic and key both let it', async () => {
  const fixture = await snsFixture();
  const { topic, sns } = fixture;
  const Principal = { Service: 'events.amazonaws.com' };
  const open = await kmsKey(fixture, {
    Effect: 'Allow',
    Principal,
    Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    Resource: '*',
  });
  const closed = await kmsKey(fixture);
  const Policy = (name: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal,
        Action: 'sns:Publish',
        Resource: topicArn(name),
      },
    });
  await topic('open', { KmsMasterKeyId: open, Policy: Policy('open') });
  await topic('closed', { KmsMasterKeyId: closed, Policy: Policy('closed') });
  const source = {
    service: 'events.amazonaws.com',
    sourceArn: `arn:aws:events:us-east-1:${ACCOUNT}:rule/r`,
    sourceAccount: ACCOUNT,
  };

  const outcomes = await Promise.all(
    ['open', 'closed'].map((name) =>
      sns.topics.publish({ topicArn: topicArn(name), message: 'words', source }),
    ),
  );

  expect(outcomes).toEqual(['sent', 'refused']);
});
