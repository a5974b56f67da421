import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { cryptoFixture, type CryptoFixture } from './crypto.fixture.ts';

let kms: CryptoFixture;
let key: string;
let other: string;
let rsa: string;
let signing: string;

beforeAll(async () => {
  kms = await cryptoFixture();
  key = await kms.key();
  other = await kms.key();
  rsa = await kms.keyOf('RSA_2048', 'ENCRYPT_DECRYPT');
  signing = await kms.keyOf('ECC_NIST_P256', 'SIGN_VERIFY');
});

const secret = Buffer.from('the plaintext');
const context = { purpose: 'test', tenant: '1' };
const name = (text: string) => ({ name: text });

const encrypted = async (KeyId: string, EncryptionContext?: Readonly<Record<string, string>>) =>
  (await kms.kms('Encrypt', { KeyId, Plaintext: secret, EncryptionContext })).CiphertextBlob;

const allowing = (from: string, to: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'kms:ReEncryptFrom', Resource: from },
    { Effect: 'Allow', Action: 'kms:ReEncryptTo', Resource: to },
  ],
});

describe('a plaintext', () => {
  test.for([
    [0, 'greater than or equal to 1'],
    [4097, 'less than or equal to 4096'],
  ] as const)('of %i bytes is refused and not repeated', async ([length, constraint]) => {
    await expect(
      kms.kms('Encrypt', { KeyId: key, Plaintext: Buffer.alloc(length, 0x41) }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: `1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length ${constraint}`,
    });
  });

  test('of 4096 bytes fits', async () => {
    const Plaintext = Buffer.alloc(4096, 7);

    const { CiphertextBlob } = await kms.kms('Encrypt', { KeyId: key, Plaintext });

    expect(CiphertextBlob.length).toBeLessThanOrEqual(6144);
    expect((await kms.kms('Decrypt', { CiphertextBlob })).Plaintext).toEqual(Plaintext);
  });

  test('with a context that is no Unicode text is refused', async () => {
    await expect(encrypted(key, { a: '\uD800' })).rejects.toMatchObject(
      name('ValidationException'),
    );
  });
});

