/** A CRC as a polynomial over GF(2), reflected. */
interface Crc {
  readonly bits: bigint;
  readonly polynomial: bigint;
}

const CRCS: Readonly<Record<'CRC32' | 'CRC32C' | 'CRC64NVME', Crc>> = {
  CRC32: { bits: 32n, polynomial: 0xedb88320n },
  CRC32C: { bits: 32n, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
};

export type Combinable = keyof typeof CRCS;

export const isCombinable = (algorithm: string): algorithm is Combinable =>
  Object.hasOwn(CRCS, algorithm);

/** a × b modulo the polynomial; in the reflected form the highest bit is x⁰. */
const multiply = (a: bigint, b: bigint, { bits, polynomial }: Crc): bigint => {
  let product = 0n;
  let shifted = b;
  for (let bit = bits - 1n; bit >= 0n; bit -= 1n) {
    if (((a >> bit) & 1n) === 1n) product ^= shifted;
    shifted = (shifted & 1n) === 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
  }
  return product;
};

/** x to the power of 8 × bytes. */
const power = (bytes: number, crc: Crc): bigint => {
  const one = 1n << (crc.bits - 1n);
  let result = one;
  let square = one >> 8n;
  for (let left = BigInt(bytes); left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = multiply(result, square, crc);
    square = multiply(square, square, crc);
  }
  return result;
};

/** The CRC of parts one after another, of theirs (both in base64), without reading them again. */
export const combineCrcs = (
  algorithm: Combinable,
  parts: readonly { readonly checksum: string; readonly size: number }[],
): string => {
  const crc = CRCS[algorithm];
  let combined = 0n;
  for (const { checksum, size } of parts) {
    const own = BigInt(`0x${Buffer.from(checksum, 'base64').toString('hex') || '0'}`);
    combined = multiply(combined, power(size, crc), crc) ^ own;
  }
  const digits = Number(crc.bits / 4n);
  return Buffer.from(combined.toString(16).padStart(digits, '0'), 'hex').toString('base64');
};
