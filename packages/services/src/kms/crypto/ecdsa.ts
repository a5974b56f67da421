import { createHmac, type KeyObject, randomBytes } from 'node:crypto';
import {
  add,
  type Curve,
  P256,
  P384,
  P521,
  type Point,
  SECP256K1,
  times,
  timesBase,
} from './curves.ts';
import { fromBytes, inverse, mod, toBytes } from './integers.ts';

/*
 * ECDSA of a digest that the caller has made (FIPS 186-5 §6.4). Node's `sign` hashes what it is given, always; so the two
 * multiplications of points are OpenSSL's, and what is left, arithmetic modulo n, is done here with the secrets blinded by a
 * random factor. Messages go through `sign` itself.
 */

const CURVES: ReadonlyMap<string, Curve> = new Map([
  ['prime256v1', P256],
  ['secp384r1', P384],
  ['secp521r1', P521],
  ['secp256k1', SECP256K1],
]);

const curveOf = (key: KeyObject): Curve => {
  const curve = CURVES.get(key.asymmetricKeyDetails?.namedCurve ?? '');
  if (curve === undefined) throw new Error('the key is on no curve that ECDSA is for');
  return curve;
};

// RFC 5915: SEQUENCE { INTEGER 1, OCTET STRING scalar, … }
const scalarOf = (key: KeyObject, { bytes }: Curve): Buffer => {
  const der = key.export({ format: 'der', type: 'sec1' });
  const length = der[1] ?? 0;
  const at = (length < 0x80 ? 2 : 2 + (length & 0x7f)) + 5;
  const scalar = Buffer.from(der.subarray(at, at + bytes));
  der.fill(0);
  return scalar;
};

/** RFC 6979 §2.3.2: the leftmost bits. */
const leftmost = (octets: Buffer, { bits }: Curve): bigint => {
  const value = fromBytes(octets);
  const excess = octets.length * 8 - bits;
  return excess > 0 ? value >> BigInt(excess) : value;
};

/**
 * RFC 6979 §3.2 with the additional data of §3.6: secret and digest decide the nonce, so that a bad random source cannot
 * repeat it, and `extra` makes two signatures of one digest differ. Answers the first of its numbers that `use` takes.
 */
