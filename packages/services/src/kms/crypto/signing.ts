import { constants, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import type { MessageType, SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import { algorithmsOf } from '../keys/specs.ts';
import type { Key } from '../model.ts';
import { ecdsaSignDigest, ecdsaVerifyDigest } from './ecdsa.ts';
import { ed25519phSign, ed25519phVerify } from './ed25519ph.ts';
import {
  digestLength,
  messageTypeOfAlgorithm,
  messageTypeOfSpec,
  unfitAlgorithm,
  unsupported,
} from './errors.ts';
import {
  hashBytes,
  isAsLongAsModulus,
  pkcs1SignDigest,
  pkcs1VerifyDigest,
  pssSignDigest,
  pssVerifyDigest,
} from './rsa.ts';

/** What one combination of algorithm and message type does with a message. */
interface Scheme {
  sign(key: KeyObject, message: Uint8Array): Buffer;
  verify(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean;
  /** Bytes that the message must have. */
  readonly length?: number;
}

type DigestHash = 'sha256' | 'sha384' | 'sha512';

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING } as const;

const raw = (
  hash: DigestHash | null,
  options: { readonly padding?: number; readonly saltLength?: number } = {},
): Scheme => ({
  sign: (key, message) => sign(hash, message, { key, ...options }),
  verify: (key, message, signature) =>
    (options.padding === undefined || isAsLongAsModulus(key, signature)) &&
    verify(hash, message, { key, ...options }, signature),
});

const pkcs1 = (hash: DigestHash) => ({
  RAW: raw(hash, { padding: constants.RSA_PKCS1_PADDING }),
  DIGEST: {
    sign: (key: KeyObject, digest: Uint8Array) => pkcs1SignDigest(key, hash, digest),
    verify: (key: KeyObject, digest: Uint8Array, signature: Uint8Array) =>
      pkcs1VerifyDigest(key, hash, digest, signature),
    length: hashBytes(hash),
  },
});

const pss = (hash: DigestHash) => ({
  // RFC 8017 §9.1: AWS has the salt as long as the hash.
  RAW: raw(hash, { ...PSS, saltLength: hashBytes(hash) }),
  DIGEST: {
    sign: (key: KeyObject, digest: Uint8Array) =>
      pssSignDigest(key, hash, digest, randomBytes(hashBytes(hash))),
    verify: (key: KeyObject, digest: Uint8Array, signature: Uint8Array) =>
      pssVerifyDigest(key, hash, digest, signature),
    length: hashBytes(hash),
  },
});

const ecdsa = (hash: DigestHash) => ({
  RAW: raw(hash),
  DIGEST: {
    sign: (key: KeyObject, digest: Uint8Array) =>
      ecdsaSignDigest(key, hash, digest, randomBytes(hashBytes(hash))),
    verify: ecdsaVerifyDigest,
    length: hashBytes(hash),
  },
});

type Schemes = Readonly<Partial<Record<MessageType, Scheme>>>;

export const SCHEMES: Readonly<Partial<Record<SigningAlgorithmSpec, Schemes>>> = {
  RSASSA_PKCS1_V1_5_SHA_256: pkcs1('sha256'),
  RSASSA_PKCS1_V1_5_SHA_384: pkcs1('sha384'),
  RSASSA_PKCS1_V1_5_SHA_512: pkcs1('sha512'),
  RSASSA_PSS_SHA_256: pss('sha256'),
  RSASSA_PSS_SHA_384: pss('sha384'),
  RSASSA_PSS_SHA_512: pss('sha512'),
  ECDSA_SHA_256: ecdsa('sha256'),
  ECDSA_SHA_384: ecdsa('sha384'),
  ECDSA_SHA_512: ecdsa('sha512'),
  ED25519_SHA_512: { RAW: raw(null) },
  // AWS takes a digest for this one and hashes it once more, as the scheme has it.
  ED25519_PH_SHA_512: {
    DIGEST: { sign: ed25519phSign, verify: ed25519phVerify, length: hashBytes('sha512') },
  },
  ML_DSA_SHAKE_256: { RAW: raw(null) },
};

/** What a key does with a message of this type; throws what AWS answers when it cannot. */
export const schemeOf = (
  key: Key,
  algorithm: SigningAlgorithmSpec,
  type: MessageType,
  message: Uint8Array,
): Scheme => {
  const { SigningAlgorithms = [] } = algorithmsOf(key.details.spec, 'SIGN_VERIFY') ?? {};
  const schemes = SCHEMES[algorithm];
  if (!SigningAlgorithms.includes(algorithm) || schemes === undefined)
    throw unfitAlgorithm(key, algorithm);
  const scheme = schemes[type];
  if (scheme !== undefined) {
    if (scheme.length !== undefined && message.length !== scheme.length)
      throw digestLength(algorithm);
    return scheme;
  }
  if (algorithm.startsWith('ED25519')) throw messageTypeOfAlgorithm(type, algorithm);
  if (algorithm === 'ML_DSA_SHAKE_256' && type === 'EXTERNAL_MU')
    throw unsupported('Gatehouse cannot sign an external μ: its runtime offers no such operation.');
  throw messageTypeOfSpec(type, key);
};
