import type { Metadata } from './names.ts';

/** AWS KMS Developer Guide, "Key type reference": what keys are for, and the specs that serve it. */
export const USAGES = [
  {
    value: 'ENCRYPT_DECRYPT',
    label: 'Encrypt and decrypt',
    description: 'Data and data keys. A symmetric key serves nearly everything in AWS.',
  },
  {
    value: 'SIGN_VERIFY',
    label: 'Sign and verify',
    description: 'A private key that never leaves KMS; anybody can verify with the public one.',
  },
  {
    value: 'GENERATE_VERIFY_MAC',
    label: 'Generate and verify MAC',
    description: 'HMAC: whoever makes the code can also verify it.',
  },
  {
    value: 'KEY_AGREEMENT',
    label: 'Key agreement',
    description: 'Derives a shared secret with the public key of somebody else (ECDH).',
  },
  {
    value: 'ENCAPSULATE_DECAPSULATE',
    label: 'Encapsulate and decapsulate',
    description: 'Agrees on a secret that quantum computers do not find either (ML-KEM).',
  },
] as const;

export const SPECS: Readonly<Record<string, readonly (readonly [spec: string, label: string])[]>> =
  {
    ENCRYPT_DECRYPT: [
      ['SYMMETRIC_DEFAULT', 'Symmetric (AES-256-GCM)'],
      ['RSA_2048', 'RSA 2048'],
      ['RSA_3072', 'RSA 3072'],
      ['RSA_4096', 'RSA 4096'],
    ],
    SIGN_VERIFY: [
      ['ECC_NIST_P256', 'ECC NIST P-256'],
      ['ECC_NIST_P384', 'ECC NIST P-384'],
      ['ECC_NIST_P521', 'ECC NIST P-521'],
      ['ECC_NIST_EDWARDS25519', 'ECC Edwards 25519'],
      ['ECC_SECG_P256K1', 'ECC secp256k1'],
      ['RSA_2048', 'RSA 2048'],
      ['RSA_3072', 'RSA 3072'],
      ['RSA_4096', 'RSA 4096'],
      ['ML_DSA_44', 'ML-DSA-44'],
      ['ML_DSA_65', 'ML-DSA-65'],
      ['ML_DSA_87', 'ML-DSA-87'],
    ],
    GENERATE_VERIFY_MAC: [
      ['HMAC_256', 'HMAC SHA-256'],
      ['HMAC_224', 'HMAC SHA-224'],
      ['HMAC_384', 'HMAC SHA-384'],
      ['HMAC_512', 'HMAC SHA-512'],
    ],
    KEY_AGREEMENT: [
      ['ECC_NIST_P256', 'ECC NIST P-256'],
      ['ECC_NIST_P384', 'ECC NIST P-384'],
      ['ECC_NIST_P521', 'ECC NIST P-521'],
    ],
    ENCAPSULATE_DECAPSULATE: [
      ['ML_KEM_768', 'ML-KEM-768'],
      ['ML_KEM_512', 'ML-KEM-512'],
      ['ML_KEM_1024', 'ML-KEM-1024'],
    ],
  };

export const usageLabel = (usage: string | undefined): string =>
  USAGES.find(({ value }) => value === usage)?.label ?? usage ?? '';

const ALL_LABELS = new Map(Object.values(SPECS).flat());

export const specLabel = (spec: string | undefined): string =>
  ALL_LABELS.get(spec ?? '') ?? spec ?? '';

type Typed = Pick<Metadata, 'KeySpec' | 'KeyUsage'>;

/** Only these take an encryption context, rotate by themselves, and bear constraints of grants. */
export const isSymmetric = ({ KeySpec }: Typed): boolean => KeySpec === 'SYMMETRIC_DEFAULT';

export const hasPublicKey = ({ KeySpec }: Typed): boolean =>
  KeySpec !== 'SYMMETRIC_DEFAULT' && KeySpec?.startsWith('HMAC') === false;

const USES: Readonly<Record<string, readonly string[]>> = {
  SIGN_VERIFY: ['Sign', 'Verify'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac'],
  KEY_AGREEMENT: ['DeriveSharedSecret'],
  ENCAPSULATE_DECAPSULATE: ['Encapsulate', 'Decapsulate'],
};

/** What one does with a key of this type: AWS KMS Developer Guide, "Grant operations". */
export const usesOf = (key: Typed): readonly string[] => {
  if (isSymmetric(key))
    return [
      'Decrypt',
      'Encrypt',
      'GenerateDataKey',
      'GenerateDataKeyWithoutPlaintext',
      'GenerateDataKeyPair',
      'GenerateDataKeyPairWithoutPlaintext',
      'ReEncryptFrom',
      'ReEncryptTo',
    ];
  const own = USES[key.KeyUsage ?? ''] ?? ['Decrypt', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo'];
  return hasPublicKey(key) ? [...own, 'GetPublicKey'] : own;
};

export const grantOperationsOf = (key: Typed): readonly string[] => [
  ...usesOf(key),
  'DescribeKey',
  'CreateGrant',
  'RetireGrant',
];
