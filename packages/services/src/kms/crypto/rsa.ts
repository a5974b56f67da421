import {
  constants,
  createHash,
  type KeyObject,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  timingSafeEqual,
} from 'node:crypto';

export type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512';
type SigningHash = Exclude<Hash, 'sha1'>;

const HASH_BYTES: Readonly<Record<Hash, number>> = {
  sha1: 20,
  sha256: 32,
  sha384: 48,
  sha512: 64,
};
export const hashBytes = (hash: Hash): number => HASH_BYTES[hash];

/** RFC 8017 §7.1.1: what is left of the modulus besides two hashes and two bytes. */
export const oaepCapacity = (modulusBytes: number, hash: Hash): number =>
  modulusBytes - 2 * HASH_BYTES[hash] - 2;

export const oaepEncrypt = (key: KeyObject, hash: Hash, plaintext: Uint8Array): Buffer =>
  publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash }, plaintext);

/** Undefined: no such ciphertext of this key, for whatever reason. */
export const oaepDecrypt = (
  key: KeyObject,
  hash: Hash,
  ciphertext: Uint8Array,
): Buffer | undefined => {
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return privateDecrypt({ key, padding, oaepHash: hash }, ciphertext);
  } catch {
    // OpenSSL fails for a ciphertext that is none; there is nothing else to fail for.
    return undefined;
  }
};

/** RFC 8017 §9.2, note 1: the DER of DigestInfo before the digest. */
const DIGEST_INFO: Readonly<Record<SigningHash, Buffer>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
};

const same = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** RSASSA-PKCS1-v1_5 of a digest that the caller has made. */
export const pkcs1SignDigest = (key: KeyObject, hash: SigningHash, digest: Uint8Array): Buffer =>
  privateEncrypt(
    { key, padding: constants.RSA_PKCS1_PADDING },
    Buffer.concat([DIGEST_INFO[hash], digest]),
  );

const modulusBytes = (key: KeyObject): number => (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;

/**
 * RFC 8017 §8.1.2 and §8.2.2, step 1. OpenSSL takes the integer of a shorter one, so that a signature that begins with zeros
 * would have several forms.
 */
export const isAsLongAsModulus = (key: KeyObject, signature: Uint8Array): boolean =>
  signature.length === modulusBytes(key);

const opened = (key: KeyObject, padding: number, signature: Uint8Array): Buffer | undefined => {
  if (!isAsLongAsModulus(key, signature)) return undefined;
  try {
    return publicDecrypt({ key, padding }, signature);
  } catch {
    // Not below the modulus, or not padded so.
    return undefined;
  }
};

export const pkcs1VerifyDigest = (
  key: KeyObject,
  hash: SigningHash,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean => {
  const found = opened(key, constants.RSA_PKCS1_PADDING, signature);
  return found !== undefined && same(found, Buffer.concat([DIGEST_INFO[hash], digest]));
};

const ZEROS = Buffer.alloc(8);
const PSS_TRAILER = 0xbc;

const hashOf = (hash: Hash, ...parts: readonly Uint8Array[]): Buffer => {
  const hashing = createHash(hash);
  for (const part of parts) hashing.update(part);
  return hashing.digest();
};

/** RFC 8017 §B.2.1. */
const mgf1 = (hash: Hash, seed: Uint8Array, bytes: number): Buffer => {
  const mask = Buffer.alloc(Math.ceil(bytes / HASH_BYTES[hash]) * HASH_BYTES[hash]);
  const counter = Buffer.alloc(4);
  for (let at = 0; at < bytes; at += HASH_BYTES[hash]) {
    counter.writeUInt32BE(at / HASH_BYTES[hash]);
    hashOf(hash, seed, counter).copy(mask, at);
  }
  return mask.subarray(0, bytes);
};

const xor = (target: Buffer, mask: Uint8Array): void => {
  for (const [index, byte] of mask.entries()) target[index] = (target[index] ?? 0) ^ byte;
};

/** RFC 8017 §9.1.1 with a salt of the hash's length, for a modulus of whole bytes. */
const pssEncode = (hash: Hash, digest: Uint8Array, salt: Uint8Array, bytes: number): Buffer => {
  const h = hashOf(hash, ZEROS, digest, salt);
  const data = Buffer.alloc(bytes - h.length - 1);
  data[data.length - salt.length - 1] = 1;
  data.set(salt, data.length - salt.length);
  xor(data, mgf1(hash, h, data.length));
  data[0] = (data[0] ?? 0) & 0x7f;
  return Buffer.concat([data, h, Buffer.of(PSS_TRAILER)]);
};

/** RFC 8017 §9.1.2. All of it is public. */
const pssFits = (hash: Hash, digest: Uint8Array, encoded: Buffer): boolean => {
  const size = HASH_BYTES[hash];
  const data = Buffer.from(encoded.subarray(0, encoded.length - size - 1));
  const h = encoded.subarray(data.length, data.length + size);
  if (encoded.at(-1) !== PSS_TRAILER || (data[0] ?? 0) > 0x7f) return false;
  xor(data, mgf1(hash, h, data.length));
  data[0] = (data[0] ?? 0) & 0x7f;
  const one = data.length - size - 1;
  if (data[one] !== 1 || data.subarray(0, one).some((byte) => byte !== 0)) return false;
  return hashOf(hash, ZEROS, digest, data.subarray(one + 1)).equals(h);
};

/** RSASSA-PSS of a digest that the caller has made; MGF1 with the same hash, the salt as long as it. */
export const pssSignDigest = (
  key: KeyObject,
  hash: SigningHash,
  digest: Uint8Array,
  salt: Uint8Array,
): Buffer => {
  return privateEncrypt(
    { key, padding: constants.RSA_NO_PADDING },
    pssEncode(hash, digest, salt, modulusBytes(key)),
  );
};

export const pssVerifyDigest = (
  key: KeyObject,
  hash: SigningHash,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean => {
  const encoded = opened(key, constants.RSA_NO_PADDING, signature);
  return encoded !== undefined && pssFits(hash, digest, encoded);
};
