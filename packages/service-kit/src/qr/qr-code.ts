import { errorCorrection } from './reed-solomon.ts';

/** A QR code's modules, true for dark, row by row. */
export type Modules = readonly (readonly boolean[])[];

/** ISO/IEC 18004 table 9, level L: error correction words per block and number of blocks of versions 1 to 15. */
const EC_WORDS = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22];
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6];
const LARGEST = EC_WORDS.length;

const BYTE_MODE = 0b0100;
const PADDING = [0xec, 0x11];
const FORMAT_GENERATOR = 0x537;
const FORMAT_MASK = 0x5412;
const VERSION_GENERATOR = 0x1f25;
const LEVEL_L = 0b01;

/** The text as a QR code of level L in byte mode; throws for a text that version 15 does not hold (520 bytes). */
export const qrCode = (text: string): Modules => {
  const data = Buffer.from(text);
  const version = smallestFor(data.length);
  const words = interleave(dataWords(data, version), version);
  const candidates = MASKS.map((mask, index) => draw(version, words, mask, index));
  const [best] = candidates.toSorted((a, b) => penalty(a) - penalty(b));
  if (best === undefined) throw new Error('a QR code has eight masks');
  return best;
};

const sizeOf = (version: number): number => version * 4 + 17;

/** Positions of the alignment patterns along one axis (ISO/IEC 18004 annex E). */
const alignmentCentres = (version: number): readonly number[] => {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = sizeOf(version) - 7;
  const step = Math.ceil((last - 6) / (count - 1) / 2) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => last - index * step).toReversed()];
};

/** Bits left for words beside the patterns (ISO/IEC 18004 table 1). */
const capacityBits = (version: number): number => {
  const size = sizeOf(version);
  const aligned = alignmentCentres(version).length;
  const alignment = version === 1 ? 0 : (aligned * aligned - 3) * 25 - (aligned - 2) * 2 * 5;
  const finders = 3 * 64;
  const timing = 2 * (size - 16);
  const format = 31;
  return size * size - finders - timing - format - alignment - (version >= 7 ? 36 : 0);
};

const totalWords = (version: number): number => Math.floor(capacityBits(version) / 8);
const blocksOf = (version: number): number => BLOCKS[version - 1] ?? 0;
const ecWordsOf = (version: number): number => EC_WORDS[version - 1] ?? 0;
const dataWordsOf = (version: number): number =>
  totalWords(version) - blocksOf(version) * ecWordsOf(version);
const lengthBits = (version: number): number => (version < 10 ? 8 : 16);

const smallestFor = (bytes: number): number => {
  for (let version = 1; version <= LARGEST; version += 1) {
    if (4 + lengthBits(version) + bytes * 8 <= dataWordsOf(version) * 8) return version;
  }
  throw new Error(`a QR code of version ${LARGEST} does not hold ${bytes} bytes`);
};

const dataWords = (data: Buffer, version: number): Uint8Array => {
  const bits: number[] = [];
  const push = (value: number, length: number): void => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1);
  };
  push(BYTE_MODE, 4);
  push(data.length, lengthBits(version));
  for (const byte of data) push(byte, 8);
  const room = dataWordsOf(version) * 8;
  push(0, Math.min(4, room - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let index = 0; bits.length < room; index += 1) push(PADDING[index % 2] ?? 0, 8);
  return Uint8Array.from({ length: room / 8 }, (_, index) =>
    bits.slice(index * 8, index * 8 + 8).reduce((word, bit) => (word << 1) | bit, 0),
  );
};

/** Splits into blocks, adds error correction and takes one word of each block in turn. */
const interleave = (data: Uint8Array, version: number): readonly number[] => {
  const count = blocksOf(version);
  const short = Math.floor(data.length / count);
  const longer = data.length % count;
  const blocks: Uint8Array[] = [];
  for (let index = 0, from = 0; index < count; index += 1) {
    const length = short + (index < count - longer ? 0 : 1);
    blocks.push(data.subarray(from, from + length));
    from += length;
  }
  const corrections = blocks.map((block) => errorCorrection(block, ecWordsOf(version)));
  return [...turn(blocks, short + 1), ...turn(corrections, ecWordsOf(version))];
};

