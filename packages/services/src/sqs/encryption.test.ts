import { expect, test } from 'vitest';
import { ACCOUNT, arn, sqsFixture, type SqsFixture, url } from './sqs.fixture.ts';

const allow = (Action: string | readonly string[]): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*' },
});

const owner = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};

const kmsKey = async (fixture: SqsFixture, ...statements: readonly object[]): Promise<string> => {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [owner, ...statements] });
  const { KeyMetadata } = await fixture.call<{ KeyMetadata: { Arn: string } }>('kms', 'CreateKey', {
    Policy,
  });
  return KeyMetadata.Arn;
};

/** What KMS was asked since the last time. */
const asked = async (fixture: SqsFixture): Promise<readonly unknown[]> =>
  (await fixture.events())
    .filter(({ record }) => record['eventSource'] === 'kms.amazonaws.com')
    .map(({ record }) => record['eventName']);

const stored = async ({ store }: SqsFixture): Promise<readonly Buffer[]> =>
  (
    await store.read((tx) => tx.all<{ content: Uint8Array }>('SELECT content FROM sqs_message'))
  ).map(({ content }) => Buffer.from(content));

test('a queue with a key asks KMS for each requester once in its period, and keeps what was said under it', async () => {
  const fixture = await sqsFixture();
  const { queue, send, bodies, clock, sqs } = fixture;
  const KmsMasterKeyId = await kmsKey(fixture);
  await queue('sealed', { KmsMasterKeyId, KmsDataKeyReusePeriodSeconds: '60' });
  await asked(fixture);

  await send('sealed', 'one');
  await send('sealed', 'two');
  await sqs('SendMessageBatch', {
    QueueUrl: url('sealed'),
    Entries: [{ Id: 'a', MessageBody: 'three' }],
  });
  expect(await asked(fixture)).toEqual(['GenerateDataKey', 'Decrypt']);
  expect(await bodies('sealed', { VisibilityTimeout: 0 })).toEqual(['one', 'two', 'three']);
  expect(await bodies('sealed', { VisibilityTimeout: 0 })).toHaveLength(3);
  expect(await asked(fixture)).toEqual(['Decrypt']);
  clock.advance({ seconds: 61 });
  await send('sealed', 'four');
  expect(await asked(fixture)).toEqual(['GenerateDataKey', 'Decrypt']);
  expect(await stored(fixture)).toHaveLength(4);
});

test('a data key is not used again once its KMS key is another: disabled, under another policy or about to be deleted', async () => {
  const fixture = await sqsFixture();
  const { queue, send, bodies } = fixture;
  const KeyId = await kmsKey(fixture);
  await queue('sealed', { KmsMasterKeyId: KeyId, KmsDataKeyReusePeriodSeconds: '300' });
  const nobody = {
    Version: '2012-10-17',
    Statement: [{ ...owner, Action: ['kms:Put*', 'kms:*able*', 'kms:*Deletion'] }],
  };
  const closed = async (code: string) => {
    await expect(send('sealed', 'x')).rejects.toMatchObject({ name: code });
    await expect(bodies('sealed', { VisibilityTimeout: 0 })).rejects.toMatchObject({ name: code });
  };
  const opened = async (words: readonly string[]) => {
    await send('sealed', words.at(-1) ?? '');
    expect(await bodies('sealed', { VisibilityTimeout: 0 })).toEqual(words);
    expect(await bodies('sealed', { VisibilityTimeout: 0 })).toEqual(words);
  };

  await opened(['one']);
  await fixture.call('kms', 'DisableKey', { KeyId });
  await closed('KmsDisabled');
  await fixture.call('kms', 'EnableKey', { KeyId });
  await opened(['one', 'two']);
  await fixture.call('kms', 'PutKeyPolicy', { KeyId, Policy: JSON.stringify(nobody) });
  await closed('KmsAccessDenied');
  await fixture.call('kms', 'PutKeyPolicy', {
    KeyId,
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: [owner] }),
  });
  await opened(['one', 'two', 'three']);
  await fixture.call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  await closed('KmsInvalidState');
});

