import type {
  DecryptResponse,
  EncryptResponse,
  ListKeyRotationsResponse,
} from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { ACCOUNT, arnOf, type KeysFixture, keysFixture } from './keys.fixture.ts';

const DAY = 24 * 60 * 60 * 1000;

const rotations = async ({ kms }: KeysFixture, KeyId: string, more: object = {}) =>
  (await kms<ListKeyRotationsResponse>('ListKeyRotations', { KeyId, ...more })).Rotations ?? [];

const encrypt = async ({ kms }: KeysFixture, KeyId: string) =>
  (await kms<EncryptResponse>('Encrypt', { KeyId, Plaintext: Buffer.from('secret') }))
    .CiphertextBlob;

test('a key rotates by itself when its period ends, and what it encrypted before stays readable', async () => {
  const fixture = await keysFixture();
  const { key, kms, describe, clock, runner, events } = fixture;
  const KeyId = await key();
  expect(await kms('GetKeyRotationStatus', { KeyId })).toEqual({
    KeyId,
    KeyRotationEnabled: false,
  });
  await kms('EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
  const begun = clock.now().getTime();
  expect(await kms('GetKeyRotationStatus', { KeyId })).toEqual({
    KeyId,
    KeyRotationEnabled: true,
    RotationPeriodInDays: 90,
    NextRotationDate: new Date(begun + 90 * DAY),
  });
  const before = (await describe(KeyId)).CurrentKeyMaterialId;
  const CiphertextBlob = await encrypt(fixture, KeyId);
  await events();

  clock.advance({ days: 90 });
  await runner.runDue();

  const after = (await describe(KeyId)).CurrentKeyMaterialId;
  expect(after).not.toBe(before);
  expect(await kms<DecryptResponse>('Decrypt', { CiphertextBlob })).toMatchObject({
    Plaintext: Buffer.from('secret'),
  });
  expect(await rotations(fixture, KeyId)).toEqual([
    {
      KeyId,
      KeyMaterialId: after,
      KeyMaterialState: 'CURRENT',
      RotationDate: clock.now(),
      RotationType: 'AUTOMATIC',
    },
  ]);
  const records = (await events()).map(({ record }) => record);
  expect(records.find(({ eventName }) => eventName === 'RotateKey')).toMatchObject({
    eventType: 'AwsServiceEvent',
    userIdentity: { accountId: ACCOUNT, invokedBy: 'AWS Internal' },
    resources: [{ ARN: arnOf(KeyId) }],
    serviceEventDetails: { keyId: KeyId, rotationType: 'AUTOMATIC', previousKeyMaterialId: before },
  });
  expect(await kms('GetKeyRotationStatus', { KeyId })).toMatchObject({
    NextRotationDate: new Date(begun + 180 * DAY),
  });
});

test('a disabled key does not rotate, and makes up for it when it is enabled', async () => {
  const fixture = await keysFixture();
  const { key, kms, clock, runner } = fixture;
  const KeyId = await key();
  await kms('EnableKeyRotation', { KeyId });
  await kms('DisableKey', { KeyId });
  clock.advance({ days: 366 });
  await runner.runDue();
  expect(await rotations(fixture, KeyId)).toEqual([]);

  await kms('EnableKey', { KeyId });
  await runner.runDue();

  expect(await rotations(fixture, KeyId)).toHaveLength(1);
});

test('a key that rotates no more keeps its material', async () => {
  const fixture = await keysFixture();
  const { key, kms, clock, runner } = fixture;
  const KeyId = await key();
  await kms('EnableKeyRotation', { KeyId });
  await kms('DisableKeyRotation', { KeyId });

  clock.advance({ days: 400 });
  await runner.runDue();

  expect(await rotations(fixture, KeyId)).toEqual([]);
});

test('rotations on demand are as many as the quota, listed page by page', async () => {
  const fixture = await keysFixture({ quotas: { onDemandRotations: 3 } });
  const { key, kms, refusal } = fixture;
  const KeyId = await key();
  for (let times = 0; times < 3; times += 1)
    expect(await kms('RotateKeyOnDemand', { KeyId })).toEqual({ KeyId });

  const first = await kms<ListKeyRotationsResponse>('ListKeyRotations', { KeyId, Limit: 2 });
  const rest = await rotations(fixture, KeyId, { Marker: first.NextMarker });
  const all = await rotations(fixture, KeyId, { IncludeKeyMaterial: 'ALL_KEY_MATERIAL' });

  expect((await refusal('RotateKeyOnDemand', { KeyId }))?.[0]).toBe('LimitExceededException');
  expect(first.Truncated).toBe(true);
  expect([...(first.Rotations ?? []), ...rest].map(({ RotationType }) => RotationType)).toEqual([
    'ON_DEMAND',
    'ON_DEMAND',
    'ON_DEMAND',
  ]);
  expect(all.map(({ KeyMaterialState }) => KeyMaterialState)).toEqual([
    'NON_CURRENT',
    'NON_CURRENT',
    'NON_CURRENT',
    'CURRENT',
  ]);
  expect(all[0]).not.toHaveProperty('RotationType');
});

test.for([
  'EnableKeyRotation',
  'DisableKeyRotation',
  'GetKeyRotationStatus',
  'RotateKeyOnDemand',
  'ListKeyRotations',
])('%s is for symmetric keys, and AWS says so without words', async (operation) => {
  const { key, refusal } = await keysFixture();
  const KeyId = await key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });

  expect(await refusal(operation, { KeyId })).toEqual(['UnsupportedOperationException', '']);
});

