/** ISO/IEC 18004 §7.5: arithmetic in GF(256) modulo x⁸ + x⁴ + x³ + x² + 1. */
const multiply = (a: number, b: number): number => {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    if ((b >>> bit) & 1) product ^= a;
  }
  return product;
};

/** The product of (x - 2⁰)…(x - 2ⁿ⁻¹) without its leading 1, highest power first. */
const generator = (degree: number): Uint8Array => {
  const coefficients = new Uint8Array(degree);
  coefficients[degree - 1] = 1;
  let root = 1;
  for (let round = 0; round < degree; round += 1) {
    for (let at = 0; at < degree; at += 1) {
      const next = coefficients[at + 1] ?? 0;
      coefficients[at] = multiply(coefficients[at] ?? 0, root) ^ next;
    }
    root = multiply(root, 2);
  }
  return coefficients;
};

/** The error correction words of one block. */
export const errorCorrection = (data: Uint8Array, words: number): Uint8Array => {
  const divisor = generator(words);
  const rest = new Uint8Array(words);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest.copyWithin(0, 1);
    rest[words - 1] = 0;
    for (const [at, coefficient] of divisor.entries())
      rest[at] = (rest[at] ?? 0) ^ multiply(coefficient, factor);
  }
  return rest;
};
