const encoder = new TextEncoder();

const crcTable = (): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1)
      value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });

const crc32 = (bytes: Uint8Array): number => {
  const table = crcTable();
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
};

/** Numbers of two or four bytes, the lowest first. */
const littleEndian = (...fields: readonly (readonly [value: number, bytes: 2 | 4])[]): number[] =>
  fields.flatMap(([value, bytes]) =>
    Array.from({ length: bytes }, (_, at) => (value >>> (8 * at)) & 0xff),
  );

// APPNOTE.TXT 4.4: version 2.0, names in UTF-8, stored as they are, 1 January 1980.
const VERSION = 20;
const UTF_8 = 0x0800;
const STORED = 0;
const TIME = 0;
const DATE = 0x21;
// Made on Unix, a plain file that everybody may read.
const MADE_BY_UNIX = (3 << 8) | VERSION;
const MODE = 0o100644 * 0x10000;

/** A ZIP archive of one file that is stored as it is: what Lambda takes as code (APPNOTE.TXT 4.3). */
export const zipOfOne = (name: string, text: string): Uint8Array => {
  const path = encoder.encode(name);
  const data = encoder.encode(text);
  const common = littleEndian(
    [VERSION, 2],
    [UTF_8, 2],
    [STORED, 2],
    [TIME, 2],
    [DATE, 2],
    [crc32(data), 4],
    [data.length, 4],
    [data.length, 4],
    [path.length, 2],
    [0, 2],
  );
  const local = [...littleEndian([0x04034b50, 4]), ...common, ...path];
  const central = [
    ...littleEndian([0x02014b50, 4], [MADE_BY_UNIX, 2]),
    ...common,
    ...littleEndian([0, 2], [0, 2], [0, 2], [MODE, 4], [0, 4]),
    ...path,
  ];
  const end = littleEndian(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [1, 2],
    [1, 2],
    [central.length, 4],
    [local.length + data.length, 4],
    [0, 2],
  );
  const zip = new Uint8Array(local.length + data.length + central.length + end.length);
  zip.set(local);
  zip.set(data, local.length);
  zip.set(central, local.length + data.length);
  zip.set(end, local.length + data.length + central.length);
  return zip;
};