const withNonce = <T>(
  curve: Curve,
  hash: string,
  secret: Uint8Array,
  digest: Uint8Array,
  extra: Uint8Array,
  use: (nonce: Buffer) => T | undefined,
): T => {
  const mac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer => {
    const hmac = createHmac(hash, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  };
  const octets = toBytes(mod(leftmost(Buffer.from(digest), curve), curve.n), curve.bytes);
  let v: Buffer = Buffer.alloc(digest.length, 1);
  let k: Buffer = Buffer.alloc(digest.length, 0);
  for (const step of [0, 1]) {
    k = mac(k, v, Buffer.of(step), secret, octets, extra);
    v = mac(k, v);
  }
  for (;;) {
    const blocks: Buffer[] = [];
    for (let have = 0; have < curve.bytes; have += v.length) {
      v = mac(k, v);
      blocks.push(v);
    }
    const candidate = leftmost(Buffer.concat(blocks).subarray(0, curve.bytes), curve);
    if (candidate > 0n && candidate < curve.n) {
      const nonce = toBytes(candidate, curve.bytes);
      const used = use(nonce);
      nonce.fill(0);
      if (used !== undefined) return used;
    }
    k = mac(k, v, Buffer.of(0));
    v = mac(k, v);
  }
};

const DER_INTEGER = 2;
const DER_SEQUENCE = 0x30;
const LONG_FORM = 0x81;
const SIGN_BIT = 0x80;

const derInteger = (value: bigint, { bytes }: Curve): Buffer => {
  const padded = toBytes(value, bytes + 1);
  let start = 0;
  while (start < padded.length - 1 && padded[start] === 0 && (padded[start + 1] ?? 0) < SIGN_BIT)
    start += 1;
  const content = padded.subarray(start);
  return Buffer.concat([Buffer.of(DER_INTEGER, content.length), content]);
};

/** RFC 3279 §2.2.3: SEQUENCE { r INTEGER, s INTEGER }. */
export const encodeSignature = (curve: Curve, r: bigint, s: bigint): Buffer => {
  const content = Buffer.concat([derInteger(r, curve), derInteger(s, curve)]);
  const head = content.length < SIGN_BIT ? [content.length] : [LONG_FORM, content.length];
  return Buffer.concat([Buffer.of(DER_SEQUENCE, ...head), content]);
};

interface Signature {
  readonly r: bigint;
  readonly s: bigint;
}

const integerAt = (der: Buffer, at: number, longest: number): Buffer | undefined => {
  const length = der[at + 1] ?? 0;
  if (der[at] !== DER_INTEGER || length === 0 || length > longest) return undefined;
  const content = der.subarray(at + 2, at + 2 + length);
  return content.length === length && (content[0] ?? 0) < SIGN_BIT ? content : undefined;
};

/** The two numbers of a signature in DER, and in no other encoding of the same; each is from 1 to n - 1. */
export const decodeSignature = (curve: Curve, der: Buffer): Signature | undefined => {
  const start = der[1] === LONG_FORM ? 3 : 2;
  const first = integerAt(der, start, curve.bytes + 1);
  if (first === undefined) return undefined;
  const second = integerAt(der, start + 2 + first.length, curve.bytes + 1);
  if (second === undefined) return undefined;
  const [r, s] = [fromBytes(first), fromBytes(second)];
  if (r === 0n || s === 0n || r >= curve.n || s >= curve.n) return undefined;
  return encodeSignature(curve, r, s).equals(der) ? { r, s } : undefined;
};

const BLINDING_EXCESS = 8;

const blinding = ({ n, bytes }: Curve): bigint =>
  mod(fromBytes(randomBytes(bytes + BLINDING_EXCESS)), n - 1n) + 1n;

/**
 * @param hash whose digest it is, for RFC 6979.
 * @param extra random bytes; none makes the signature a function of key and digest.
 */
export const ecdsaSignDigest = (
  key: KeyObject,
  hash: string,
  digest: Uint8Array,
  extra: Uint8Array,
): Buffer => {
  const curve = curveOf(key);
  const { n } = curve;
  const secret = scalarOf(key, curve);
  const z = leftmost(Buffer.from(digest), curve);
  const signature = withNonce(curve, hash, secret, digest, extra, (nonce) => {
    const r = mod(timesBase(curve, nonce).x, n);
    const blind = blinding(curve);
    // (b·z + b·d·r) / (b·k): neither d nor k meets a division, whose time shows what it divides by.
    const blinded = mod(blind * fromBytes(secret), n);
    const s = mod(inverse(mod(blind * fromBytes(nonce), n), n) * (blind * z + blinded * r), n);
    return r === 0n || s === 0n ? undefined : encodeSignature(curve, r, s);
  });
  secret.fill(0);
  return signature;
};

const pointOf = (key: KeyObject): Point => {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return { x: fromBytes(Buffer.from(x, 'base64url')), y: fromBytes(Buffer.from(y, 'base64url')) };
};

/** FIPS 186-5 §6.4.2. Nothing here is secret. */
export const ecdsaVerifyDigest = (
  key: KeyObject,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean => {
  const curve = curveOf(key);
  const { n } = curve;
  const parsed = decodeSignature(curve, Buffer.from(signature));
  if (parsed === undefined) return false;
  const { r, s } = parsed;
  const w = inverse(s, n);
  const u = mod(leftmost(Buffer.from(digest), curve) * w, n);
  const ofKey = times(curve, mod(r * w, n), pointOf(key));
  const sum = u === 0n ? ofKey : add(curve, timesBase(curve, toBytes(u, curve.bytes)), ofKey);
  return sum !== undefined && mod(sum.x, n) === r;
};