test('periods are between 90 and 2560 days, and IAM can narrow them', async () => {
  const { key, kms, refusal, userWith } = await keysFixture();
  const KeyId = await key();
  const yearly = userWith('yearly', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'kms:EnableKeyRotation',
      Resource: '*',
      Condition: { NumericLessThanEquals: { 'kms:RotationPeriodInDays': '365' } },
    },
  });

  for (const RotationPeriodInDays of [89, 2561])
    expect((await refusal('EnableKeyRotation', { KeyId, RotationPeriodInDays }))?.[0]).toBe(
      'ValidationException',
    );
  expect(
    (await refusal('EnableKeyRotation', { KeyId, RotationPeriodInDays: 366 }, { as: yearly }))?.[0],
  ).toBe('AccessDeniedException');
  await kms('EnableKeyRotation', { KeyId, RotationPeriodInDays: 365 }, { as: yearly });
});

test('an AWS managed key rotates each year, and customers cannot change it', async () => {
  const fixture = await keysFixture();
  const { kms, describe, refusal, clock, runner } = fixture;

  // DescribeKey of a predefined alias makes the key.
  const managed = await describe('alias/aws/s3');
  const KeyId = managed.KeyId ?? '';

  expect(managed).toMatchObject({
    KeyManager: 'AWS',
    Description: 'Default key that protects my S3 data when no other key is defined',
  });
  expect((await describe('alias/aws/s3')).KeyId).toBe(KeyId);
  expect(await kms('GetKeyRotationStatus', { KeyId })).toMatchObject({ KeyRotationEnabled: true });
  for (const [operation, input] of [
    ['DisableKey', {}],
    ['ScheduleKeyDeletion', {}],
    ['PutKeyPolicy', { Policy: '{}' }],
    ['TagResource', { Tags: [] }],
    ['DisableKeyRotation', {}],
    ['Encrypt', { Plaintext: Buffer.from('x') }],
    ['CreateAlias', { AliasName: 'alias/mine' }],
  ] as const)
    expect((await refusal(operation, { KeyId, TargetKeyId: KeyId, ...input }))?.[0]).toBe(
      'AccessDeniedException',
    );
  expect(await refusal('DeleteAlias', { AliasName: 'alias/aws/s3' })).toEqual([
    'NotAuthorizedException',
    '',
  ]);
  clock.advance({ days: 366 });
  await runner.runDue();
  expect(await rotations(fixture, KeyId)).toHaveLength(1);
});
