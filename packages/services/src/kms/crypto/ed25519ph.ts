import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { fromBytes, inverse, mod } from './integers.ts';

/*
 * Ed25519ph (RFC 8032 §5.1), which Node's `sign` does not offer. The multiplications of the base point by secrets are
 * OpenSSL's; what is left is arithmetic modulo the order and sums of points that are not secret.
 */

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * inverse(121666n, P), P);
const BYTES = 32;
// RFC 8032 §2: dom2(1, "") of Ed25519ph without a context.
const DOMAIN = Buffer.from('SigEd25519 no Ed25519 collisions\u0001\0', 'latin1');

/** Extended coordinates: x = X/Z, y = Y/Z, xy = T/Z. */
interface Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
  readonly t: bigint;
}

const NEUTRAL: Point = { x: 0n, y: 1n, z: 1n, t: 0n };

const sha512 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const fromLittle = (bytes: Uint8Array): bigint => {
  const reversed = Buffer.from(bytes.toReversed());
  const value = fromBytes(reversed);
  reversed.fill(0);
  return value;
};

const toLittle = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(BYTES);
  for (let at = 0; at < BYTES; at += 8)
    bytes.writeBigUInt64LE(BigInt.asUintN(64, value >> BigInt(at * 8)), at);
  return bytes;
};

/** RFC 8032 §5.1.4. */
const add = (one: Point, other: Point): Point => {
  const a = mod((one.y - one.x) * (other.y - other.x), P);
  const b = mod((one.y + one.x) * (other.y + other.x), P);
  const c = mod(2n * one.t * other.t * D, P);
  const d = mod(2n * one.z * other.z, P);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return { x: mod(e * f, P), y: mod(g * h, P), z: mod(f * g, P), t: mod(e * h, P) };
};

/** How long it takes depends on the scalar: for scalars that are not secret. */
const times = (scalar: bigint, point: Point): Point => {
  let sum = NEUTRAL;
  let power = point;
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) sum = add(sum, power);
    power = add(power, power);
  }
  return sum;
};

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  let square = mod(base, P);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = mod(result * square, P);
    square = mod(square * square, P);
  }
  return result;
};

const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** RFC 8032 §5.1.3. Undefined: the bytes are no point's encoding. */
const decode = (encoded: Uint8Array): Point | undefined => {
  const bits = fromLittle(encoded);
  const sign = bits >> 255n;
  const y = BigInt.asUintN(255, bits);
  if (encoded.length !== BYTES || y >= P) return undefined;
  const u = mod(y * y - 1n, P);
  const v = mod(D * y * y + 1n, P);
  const root = mod(u * v ** 3n * power(u * v ** 7n, (P - 5n) / 8n), P);
  const fit = mod(v * root * root, P);
  if (fit !== u && fit !== mod(-u, P)) return undefined;
  const found = fit === u ? root : mod(root * ROOT_OF_MINUS_ONE, P);
  if (found === 0n && sign === 1n) return undefined;
  const x = (found & 1n) === sign ? found : P - found;
  return { x, y, z: 1n, t: mod(x * y, P) };
};

/** RFC 8032 §5.1.2. */
const encode = ({ x, y, z }: Point): Buffer => {
  const one = inverse(z, P);
  return toLittle(mod(y * one, P) | ((mod(x * one, P) & 1n) << 255n));
};

const negative = ({ x, y, z, t }: Point): Point => ({ x: mod(-x, P), y, z, t: mod(-t, P) });

const SPKI_HEAD_BYTES = 12;
const PKCS8_HEAD_BYTES = 16;

/** RFC 8410: what comes before the 32 bytes of the point has always the same length. */
const publicBytes = (key: KeyObject): Buffer =>
  key.export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD_BYTES);

/** RFC 8032 §5.1.5: the scalar of a private key. */
const secretScalar = (key: KeyObject): bigint => {
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const digest = sha512(der.subarray(PKCS8_HEAD_BYTES, PKCS8_HEAD_BYTES + BYTES));
  der.fill(0);
  const half = digest.subarray(0, BYTES);
  half[0] = (half[0] ?? 0) & 0xf8;
  half[BYTES - 1] = ((half[BYTES - 1] ?? 0) & 0x7f) | 0x40;
  const scalar = fromLittle(half);
  digest.fill(0);
  return scalar;
};

const known = (encoded: Uint8Array): Point => {
  const decoded = decode(encoded);
  if (decoded === undefined) throw new Error('what is given is no point');
  return decoded;
};

/**
 * A secret number and its multiple of the base point. Scalars of Ed25519 keys have fixed bits, and a nonce may have none: one
 * key's and a random multiple of another's are together as good as any number below the order.
 */
const nonce = (): { readonly scalar: bigint; readonly point: Point } => {
  const one = generateKeyPairSync('ed25519');
  const other = generateKeyPairSync('ed25519');
  const factor = mod(fromBytes(randomBytes(2 * BYTES)), L);
  return {
    scalar: mod(secretScalar(one.privateKey) + factor * secretScalar(other.privateKey), L),
    point: add(
      known(publicBytes(one.publicKey)),
      times(factor, known(publicBytes(other.publicKey))),
    ),
  };
};

/** The nonce is random: a verifier cannot tell it from the derived one of RFC 8032 §5.1.6. */
export const ed25519phSign = (key: KeyObject, message: Uint8Array): Buffer => {
  const { scalar, point: r } = nonce();
  const encodedR = encode(r);
  const secret = secretScalar(key);
  const publicKey = publicBytes(createPublicKey(key));
  const k = mod(fromLittle(sha512(DOMAIN, encodedR, publicKey, sha512(message))), L);
  return Buffer.concat([encodedR, toLittle(mod(scalar + k * secret, L))]);
};

/** RFC 8032 §5.1: y is 4/5, x is even. */
const BASE = known(toLittle(mod(4n * inverse(5n, P), P)));

/** RFC 8032 §5.1.7, without the cofactor, as OpenSSL verifies the other Ed25519 signatures. */
export const ed25519phVerify = (
  key: KeyObject,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => {
  if (signature.length !== 2 * BYTES) return false;
  const r = signature.subarray(0, BYTES);
  const s = fromLittle(signature.subarray(BYTES));
  const publicKey = publicBytes(key);
  const a = decode(publicKey);
  if (s >= L || a === undefined) return false;
  const k = mod(fromLittle(sha512(DOMAIN, r, publicKey, sha512(message))), L);
  return encode(add(times(s, BASE), times(k, negative(a)))).equals(r);
};
