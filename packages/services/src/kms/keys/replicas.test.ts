import { randomBytes } from 'node:crypto';
import type {
  DecryptResponse,
  EncryptResponse,
  ListKeyRotationsResponse,
  ReplicateKeyResponse,
} from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { arnOf, type KeysFixture, keysFixture } from './keys.fixture.ts';

const EUROPE = { region: 'eu-west-1' };

/** Importing wipes what it is given. */
const copy = (material: Buffer): Buffer => Buffer.from(material);

/** A multi-Region key with a replica that is ready. */
const family = async (fixture: KeysFixture, input: object = {}): Promise<string> => {
  const KeyId = await fixture.key({ MultiRegion: true, ...input });
  await fixture.kms('ReplicateKey', { KeyId, ReplicaRegion: EUROPE.region });
  fixture.clock.advance({ seconds: 5 });
  await fixture.runner.runDue();
  return KeyId;
};

test('a replica is a key of its own with the same id and material', async () => {
  const { key, kms, describe, clock, runner } = await keysFixture();
  const KeyId = await key({ MultiRegion: true, Description: 'first' });
  const { CiphertextBlob } = await kms<EncryptResponse>('Encrypt', {
    KeyId,
    Plaintext: Buffer.from('x'),
  });

  const made = await kms<ReplicateKeyResponse>('ReplicateKey', {
    KeyId,
    ReplicaRegion: EUROPE.region,
    Tags: [{ TagKey: 'a', TagValue: 'b' }],
  });
  const member = (region: string) => ({ Arn: arnOf(KeyId, region), Region: region });
  const configuration = {
    PrimaryKey: member('us-east-1'),
    ReplicaKeys: [member(EUROPE.region)],
  };

  expect(KeyId).toMatch(/^mrk-[0-9a-f]{32}$/);
  expect(made.ReplicaKeyMetadata).toMatchObject({
    Arn: arnOf(KeyId, EUROPE.region),
    Description: '',
    KeyState: 'Creating',
    Enabled: false,
    MultiRegion: true,
    MultiRegionConfiguration: { MultiRegionKeyType: 'REPLICA', ...configuration },
  });
  expect(made.ReplicaTags).toEqual([{ TagKey: 'a', TagValue: 'b' }]);
  expect(JSON.parse(made.ReplicaPolicy ?? '')).toMatchObject({ Id: 'key-default-1' });
  await expect(kms('Decrypt', { CiphertextBlob }, EUROPE)).rejects.toMatchObject({
    name: 'KMSInvalidStateException',
    message: `${arnOf(KeyId, EUROPE.region)} is creating.`,
  });
  clock.advance({ seconds: 5 });
  await runner.runDue();
  expect((await describe(KeyId)).MultiRegionConfiguration).toEqual({
    MultiRegionKeyType: 'PRIMARY',
    ...configuration,
  });
  expect(await describe(KeyId, EUROPE.region)).toMatchObject({ KeyState: 'Enabled' });
  expect(await kms<DecryptResponse>('Decrypt', { CiphertextBlob }, EUROPE)).toMatchObject({
    KeyId: arnOf(KeyId, EUROPE.region),
    Plaintext: Buffer.from('x'),
  });
});

test('only a primary is replicated, once into each Region of its partition, by who may make keys', async () => {
  const fixture = await keysFixture();
  const { key, refusal, userWith } = fixture;
  const [single, multi] = [await key(), await family(fixture)];
  const into = (KeyId: string, ReplicaRegion: string, region = 'us-east-1') =>
    refusal('ReplicateKey', { KeyId, ReplicaRegion }, { region });
  const Statement = { Effect: 'Allow', Action: 'kms:ReplicateKey', Resource: '*' };
  const as = userWith('replicator', { Version: '2012-10-17', Statement });

  expect((await into(single, 'eu-west-1'))?.[0]).toBe('UnsupportedOperationException');
  expect((await into(multi, 'eu-central-1', 'eu-west-1'))?.[0]).toBe(
    'UnsupportedOperationException',
  );
  expect((await into(multi, 'eu-west-1'))?.[0]).toBe('AlreadyExistsException');
  expect((await into(multi, 'cn-north-1'))?.[0]).toBe('UnsupportedOperationException');
  const refused = await refusal(
    'ReplicateKey',
    { KeyId: multi, ReplicaRegion: 'eu-north-1' },
    { as },
  );
  expect(refused?.[1]).toContain('kms:CreateKey');
});

