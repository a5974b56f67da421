import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import type { Ids } from '@gatehouse/core';
import type { Material } from '../material/material.ts';

/*
 * A symmetric ciphertext of ours; Amazon publishes no format of its own.
 *
 *   0  version, 1
 *   1  form of the key id: 0 a UUID, 1 `mrk-` and its digits
 *   2  account number, 6 bytes
 *   8  key id, 16 bytes
 *  24  material id, 32 bytes
 *  56  tag of what stands before it, 16 bytes: nobody but this cloud writes a header
 *  72  salt, 16 bytes; the key of the message is derived with it
 *  88  IV, 12 bytes
 * 100  AES-256-GCM of the plaintext, its tag of 16 bytes last; header and encryption context are authenticated with it
 */
const VERSION = 1;
const FORMS = 2;
const ACCOUNT_AT = 2;
const KEY_AT = 8;
const MATERIAL_AT = 24;
const HEADER_TAG_AT = 56;
const SALT_AT = 72;
const IV_AT = 88;
const BODY_AT = 100;
const TAG_BYTES = 16;
const ACCOUNT_BYTES = 6;
const ACCOUNT_DIGITS = 12;
const MULTI_REGION = 'mrk-';
const UUID_GROUPS = [8, 12, 16, 20] as const;

/** What names the key of a ciphertext. */
export interface CiphertextKey {
  readonly account: string;
  readonly keyId: string;
  readonly material: string;
}

const uuidOf = (hex: string): string => {
  const [a, b, c, d] = UUID_GROUPS;
  return `${hex.slice(0, a)}-${hex.slice(a, b)}-${hex.slice(b, c)}-${hex.slice(c, d)}-${hex.slice(d)}`;
};

const headerOf = ({ account, keyId, material }: CiphertextKey): Buffer => {
  const header = Buffer.alloc(HEADER_TAG_AT);
  const isMultiRegion = keyId.startsWith(MULTI_REGION);
  header[0] = VERSION;
  header[1] = isMultiRegion ? 1 : 0;
  header.writeUIntBE(Number(account), ACCOUNT_AT, ACCOUNT_BYTES);
  const digits = isMultiRegion ? keyId.slice(MULTI_REGION.length) : keyId.replaceAll('-', '');
  if (header.write(digits, KEY_AT, 'hex') !== MATERIAL_AT - KEY_AT)
    throw new Error(`key id ${keyId} has no place in a ciphertext`);
  if (header.write(material, MATERIAL_AT, 'hex') !== HEADER_TAG_AT - MATERIAL_AT)
    throw new Error(`material id ${material} has no place in a ciphertext`);
  return header;
};

const parseHeader = (blob: Buffer): CiphertextKey | undefined => {
  const form = blob[1] ?? FORMS;
  if (form >= FORMS) return undefined;
  const hex = blob.toString('hex', KEY_AT, MATERIAL_AT);
  const keyId = form === 0 ? uuidOf(hex) : `${MULTI_REGION}${hex}`;
  const account = blob.readUIntBE(ACCOUNT_AT, ACCOUNT_BYTES);
  return {
    account: String(account).padStart(ACCOUNT_DIGITS, '0'),
    keyId,
    material: blob.toString('hex', MATERIAL_AT, HEADER_TAG_AT),
  };
};

// NIST SP 800-108r1 §4.1, counter mode with HMAC-SHA-256 and one block: [1] ‖ label ‖ 0 ‖ context ‖ [256].
const KDF_PREFIX = Buffer.from('\0\0\0\u0001gatehouse kms symmetric v1\0', 'latin1');
const KDF_SUFFIX = Buffer.from([0, 0, 1, 0]);

/** The key of the messages that share a salt: few enough that their random IVs do not collide under it. */
export const messageKey = (material: KeyObject, salt: Uint8Array): KeyObject => {
  const bytes = createHmac('sha256', material)
    .update(KDF_PREFIX)
    .update(salt)
    .update(KDF_SUFFIX)
    .digest();
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
};

export const sealMessage = (
  key: KeyObject,
  iv: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): readonly [Buffer, Buffer] => {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(aad);
  const body = cipher.update(plaintext);
  cipher.final();
  return [body, cipher.getAuthTag()];
};

