import type { GetKeyLastUsageResponse } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { ACCOUNT, keysFixture, OTHER_ACCOUNT } from './keys.fixture.ts';
import { recordUses } from './last-usage.ts';

/** A fixture whose CloudTrail records are followed when `settle` is called, as the audit's batches are. */
const followed = async () => {
  const fixture = await keysFixture();
  const { events, kms, store } = fixture;
  const settle = async () => {
    const entries = await events();
    await store.write((tx) => recordUses(tx, entries));
    return entries;
  };
  const lastUsage = (KeyId: string) => kms<GetKeyLastUsageResponse>('GetKeyLastUsage', { KeyId });
  return { ...fixture, settle, lastUsage };
};

const arnOf = (id: string): string => `arn:aws:kms:us-east-1:${ACCOUNT}:key/${id}`;

test('a key that nobody has used says since when it is followed', async () => {
  const { key, lastUsage, clock, settle } = await followed();
  const id = await key();
  await settle();

  expect(await lastUsage(id)).toEqual({
    KeyId: id,
    KeyLastUsage: {},
    TrackingStartDate: clock.now(),
    KeyCreationDate: clock.now(),
  });
});

test('the last successful use is told by operation, time, event and request', async () => {
  const { key, kms, lastUsage, clock, settle, refusal } = await followed();
  const id = await key();
  await kms('Encrypt', { KeyId: id, Plaintext: Buffer.from('x') });
  clock.advance({ days: 2 });
  await kms('GenerateDataKey', { KeyId: id, KeySpec: 'AES_256' });
  const used = clock.now();
  clock.advance({ days: 1 });
  // Looking at a key, a trial run and a failure are no uses.
  await kms('DescribeKey', { KeyId: id });
  await refusal('Encrypt', { KeyId: id, Plaintext: Buffer.from('x'), DryRun: true });
  await refusal('Decrypt', { KeyId: id, CiphertextBlob: Buffer.from('x') });
  const entries = await settle();

  const record = entries.find(
    ({ record: { eventName } }) => eventName === 'GenerateDataKey',
  )?.record;
  expect((await lastUsage(id)).KeyLastUsage).toEqual({
    Operation: 'GenerateDataKey',
    Timestamp: used,
    CloudTrailEventId: record?.eventID,
    KmsRequestId: record?.['requestID'],
  });
});

test('records that arrive late do not hide a later use', async () => {
  const { key, kms, lastUsage, clock, events, store } = await followed();
  const id = await key();
  await kms('Encrypt', { KeyId: id, Plaintext: Buffer.from('x') });
  const early = await events();
  clock.advance({ hours: 1 });
  await kms('GenerateDataKey', { KeyId: id, KeySpec: 'AES_256' });
  const late = await events();

  await store.write((tx) => recordUses(tx, late));
  await store.write((tx) => recordUses(tx, early));

  expect((await lastUsage(id)).KeyLastUsage?.Operation).toBe('GenerateDataKey');
});

test('ReEncrypt is a use of both keys, and a deleted key is forgotten', async () => {
  const { key, kms, lastUsage, clock, settle, runner, store } = await followed();
  const [from, to] = [await key(), await key()];
  const { CiphertextBlob } = await kms<{ CiphertextBlob: Uint8Array }>('Encrypt', {
    KeyId: from,
    Plaintext: Buffer.from('x'),
  });
  await kms('ReEncrypt', { CiphertextBlob, DestinationKeyId: to });
  await settle();

  for (const id of [from, to])
    expect((await lastUsage(id)).KeyLastUsage?.Operation).toBe('ReEncrypt');

  await kms('ScheduleKeyDeletion', { KeyId: to, PendingWindowInDays: 7 });
  clock.advance({ days: 7 });
  await runner.runDue();
  const rows = await store.read((tx) =>
    tx.all<{ key_arn: string }>('SELECT key_arn FROM kms_key_use'),
  );
  expect(rows.map(({ key_arn: arn }) => arn)).toEqual([arnOf(from)]);
});

test('it is for the account of the key, and for who may', async () => {
  const { key, refusal, userWith } = await followed();
  const id = await key();

  expect(await refusal('GetKeyLastUsage', { KeyId: id }, { as: userWith('nobody') })).toEqual([
    'AccessDeniedException',
    expect.stringContaining('kms:GetKeyLastUsage'),
  ]);
  expect(
    await refusal('GetKeyLastUsage', { KeyId: `arn:aws:kms:us-east-1:${OTHER_ACCOUNT}:key/${id}` }),
  ).toEqual(['AccessDeniedException', expect.stringContaining('no resource-based policy')]);
});

test('a policy can keep keys that were used lately', async () => {
  const { key, kms, refusal, clock, settle, userWith } = await followed();
  const id = await key();
  const as = userWith('cleaner', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: ['kms:ScheduleKeyDeletion', 'kms:DisableKey'],
      Resource: '*',
      Condition: { NumericGreaterThanEquals: { 'kms:TrailingDaysWithoutKeyUsage': '90' } },
    },
  });
  clock.advance({ days: 100 });
  await kms('GenerateDataKey', { KeyId: id, KeySpec: 'AES_256' });
  await settle();
  clock.advance({ days: 89 });

  for (const operation of ['ScheduleKeyDeletion', 'DisableKey'])
    expect(await refusal(operation, { KeyId: id }, { as })).toEqual([
      'AccessDeniedException',
      expect.stringContaining(`kms:${operation}`),
    ]);

  clock.advance({ days: 1 });
  await kms('DisableKey', { KeyId: id }, { as });
  await kms('ScheduleKeyDeletion', { KeyId: id }, { as });
});
