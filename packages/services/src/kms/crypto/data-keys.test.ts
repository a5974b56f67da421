import { beforeAll, describe, expect, test } from 'vitest';
import { cryptoFixture, type CryptoFixture } from './crypto.fixture.ts';

let kms: CryptoFixture;
let key: string;
let rsa: string;
let signing: string;

beforeAll(async () => {
  kms = await cryptoFixture();
  key = await kms.key();
  rsa = await kms.keyOf('RSA_2048', 'ENCRYPT_DECRYPT');
  signing = await kms.keyOf('ECC_NIST_P256', 'SIGN_VERIFY');
});

const secret = Buffer.from('the plaintext');
const context = { purpose: 'test', tenant: '1' };
const name = (text: string) => ({ name: text });

const encrypted = async (KeyId: string, EncryptionContext?: Readonly<Record<string, string>>) =>
  (await kms.kms('Encrypt', { KeyId, Plaintext: secret, EncryptionContext })).CiphertextBlob;

const dataKey = (KeyId: string) => kms.kms('GenerateDataKey', { KeyId, KeySpec: 'AES_256' });

describe('data keys', () => {
  test.for([
    [{ KeySpec: 'AES_128' }, 16],
    [{ KeySpec: 'AES_256' }, 32],
    [{ NumberOfBytes: 7 }, 7],
    [{ NumberOfBytes: 1024 }, 1024],
  ] as const)('with %j have %i bytes', async ([size, bytes]) => {
    const made = await kms.kms('GenerateDataKey', {
      KeyId: key,
      EncryptionContext: context,
      ...size,
    });
    const without = await kms.kms('GenerateDataKeyWithoutPlaintext', {
      KeyId: key,
      EncryptionContext: context,
      ...size,
    });

    expect(made.Plaintext).toHaveLength(bytes);
    expect(without).not.toHaveProperty('Plaintext');
    for (const { CiphertextBlob } of [made, without]) {
      const opened = await kms.kms('Decrypt', { CiphertextBlob, EncryptionContext: context });
      expect(opened.Plaintext).toHaveLength(bytes);
    }
  });

  test.for([
    [{}, 'ValidationException', 'Please specify either number of bytes or key spec.'],
    [
      { KeySpec: 'AES_256', NumberOfBytes: 32 },
      'ValidationException',
      'Please specify either number of bytes or key spec.',
    ],
    [
      { NumberOfBytes: 1025 },
      'ValidationException',
      "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
    ],
    [
      { NumberOfBytes: 0 },
      'ValidationException',
      "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      { KeySpec: 'AES_256', DryRun: true },
      'DryRunOperationException',
      'The request would have succeeded, but the DryRun option is set.',
    ],
    [
      { KeySpec: 'AES_256', Recipient: {} },
      'UnsupportedOperationException',
      'Gatehouse has no Nitro Enclaves: it cannot encrypt for a Recipient.',
    ],
  ] as const)('are not made with %j', async ([size, code, message]) => {
    await expect(kms.kms('GenerateDataKey', { KeyId: key, ...size })).rejects.toMatchObject({
      name: code,
      message,
    });
  });

  test('are made by symmetric keys only', async () => {
    await expect(dataKey(rsa)).rejects.toMatchObject({
      name: 'InvalidKeyUsageException',
      message: 'You cannot generate a data key with an asymmetric CMK',
    });
    await expect(dataKey(signing)).rejects.toMatchObject({
      message: `${signing} key usage is SIGN_VERIFY which is not valid for GenerateDataKey.`,
    });
  });
});

describe('a dry run', () => {
  test('of Decrypt needs no ciphertext when it may ignore it, and opens one when it may not', async () => {
    const CiphertextBlob = await encrypted(key, context);
    const run = (input: object) => kms.kms('Decrypt', { DryRun: true, KeyId: key, ...input });

    await expect(run({ CiphertextBlob, EncryptionContext: context })).rejects.toMatchObject(
      name('DryRunOperationException'),
    );
    await expect(run({ CiphertextBlob })).rejects.toMatchObject(name('InvalidCiphertextException'));
    await expect(run({ DryRunModifiers: ['IGNORE_CIPHERTEXT'] })).rejects.toMatchObject(
      name('DryRunOperationException'),
    );
    await expect(run({})).rejects.toMatchObject(name('ValidationException'));
  });
});

test('CloudTrail shows what was asked of which material, and nothing of what was encrypted', async () => {
  const CiphertextBlob = await encrypted(key, { Tenant: 'A' });
  await kms.events();

  await kms.kms('Decrypt', { CiphertextBlob, EncryptionContext: { Tenant: 'A' } });
  await kms.kms('GenerateDataKey', { KeyId: key, KeySpec: 'AES_256' });
  const events = await kms.events();

  expect(events.map(({ record }) => record)).toMatchObject([
    {
      eventName: 'Decrypt',
      requestParameters: { encryptionContext: { Tenant: 'A' } },
      responseElements: null,
      additionalEventData: { keyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) },
      resources: [{ ARN: key, type: 'AWS::KMS::Key' }],
      readOnly: true,
    },
    { eventName: 'GenerateDataKey', requestParameters: { keyId: key, keySpec: 'AES_256' } },
  ]);
  const text = JSON.stringify(events);
  expect(text).not.toContain('iphertextBlob');
  expect(text).not.toContain('laintext');
});
