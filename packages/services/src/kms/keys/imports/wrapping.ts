import {
  constants,
  createDecipheriv,
  createPrivateKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { AlgorithmSpec, WrappingKeySpec } from '@aws-sdk/client-kms';
import { unreadableMaterial } from './errors.ts';

const BITS: ReadonlyMap<string, number> = new Map<WrappingKeySpec, number>([
  ['RSA_2048', 2048],
  ['RSA_3072', 3072],
  ['RSA_4096', 4096],
]);

/** How imported material is wrapped: by RSA itself, or by an AES key that RSA wraps. */
const ALGORITHMS: ReadonlyMap<string, { readonly hash: 'sha1' | 'sha256'; readonly aes: boolean }> =
  new Map<AlgorithmSpec, { readonly hash: 'sha1' | 'sha256'; readonly aes: boolean }>([
    ['RSAES_OAEP_SHA_1', { hash: 'sha1', aes: false }],
    ['RSAES_OAEP_SHA_256', { hash: 'sha256', aes: false }],
    ['RSA_AES_KEY_WRAP_SHA_1', { hash: 'sha1', aes: true }],
    ['RSA_AES_KEY_WRAP_SHA_256', { hash: 'sha256', aes: true }],
  ]);

/** False for SM2PKE, of China, and RSAES_PKCS1_V1_5, which KMS has given up in October 2023. */
export const isWrappingAlgorithm = (algorithm: string): boolean => ALGORITHMS.has(algorithm);
export const isWrappingSpec = (spec: string): spec is WrappingKeySpec => BITS.has(spec);

const generate = promisify(generateKeyPair);

/** A key pair to wrap one import, made on another thread. */
export const wrappingKeys = async (
  spec: WrappingKeySpec,
): Promise<{ readonly publicKey: Buffer; readonly privateKey: Buffer }> => {
  const { publicKey, privateKey } = await generate('rsa', {
    modulusLength: BITS.get(spec) ?? 2048,
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  });
  return { publicKey, privateKey };
};

const decrypted = (key: KeyObject, hash: string, wrapped: Uint8Array): Buffer =>
  privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash }, wrapped);

/** RFC 5649: AES key wrap with padding. */
const ALTERNATIVE_INITIAL_VALUE = Buffer.from('a65959a6', 'hex');

const unwrapped = (aes: Buffer, wrapped: Uint8Array): Buffer => {
  const decipher = createDecipheriv('id-aes256-wrap-pad', aes, ALTERNATIVE_INITIAL_VALUE);
  return Buffer.concat([decipher.update(wrapped), decipher.final()]);
};

/** The material, which the caller wipes; throws InvalidCiphertextException. `privateKey` is wiped here. */
export const unwrap = (privateKey: Buffer, algorithm: string, wrapped: Uint8Array): Buffer => {
  const how = ALGORITHMS.get(algorithm);
  if (how === undefined) throw unreadableMaterial();
  const key = createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' });
  privateKey.fill(0);
  const modulusBytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  try {
    if (!how.aes) return decrypted(key, how.hash, wrapped);
    const aes = decrypted(key, how.hash, wrapped.subarray(0, modulusBytes));
    try {
      return unwrapped(aes, wrapped.subarray(modulusBytes));
    } finally {
      aes.fill(0);
    }
  } catch {
    // OpenSSL's reasons would tell whoever tries which of the two layers failed.
    throw unreadableMaterial();
  }
};