describe('an RSA key', () => {
  const SHA_1 = 'RSAES_OAEP_SHA_1';
  const SHA_256 = 'RSAES_OAEP_SHA_256';

  test.for([
    [SHA_1, 214],
    [SHA_256, 190],
  ] as const)('encrypts with %s up to %i bytes', async ([EncryptionAlgorithm, most]) => {
    const Plaintext = Buffer.alloc(most, 5);

    const made = await kms.kms('Encrypt', { KeyId: rsa, Plaintext, EncryptionAlgorithm });
    const opened = await kms.kms('Decrypt', {
      KeyId: rsa,
      CiphertextBlob: made.CiphertextBlob,
      EncryptionAlgorithm,
    });

    expect(made.CiphertextBlob).toHaveLength(256);
    expect(opened).toEqual({ KeyId: rsa, Plaintext, EncryptionAlgorithm });
    await expect(
      kms.kms('Encrypt', { KeyId: rsa, Plaintext: Buffer.alloc(most + 1), EncryptionAlgorithm }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Algorithm ${EncryptionAlgorithm} and key spec RSA_2048 cannot encrypt data larger than ${most} bytes.`,
    });
  });

  test('opens what others have encrypted with its public key', async () => {
    const { PublicKey } = await kms.kms('GetPublicKey', { KeyId: rsa });
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const CiphertextBlob = publicEncrypt({ key: publicKey, padding, oaepHash: 'sha256' }, secret);

    const opened = await kms.kms('Decrypt', {
      KeyId: rsa,
      CiphertextBlob,
      EncryptionAlgorithm: SHA_256,
    });

    expect(opened.Plaintext).toEqual(secret);
  });

  test.for([
    [
      'Encrypt',
      { EncryptionAlgorithm: undefined },
      'InvalidKeyUsageException',
      'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
    ],
    [
      'Encrypt',
      { EncryptionContext: { a: 'b' } },
      'ValidationException',
      'EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.',
    ],
    [
      'Decrypt',
      { EncryptionContext: { a: 'b' } },
      'ValidationException',
      'EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.',
    ],
    ['Decrypt', { KeyId: undefined }, 'ValidationException', 'KeyId must not be null'],
    ['Decrypt', {}, 'InvalidCiphertextException', ''],
    ['Decrypt', { CiphertextBlob: Buffer.alloc(10, 1) }, 'InvalidCiphertextException', ''],
    ['Decrypt', { EncryptionAlgorithm: undefined }, 'InvalidCiphertextException', ''],
  ] as const)('answers %s with %j: %s', async ([operation, change, code, message]) => {
    const input = {
      KeyId: rsa,
      Plaintext: secret,
      CiphertextBlob: Buffer.alloc(256, 1),
      EncryptionAlgorithm: SHA_256,
      ...change,
    };

    await expect(kms.kms(operation, input)).rejects.toMatchObject({ name: code, message });
  });

  test('is not asked for the algorithm of another key', async () => {
    const input = { Plaintext: secret, EncryptionAlgorithm: SHA_256 };

    await expect(kms.kms('Encrypt', { ...input, KeyId: key })).rejects.toMatchObject({
      name: 'InvalidKeyUsageException',
      message: 'Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.',
    });
    await expect(kms.kms('Encrypt', { ...input, KeyId: signing })).rejects.toMatchObject({
      name: 'InvalidKeyUsageException',
      message: `${signing} key usage is SIGN_VERIFY which is not valid for Encrypt.`,
    });
  });
});

describe('ReEncrypt', () => {
  test('moves a ciphertext to another key, context and algorithm', async () => {
    const CiphertextBlob = await encrypted(key, context);

    const moved = await kms.kms('ReEncrypt', {
      CiphertextBlob,
      SourceEncryptionContext: context,
      DestinationKeyId: rsa,
      DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
    });
    const back = await kms.kms('ReEncrypt', {
      CiphertextBlob: moved.CiphertextBlob,
      SourceKeyId: rsa,
      SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
      DestinationKeyId: other,
      DestinationEncryptionContext: { new: 'one' },
    });

    expect(moved).toMatchObject({
      SourceKeyId: key,
      KeyId: rsa,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
    });
    const opened = await kms.kms('Decrypt', {
      CiphertextBlob: back.CiphertextBlob,
      EncryptionContext: { new: 'one' },
    });
    expect(opened).toMatchObject({ Plaintext: secret, KeyId: other });
  });

  test('needs a permission for each of the two keys', async () => {
    const CiphertextBlob = await encrypted(key);
    const mover = kms.userWith('mover', allowing(key, other));
    const wrong = kms.userWith('wrong', allowing(other, key));
    const input = { CiphertextBlob, DestinationKeyId: other };

    await expect(kms.kms('ReEncrypt', input, { as: mover })).resolves.toMatchObject({
      KeyId: other,
    });
    await expect(kms.kms('ReEncrypt', input, { as: wrong })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('kms:ReEncryptFrom'),
    });
  });

  test('can be kept to one key by kms:ReEncryptOnSameKey', async () => {
    const same = kms.userWith('same', {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 'kms:ReEncrypt*',
        Resource: '*',
        Condition: { Bool: { 'kms:ReEncryptOnSameKey': 'true' } },
      },
    });
    const CiphertextBlob = await encrypted(key);
    const moving = (DestinationKeyId: string) =>
      kms.kms('ReEncrypt', { CiphertextBlob, DestinationKeyId }, { as: same });

    await expect(moving(key)).resolves.toMatchObject({ KeyId: key });
    await expect(moving(other)).rejects.toMatchObject(name('AccessDeniedException'));
  });
});
