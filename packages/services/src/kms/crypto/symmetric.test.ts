import * as fc from 'fast-check';
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

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

type Context = Readonly<Record<string, string>>;

const areEqual = (one: Context, two: Context): boolean =>
  Object.keys(one).length === Object.keys(two).length &&
  Object.entries(one).every(([each, value]) => Object.hasOwn(two, each) && two[each] === value);

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
    const text = fc.string({ maxLength: 4 }).filter((one) => !one.includes('\0'));
    const contexts = fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true });

    await fc.assert(
      fc.asyncProperty(contexts, contexts, async (one, two) => {
        const CiphertextBlob = await encrypted(key, one);
        const outcome = await kms
          .kms('Decrypt', { CiphertextBlob, EncryptionContext: two })
          .then(({ Plaintext }) => Plaintext, nameOf);
        expect(outcome).toEqual(areEqual(one, two) ? secret : 'InvalidCiphertextException');
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
    const CiphertextBlob = await encrypted(key, one);

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
