import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import type { KeySpec, SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import { beforeAll, describe, expect, test } from 'vitest';
import { cryptoFixture, type CryptoFixture } from './crypto.fixture.ts';
import { SCHEMES } from './signing.ts';

let kms: CryptoFixture;
const keys = new Map<string, string>();

const SIGNING: readonly KeySpec[] = [
  'RSA_2048',
  'RSA_3072',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_SECG_P256K1',
  'ECC_NIST_EDWARDS25519',
  'ML_DSA_44',
  'ML_DSA_65',
  'ML_DSA_87',
];

const keyOf = (spec: string): string => {
  const key = keys.get(spec);
  if (key === undefined) throw new Error(`there is no ${spec}`);
  return key;
};

beforeAll(async () => {
  kms = await cryptoFixture();
  for (const spec of SIGNING) keys.set(spec, await kms.keyOf(spec, 'SIGN_VERIFY'));
});

const Message = Buffer.from('what is signed');
const digestOf = (hash: string): Buffer => createHash(hash).update(Message).digest();

const publicKeyOf = async (KeyId: string) => {
  const { PublicKey } = await kms.kms('GetPublicKey', { KeyId });
  return createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
};

const RSA: readonly SigningAlgorithmSpec[] = [
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
];

const HASHED: readonly (readonly [KeySpec, SigningAlgorithmSpec])[] = [
  ...RSA.map((algorithm) => ['RSA_2048', algorithm] as const),
  ['RSA_3072', 'RSASSA_PSS_SHA_256'],
  ['ECC_NIST_P256', 'ECDSA_SHA_256'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384'],
  ['ECC_NIST_P521', 'ECDSA_SHA_512'],
  ['ECC_SECG_P256K1', 'ECDSA_SHA_256'],
];

describe.for(HASHED)('%s with %s', ([spec, SigningAlgorithm]) => {
  const hash = `sha${SigningAlgorithm.slice(-3)}`;

  test('signs a message and its digest alike', async () => {
    const KeyId = keyOf(spec);
    const publicKey = await publicKeyOf(KeyId);
    const forms = [
      { Message, MessageType: 'RAW' },
      { Message: digestOf(hash), MessageType: 'DIGEST' },
    ];
    const padding = SigningAlgorithm.startsWith('RSASSA_PSS') ? { padding: 6, saltLength: -1 } : {};

    for (const signed of forms) {
      const { Signature } = await kms.kms('Sign', { KeyId, SigningAlgorithm, ...signed });
      expect(verify(hash, Message, { key: publicKey, ...padding }, Signature)).toBe(true);
      for (const form of forms) {
        const checked = await kms.kms('Verify', { KeyId, SigningAlgorithm, Signature, ...form });
        expect(checked).toEqual({ KeyId, SigningAlgorithm, SignatureValid: true });
      }
    }
  });

  test('finds a signature that is another one', async () => {
    const KeyId = keyOf(spec);
    const { Signature } = await kms.kms('Sign', { KeyId, SigningAlgorithm, Message });
    const changed = Buffer.from(Signature);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const forms = [
      { Message, MessageType: 'RAW' },
      { Message: digestOf(hash), MessageType: 'DIGEST' },
    ];
    const wrong = [changed, Signature.subarray(1), Buffer.concat([Signature, Buffer.of(0)])];

    for (const form of forms)
      for (const other of [...wrong, Buffer.of(0), Buffer.alloc(6144, 1)])
        await expect(
          kms.kms('Verify', { KeyId, SigningAlgorithm, Signature: other, ...form }),
        ).rejects.toMatchObject({ name: 'KMSInvalidSignatureException', message: '' });
  });

  test('takes no digest of another length', async () => {
    for (const operation of ['Sign', 'Verify'])
      await expect(
        kms.kms(operation, {
          KeyId: keyOf(spec),
          SigningAlgorithm,
          Message: Buffer.alloc(20),
          MessageType: 'DIGEST',
          Signature: Buffer.alloc(64),
        }),
      ).rejects.toMatchObject({
        name: 'ValidationException',
        message: `Digest is invalid length for algorithm ${SigningAlgorithm}.`,
      });
  });
});

/** One signature in 256 begins with a zero. */
const withLeadingZero = (sign: (message: Buffer) => Buffer | undefined) => {
  for (let count = 0; ; count += 1) {
    const message = Buffer.from(`message ${count}`);
    const signature = sign(message);
    if (signature?.[0] === 0) return { message, signature };
  }
};

test.for(RSA)('%s has a signature in its full length only, whatever it begins with', (name) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { RAW, DIGEST } = SCHEMES[name] ?? {};
  const hash = `sha${name.slice(-3)}`;
  const { message, signature } = withLeadingZero((text) => RAW?.sign(privateKey, text));
  const digest = createHash(hash).update(message).digest();

  for (const [scheme, signed] of [
    [RAW, message],
    [DIGEST, digest],
  ] as const) {
    expect(scheme?.verify(publicKey, signed, signature)).toBe(true);
    for (const other of [
      signature.subarray(1),
      Buffer.concat([Buffer.of(0), signature]),
      Buffer.alloc(0),
    ])
      expect(scheme?.verify(publicKey, signed, other)).toBe(false);
  }
});

test.for([
  ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', 'RAW', 64],
  ['ECC_NIST_EDWARDS25519', 'ED25519_PH_SHA_512', 'DIGEST', 64],
  ['ML_DSA_44', 'ML_DSA_SHAKE_256', 'RAW', 2420],
  ['ML_DSA_65', 'ML_DSA_SHAKE_256', 'RAW', 3309],
  ['ML_DSA_87', 'ML_DSA_SHAKE_256', 'RAW', 4627],
] as const)(
  '%s signs with %s (%s) in %i bytes',
  async ([spec, SigningAlgorithm, MessageType, bytes]) => {
    const KeyId = keyOf(spec);
    const input = { KeyId, SigningAlgorithm, MessageType, Message: digestOf('sha512') };

    const { Signature } = await kms.kms('Sign', input);
    const changed = Buffer.from(Signature);
    changed[0] = (changed[0] ?? 0) ^ 1;

    expect(Signature).toHaveLength(bytes);
    expect(await kms.kms('Verify', { ...input, Signature })).toMatchObject({
      SignatureValid: true,
    });
    await expect(kms.kms('Verify', { ...input, Signature: changed })).rejects.toMatchObject({
      name: 'KMSInvalidSignatureException',
    });
  },
);

test.for([
  [
    'ML_DSA_44',
    'ML_DSA_SHAKE_256',
    'DIGEST',
    'ValidationException',
    'Message type DIGEST is incompatible with key spec ML_DSA_44.',
  ],
  [
    'ML_DSA_44',
    'ML_DSA_SHAKE_256',
    'EXTERNAL_MU',
    'UnsupportedOperationException',
    'Gatehouse cannot sign an external μ: its runtime offers no such operation.',
  ],
  [
    'ECC_NIST_EDWARDS25519',
    'ED25519_SHA_512',
    'DIGEST',
    'ValidationException',
    'Message type DIGEST is incompatible with algorithm ED25519_SHA_512.',
  ],
  [
    'ECC_NIST_EDWARDS25519',
    'ED25519_PH_SHA_512',
    'RAW',
    'ValidationException',
    'Message type RAW is incompatible with algorithm ED25519_PH_SHA_512.',
  ],
  [
    'ECC_NIST_EDWARDS25519',
    'ECDSA_SHA_512',
    'RAW',
    'InvalidKeyUsageException',
    'Algorithm ECDSA_SHA_512 is incompatible with key spec ECC_NIST_EDWARDS25519.',
  ],
  [
    'ECC_NIST_P256',
    'ECDSA_SHA_384',
    'DIGEST',
    'InvalidKeyUsageException',
    'Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.',
  ],
  [
    'RSA_2048',
    'ECDSA_SHA_256',
    'RAW',
    'InvalidKeyUsageException',
    'Algorithm ECDSA_SHA_256 is incompatible with key spec RSA_2048.',
  ],
  [
    'RSA_2048',
    'SM2DSA',
    'RAW',
    'InvalidKeyUsageException',
    'Algorithm SM2DSA is incompatible with key spec RSA_2048.',
  ],
] as const)(
  '%s does not sign with %s a %s',
  async ([spec, SigningAlgorithm, MessageType, code, message]) => {
    const input = { KeyId: keyOf(spec), SigningAlgorithm, MessageType, Message };

    await expect(kms.kms('Sign', input)).rejects.toMatchObject({ name: code, message });
  },
);

test('only keys for signing sign', async () => {
  const agreeing = await kms.keyOf('ECC_NIST_P256', 'KEY_AGREEMENT');
  const input = { KeyId: agreeing, Message, SigningAlgorithm: 'ECDSA_SHA_256' };

  for (const operation of ['Sign', 'Verify'])
    await expect(
      kms.kms(operation, { ...input, Signature: Buffer.alloc(64) }),
    ).rejects.toMatchObject({
      name: 'InvalidKeyUsageException',
      message: `${agreeing} key usage is KEY_AGREEMENT which is not valid for ${operation}.`,
    });
});

test('a dry run signs nothing', async () => {
  await expect(
    kms.kms('Sign', {
      KeyId: keyOf('RSA_2048'),
      Message,
      SigningAlgorithm: 'RSASSA_PSS_SHA_256',
      DryRun: true,
    }),
  ).rejects.toMatchObject({ name: 'DryRunOperationException' });
});

test('a condition on the signing algorithm and message type is kept', async () => {
  const signer = kms.userWith('signer', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'kms:Sign',
      Resource: '*',
      Condition: {
        StringEquals: {
          'kms:SigningAlgorithm': 'RSASSA_PSS_SHA_256',
          'kms:MessageType': 'DIGEST',
        },
      },
    },
  });
  const input = { KeyId: keyOf('RSA_2048'), Message: digestOf('sha256') };
  const signing = (more: object) => kms.kms('Sign', { ...input, ...more }, { as: signer });

  await expect(
    signing({ SigningAlgorithm: 'RSASSA_PSS_SHA_256', MessageType: 'DIGEST' }),
  ).resolves.toMatchObject({ KeyId: input.KeyId });
  for (const more of [
    { SigningAlgorithm: 'RSASSA_PSS_SHA_256' },
    { SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256', MessageType: 'DIGEST' },
  ])
    await expect(signing(more)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