test('a rotation of the primary reaches its replicas, which cannot rotate themselves', async () => {
  const fixture = await keysFixture();
  const { kms, describe, refusal } = fixture;
  const KeyId = await family(fixture);
  await kms('EnableKeyRotation', { KeyId });
  expect(await kms('GetKeyRotationStatus', { KeyId }, EUROPE)).toMatchObject({
    KeyRotationEnabled: true,
  });
  for (const operation of ['RotateKeyOnDemand', 'EnableKeyRotation', 'DisableKeyRotation'])
    expect((await refusal(operation, { KeyId }, EUROPE))?.[0]).toBe(
      'UnsupportedOperationException',
    );

  await kms('RotateKeyOnDemand', { KeyId });
  const { CiphertextBlob } = await kms<EncryptResponse>('Encrypt', {
    KeyId,
    Plaintext: Buffer.from('x'),
  });

  const [here, there] = [await describe(KeyId), await describe(KeyId, EUROPE.region)];
  expect(there.CurrentKeyMaterialId).toBe(here.CurrentKeyMaterialId);
  await kms('Decrypt', { CiphertextBlob }, EUROPE);
});

test('another Region becomes the primary, and takes the rotation with it', async () => {
  const fixture = await keysFixture();
  const { kms, describe, refusal, clock, runner } = fixture;
  const KeyId = await family(fixture);
  await kms('EnableKeyRotation', { KeyId });

  await kms('UpdatePrimaryRegion', { KeyId, PrimaryRegion: EUROPE.region });

  expect((await describe(KeyId)).KeyState).toBe('Updating');
  expect(await refusal('ScheduleKeyDeletion', { KeyId })).toEqual([
    'KMSInvalidStateException',
    `${arnOf(KeyId)} is updating.`,
  ]);
  await kms('Encrypt', { KeyId, Plaintext: Buffer.from('x') });
  clock.advance({ seconds: 5 });
  await runner.runDue();
  expect(await describe(KeyId, EUROPE.region)).toMatchObject({
    KeyState: 'Enabled',
    MultiRegionConfiguration: {
      MultiRegionKeyType: 'PRIMARY',
      ReplicaKeys: [{ Region: 'us-east-1' }],
    },
  });
  clock.advance({ days: 366 });
  await runner.runDue();
  for (const region of ['us-east-1', EUROPE.region]) {
    const { Rotations } = await kms<ListKeyRotationsResponse>(
      'ListKeyRotations',
      { KeyId },
      { region },
    );
    expect(Rotations).toHaveLength(1);
  }
  expect(
    (await refusal('UpdatePrimaryRegion', { KeyId, PrimaryRegion: 'eu-north-1' }, EUROPE))?.[0],
  ).toBe('NotFoundException');
});

test('a primary waits for its replicas before its own waiting period begins', async () => {
  const fixture = await keysFixture();
  const { kms, describe, refusal, clock, runner } = fixture;
  const KeyId = await family(fixture);

  const answer = await kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 9 });
  await kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 }, EUROPE);

  expect(answer).toEqual({
    KeyId: arnOf(KeyId),
    PendingWindowInDays: 9,
    KeyState: 'PendingReplicaDeletion',
  });
  expect(await describe(KeyId)).toMatchObject({
    KeyState: 'PendingReplicaDeletion',
    PendingDeletionWindowInDays: 9,
  });
  clock.advance({ days: 7 });
  await runner.runDue();
  expect(await describe(KeyId)).toMatchObject({
    KeyState: 'PendingDeletion',
    DeletionDate: new Date(clock.now().getTime() + 9 * 86_400_000),
    MultiRegionConfiguration: { ReplicaKeys: [] },
  });
  clock.advance({ days: 9 });
  await runner.runDue();
  expect((await refusal('DescribeKey', { KeyId }))?.[0]).toBe('NotFoundException');
});

test('imported material becomes current in all Regions once each has it', async () => {
  const fixture = await keysFixture();
  const { key, kms, importInto, describe, refusal, clock, runner } = fixture;
  const KeyId = await key({ MultiRegion: true, Origin: 'EXTERNAL' });
  const [first, second] = [randomBytes(32), randomBytes(32)];
  await importInto(KeyId, copy(first));
  await kms('ReplicateKey', { KeyId, ReplicaRegion: EUROPE.region });
  clock.advance({ seconds: 5 });
  await runner.runDue();
  expect((await describe(KeyId, EUROPE.region)).KeyState).toBe('PendingImport');
  const wrong = { name: 'IncorrectKeyMaterialException' };
  const asNew = { ImportType: 'NEW_KEY_MATERIAL' };
  await expect(importInto(KeyId, copy(second), {}, EUROPE)).rejects.toMatchObject(wrong);
  await expect(importInto(KeyId, copy(first), asNew, EUROPE)).rejects.toMatchObject(wrong);
  await importInto(KeyId, copy(first), {}, EUROPE);
  expect((await describe(KeyId, EUROPE.region)).KeyState).toBe('Enabled');

  const next = await importInto(KeyId, copy(second), asNew);
  expect((await refusal('RotateKeyOnDemand', { KeyId }))?.[0]).toBe('KMSInvalidStateException');
  await importInto(KeyId, copy(second), {}, EUROPE);
  await kms('RotateKeyOnDemand', { KeyId });

  for (const region of ['us-east-1', EUROPE.region])
    expect((await describe(KeyId, region)).CurrentKeyMaterialId).toBe(next.KeyMaterialId);
  expect(next.KeyId).toBe(arnOf(KeyId));
});
