import { bytesWithin, charactersIn, textWithin } from './find.ts';
import { compareDecimals, parseDecimal } from './number.ts';
import { type Item, type Value, typeOf } from './value.ts';

const sameBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  Buffer.compare(left, right) === 0;

const sameTexts = (left: readonly string[], right: readonly string[]): boolean => {
  if (left.length !== right.length) return false;
  const known = new Set(left);
  return right.every((text) => known.has(text));
};

const texts = (values: readonly Uint8Array[]): readonly string[] =>
  values.map((bytes) => Buffer.from(bytes).toString('base64'));

const sameMembers = (left: Item, right: Item): boolean => {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const one = left[name];
    const other = right[name];
    return one !== undefined && other !== undefined && sameValue(one, other);
  });
};

/** Whether two values are equal: of one type, sets whatever their order. Numbers are in one form already. */
export const sameValue = (left: Value, right: Value): boolean => {
  if (left.S !== undefined) return left.S === right.S;
  if (left.N !== undefined) return left.N === right.N;
  if (left.BOOL !== undefined) return left.BOOL === right.BOOL;
  if (left.NULL !== undefined) return right.NULL !== undefined;
  if (left.B !== undefined) return right.B !== undefined && sameBytes(left.B, right.B);
  if (left.SS !== undefined) return right.SS !== undefined && sameTexts(left.SS, right.SS);
  if (left.NS !== undefined) return right.NS !== undefined && sameTexts(left.NS, right.NS);
  if (left.BS !== undefined)
    return right.BS !== undefined && sameTexts(texts(left.BS), texts(right.BS));
  if (left.M !== undefined) return right.M !== undefined && sameMembers(left.M, right.M);
  if (left.L === undefined || left.L.length !== right.L?.length) return false;
  const others = right.L;
  return left.L.every((value, index) => {
    const other = others[index];
    return other !== undefined && sameValue(value, other);
  });
};

/** Texts sort by their UTF-8, bytes as unsigned. Undefined where the two have no order. */
export const compareValues = (left: Value, right: Value): number | undefined => {
  if (left.S !== undefined && right.S !== undefined)
    return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
  if (left.N !== undefined && right.N !== undefined)
    return compareDecimals(parseDecimal(left.N), parseDecimal(right.N));
  if (left.B !== undefined && right.B !== undefined) return Buffer.compare(left.B, right.B);
  return undefined;
};

export const contains = (whole: Value, part: Value): boolean => {
  if (whole.S !== undefined) return part.S !== undefined && textWithin(whole.S, part.S);
  if (whole.B !== undefined) return part.B !== undefined && bytesWithin(whole.B, part.B);
  if (whole.SS !== undefined) return part.S !== undefined && whole.SS.includes(part.S);
  if (whole.NS !== undefined) return part.N !== undefined && whole.NS.includes(part.N);
  if (whole.BS !== undefined) {
    const { B } = part;
    return B !== undefined && whole.BS.some((one) => sameBytes(one, B));
  }
  return whole.L?.some((item) => sameValue(item, part)) ?? false;
};

export const beginsWith = (whole: Value, start: Value): boolean => {
  if (whole.S !== undefined) return start.S !== undefined && whole.S.startsWith(start.S);
  if (whole.B === undefined || start.B === undefined) return false;
  return sameBytes(whole.B.subarray(0, start.B.length), start.B);
};

/** What `size` answers; undefined for a type without a size. */
export const sizeOf = (value: Value): number | undefined => {
  switch (typeOf(value)) {
    case 'S':
      return charactersIn(value.S ?? '');
    case 'B':
      return value.B?.length;
    case 'SS':
      return value.SS?.length;
    case 'NS':
      return value.NS?.length;
    case 'BS':
      return value.BS?.length;
    case 'L':
      return value.L?.length;
    case 'M':
      return Object.keys(value.M ?? {}).length;
    default:
      return undefined;
  }
};
