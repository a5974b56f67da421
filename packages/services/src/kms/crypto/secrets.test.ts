import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  encapsulate,
  generateKeyPairSync,
} from 'node:crypto';
import type { DataKeyPairSpec, KeySpec, MacAlgorithmSpec } from '@aws-sdk/client-kms';
import { beforeAll, describe, expect, test } from 'vitest';
import { cryptoFixture, type CryptoFixture } from './crypto.fixture.ts';

let kms: CryptoFixture;

beforeAll(async () => {
  kms = await cryptoFixture();
});

const Message = Buffer.from('what is authenticated');
const spki = (bytes: Uint8Array) =>
  createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'spki' });

describe.for([
  ['HMAC_224', 'HMAC_SHA_224', 28],
  ['HMAC_256', 'HMAC_SHA_256', 32],
  ['HMAC_384', 'HMAC_SHA_384', 48],
  ['HMAC_512', 'HMAC_SHA_512', 64],
] as const satisfies readonly (readonly [KeySpec, MacAlgorithmSpec, number])[])(
  'a MAC of %s',
  ([spec, MacAlgorithm, bytes]) => {
    test('is found right, and any other wrong', async () => {
      const KeyId = await kms.keyOf(spec, 'GENERATE_VERIFY_MAC');
      const input = { KeyId, Message, MacAlgorithm };

      const { Mac } = await kms.kms('GenerateMac', input);
      const changed = Buffer.from(Mac);
      changed[bytes - 1] = (changed[bytes - 1] ?? 0) ^ 1;

      expect(Mac).toHaveLength(bytes);
      expect(await kms.kms('VerifyMac', { ...input, Mac })).toEqual({
        KeyId,
        MacAlgorithm,
        MacValid: true,
      });
      for (const other of [changed, Mac.subarray(1), Buffer.alloc(6144)])
        await expect(kms.kms('VerifyMac', { ...input, Mac: other })).rejects.toMatchObject({
          name: 'KMSInvalidMacException',
          message: '',
        });
    });
  },
);

test('a MAC needs the algorithm of its key, and a key for MACs', async () => {
  const hmac = await kms.keyOf('HMAC_256', 'GENERATE_VERIFY_MAC');
  const symmetric = await kms.key();
  const making = (KeyId: string, MacAlgorithm: string) =>
    kms.kms('GenerateMac', { KeyId, Message, MacAlgorithm });

  await expect(making(hmac, 'HMAC_SHA_512')).rejects.toMatchObject({
    name: 'InvalidKeyUsageException',
    message: 'Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256.',
  });
  await expect(making(symmetric, 'HMAC_SHA_256')).rejects.toMatchObject({
    name: 'InvalidKeyUsageException',
    message: `${symmetric} key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac.`,
  });
});

