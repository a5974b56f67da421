import type { EncryptionContext } from '../model.ts';
import { validation } from './errors.ts';

const LENGTH_BYTES = 4;
const NONE = Buffer.alloc(0);

const byKey = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  a < b ? -1 : 1;

/**
 * The one encoding that equal encryption contexts have and different ones do not: pairs in the order of their keys, each text
 * after its length. Case and order of characters count, the order of pairs does not (KMS Developer Guide, "Encryption context").
 */
export const canonicalContext = (context: EncryptionContext | undefined): Buffer => {
  if (context === undefined) return NONE;
  const pairs = Object.entries(context);
  if (pairs.length === 0) return NONE;
  if (pairs.length > 1) pairs.sort(byKey);
  let size = 0;
  for (const [key, value] of pairs) {
    // Halves of surrogate pairs all become the same character in UTF-8: two contexts would be one.
    if (!key.isWellFormed() || !value.isWellFormed())
      throw validation('The encryption context must be valid Unicode text.');
    size += 2 * LENGTH_BYTES + Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  const encoded = Buffer.alloc(size);
  let at = 0;
  for (const pair of pairs)
    for (const text of pair) {
      const written = encoded.write(text, at + LENGTH_BYTES);
      encoded.writeUInt32BE(written, at);
      at += LENGTH_BYTES + written;
    }
  return encoded;
};
