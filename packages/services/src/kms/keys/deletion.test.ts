import type { EncryptResponse } from '@aws-sdk/client-kms';
import { listWork } from '@gatehouse/store';
import { expect, test } from 'vitest';
import { ACCOUNT, arnOf, keysFixture } from './keys.fixture.ts';

const DAY = 24 * 60 * 60 * 1000;

test('a key is gone with all that it had when its waiting period ends, and CloudTrail says so', async () => {
  const { key, kms, refusal, clock, runner, events, store } = await keysFixture();
  const KeyId = await key({ Tags: [{ TagKey: 'a', TagValue: 'b' }] });
  await kms('EnableKeyRotation', { KeyId });
  await kms('CreateAlias', { AliasName: 'alias/x', TargetKeyId: KeyId });
  const grant = { GranteePrincipal: `arn:aws:iam::${ACCOUNT}:root`, Operations: ['Decrypt'] };
  await kms('CreateGrant', { KeyId, ...grant });
  const { CiphertextBlob } = await kms<EncryptResponse>('Encrypt', {
    KeyId,
    Plaintext: Buffer.from('x'),
  });

  const answer = await kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  clock.advance({ days: 6 });
  await runner.runDue();
  await kms('DescribeKey', { KeyId: 'alias/x' });
  await events();
  clock.advance({ days: 1 });
  await runner.runDue();

  expect(answer).toEqual({
    KeyId: arnOf(KeyId),
    PendingWindowInDays: 7,
    DeletionDate: clock.now(),
    KeyState: 'PendingDeletion',
  });
  for (const name of [KeyId, 'alias/x'])
    expect((await refusal('DescribeKey', { KeyId: name }))?.[0]).toBe('NotFoundException');
  expect((await refusal('Decrypt', { CiphertextBlob }))?.[0]).toBe('AccessDeniedException');
  expect((await events()).map(({ record }) => record)).toContainEqual(
    expect.objectContaining({
      eventName: 'DeleteKey',
      eventType: 'AwsServiceEvent',
      eventSource: 'kms.amazonaws.com',
      userIdentity: { accountId: ACCOUNT, invokedBy: 'AWS Internal' },
      requestParameters: null,
      responseElements: null,
      resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: arnOf(KeyId) }],
      serviceEventDetails: { keyId: KeyId },
    }),
  );
  const left = await store.read(async (tx) => [
    ...(await tx.all('SELECT key_id FROM kms_material')),
    ...(await tx.all('SELECT arn FROM kit_tag')),
    ...(await tx.all('SELECT id FROM kms_grant')),
    ...(await tx.all('SELECT name FROM kms_alias')),
  ]);
  expect(left).toEqual([]);
  expect(await listWork(store, { limit: 10 })).toEqual([]);
});

test('a deletion that is cancelled leaves a disabled key', async () => {
  const { key, kms, describe, clock, runner } = await keysFixture();
  const KeyId = await key();
  const begun = clock.now().getTime();
  await kms('ScheduleKeyDeletion', { KeyId });
  expect(await describe(KeyId)).toMatchObject({
    KeyState: 'PendingDeletion',
    Enabled: false,
    DeletionDate: new Date(begun + 30 * DAY),
  });

  expect(await kms('CancelKeyDeletion', { KeyId })).toEqual({ KeyId: arnOf(KeyId) });
  clock.advance({ days: 31 });
  await runner.runDue();

  const described = await describe(KeyId);
  expect(described.KeyState).toBe('Disabled');
  expect(described).not.toHaveProperty('DeletionDate');
  await kms('EnableKey', { KeyId });
});

test('a waiting period has 7 to 30 days, and IAM can ask for a longer one', async () => {
  const { key, kms, refusal, userWith } = await keysFixture();
  const KeyId = await key();
  const patient = userWith('patient', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'kms:ScheduleKeyDeletion',
      Resource: '*',
      Condition: {
        NumericGreaterThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '20' },
      },
    },
  });

  for (const days of [6, 31])
    expect(await refusal('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: days })).toEqual([
      'ValidationException',
      `PendingWindowInDays should be between 7 and 30, but it is ${days}`,
    ]);
  const short = { KeyId, PendingWindowInDays: 10 };
  expect((await refusal('ScheduleKeyDeletion', short, { as: patient }))?.[0]).toBe(
    'AccessDeniedException',
  );
  await kms('ScheduleKeyDeletion', { KeyId }, { as: patient });
});
