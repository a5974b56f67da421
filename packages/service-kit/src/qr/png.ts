import { crc32, deflateSync } from 'node:zlib';
import type { Modules } from './qr-code.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MODULE_PIXELS = 4;
const QUIET_MODULES = 4;

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
};

/** One bit per pixel, black on white, with the quiet zone around it that readers need (PNG, third edition, §5 and §11). */
export const png = (modules: Modules): Buffer => {
  const pixels = (modules.length + 2 * QUIET_MODULES) * MODULE_PIXELS;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels, 0);
  header.writeUInt32BE(pixels, 4);
  header.writeUInt8(1, 8);

  const isDark = (x: number, y: number): boolean =>
    modules[Math.floor(y / MODULE_PIXELS) - QUIET_MODULES]?.[
      Math.floor(x / MODULE_PIXELS) - QUIET_MODULES
    ] === true;
  const lines = Array.from({ length: pixels }, (_, y) => {
    // Each line begins with its filter, 0 for none; then 1 is white.
    const line = Buffer.alloc(1 + Math.ceil(pixels / 8));
    for (let x = 0; x < pixels; x += 1) {
      if (!isDark(x, y)) line[1 + (x >>> 3)] = (line[1 + (x >>> 3)] ?? 0) | (0x80 >>> (x & 7));
    }
    return line;
  });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
