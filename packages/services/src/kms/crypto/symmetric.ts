import type { Call } from '@gatehouse/service-kit';
import type { EncryptionContext, Key } from '../model.ts';
import { canonicalContext } from './encryption-context.ts';
import { type CryptoParts, currentMaterial } from './parts.ts';

/** Encrypts under the current material of a symmetric key. */
export const encryptUnder = async (
  parts: CryptoParts,
  call: Call,
  key: Key,
  context: EncryptionContext | undefined,
  plaintext: Uint8Array,
): Promise<Buffer> => {
  const material = await currentMaterial(parts, call, key);
  const owner = { account: key.account, keyId: key.id, material: material.id };
  return parts.ciphertexts.seal(owner, material, canonicalContext(context), plaintext);
};
