const HEX = '0123456789ABCDEF';

// SigV4 "UriEncode": letters, digits and - . _ ~ stay as they are (RFC 3986 §2.3, unreserved).
const unreserved = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~')
  unreserved[letter.charCodeAt(0)] = 1;

const SLASH = 0x2f;
const PERCENT = 0x25;
const PLUS = 0x2b;

const escape = (byte: number): string => `%${HEX[byte >> 4]}${HEX[byte & 15]}`;

const isPlain = (text: string, keepSlash: boolean): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (unreserved[code] !== 1 && !(keepSlash && code === SLASH)) return false;
  }
  return true;
};

/** Escapes a path as it came, percent signs included: the second encoding that all services but S3 sign. */
export const encodePathAgain = (path: string): string => {
  if (isPlain(path, true)) return path;
  let encoded = '';
  for (let at = 0; at < path.length; at += 1) {
    const code = path.charCodeAt(at);
    encoded += unreserved[code] === 1 || code === SLASH ? path[at] : escape(code & 255);
  }
  return encoded;
};

/**
 * The one spelling that stands for all encodings of the same bytes: needless escapes undone, needed ones in upper case,
 * `+` in a query an encoded space. It works on bytes, so text that is not UTF-8 keeps its meaning.
 */
export const normalizeEscapes = (text: string, part: 'path' | 'query'): string => {
  const keepSlash = part === 'path';
  if (isPlain(text, keepSlash)) return text;
  let encoded = '';
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const escaped = code === PERCENT ? byteAt(text, at + 1) : -1;
    if (escaped >= 0) {
      encoded += unreserved[escaped] === 1 ? String.fromCharCode(escaped) : escape(escaped);
      at += 2;
    } else if (unreserved[code] === 1 || (keepSlash && code === SLASH)) encoded += text[at];
    else encoded += code === PLUS && !keepSlash ? '%20' : escape(code & 255);
  }
  return encoded;
};

const byteAt = (text: string, at: number): number => {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
};

/** The value of a hexadecimal digit's character code, or -1. */
export const hexDigit = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
};
