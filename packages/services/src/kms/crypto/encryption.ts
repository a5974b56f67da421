import type { EncryptionAlgorithmSpec } from '@aws-sdk/client-kms';
import type { Call } from '@gatehouse/service-kit';
import { algorithmsOf } from '../keys/specs.ts';
import type { EncryptionContext, Key } from '../model.ts';
import { canonicalContext } from './encryption-context.ts';
import { noContext, tooLong, unfitAlgorithm } from './errors.ts';
import { type CryptoParts, currentMaterial, currentPair } from './parts.ts';
import { type Hash, oaepCapacity, oaepEncrypt } from './rsa.ts';

/** The hash of an RSA algorithm; undefined: the algorithm is for symmetric keys. */
export const oaepHash = (algorithm: EncryptionAlgorithmSpec): Hash | undefined => {
  if (algorithm === 'RSAES_OAEP_SHA_1') return 'sha1';
  return algorithm === 'RSAES_OAEP_SHA_256' ? 'sha256' : undefined;
};

export const requireAlgorithm = (key: Key, algorithm: EncryptionAlgorithmSpec): void => {
  const { EncryptionAlgorithms } = algorithmsOf(key.details.spec, 'ENCRYPT_DECRYPT') ?? {};
  if (EncryptionAlgorithms?.includes(algorithm) !== true) throw unfitAlgorithm(key, algorithm);
};

export const refuseContext = (context: EncryptionContext | undefined): void => {
  if (context !== undefined && Object.keys(context).length > 0) throw noContext();
};

export interface Encrypted {
  readonly blob: Buffer;
  /** Of a symmetric key's. */
  readonly material: string | undefined;
}

/** Encrypts under the current material of a symmetric key. */
export const encryptSymmetric = async (
  parts: CryptoParts,
  call: Call,
  key: Key,
  context: EncryptionContext | undefined,
  plaintext: Uint8Array,
): Promise<{ readonly blob: Buffer; readonly material: string }> => {
  const material = await currentMaterial(parts, call, key);
  const owner = { account: key.account, keyId: key.id, material: material.id };
  const blob = parts.ciphertexts.seal(owner, material, canonicalContext(context), plaintext);
  return { blob, material: material.id };
};

const MODULUS_BYTES: Readonly<Record<string, number>> = {
  RSA_2048: 256,
  RSA_3072: 384,
  RSA_4096: 512,
};

/** Whether the key can encrypt so much with this algorithm, and for this context. */
export const requireEncryptable = (
  key: Key,
  algorithm: EncryptionAlgorithmSpec,
  context: EncryptionContext | undefined,
  plaintext: Uint8Array,
): void => {
  requireAlgorithm(key, algorithm);
  const hash = oaepHash(algorithm);
  if (hash === undefined) return;
  refuseContext(context);
  const capacity = oaepCapacity(MODULUS_BYTES[key.details.spec] ?? 0, hash);
  if (plaintext.length > capacity) throw tooLong(key, algorithm, capacity);
};

/** Encrypts what `requireEncryptable` has let through. */
export const encryptUnder = async (
  parts: CryptoParts,
  call: Call,
  key: Key,
  algorithm: EncryptionAlgorithmSpec,
  context: EncryptionContext | undefined,
  plaintext: Uint8Array,
): Promise<Encrypted> => {
  const hash = oaepHash(algorithm);
  if (hash === undefined) return encryptSymmetric(parts, call, key, context, plaintext);
  const { publicKey } = await currentPair(parts, call, key);
  return { blob: oaepEncrypt(publicKey, hash, plaintext), material: undefined };
};