describe('DeriveSharedSecret', () => {
  test.for([
    ['ECC_NIST_P256', 'P-256', 32],
    ['ECC_NIST_P384', 'P-384', 48],
    ['ECC_NIST_P521', 'P-521', 66],
  ] as const)('agrees on %s with somebody elsewhere', async ([spec, namedCurve, bytes]) => {
    const KeyId = await kms.keyOf(spec, 'KEY_AGREEMENT');
    const peer = generateKeyPairSync('ec', { namedCurve });
    const { PublicKey } = await kms.kms('GetPublicKey', { KeyId });

    const derived = await kms.kms('DeriveSharedSecret', {
      KeyId,
      KeyAgreementAlgorithm: 'ECDH',
      PublicKey: peer.publicKey.export({ format: 'der', type: 'spki' }),
    });

    const theirs = diffieHellman({ privateKey: peer.privateKey, publicKey: spki(PublicKey) });
    expect(theirs).toHaveLength(bytes);
    expect(derived).toEqual({
      KeyId,
      SharedSecret: theirs,
      KeyAgreementAlgorithm: 'ECDH',
      KeyOrigin: 'AWS_KMS',
    });
  });

  test('takes no key of another curve or kind, and nothing that is none', async () => {
    const KeyId = await kms.keyOf('ECC_NIST_P256', 'KEY_AGREEMENT');
    const good = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
      format: 'der',
      type: 'spki',
    });
    const offCurve = Buffer.from(good);
    offCurve[offCurve.length - 1] = (offCurve.at(-1) ?? 0) ^ 1;
    const others = [
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey,
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey,
      generateKeyPairSync('x25519').publicKey,
    ].map((key) => key.export({ format: 'der', type: 'spki' }));
    const longer = Buffer.concat([good, Buffer.of(0)]);

    for (const PublicKey of [offCurve, longer, good.subarray(1), Buffer.from('no key'), ...others])
      await expect(
        kms.kms('DeriveSharedSecret', { KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey }),
      ).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

test.for([
  ['ML_KEM_512', 768],
  ['ML_KEM_768', 1088],
  ['ML_KEM_1024', 1568],
] as const)('%s encapsulates for itself and for others in %i bytes', async ([spec, bytes]) => {
  const KeyId = await kms.keyOf(spec, 'ENCAPSULATE_DECAPSULATE');
  const common = { KeyId, EncapsulationAlgorithm: 'ML_KEM' };
  const { PublicKey } = await kms.kms('GetPublicKey', { KeyId });

  const made = await kms.kms('Encapsulate', common);
  const theirs = encapsulate(spki(PublicKey));
  const opening = async (SharedSecretCiphertextBlob: Uint8Array) =>
    (await kms.kms('Decapsulate', { ...common, SharedSecretCiphertextBlob })).SharedSecret;

  expect(made.SharedSecretCiphertextBlob).toHaveLength(bytes);
  expect(await opening(made.SharedSecretCiphertextBlob)).toEqual(made.SharedSecret);
  expect(await opening(theirs.ciphertext)).toEqual(Buffer.from(theirs.sharedKey));
  // FIPS 203 §6.3: what was changed is answered with a secret that is another.
  const changed = Buffer.from(made.SharedSecretCiphertextBlob);
  changed[0] = (changed[0] ?? 0) ^ 1;
  expect(await opening(changed)).not.toEqual(made.SharedSecret);
  await expect(opening(changed.subarray(1))).rejects.toMatchObject({
    name: 'InvalidCiphertextException',
  });
});

describe('a data key pair', () => {
  test.for([
    'RSA_2048',
    'ECC_NIST_P256',
    'ECC_NIST_P384',
    'ECC_NIST_P521',
    'ECC_SECG_P256K1',
    'ECC_NIST_EDWARDS25519',
    'ML_KEM_768',
  ] as const satisfies readonly DataKeyPairSpec[])(
    'of %s comes in clear and sealed',
    async (KeyPairSpec) => {
      const KeyId = await kms.key();
      const input = { KeyId, KeyPairSpec, EncryptionContext: { a: 'b' } };

      const made = await kms.kms('GenerateDataKeyPair', input);
      const opened = await kms.kms('Decrypt', {
        CiphertextBlob: made.PrivateKeyCiphertextBlob,
        EncryptionContext: { a: 'b' },
      });
      const without = await kms.kms('GenerateDataKeyPairWithoutPlaintext', input);

      expect(opened.Plaintext).toEqual(made.PrivateKeyPlaintext);
      const privateKey = createPrivateKey({
        key: Buffer.from(made.PrivateKeyPlaintext),
        format: 'der',
        type: 'pkcs8',
      });
      expect(createPublicKey(privateKey).equals(spki(made.PublicKey))).toBe(true);
      expect(without).toMatchObject({ KeyId, KeyPairSpec });
      expect(without).not.toHaveProperty('PrivateKeyPlaintext');
    },
  );

  test('of SM2 is made in the Regions of China', async () => {
    const KeyId = await kms.key();

    await expect(
      kms.kms('GenerateDataKeyPair', { KeyId, KeyPairSpec: 'SM2' }),
    ).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
  });
});

describe('GetPublicKey', () => {
  test('tells what the key is for', async () => {
    const KeyId = await kms.keyOf('ECC_NIST_P384', 'SIGN_VERIFY');

    expect(await kms.kms('GetPublicKey', { KeyId })).toMatchObject({
      KeyId,
      KeySpec: 'ECC_NIST_P384',
      CustomerMasterKeySpec: 'ECC_NIST_P384',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: ['ECDSA_SHA_384'],
    });
  });

  test('has nothing of a secret key', async () => {
    for (const KeyId of [await kms.key(), await kms.keyOf('HMAC_256', 'GENERATE_VERIFY_MAC')])
      await expect(kms.kms('GetPublicKey', { KeyId })).rejects.toMatchObject({
        name: 'UnsupportedOperationException',
        message: '',
      });
  });

  test('answers for a disabled key too', async () => {
    const KeyId = await kms.keyOf('ECC_NIST_P256', 'SIGN_VERIFY');
    await kms.kms('DisableKey', { KeyId });

    await expect(kms.kms('GetPublicKey', { KeyId })).resolves.toMatchObject({ KeyId });
    await expect(
      kms.kms('Sign', { KeyId, Message, SigningAlgorithm: 'ECDSA_SHA_256' }),
    ).rejects.toMatchObject({ name: 'DisabledException', message: `${KeyId} is disabled.` });
  });
});

describe('GenerateRandom', () => {
  test('answers as many bytes as are asked for', async () => {
    const one = await kms.kms('GenerateRandom', { NumberOfBytes: 1024 });
    const other = await kms.kms('GenerateRandom', { NumberOfBytes: 1024 });

    expect(one.Plaintext).toHaveLength(1024);
    expect(one.Plaintext).not.toEqual(other.Plaintext);
  });

  test.for([
    [{ NumberOfBytes: 0 }, 'ValidationException'],
    [{ NumberOfBytes: 1025 }, 'ValidationException'],
    [{}, 'ValidationException'],
    [{ NumberOfBytes: 1, CustomKeyStoreId: 'cks-1' }, 'CustomKeyStoreNotFoundException'],
  ] as const)('does not for %j', async ([input, code]) => {
    await expect(kms.kms('GenerateRandom', input)).rejects.toMatchObject({ name: code });
  });

  test('is an action of its own', async () => {
    await expect(
      kms.kms('GenerateRandom', { NumberOfBytes: 1 }, { as: kms.userWith('nobody') }),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

test('a key for one use is for no other', async () => {
  const KeyId = await kms.keyOf('ML_KEM_512', 'ENCAPSULATE_DECAPSULATE');

  await expect(kms.kms('Encrypt', { KeyId, Plaintext: Message })).rejects.toMatchObject({
    name: 'InvalidKeyUsageException',
    message: `${KeyId} key usage is ENCAPSULATE_DECAPSULATE which is not valid for Encrypt.`,
  });
});
