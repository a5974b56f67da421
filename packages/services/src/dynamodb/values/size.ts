import { decimalSize, parseDecimal } from './number.ts';
import type { Item, Value } from './value.ts';

/** 400 KB, names and values (DynamoDB Developer Guide, "Quotas": item size). */
export const LARGEST_ITEM = 409_600;

const CONTAINER_BYTES = 3;

const bytes = (text: string): number => Buffer.byteLength(text);

/** Bytes that DynamoDB counts for a value (Developer Guide, "DynamoDB item sizes and formats"). */
export const valueSize = (value: Value): number => {
  if (value.S !== undefined) return bytes(value.S);
  if (value.N !== undefined) return decimalSize(parseDecimal(value.N));
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) {
    let size = CONTAINER_BYTES;
    for (const [name, member] of Object.entries(value.M))
      size += bytes(name) + valueSize(member) + 1;
    return size;
  }
  if (value.L !== undefined)
    return value.L.reduce((sum, item) => sum + valueSize(item) + 1, CONTAINER_BYTES);
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + bytes(text), 0);
  if (value.NS !== undefined)
    return value.NS.reduce((sum, text) => sum + decimalSize(parseDecimal(text)), 0);
  if (value.BS !== undefined) return value.BS.reduce((sum, one) => sum + one.length, 0);
  return 1;
};

export const itemSize = (item: Item): number => {
  let size = 0;
  for (const [name, value] of Object.entries(item)) size += bytes(name) + valueSize(value);
  return size;
};
