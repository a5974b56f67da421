import { createCipheriv, createDecipheriv } from 'node:crypto';

/** How many bytes of a content one authentication tag covers: a part of it is read without reading the rest. */
export const SEGMENT_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const IV_BYTES = 12;
const KEY_BYTES = 32;
const MAGIC = Buffer.from('GHB1');

export const SEALED_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES;
/** What stands before the segments: the content's own key, sealed. */
export const HEADER_BYTES = MAGIC.length + IV_BYTES + KEY_BYTES + TAG_BYTES;

/** How long a content is whose segments take so many bytes. */
export const contentBytes = (sealed: number): number =>
  sealed - Math.ceil(sealed / SEALED_SEGMENT_BYTES) * TAG_BYTES;

// The key is for one content, so counting segments never repeats a nonce. The last one is marked: a shortened file tells.
const nonceOf = (segment: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(IV_BYTES);
  nonce.writeUInt8(isLast ? 1 : 0, 0);
  nonce.writeBigUInt64BE(BigInt(segment), 4);
  return nonce;
};

export const sealHeader = (key: Uint8Array, iv: Uint8Array, contentKey: Uint8Array): Buffer => {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(MAGIC);
  return Buffer.concat([MAGIC, iv, cipher.update(contentKey), cipher.final(), cipher.getAuthTag()]);
};

/** @throws Error for a header that this key has not sealed */
export const openHeader = (key: Uint8Array, header: Buffer): Buffer => {
  if (header.length !== HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC))
    throw new Error('the file is no sealed content');
  const iv = header.subarray(MAGIC.length, MAGIC.length + IV_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(MAGIC).setAuthTag(header.subarray(HEADER_BYTES - TAG_BYTES));
  const sealed = header.subarray(MAGIC.length + IV_BYTES, HEADER_BYTES - TAG_BYTES);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
};

export const sealSegment = (
  contentKey: Uint8Array,
  segment: number,
  isLast: boolean,
  content: Uint8Array,
): readonly Buffer[] => {
  const cipher = createCipheriv('aes-256-gcm', contentKey, nonceOf(segment, isLast));
  return [cipher.update(content), cipher.final(), cipher.getAuthTag()];
};

/** @throws Error for a segment that was changed, moved or cut */
export const openSegment = (
  contentKey: Uint8Array,
  segment: number,
  isLast: boolean,
  sealed: Buffer,
): Buffer => {
  const at = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', contentKey, nonceOf(segment, isLast), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(sealed.subarray(at));
  const content = decipher.update(sealed.subarray(0, at));
  decipher.final();
  return content;
};
