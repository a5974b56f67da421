import { createECDH, ECDH } from 'node:crypto';
import { fromBytes, inverse, mod, toBytes } from './integers.ts';

/** y² = x³ + ax + b over the integers modulo p, with a base point of order n (SEC 2 version 2; NIST SP 800-186). */
export interface Curve {
  /** OpenSSL's name. */
  readonly name: string;
  readonly p: bigint;
  readonly a: bigint;
  readonly n: bigint;
  /** Length of a coordinate, and of a scalar. */
  readonly bytes: number;
  /** Bits of n. */
  readonly bits: number;
}

export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

const P256_P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const P384_P = 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n;
const P521_P = 2n ** 521n - 1n;

export const P256: Curve = {
  name: 'prime256v1',
  p: P256_P,
  a: P256_P - 3n,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  bytes: 32,
  bits: 256,
};
export const P384: Curve = {
  name: 'secp384r1',
  p: P384_P,
  a: P384_P - 3n,
  n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  bytes: 48,
  bits: 384,
};
export const P521: Curve = {
  name: 'secp521r1',
  p: P521_P,
  a: P521_P - 3n,
  n: 0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  bytes: 66,
  bits: 521,
};
export const SECP256K1: Curve = {
  name: 'secp256k1',
  p: 2n ** 256n - 2n ** 32n - 977n,
  a: 0n,
  n: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  bytes: 32,
  bits: 256,
};

/** SEC 1 §2.3.3, uncompressed: 4, x, y. */
const encode = ({ bytes }: Curve, { x, y }: Point): Buffer =>
  Buffer.concat([Buffer.of(4), toBytes(x, bytes), toBytes(y, bytes)]);

const decode = ({ bytes }: Curve, encoded: Buffer): Point => ({
  x: fromBytes(encoded.subarray(1, 1 + bytes)),
  y: fromBytes(encoded.subarray(1 + bytes)),
});

/** `scalar` times the base point: OpenSSL's own multiplication, which takes as long for any scalar. */
export const timesBase = (curve: Curve, scalar: Uint8Array): Point => {
  const ecdh = createECDH(curve.name);
  ecdh.setPrivateKey(scalar);
  return decode(curve, ecdh.getPublicKey());
};

/** SEC 1 §2.2.1, of points that are not secret. Undefined: the point at infinity. */
export const add = ({ p, a }: Curve, one: Point, other: Point): Point | undefined => {
  if (one.x === other.x && one.y !== other.y) return undefined;
  const slope =
    one.x === other.x
      ? (3n * one.x * one.x + a) * inverse(2n * one.y, p)
      : (other.y - one.y) * inverse(other.x - one.x, p);
  const x = mod(slope * slope - one.x - other.x, p);
  return { x, y: mod(slope * (one.x - x) - one.y, p) };
};

const negative = ({ p }: Curve, { x, y }: Point): Point => ({ x, y: mod(-y, p) });

const xOf = (curve: Curve, scalar: bigint, point: Point): bigint => {
  const ecdh = createECDH(curve.name);
  ecdh.setPrivateKey(toBytes(scalar, curve.bytes));
  return fromBytes(ecdh.computeSecret(encode(curve, point)));
};

const EVEN = Buffer.of(2);

/**
 * `scalar` times a point, neither secret. OpenSSL tells only x; which of the two points it is shows in what comes out when
 * the point is added once more. A scalar is from 1 to n - 1.
 */
export const times = (curve: Curve, scalar: bigint, point: Point): Point => {
  if (scalar === curve.n - 1n) return negative(curve, point);
  const x = toBytes(xOf(curve, scalar, point), curve.bytes);
  const even = ECDH.convertKey(
    Buffer.concat([EVEN, x]),
    curve.name,
    undefined,
    undefined,
    'uncompressed',
  );
  if (!Buffer.isBuffer(even)) throw new Error('a point without encoding is no buffer');
  const candidate = decode(curve, even);
  const next = xOf(curve, scalar + 1n, point);
  return add(curve, candidate, point)?.x === next ? candidate : negative(curve, candidate);
};
