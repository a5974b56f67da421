import { createHmac, createPublicKey, type KeyObject } from 'node:crypto';
import type { KeySpec } from '@aws-sdk/client-kms';
import type { Vault } from '@gatehouse/service-kit';
import type { KeyRef } from '../model.ts';
import { privateKey, secretBytes, secretKey } from './generation.ts';
import type { Material } from './material.ts';
import type { StoredMaterial } from './rows.ts';

export const nameOf = ({ account, region, id }: KeyRef, material: string): string =>
  `${account}:${region}:${id}:${material}`;

export const keyOf = (spec: KeySpec, plaintext: Buffer): KeyObject =>
  secretBytes(spec) === undefined ? privateKey(plaintext) : secretKey(plaintext);

const bytesOf = (key: KeyObject): Buffer =>
  key.type === 'secret' ? key.export() : key.export({ format: 'der', type: 'pkcs8' });

/** What identifies a material: the bytes of a secret, the public half of a pair, however the two are written down. */
const identityOf = (key: KeyObject): Buffer => {
  if (key.type === 'secret') return key.export();
  const publicKey = createPublicKey(key);
  if (publicKey.asymmetricKeyType !== 'ec')
    return publicKey.export({ format: 'der', type: 'spki' });
  // A point can be written in two ways.
  const { crv = '', x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return Buffer.from(`${crv}.${x}.${y}`);
};

/** A row's bytes open for that row alone. */
const sealingContext = (key: KeyRef, material: string): string =>
  `kms:material:${nameOf(key, material)}`;

/** Key material as the database may hold it. */
export interface Sealing {
  idOf(ref: KeyRef, key: KeyObject): string;
  seal(ref: KeyRef, id: string, key: KeyObject): Buffer;
  /** Undefined: the bytes are not here now. */
  open(ref: KeyRef, stored: StoredMaterial): Material | undefined;
}

export const createSealing = (vault: Vault): Sealing => {
  const idKey = vault.key('kms material id');
  return {
    idOf: ({ account, id }, key) => {
      const identity = identityOf(key);
      // Without the Region: a multi-Region key's material has one id in all of them. Keyed: it tells nothing of a secret.
      const digest = createHmac('sha256', idKey).update(`${account}:${id}:`).update(identity);
      identity.fill(0);
      return digest.digest('hex');
    },
    seal: (ref, id, key) => {
      const plaintext = bytesOf(key);
      const sealed = vault.seal(plaintext, sealingContext(ref, id));
      plaintext.fill(0);
      return sealed;
    },
    open: (ref, { facts, spec, sealed }) => {
      if (sealed === undefined) return undefined;
      const plaintext = vault.open(sealed, sealingContext(ref, facts.id));
      if (plaintext === undefined)
        throw new Error(`key material ${nameOf(ref, facts.id)} was not sealed here for its row`);
      const key = keyOf(spec, plaintext);
      const publicKey = key.type === 'private' ? createPublicKey(key) : undefined;
      return { id: facts.id, spec, key, publicKey };
    },
  };
};
