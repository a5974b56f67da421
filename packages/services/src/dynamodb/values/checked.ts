import { AwsError } from '@gatehouse/core';
import {
  attributeNameEmpty,
  attributeNameTooLong,
  binariesTwice,
  binarySetEmpty,
  nestedTooDeep,
  nullValue,
  numbersTwice,
  setEmpty,
  setTwice,
  valueEmpty,
  valueMany,
} from '../errors.ts';
import { decimalText, parseDecimal } from './number.ts';
import { emptyItem, type Item, type Value, VALUE_TYPES } from './value.ts';

const DEEPEST = 32;
const LONGEST_NAME_BYTES = 65_535;

/** Callers in this process may bring a text for bytes. */
const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : Buffer.from(String(value));

const canonicalNumber = (text: string): string => decimalText(parseDecimal(text));

const strings = (values: readonly string[]): Value => {
  if (values.length === 0) throw setEmpty('string');
  if (new Set(values).size < values.length) throw setTwice(values);
  return { SS: [...values] };
};

const numbers = (values: readonly string[]): Value => {
  if (values.length === 0) throw setEmpty('number');
  const canonical = values.map(canonicalNumber);
  if (new Set(canonical).size < values.length) throw numbersTwice();
  return { NS: canonical };
};

const binaries = (given: readonly unknown[]): Value => {
  if (given.length === 0) throw binarySetEmpty();
  const values = given.map(bytesOf);
  const texts = values.map((bytes) => Buffer.from(bytes).toString('base64'));
  if (new Set(texts).size < values.length) throw binariesTwice(texts);
  return { BS: values };
};

const single = (value: Value): void => {
  let count = 0;
  for (const type of VALUE_TYPES) if (Reflect.get(value, type) !== undefined) count += 1;
  if (count === 0) throw valueEmpty();
  if (count > 1) throw valueMany();
};

/**
 * The value in the form in which it is stored: numbers without an exponent, maps without a prototype.
 * @throws ValidationException for what DynamoDB does not store
 */
export const checkedValue = (value: Value, depth = 0): Value => {
  single(value);
  if (depth > DEEPEST) throw nestedTooDeep();
  if (value.S !== undefined || value.BOOL !== undefined) return value;
  if (value.N !== undefined) return { N: canonicalNumber(value.N) };
  if (value.B !== undefined) return { B: bytesOf(value.B) };
  if (value.NULL !== undefined) {
    // The model allows what the service does not.
    if (!Reflect.get(value, 'NULL')) throw nullValue();
    return { NULL: true };
  }
  if (value.M !== undefined) return { M: checkedMembers(value.M, depth + 1) };
  if (value.L !== undefined) return { L: value.L.map((item) => checkedValue(item, depth + 1)) };
  if (value.SS !== undefined) return strings(value.SS);
  if (value.NS !== undefined) return numbers(value.NS);
  if (value.BS !== undefined) return binaries(value.BS);
  throw valueEmpty();
};

const checkedMembers = (members: Item, depth: number): Record<string, Value> => {
  const checked = emptyItem();
  for (const [name, value] of Object.entries(members)) {
    if (name === '') throw attributeNameEmpty();
    if (name.length * 3 > LONGEST_NAME_BYTES && Buffer.byteLength(name) > LONGEST_NAME_BYTES)
      throw attributeNameTooLong();
    checked[name] = checkedValue(value, depth);
  }
  return checked;
};

export const checkedItem = (item: Item): Item => checkedMembers(item, 0);

/** The same, its errors said in other words. */
export const checkedOr = (value: Value, words: (message: string) => AwsError): Value => {
  try {
    return checkedValue(value);
  } catch (cause) {
    if (cause instanceof AwsError) throw words(cause.message);
    throw cause;
  }
};