/** Undefined: the tag does not fit, whatever was changed. */
export const openMessage = (
  key: KeyObject,
  iv: Uint8Array,
  aad: Uint8Array,
  sealed: Uint8Array,
): Buffer | undefined => {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  try {
    decipher.final();
    return plaintext;
  } catch {
    plaintext.fill(0);
    return undefined;
  }
};

/** Encrypts under symmetric materials, and finds in a ciphertext the one that it was encrypted under. */
export interface Ciphertexts {
  seal(owner: CiphertextKey, material: Material, context: Buffer, plaintext: Uint8Array): Buffer;
  /** Undefined: nothing that was encrypted here. */
  parse(blob: Uint8Array): CiphertextKey | undefined;
  /** Only for what `parse` has read; undefined: changed, or for another encryption context. */
  open(blob: Uint8Array, material: Material, context: Buffer): Buffer | undefined;
}

interface SaltedKey {
  readonly salt: Buffer;
  readonly key: KeyObject;
}

// With random IVs of 96 bits a key may encrypt 2^32 messages (NIST SP 800-38D §8.3); far from that, another salt is taken.
const MESSAGES_PER_SALT = 65_536;

/** The salt and key that messages under a material get now: deriving one takes as long as encrypting. */
const saltedKeys = (ids: Ids): ((material: Material) => SaltedKey) => {
  const current = new WeakMap<Material, SaltedKey & { left: number }>();
  return (material) => {
    const known = current.get(material);
    if (known !== undefined && known.left > 0) {
      known.left -= 1;
      return known;
    }
    const salt = ids.bytes(IV_AT - SALT_AT);
    const made = { salt, key: messageKey(material.key, salt), left: MESSAGES_PER_SALT - 1 };
    current.set(material, made);
    return made;
  };
};

const view = (blob: Uint8Array): Buffer => Buffer.from(blob.buffer, blob.byteOffset, blob.length);

/** @param headerKey of the cloud, for the tags of headers. */
export const createCiphertexts = (headerKey: KeyObject, ids: Ids): Ciphertexts => {
  const headerTag = (header: Buffer): Buffer =>
    createHmac('sha256', headerKey)
      .update(header)
      .digest()
      .subarray(0, SALT_AT - HEADER_TAG_AT);
  // A material belongs to one key, so the header of its ciphertexts is always the same.
  const headers = new WeakMap<Material, Buffer>();
  const tagged = (owner: CiphertextKey, material: Material): Buffer => {
    const known = headers.get(material);
    if (known !== undefined) return known;
    const header = headerOf(owner);
    const made = Buffer.concat([header, headerTag(header)]);
    headers.set(material, made);
    return made;
  };

  const saltedKey = saltedKeys(ids);

  return {
    seal: (owner, material, context, plaintext) => {
      const header = tagged(owner, material);
      const { salt, key } = saltedKey(material);
      const iv = ids.bytes(BODY_AT - IV_AT);
      const aad = context.length === 0 ? header : Buffer.concat([header, context]);
      const [body, tag] = sealMessage(key, iv, aad, plaintext);
      return Buffer.concat([header, salt, iv, body, tag]);
    },
    parse: (blob) => {
      if (blob.length <= BODY_AT + TAG_BYTES || blob[0] !== VERSION) return undefined;
      const bytes = view(blob);
      const tag = headerTag(bytes.subarray(0, HEADER_TAG_AT));
      return timingSafeEqual(tag, bytes.subarray(HEADER_TAG_AT, SALT_AT))
        ? parseHeader(bytes)
        : undefined;
    },
    open: (blob, material, context) => {
      const bytes = view(blob);
      const header = bytes.subarray(0, SALT_AT);
      const key = messageKey(material.key, bytes.subarray(SALT_AT, IV_AT));
      const aad = context.length === 0 ? header : Buffer.concat([header, context]);
      const iv = bytes.subarray(IV_AT, BODY_AT);
      const plaintext = openMessage(key, iv, aad, bytes.subarray(BODY_AT));
      return plaintext;
    },
  };
};
