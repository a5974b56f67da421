import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Call } from '@gatehouse/service-kit';
import type { Material } from '../material/material.ts';
import type { Key } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { type Ciphertexts, createCiphertexts } from './ciphertext.ts';

/** What the operations of this room share. */
export interface CryptoParts extends KmsParts {
  readonly ciphertexts: Ciphertexts;
}

export const createCryptoParts = (parts: KmsParts): CryptoParts => {
  const headerKey = parts.vault.key('kms ciphertext header');
  const ciphertexts = createCiphertexts(createSecretKey(headerKey), parts.ids);
  headerKey.fill(0);
  return { ...parts, ciphertexts };
};

type Opens = Pick<CryptoParts, 'materials'>;

/** The material that encrypts and signs now. A key whose state lets it be used has one. */
export const currentMaterial = async (
  { materials }: Opens,
  call: Pick<Call, 'tx'>,
  key: Key,
): Promise<Material> => {
  const material =
    key.currentMaterial === undefined
      ? undefined
      : await materials.open(call.tx, key, key.currentMaterial);
  if (material === undefined) throw new Error(`${key.arn} is ${key.state} without its material`);
  return material;
};

export const currentPair = async (
  parts: Opens,
  call: Pick<Call, 'tx'>,
  key: Key,
): Promise<{ readonly privateKey: KeyObject; readonly publicKey: KeyObject }> => {
  const { key: privateKey, publicKey } = await currentMaterial(parts, call, key);
  if (publicKey === undefined) throw new Error(`${key.arn} has no public key`);
  return { privateKey, publicKey };
};
