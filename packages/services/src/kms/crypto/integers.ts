const LIMB_BYTES = 8;
const LIMB_BITS = 64n;
const BYTE_BITS = 8n;

/** A big-endian integer, read without a text in between: texts of secrets cannot be wiped and are easily shown. */
export const fromBytes = (bytes: Buffer): bigint => {
  const odd = bytes.length % LIMB_BYTES;
  let value = 0n;
  for (let at = 0; at < odd; at += 1) value = (value << BYTE_BITS) | BigInt(bytes[at] ?? 0);
  for (let at = odd; at < bytes.length; at += LIMB_BYTES)
    value = (value << LIMB_BITS) | bytes.readBigUInt64BE(at);
  return value;
};

/** Big-endian, in `length` bytes. */
export const toBytes = (value: bigint, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  let rest = value;
  for (let at = length; at > 0; rest >>= LIMB_BITS) {
    const limb = Buffer.alloc(LIMB_BYTES);
    limb.writeBigUInt64BE(BigInt.asUintN(64, rest));
    const taken = Math.min(LIMB_BYTES, at);
    limb.copy(bytes, at - taken, LIMB_BYTES - taken);
    limb.fill(0);
    at -= taken;
  }
  return bytes;
};

/** From 0 to `modulus` - 1. */
export const mod = (value: bigint, modulus: bigint): bigint => {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
};

/** Of a value that is not 0, for a prime modulus. How long it takes depends on the value: blind secrets first. */
export const inverse = (value: bigint, modulus: bigint): bigint => {
  let [a, b] = [mod(value, modulus), modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return mod(x, modulus);
};
