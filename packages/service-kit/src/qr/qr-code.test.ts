import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { png } from './png.ts';
import { qrCode } from './qr-code.ts';
import { errorCorrection } from './reed-solomon.ts';

test('error correction words are those of the standard’s example', () => {
  // ISO/IEC 18004 annex I, version 1-M of "01234567".
  const data = [
    0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11,
  ];

  expect([...errorCorrection(Uint8Array.from(data), 10)]).toEqual([
    0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55,
  ]);
});

const FINDER = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];

test.for([
  [17, 21],
  [18, 25],
  [78, 33],
  [154, 45],
  [230, 53],
  [271, 57],
  [520, 77],
] as const)('%i bytes fit the symbol of %i modules that the standard says', ([bytes, size]) => {
  const modules = qrCode('x'.repeat(bytes));

  const corner = (top: number, left: number) =>
    modules.slice(top, top + 7).map((row) =>
      row
        .slice(left, left + 7)
        .map(Number)
        .join(''),
    );
  expect(modules).toHaveLength(size);
  for (const at of [corner(0, 0), corner(0, size - 7), corner(size - 7, 0)])
    expect(at).toEqual(FINDER);
});

test('both copies of the format information agree and are a word of its code', () => {
  const modules = qrCode('otpauth://totp/phone@111122223333?secret=ABC');
  const size = modules.length;
  const at = (row: number, column: number) => (modules[row]?.[column] === true ? 1 : 0);
  const beside = [
    ...[0, 1, 2, 3, 4, 5, 7].map((column) => at(8, column)),
    ...[8, 7, 5, 4, 3, 2, 1, 0].map((row) => at(row, 8)),
  ];
  const apart = [
    ...[1, 2, 3, 4, 5, 6, 7].map((n) => at(size - n, 8)),
    ...[8, 7, 6, 5, 4, 3, 2, 1].map((n) => at(8, size - n)),
  ];
  const word = Number.parseInt(beside.join(''), 2) ^ 0x5412;

  let rest = word;
  for (let bit = 14; bit >= 10; bit -= 1) if ((rest >> bit) & 1) rest ^= 0x537 << (bit - 10);
  expect(apart).toEqual(beside);
  expect(rest).toBe(0);
  expect(word >> 13).toBe(0b01);
});

test('more than the largest symbol holds is refused', () => {
  expect(() => qrCode('x'.repeat(521))).toThrow('521 bytes');
});

test('the picture is black on white with a quiet zone', () => {
  const picture = png([[true]]);
  const width = picture.readUInt32BE(16);
  const start = picture.indexOf('IDAT') + 4;
  const lines = inflateSync(picture.subarray(start, start + picture.readUInt32BE(start - 8)));

  expect(width).toBe(36);
  const line = (y: number) => [...lines.subarray(y * 6, y * 6 + 6)];
  expect(line(0)).toEqual([0, 0xff, 0xff, 0xff, 0xff, 0xf0]);
  expect(line(16)).toEqual([0, 0xff, 0xff, 0x0f, 0xff, 0xf0]);
});
