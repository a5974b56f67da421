import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type {
  DecryptResponse,
  EncryptResponse,
  GetParametersForImportResponse,
  ListKeyRotationsResponse,
} from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { arnOf, keysFixture, wrapped } from '../keys.fixture.ts';

const copy = (material: Buffer): Buffer => Buffer.from(material);
const DAY = 24 * 60 * 60 * 1000;

const pkcs8 = (key: ReturnType<typeof generateKeyPairSync>['privateKey']): Buffer =>
  key.export({ format: 'der', type: 'pkcs8' });

const rsaMaterial = (): Buffer =>
  pkcs8(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const eccMaterial = (namedCurve: string): Buffer =>
  pkcs8(generateKeyPairSync('ec', { namedCurve }).privateKey);

test.for([
  ['RSAES_OAEP_SHA_1', 'RSA_2048'],
  ['RSAES_OAEP_SHA_256', 'RSA_3072'],
  ['RSA_AES_KEY_WRAP_SHA_1', 'RSA_2048'],
  ['RSA_AES_KEY_WRAP_SHA_256', 'RSA_4096'],
] as const)(
  'material wrapped by %s under %s makes a key usable',
  async ([WrappingAlgorithm, WrappingKeySpec]) => {
    const { key, kms, describe, clock } = await keysFixture();
    const KeyId = await key({ Origin: 'EXTERNAL' });
    const parameters = await kms<GetParametersForImportResponse>('GetParametersForImport', {
      KeyId,
      WrappingAlgorithm,
      WrappingKeySpec,
    });
    const { PublicKey = new Uint8Array(), ImportToken } = parameters;

    const answer = await kms('ImportKeyMaterial', {
      KeyId,
      ImportToken,
      EncryptedKeyMaterial: wrapped(PublicKey, WrappingAlgorithm, randomBytes(32)),
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    });

    const described = await describe(KeyId);
    expect(parameters).toMatchObject({
      KeyId: arnOf(KeyId),
      ParametersValidTo: new Date(clock.now().getTime() + DAY),
    });
    expect(answer).toEqual({ KeyId: arnOf(KeyId), KeyMaterialId: described.CurrentKeyMaterialId });
    expect(described).toMatchObject({
      KeyState: 'Enabled',
      Origin: 'EXTERNAL',
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    });
    await kms('Encrypt', { KeyId, Plaintext: Buffer.from('x') });
  },
);

test.for([
  ['HMAC_224', 'GENERATE_VERIFY_MAC', () => randomBytes(28)],
  ['RSA_2048', 'SIGN_VERIFY', rsaMaterial],
  ['ECC_NIST_P256', 'SIGN_VERIFY', () => eccMaterial('prime256v1')],
  ['ECC_SECG_P256K1', 'SIGN_VERIFY', () => eccMaterial('secp256k1')],
  ['ECC_NIST_EDWARDS25519', 'SIGN_VERIFY', () => pkcs8(generateKeyPairSync('ed25519').privateKey)],
] as const)(
  'a %s key takes its own kind of material, no other, and always the same',
  async ([KeySpec, KeyUsage, make]) => {
    const { key, importInto, describe, kms } = await keysFixture();
    const KeyId = await key({ KeySpec, KeyUsage, Origin: 'EXTERNAL' });
    const material = make();
    const wrong = { name: 'IncorrectKeyMaterialException' };

    for (const other of [randomBytes(31), eccMaterial('secp384r1')])
      await expect(importInto(KeyId, other)).rejects.toMatchObject(wrong);
    await importInto(KeyId, copy(material));
    await kms('DeleteImportedKeyMaterial', { KeyId });
    expect(await describe(KeyId)).not.toHaveProperty('ExpirationModel');
    await expect(importInto(KeyId, make())).rejects.toMatchObject(wrong);
    await importInto(KeyId, material);

    expect(await describe(KeyId)).toMatchObject({ KeyState: 'Enabled', KeySpec });
  },
);

test('material that expires is gone at its hour, comes back by the same bytes, and CloudTrail says so', async () => {
  const { key, kms, importInto, describe, clock, runner, events, refusal } = await keysFixture();
  const KeyId = await key({ Origin: 'EXTERNAL' });
  const material = randomBytes(32);
  const ValidTo = new Date(clock.now().getTime() + 2 * DAY);
  const { KeyMaterialId } = await importInto(KeyId, copy(material), {
    ExpirationModel: 'KEY_MATERIAL_EXPIRES',
    ValidTo,
    KeyMaterialDescription: 'from the vault',
  });
  expect(await describe(KeyId)).toMatchObject({ ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo });
  const { CiphertextBlob } = await kms<EncryptResponse>('Encrypt', {
    KeyId,
    Plaintext: Buffer.from('x'),
  });
  await events();

  clock.advance({ days: 2 });
  await runner.runDue();

  expect((await describe(KeyId)).KeyState).toBe('PendingImport');
  expect(await refusal('Decrypt', { CiphertextBlob })).toEqual([
    'KMSInvalidStateException',
    `${arnOf(KeyId)} is pending import.`,
  ]);
  expect((await events()).map(({ record }) => record)).toContainEqual(
    expect.objectContaining({
      eventName: 'DeleteExpiredKeyMaterial',
      eventType: 'AwsServiceEvent',
      serviceEventDetails: { keyId: KeyId, keyMaterialId: KeyMaterialId },
    }),
  );
  await expect(importInto(KeyId, randomBytes(32))).rejects.toMatchObject({
    name: 'IncorrectKeyMaterialException',
  });
  await importInto(KeyId, copy(material));
  expect(await kms<DecryptResponse>('Decrypt', { CiphertextBlob })).toMatchObject({
    Plaintext: Buffer.from('x'),
  });
  const { Rotations } = await kms<ListKeyRotationsResponse>('ListKeyRotations', {
    KeyId,
    IncludeKeyMaterial: 'ALL_KEY_MATERIAL',
  });
  expect(Rotations).toEqual([
    {
      KeyId,
      KeyMaterialId,
      KeyMaterialState: 'CURRENT',
      ImportState: 'IMPORTED',
      KeyMaterialDescription: 'from the vault',
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    },
  ]);
});

test('a key with several imported materials needs all that belong to it', async () => {
  const { key, kms, importInto, describe, refusal } = await keysFixture();
  const KeyId = await key({ Origin: 'EXTERNAL' });
  const [first, second] = [randomBytes(32), randomBytes(32)];
  const one = await importInto(KeyId, copy(first));
  const { CiphertextBlob } = await kms<EncryptResponse>('Encrypt', {
    KeyId,
    Plaintext: Buffer.from('x'),
  });
  const NEW = { ImportType: 'NEW_KEY_MATERIAL' };
  expect((await refusal('RotateKeyOnDemand', { KeyId }))?.[0]).toBe('KMSInvalidStateException');
  await expect(importInto(KeyId, copy(second))).rejects.toMatchObject({
    name: 'IncorrectKeyMaterialException',
  });
  await expect(importInto(KeyId, copy(first), NEW)).rejects.toMatchObject({
    name: 'IncorrectKeyMaterialException',
  });

  const two = await importInto(KeyId, copy(second), NEW);
  expect((await describe(KeyId)).CurrentKeyMaterialId).toBe(one.KeyMaterialId);
  await expect(importInto(KeyId, randomBytes(32), NEW)).rejects.toMatchObject({
    name: 'KMSInvalidStateException',
  });
  await kms('RotateKeyOnDemand', { KeyId });
  expect((await describe(KeyId)).CurrentKeyMaterialId).toBe(two.KeyMaterialId);
  await kms('Decrypt', { CiphertextBlob });

  expect(
    await kms('DeleteImportedKeyMaterial', { KeyId, KeyMaterialId: one.KeyMaterialId }),
  ).toEqual({
    KeyId: arnOf(KeyId),
    KeyMaterialId: one.KeyMaterialId,
  });
  expect((await describe(KeyId)).KeyState).toBe('PendingImport');
  await importInto(KeyId, copy(first), { KeyMaterialId: one.KeyMaterialId });
  expect((await describe(KeyId)).KeyState).toBe('Enabled');
});

test('material that waits for a rotation can be taken back and replaced', async () => {
  const { key, kms, importInto, describe } = await keysFixture();
  const KeyId = await key({ Origin: 'EXTERNAL' });
  const NEW = { ImportType: 'NEW_KEY_MATERIAL' };
  await importInto(KeyId, randomBytes(32));
  const { KeyMaterialId } = await importInto(KeyId, randomBytes(32), NEW);

  await kms('DeleteImportedKeyMaterial', { KeyId, KeyMaterialId });
  expect((await describe(KeyId)).KeyState).toBe('Enabled');
  const { KeyMaterialId: other } = await importInto(KeyId, randomBytes(32), NEW);
  await kms('RotateKeyOnDemand', { KeyId });

  expect((await describe(KeyId)).CurrentKeyMaterialId).toBe(other);
  const { Rotations = [] } = await kms<ListKeyRotationsResponse>('ListKeyRotations', {
    KeyId,
    IncludeKeyMaterial: 'ALL_KEY_MATERIAL',
  });
  expect(Rotations.map((rotation) => rotation.KeyMaterialId)).not.toContain(KeyMaterialId);
});

test('a token is for one key and one day, and what is wrapped otherwise cannot be read', async () => {
  const { key, kms, refusal, clock } = await keysFixture();
  const [KeyId, other] = [await key({ Origin: 'EXTERNAL' }), await key({ Origin: 'EXTERNAL' })];
  const ask = (WrappingAlgorithm: string) =>
    kms<GetParametersForImportResponse>('GetParametersForImport', {
      KeyId,
      WrappingAlgorithm,
      WrappingKeySpec: 'RSA_2048',
    });
  const { ImportToken, PublicKey = new Uint8Array() } = await ask('RSAES_OAEP_SHA_256');
  const input = {
    KeyId,
    ImportToken,
    EncryptedKeyMaterial: wrapped(PublicKey, 'RSAES_OAEP_SHA_256', randomBytes(32)),
    ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
  };
  const codeOf = async (more: object) =>
    (await refusal('ImportKeyMaterial', { ...input, ...more }))?.[0];

  expect(await codeOf({ KeyId: other })).toBe('InvalidImportTokenException');
  expect(await codeOf({ ImportToken: Buffer.from('forged') })).toBe('InvalidImportTokenException');
  expect(
    await codeOf({ EncryptedKeyMaterial: wrapped(PublicKey, 'RSAES_OAEP_SHA_1', randomBytes(32)) }),
  ).toBe('InvalidCiphertextException');
  expect(await codeOf({ EncryptedKeyMaterial: Buffer.from('short') })).toBe(
    'InvalidCiphertextException',
  );
  clock.advance({ days: 1 });
  expect(await codeOf({})).toBe('ExpiredImportTokenException');
});

test('expiry is asked for as AWS wants it, and CloudTrail shows neither token nor material', async () => {
  const { key, kms, refusal, importInto, clock, events } = await keysFixture();
  const KeyId = await key({ Origin: 'EXTERNAL' });
  const { ImportToken } = await kms<GetParametersForImportResponse>('GetParametersForImport', {
    KeyId,
    WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
    WrappingKeySpec: 'RSA_2048',
  });
  const input = { KeyId, ImportToken, EncryptedKeyMaterial: Buffer.from('x') };
  const at = (days: number): Date => new Date(clock.now().getTime() + days * DAY);

  expect(await refusal('ImportKeyMaterial', input)).toEqual([
    'ValidationException',
    'A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES',
  ]);
  for (const more of [
    { ValidTo: at(-1) },
    { ValidTo: at(366) },
    { ValidTo: at(1), ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' },
  ])
    expect((await refusal('ImportKeyMaterial', { ...input, ...more }))?.[0]).toBe(
      'ValidationException',
    );
  await events();
  await importInto(KeyId, randomBytes(32));
  const recorded = (await events()).map(({ record }) => record);
  expect(recorded.map(({ eventName }) => eventName)).toEqual(
    expect.arrayContaining(['GetParametersForImport', 'ImportKeyMaterial']),
  );
  const text = JSON.stringify(recorded);
  expect(text).not.toContain(
    Buffer.from(ImportToken ?? [])
      .toString('base64')
      .slice(0, 8),
  );
  const imported = recorded.find(({ eventName }) => eventName === 'ImportKeyMaterial');
  expect(imported?.['requestParameters']).not.toMatchObject({
    importToken: expect.any(Uint8Array),
  });
});

test('keys whose material is made here take none from outside, and old wrappings are gone', async () => {
  const { key, refusal } = await keysFixture();
  const [own, external] = [await key(), await key({ Origin: 'EXTERNAL' })];
  const parameters = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' };
  const unfit = [
    'UnsupportedOperationException',
    `${arnOf(own)} origin is AWS_KMS which is not valid for this operation.`,
  ];
  const blobs = { ImportToken: Buffer.from('x'), EncryptedKeyMaterial: Buffer.from('x') };

  expect(await refusal('GetParametersForImport', { KeyId: own, ...parameters })).toEqual(unfit);
  expect(await refusal('ImportKeyMaterial', { KeyId: own, ...blobs })).toEqual(unfit);
  expect(await refusal('DeleteImportedKeyMaterial', { KeyId: own })).toEqual(unfit);
  for (const more of [{ WrappingAlgorithm: 'RSAES_PKCS1_V1_5' }, { WrappingKeySpec: 'SM2' }])
    expect(
      (await refusal('GetParametersForImport', { KeyId: external, ...parameters, ...more }))?.[0],
    ).toBe('UnsupportedOperationException');
});

test('a key without its material stays unusable, whatever happens to it meanwhile', async () => {
  const { key, kms, importInto, describe, clock, runner, refusal } = await keysFixture();
  const [empty, deleted, expired] = [
    await key({ Origin: 'EXTERNAL' }),
    await key({ Origin: 'EXTERNAL' }),
    await key({ Origin: 'EXTERNAL' }),
  ];
  await importInto(deleted, randomBytes(32));
  await importInto(expired, randomBytes(32), {
    ExpirationModel: 'KEY_MATERIAL_EXPIRES',
    ValidTo: new Date(clock.now().getTime() + DAY),
  });
  for (const KeyId of [empty, deleted, expired]) await kms('ScheduleKeyDeletion', { KeyId });
  await kms('DeleteImportedKeyMaterial', { KeyId: deleted });
  clock.advance({ days: 2 });
  await runner.runDue();

  for (const KeyId of [empty, deleted, expired]) {
    await kms('CancelKeyDeletion', { KeyId });
    expect((await describe(KeyId)).KeyState).toBe('PendingImport');
    for (const [operation, input] of [
      ['EnableKey', { KeyId }],
      ['Encrypt', { KeyId, Plaintext: Buffer.from('x') }],
    ] as const)
      expect(await refusal(operation, input)).toEqual([
        'KMSInvalidStateException',
        `${arnOf(KeyId)} is pending import.`,
      ]);
  }
});