const turn = (lists: readonly Uint8Array[], length: number): number[] =>
  Array.from({ length }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();

type Mask = (row: number, column: number) => boolean;
type Grid = (boolean | undefined)[][];

/** ISO/IEC 18004 table 10. */
const MASKS: readonly Mask[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

const set = (grid: Grid, row: number, column: number, dark: boolean): void => {
  const line = grid[row];
  if (line !== undefined && column >= 0 && column < line.length) line[column] = dark;
};

const draw = (
  version: number,
  words: readonly number[],
  mask: Mask,
  maskNumber: number,
): Modules => {
  const size = sizeOf(version);
  const grid: Grid = Array.from({ length: size }, () =>
    Array.from({ length: size }, () => undefined),
  );
  drawPatterns(grid, version);
  drawFormat(grid, maskNumber);
  if (version >= 7) drawVersion(grid, version);
  drawWords(grid, words, mask);
  return grid.map((row) => row.map((module) => module === true));
};

const drawPatterns = (grid: Grid, version: number): void => {
  const size = grid.length;
  for (let at = 8; at < size - 8; at += 1) {
    set(grid, 6, at, at % 2 === 0);
    set(grid, at, 6, at % 2 === 0);
  }
  const square = (row: number, column: number, radius: number, light: readonly number[]): void => {
    for (let y = -radius; y <= radius; y += 1)
      for (let x = -radius; x <= radius; x += 1)
        set(grid, row + y, column + x, !light.includes(Math.max(Math.abs(x), Math.abs(y))));
  };
  const centres = alignmentCentres(version);
  const last = centres.length - 1;
  for (const [i, row] of centres.entries())
    for (const [j, column] of centres.entries()) {
      const inFinder = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
      if (!inFinder) square(row, column, 2, [1]);
    }
  square(3, 3, 4, [2, 4]);
  square(3, size - 4, 4, [2, 4]);
  square(size - 4, 3, 4, [2, 4]);
};

/** The value followed by its remainder for the generator polynomial. */
const withRemainder = (value: number, generator: number, bits: number): number => {
  let rest = value << bits;
  for (let bit = 31 - Math.clz32(rest); bit >= bits; bit -= 1) {
    if ((rest >>> bit) & 1) rest ^= generator << (bit - bits);
  }
  return (value << bits) | rest;
};

const drawFormat = (grid: Grid, maskNumber: number): void => {
  const size = grid.length;
  const format = withRemainder((LEVEL_L << 3) | maskNumber, FORMAT_GENERATOR, 10) ^ FORMAT_MASK;
  for (let bit = 0; bit < 15; bit += 1) {
    const dark = ((format >>> bit) & 1) === 1;
    const row = bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit;
    const column = bit < 8 ? size - 1 - bit : bit === 8 ? 7 : 14 - bit;
    set(grid, row, 8, dark);
    set(grid, 8, column, dark);
  }
  set(grid, size - 8, 8, true);
};

const drawVersion = (grid: Grid, version: number): void => {
  const bits = withRemainder(version, VERSION_GENERATOR, 12);
  for (let bit = 0; bit < 18; bit += 1) {
    const dark = ((bits >>> bit) & 1) === 1;
    const along = grid.length - 11 + (bit % 3);
    const across = Math.floor(bit / 3);
    set(grid, along, across, dark);
    set(grid, across, along, dark);
  }
};

const bitAt = (words: readonly number[], bit: number): boolean =>
  (((words[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1;

/** Two columns at a time, upwards and downwards in turn, past what is drawn already (ISO/IEC 18004 §7.7.3). */
const drawWords = (grid: Grid, words: readonly number[], mask: Mask): void => {
  const size = grid.length;
  let bit = 0;
  for (const [row, column] of path(size)) {
    if (grid[row]?.[column] !== undefined) continue;
    set(grid, row, column, bitAt(words, bit) !== mask(row, column));
    bit += 1;
  }
};

function* path(size: number): Generator<readonly [row: number, column: number]> {
  for (let right = size - 1; right >= 1; right -= 2) {
    // The timing column is no part of any pair.
    if (right === 6) right = 5;
    const upwards = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const row = upwards ? size - 1 - step : step;
      yield [row, right];
      yield [row, right - 1];
    }
  }
}

const FINDER_LIKE = ['10111010000', '00001011101'];

/** How hard a symbol is to read (ISO/IEC 18004 §7.8.3.1). */
const penalty = (modules: Modules): number => {
  const columns = modules.map((_, column) => modules.map((row) => row[column] === true));
  let points = 0;
  for (const line of [...modules, ...columns]) {
    const text = line.map((dark) => (dark ? '1' : '0')).join('');
    for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) points += run.length - 2;
    for (const pattern of FINDER_LIKE)
      for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1))
        points += 40;
  }
  for (let row = 1; row < modules.length; row += 1)
    for (let column = 1; column < modules.length; column += 1) {
      const dark = modules[row]?.[column];
      const same =
        dark === modules[row - 1]?.[column] &&
        dark === modules[row]?.[column - 1] &&
        dark === modules[row - 1]?.[column - 1];
      if (same) points += 3;
    }
  const dark = modules.flat().filter(Boolean).length / modules.length ** 2;
  return points + Math.floor(Math.abs(dark * 100 - 50) / 5) * 10;
};