test('who may the queue but not its key neither sends nor receives, and hides nothing', async () => {
  const fixture = await sqsFixture();
  const { queue, send, bodies, sqs } = fixture;
  const KmsMasterKeyId = await kmsKey(fixture);
  await queue('halves', { KmsMasterKeyId });
  await send('halves', 'words');
  const nobody = fixture.userWith('nobody', allow('sqs:*'));
  const sender = fixture.userWith('sender', allow('sqs:*'), allow('kms:GenerateDataKey'));
  const reader = fixture.userWith('reader', allow('sqs:*'), allow('kms:Decrypt'));
  const QueueUrl = url('halves');
  const attempt = (operation: string, as: typeof nobody) =>
    sqs(operation, { QueueUrl, MessageBody: 'x' }, { as });
  const refusal = (action: string) => ({
    name: 'KmsAccessDenied',
    message: expect.stringContaining(
      `is not authorized to perform: ${action} on resource: ${KmsMasterKeyId}`,
    ) as string,
  });

  await expect(attempt('SendMessage', nobody)).rejects.toMatchObject(
    refusal('kms:GenerateDataKey'),
  );
  await expect(attempt('SendMessage', reader)).rejects.toMatchObject(
    refusal('kms:GenerateDataKey'),
  );
  await expect(attempt('SendMessage', sender)).rejects.toMatchObject(refusal('kms:Decrypt'));
  const receive = { QueueUrl, MessageSystemAttributeNames: ['ApproximateReceiveCount'] };
  for (const as of [nobody, sender])
    await expect(sqs('ReceiveMessage', receive, { as })).rejects.toMatchObject(
      refusal('kms:Decrypt'),
    );

  expect(await sqs('ReceiveMessage', receive, { as: reader })).toMatchObject({
    Messages: [{ Body: 'words', Attributes: { ApproximateReceiveCount: '1' } }],
  });
  expect(await bodies('halves')).toEqual([]);
});

test.for([
  ['DisableKey', 'KmsDisabled', 'is disabled.'],
  ['ScheduleKeyDeletion', 'KmsInvalidState', 'is pending deletion.'],
] as const)('after %s a queue answers %s', async ([operation, name, message]) => {
  const fixture = await sqsFixture();
  const { queue, send, bodies, clock } = fixture;
  const KeyId = await kmsKey(fixture);
  await queue('states', { KmsMasterKeyId: KeyId });
  await send('states', 'words');

  await fixture.call('kms', operation, { KeyId });
  clock.advance({ seconds: 301 });

  const refusal = { name, message: `${KeyId} ${message}` };
  await expect(send('states', 'x')).rejects.toMatchObject(refusal);
  await expect(bodies('states')).rejects.toMatchObject(refusal);
});

test('the managed key is made when it is needed, and a key that nobody made is not found', async () => {
  const fixture = await sqsFixture();
  const { queue, send, bodies } = fixture;
  await queue('managed', { KmsMasterKeyId: 'alias/aws/sqs' });
  await queue('missing', { KmsMasterKeyId: 'alias/nobody' });

  await send('managed', 'words');

  expect(await bodies('managed')).toEqual(['words']);
  expect(await fixture.call('kms', 'DescribeKey', { KeyId: 'alias/aws/sqs' })).toMatchObject({
    KeyMetadata: { KeyManager: 'AWS' },
  });
  await expect(send('missing', 'x')).rejects.toMatchObject({ name: 'KmsNotFound' });
});

test('a message keeps its key when the queue loses it or it becomes a dead letter', async () => {
  const fixture = await sqsFixture();
  const { queue, send, bodies, sqs } = fixture;
  await queue('dead');
  await queue('moving', {
    KmsMasterKeyId: await kmsKey(fixture),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 1 }),
  });
  await send('moving', 'words');

  await sqs('SetQueueAttributes', {
    QueueUrl: url('moving'),
    Attributes: { KmsMasterKeyId: '' },
  });
  await bodies('moving', { VisibilityTimeout: 0 });
  expect(await bodies('moving')).toEqual([]);

  expect(await bodies('dead')).toEqual(['words']);
});

test('a service sends to such a queue when both policies let it', async () => {
  const fixture = await sqsFixture();
  const { queue, queues, bodies } = fixture;
  const service = { Service: 'sns.amazonaws.com' };
  const open = await kmsKey(fixture, {
    Effect: 'Allow',
    Principal: service,
    Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    Resource: '*',
  });
  const closed = await kmsKey(fixture);
  const Policy = (name: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: service,
        Action: 'sqs:SendMessage',
        Resource: arn(name),
      },
    });
  await queue('open', { KmsMasterKeyId: open, Policy: Policy('open') });
  await queue('closed', { KmsMasterKeyId: closed, Policy: Policy('closed') });
  await queue('silent', { KmsMasterKeyId: open });
  const source = {
    service: 'sns.amazonaws.com',
    sourceArn: `arn:aws:sns:us-east-1:${ACCOUNT}:topic`,
    sourceAccount: ACCOUNT,
  };
  const outcomes = [];

  for (const name of ['open', 'closed', 'silent'])
    outcomes.push(await queues.send({ queueArn: arn(name), body: 'words', source }));

  expect(outcomes).toEqual(['sent', 'refused', 'refused']);
  expect(await bodies('open')).toEqual(['words']);
});
