import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import fc from 'fast-check';
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

describe('a symmetric ciphertext', () => {
  test('tells its key, so that nobody needs to say it', async () => {
    const CiphertextBlob = await encrypted(key, context);

    const opened = await kms.kms('Decrypt', {
      CiphertextBlob,
      EncryptionContext: { tenant: '1', purpose: 'test' },
    });

    expect(opened).toMatchObject({
      Plaintext: secret,
      KeyId: key,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('is another one each time', async () => {
    expect(await encrypted(key)).not.toEqual(await encrypted(key));
  });

  test('opens with no other encryption context', async () => {
    const contexts = fc.dictionary(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 }), {
      maxKeys: 3,
      noNullPrototype: true,
    });
    const same = (a: object, b: object) =>
      JSON.stringify(Object.entries(a).toSorted()) === JSON.stringify(Object.entries(b).toSorted());

    await fc.assert(
      fc.asyncProperty(contexts, contexts, async (one, two) => {
        const usable = ![one, two].some((each) =>
          JSON.stringify(each).includes(String.raw`\u0000`),
        );
        fc.pre(usable);
        const CiphertextBlob = await encrypted(key, one);
        const attempt = kms.kms('Decrypt', { CiphertextBlob, EncryptionContext: two });
        if (same(one, two)) expect((await attempt).Plaintext).toEqual(secret);
        else await expect(attempt).rejects.toMatchObject(name('InvalidCiphertextException'));
      }),
      { numRuns: 60 },
    );
  });

  test.for([
    [{ ab: 'c' }, { a: 'bc' }],
    [{ a: 'b', c: 'd' }, { a: 'bcd' }],
    [{ tenant: '1' }, { Tenant: '1' }],
    [{ tenant: '1' }, {}],
    [{ a: '' }, { a: 'b' }],
  ])('for %j does not open for %j', async ([one, two]) => {
    const CiphertextBlob = await encrypted(key, one as Record<string, string>);

    await expect(
      kms.kms('Decrypt', { CiphertextBlob, EncryptionContext: two }),
    ).rejects.toMatchObject({ name: 'InvalidCiphertextException', message: '' });
  });

  test('does not open when any byte of it is another', async () => {
    const blob = Buffer.from(await encrypted(key));
    const attempts = [...blob.keys()].flatMap((at) =>
      [0x01, 0x80].map((bit) => {
        const changed = Buffer.from(blob);
        changed[at] = (changed[at] ?? 0) ^ bit;
        return kms.kms('Decrypt', { CiphertextBlob: changed });
      }),
    );

    const outcomes = await Promise.allSettled(attempts);

    expect(
      new Set(outcomes.map((one) => (one.status === 'rejected' ? one.reason.name : 'opened'))),
    ).toEqual(new Set(['InvalidCiphertextException']));
  });

  test.for([
    ['cut', (blob: Buffer) => blob.subarray(0, -1)],
    ['longer', (blob: Buffer) => Buffer.concat([blob, Buffer.of(0)])],
    ['only a header', (blob: Buffer) => blob.subarray(0, 116)],
    ['of another version', (blob: Buffer) => Buffer.concat([Buffer.of(2), blob.subarray(1)])],
    ['nothing of ours', () => Buffer.from('AQICAHh')],
    ['one byte', () => Buffer.of(1)],
  ] as const)('that is %s is invalid', async ([, change]) => {
    const CiphertextBlob = change(Buffer.from(await encrypted(key)));

    for (const KeyId of [undefined, key])
      await expect(kms.kms('Decrypt', { CiphertextBlob, KeyId })).rejects.toMatchObject(
        name('InvalidCiphertextException'),
      );
  });

  test('of another key than the one that is named is not opened, whatever that one is', async () => {
    const CiphertextBlob = await encrypted(key);
    const pending = await kms.key({ Origin: 'EXTERNAL' });

    for (const KeyId of [other, rsa, signing, pending])
      await expect(kms.kms('Decrypt', { CiphertextBlob, KeyId })).rejects.toMatchObject({
        name: 'IncorrectKeyException',
        message:
          'The key ID in the request does not identify a CMK that can perform this operation.',
      });
  });

  test('of a key of another Region tells nothing of it', async () => {
    const CiphertextBlob = await encrypted(key);

    await expect(
      kms.kms('Decrypt', { CiphertextBlob }, { region: 'eu-central-1' }),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('on the resource associated with this ciphertext'),
    });
  });

  test('of a multi-Region key opens in the Region of its replica', async () => {
    const primary = await kms.key({ MultiRegion: true });
    await kms.kms('ReplicateKey', { KeyId: primary, ReplicaRegion: 'eu-west-1' });
    kms.clock.advance({ minutes: 1 });
    await kms.runner.runDue();
    const CiphertextBlob = await encrypted(primary, context);

    const opened = await kms.kms(
      'Decrypt',
      { CiphertextBlob, EncryptionContext: context },
      { region: 'eu-west-1' },
    );

    expect(opened.Plaintext).toEqual(secret);
    expect(opened.KeyId).toBe(primary.replace('us-east-1', 'eu-west-1'));
  });

  test('of before a rotation opens after it, and new ones have the new material', async () => {
    const rotated = await kms.key();
    const before = await kms.kms('GenerateDataKey', { KeyId: rotated, KeySpec: 'AES_256' });

    await kms.kms('RotateKeyOnDemand', { KeyId: rotated });
    await kms.runner.runDue();
    const after = await kms.kms('GenerateDataKey', { KeyId: rotated, KeySpec: 'AES_256' });

    expect(after.KeyMaterialId).not.toBe(before.KeyMaterialId);
    for (const { CiphertextBlob, Plaintext } of [before, after])
      expect((await kms.kms('Decrypt', { CiphertextBlob })).Plaintext).toEqual(Plaintext);
  });
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
    const allowing = (from: string, to: string) => ({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'kms:ReEncryptFrom', Resource: from },
        { Effect: 'Allow', Action: 'kms:ReEncryptTo', Resource: to },
      ],
    });
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
    const made = (KeyId: string) => kms.kms('GenerateDataKey', { KeyId, KeySpec: 'AES_256' });

    await expect(made(rsa)).rejects.toMatchObject({
      name: 'InvalidKeyUsageException',
      message: 'You cannot generate a data key with an asymmetric CMK',
    });
    await expect(made(signing)).rejects.toMatchObject({
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
