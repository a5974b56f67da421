import type { EncryptionAlgorithmSpec } from '@aws-sdk/client-kms';
import { AwsError } from '@gatehouse/core';
import { type Call, principalArn } from '@gatehouse/service-kit';
import type { KeyUse } from '../access/permitted-key.ts';
import type { EncryptionContext, Key } from '../model.ts';
import type { CiphertextKey } from './ciphertext.ts';
import { canonicalContext } from './encryption-context.ts';
import { oaepHash, refuseContext, requireAlgorithm } from './encryption.ts';
import {
  incorrectKey,
  invalidCiphertext,
  keyIdMissing,
  unfitUsage,
  unknownCiphertextKey,
} from './errors.ts';
import { type CryptoParts, currentPair } from './parts.ts';
import { oaepDecrypt } from './rsa.ts';

/** Something encrypted, and what the caller says of it. */
interface Encrypted {
  /** Undefined: a dry run that looks at permissions alone. */
  readonly blob: Uint8Array | undefined;
  readonly keyId: string | undefined;
  readonly algorithm: EncryptionAlgorithmSpec;
  readonly context: EncryptionContext | undefined;
  readonly use: Omit<KeyUse, 'keyId' | 'encryptionContext'>;
}

/** A ciphertext and the key that the caller may decrypt it with. */
export interface Source extends Encrypted {
  readonly key: Key;
  /** What a symmetric ciphertext says of its key. */
  readonly header: CiphertextKey | undefined;
}

const isOf = (header: CiphertextKey, { account, id }: Key): boolean =>
  header.account === account && header.keyId === id;

/** `DisabledException` and the like: the caller may use the key, but it is in no state for it. */
const isAboutState = (error: unknown): boolean =>
  error instanceof AwsError &&
  (error.name === 'DisabledException' || error.name === 'KMSInvalidStateException');

const permitNamed = async (
  parts: CryptoParts,
  call: Call,
  use: KeyUse,
  header: CiphertextKey | undefined,
): Promise<Key> => {
  try {
    return (await parts.permit(call, use)).key;
  } catch (error) {
    // AWS says that it is another key before it says what is wrong with that one.
    if (header !== undefined && isAboutState(error)) {
      const key = await parts.keys.find(call, use.keyId);
      if (key !== undefined && !isOf(header, key)) throw incorrectKey();
    }
    throw error;
  }
};

const permitByHeader = async (
  parts: CryptoParts,
  call: Call,
  { account, keyId }: CiphertextKey,
  use: Omit<KeyUse, 'keyId'>,
): Promise<Key> => {
  const arn = parts.keys.arnOf({ account, region: call.region }, keyId);
  try {
    return (await parts.permit(call, { ...use, keyId: arn })).key;
  } catch (error) {
    if (error instanceof AwsError && error.name === 'NotFoundException')
      throw unknownCiphertextKey(principalArn(call.principal), `kms:${use.action}`);
    throw error;
  }
};

/**
 * Finds the key of a ciphertext, by its name where the caller gives one, and asks whether he may use it. A ciphertext that is
 * none is found out first, as AWS does: what it would say of the key says nothing to whoever made the ciphertext up.
 */
export const permitSource = async (
  parts: CryptoParts,
  call: Call,
  encrypted: Encrypted,
): Promise<Source> => {
  const { blob, keyId, algorithm, context } = encrypted;
  const use = { ...encrypted.use, encryptionContext: context };
  const isSymmetric = oaepHash(algorithm) === undefined;
  const header = isSymmetric && blob !== undefined ? parts.ciphertexts.parse(blob) : undefined;
  if (isSymmetric && blob !== undefined && header === undefined) throw invalidCiphertext();
  if (keyId !== undefined)
    return { ...encrypted, key: await permitNamed(parts, call, { ...use, keyId }, header), header };
  if (header === undefined) throw keyIdMissing();
  return { ...encrypted, key: await permitByHeader(parts, call, header, use), header };
};

/** What was encrypted, and the symmetric material that it was encrypted under. */
export interface Opened {
  readonly plaintext: Buffer;
  readonly material: string | undefined;
}

const openSymmetric = async (
  parts: CryptoParts,
  call: Call,
  { key, context }: Source,
  blob: Uint8Array,
  header: CiphertextKey,
): Promise<Opened> => {
  const material = await parts.materials.open(call.tx, key, header.material);
  const plaintext =
    material === undefined
      ? undefined
      : parts.ciphertexts.open(blob, material, canonicalContext(context));
  if (plaintext === undefined) throw invalidCiphertext();
  return { plaintext, material: header.material };
};

/** Throws unless the key is one that this ciphertext can be of. */
export const requireOpenable = (source: Source, operation: string): void => {
  const { key, header, algorithm, context } = source;
  if (header !== undefined && !isOf(header, key)) throw incorrectKey();
  if (key.details.usage !== 'ENCRYPT_DECRYPT') throw unfitUsage(key, operation);
  requireAlgorithm(key, algorithm);
  if (oaepHash(algorithm) !== undefined) refuseContext(context);
};

/** Decrypts what `requireOpenable` has let through. */
export const openSource = async (
  parts: CryptoParts,
  call: Call,
  source: Source,
): Promise<Opened> => {
  const { key, header, algorithm, blob = new Uint8Array() } = source;
  if (header !== undefined) return openSymmetric(parts, call, source, blob, header);
  const hash = oaepHash(algorithm);
  if (hash === undefined) throw invalidCiphertext();
  const { privateKey } = await currentPair(parts, call, key);
  const plaintext = oaepDecrypt(privateKey, hash, blob);
  if (plaintext === undefined) throw invalidCiphertext();
  return { plaintext, material: undefined };
};
