import { createCipheriv, createDecipheriv } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * An object's own key under a data key of KMS (AES-256-GCM), in base64: what lies in the row, and opens for this object only.
 * @param iv 12 bytes of chance
 */
export const sealKey = (
  dataKey: Uint8Array,
  iv: Uint8Array,
  objectKey: Uint8Array,
  object: string,
): string => {
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv).setAAD(Buffer.from(object));
  return Buffer.concat([
    iv,
    cipher.update(objectKey),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64');
};

/** @throws Error for what this data key has not sealed for this object */
export const openKey = (dataKey: Uint8Array, sealed: string, object: string): Buffer => {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', dataKey, bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(object)).setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const body = bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]);
};
