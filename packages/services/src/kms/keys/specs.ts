import type {
  EncryptionAlgorithmSpec,
  KeySpec,
  KeyUsageType,
  MacAlgorithmSpec,
  SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';

/** What kind of material a key spec has (AWS KMS Developer Guide, "Key spec reference"). */
export type KeyFamily = 'symmetric' | 'hmac' | 'rsa' | 'ecc' | 'ml-dsa' | 'ml-kem';

interface SpecFacts {
  readonly family: KeyFamily;
  /** The first is the default where a request may leave it out. */
  readonly usages: readonly KeyUsageType[];
  readonly signing?: readonly SigningAlgorithmSpec[];
  readonly mac?: MacAlgorithmSpec;
}

const RSA: SpecFacts = {
  family: 'rsa',
  usages: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY'],
  signing: [
    'RSASSA_PKCS1_V1_5_SHA_256',
    'RSASSA_PKCS1_V1_5_SHA_384',
    'RSASSA_PKCS1_V1_5_SHA_512',
    'RSASSA_PSS_SHA_256',
    'RSASSA_PSS_SHA_384',
    'RSASSA_PSS_SHA_512',
  ],
};

const ecc = (...signing: SigningAlgorithmSpec[]): SpecFacts => ({
  family: 'ecc',
  usages: ['SIGN_VERIFY', 'KEY_AGREEMENT'],
  signing,
});

const hmac = (mac: MacAlgorithmSpec): SpecFacts => ({
  family: 'hmac',
  usages: ['GENERATE_VERIFY_MAC'],
  mac,
});

const ML_DSA: SpecFacts = {
  family: 'ml-dsa',
  usages: ['SIGN_VERIFY'],
  signing: ['ML_DSA_SHAKE_256'],
};

const ML_KEM: SpecFacts = { family: 'ml-kem', usages: ['ENCAPSULATE_DECAPSULATE'] };

/** SM2 exists in the Regions of China only. */
const SPECS: ReadonlyMap<KeySpec, SpecFacts> = new Map<KeySpec, SpecFacts>([
  ['SYMMETRIC_DEFAULT', { family: 'symmetric', usages: ['ENCRYPT_DECRYPT'] }],
  ['RSA_2048', RSA],
  ['RSA_3072', RSA],
  ['RSA_4096', RSA],
  ['ECC_NIST_P256', ecc('ECDSA_SHA_256')],
  ['ECC_NIST_P384', ecc('ECDSA_SHA_384')],
  ['ECC_NIST_P521', ecc('ECDSA_SHA_512')],
  ['ECC_SECG_P256K1', { family: 'ecc', usages: ['SIGN_VERIFY'], signing: ['ECDSA_SHA_256'] }],
  [
    'ECC_NIST_EDWARDS25519',
    {
      family: 'ecc',
      usages: ['SIGN_VERIFY'],
      signing: ['ED25519_PH_SHA_512', 'ED25519_SHA_512'],
    },
  ],
  ['HMAC_224', hmac('HMAC_SHA_224')],
  ['HMAC_256', hmac('HMAC_SHA_256')],
  ['HMAC_384', hmac('HMAC_SHA_384')],
  ['HMAC_512', hmac('HMAC_SHA_512')],
  ['ML_DSA_44', ML_DSA],
  ['ML_DSA_65', ML_DSA],
  ['ML_DSA_87', ML_DSA],
  ['ML_KEM_512', ML_KEM],
  ['ML_KEM_768', ML_KEM],
  ['ML_KEM_1024', ML_KEM],
]);

export const KEY_SPECS: readonly string[] = [...SPECS.keys(), 'SM2'];

export const KEY_USAGES: readonly KeyUsageType[] = [
  'SIGN_VERIFY',
  'ENCRYPT_DECRYPT',
  'GENERATE_VERIFY_MAC',
  'KEY_AGREEMENT',
  'ENCAPSULATE_DECAPSULATE',
];

/** Undefined: no key has this spec here. */
export const specFacts = (spec: string): SpecFacts | undefined => SPECS.get(spec as KeySpec);

export const isSymmetric = (spec: KeySpec): boolean => spec === 'SYMMETRIC_DEFAULT';

const encryption = (spec: KeySpec): readonly EncryptionAlgorithmSpec[] =>
  isSymmetric(spec) ? ['SYMMETRIC_DEFAULT'] : ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'];

/** The algorithms of a key, in the member of KeyMetadata that its usage has. */
export const algorithmsOf = (spec: KeySpec, usage: KeyUsageType) => {
  const facts = specFacts(spec);
  switch (usage) {
    case 'ENCRYPT_DECRYPT':
      return { EncryptionAlgorithms: [...encryption(spec)] };
    case 'SIGN_VERIFY':
      return { SigningAlgorithms: [...(facts?.signing ?? [])] };
    case 'GENERATE_VERIFY_MAC':
      return { MacAlgorithms: facts?.mac === undefined ? [] : [facts.mac] };
    case 'KEY_AGREEMENT':
      return { KeyAgreementAlgorithms: ['ECDH' as const] };
    case 'ENCAPSULATE_DECAPSULATE':
      return { EncapsulationAlgorithms: ['ML_KEM' as const] };
    default:
      return usage satisfies never;
  }
};
