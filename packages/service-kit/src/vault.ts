import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync } from 'node:crypto';
import type { Ids } from '@gatehouse/core';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts what must not lie in the database or in a client's hands in clear. */
export interface Vault {
  /** AES-256-GCM; `context` is authenticated and must be given again to open. */
  seal(plaintext: Uint8Array, context: string): Buffer;
  /** The plaintext, or undefined when the text was not sealed here for this context. */
  open(sealed: Uint8Array, context: string): Buffer | undefined;
  /** A 256-bit key for one purpose, derived from the master key (RFC 5869). */
  key(purpose: string): Buffer;
}

/** @param masterKey 32 bytes, from a file or a KMS key; never stored in the database. */
export const createVault = (masterKey: Uint8Array, ids: Ids): Vault => {
  if (masterKey.length !== 32) throw new Error('the master key must have 32 bytes');
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', masterKey, '', `gatehouse:${purpose}`, 32));
  // Of a key in a buffer every cipher would make its own first, which takes ten times as long.
  const sealing = createSecretKey(derive('seal'));

  return {
    seal: (plaintext, context) => {
      const iv = ids.bytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealing, iv);
      cipher.setAAD(Buffer.from(context));
      return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    },
    open: (sealed, context) => {
      if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const body = sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES);
      // All of it: what GCM opens at the end is a decision, not bytes. One copy of a secret is one to wipe.
      const plaintext = decipher.update(body);
      try {
        decipher.final();
        return plaintext;
      } catch {
        plaintext.fill(0);
        // GCM's one failure: not ours, tampered with, or for another context.
        return undefined;
      }
    },
    key: derive,
  };
};
