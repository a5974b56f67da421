import { AwsError } from '@gatehouse/core';
import { type Call, principalArn } from '@gatehouse/service-kit';
import type { KeyUse } from '../access/permitted-key.ts';
import type { EncryptionContext, Key } from '../model.ts';
import type { CiphertextKey } from './ciphertext.ts';
import { canonicalContext } from './encryption-context.ts';
import { incorrectKey, invalidCiphertext, unknownCiphertextKey, validation } from './errors.ts';
import type { CryptoParts } from './parts.ts';

/** A ciphertext and the key that the caller may decrypt it with. */
export interface Source {
  readonly blob: Uint8Array;
  readonly key: Key;
  /** What a symmetric ciphertext says of its key; undefined: it is no ciphertext of ours, or an RSA one. */
  readonly header: CiphertextKey | undefined;
}

interface Wanted {
  readonly blob: Uint8Array;
  readonly keyId: string | undefined;
  readonly algorithm: string;
  readonly use: Omit<KeyUse, 'keyId'>;
}

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
      throw unknownCiphertextKey(principalArn(call.principal) ?? '', `kms:${use.action}`);
    throw error;
  }
};

/** Finds the key of a ciphertext, by its name where the caller gives one, and asks whether he may use it. */
export const permitSource = async (
  parts: CryptoParts,
  call: Call,
  { blob, keyId, algorithm, use }: Wanted,
): Promise<Source> => {
  const header = algorithm === 'SYMMETRIC_DEFAULT' ? parts.ciphertexts.parse(blob) : undefined;
  if (keyId !== undefined)
    return { blob, key: (await parts.permit(call, { ...use, keyId })).key, header };
  if (algorithm !== 'SYMMETRIC_DEFAULT')
    throw validation('A key ID is required to decrypt with an asymmetric key.');
  if (header === undefined) throw invalidCiphertext();
  return { blob, key: await permitByHeader(parts, call, header, use), header };
};

export const openSymmetric = async (
  parts: CryptoParts,
  call: Call,
  { blob, key, header }: Source,
  context: EncryptionContext | undefined,
): Promise<Buffer> => {
  if (header === undefined) throw invalidCiphertext();
  if (header.account !== key.account || header.keyId !== key.id) throw incorrectKey();
  const material = await parts.materials.open(call.tx, key, header.material);
  const plaintext =
    material === undefined
      ? undefined
      : parts.ciphertexts.open(blob, material, canonicalContext(context));
  if (plaintext === undefined) throw invalidCiphertext();
  return plaintext;
};
