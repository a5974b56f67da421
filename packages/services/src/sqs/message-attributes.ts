import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import {
  attributeEmpty,
  type AttributeKind,
  attributeNameInvalid,
  attributeNotNumber,
  attributeTypeInvalid,
  charactersInvalid,
  listValues,
  tooManyMessageAttributes,
} from './errors.ts';
import type { MessageAttribute, MessageAttributes } from './model.ts';

const MOST_ATTRIBUTES = 10;
const LONGEST = 256;
const NAME = /^[A-Za-z0-9_.-]{1,256}$/;
const RESERVED = /^(?:aws|amazon)\./i;
const NUMBER = /^[+-]?(?:\d{1,309}(?:\.\d{0,309})?|\.\d{1,309})(?:[eE][+-]?\d{1,3})?$/;

export const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

const isBinary = (type: string): boolean => type === 'Binary' || type.startsWith('Binary.');

const requireName = (name: string): void => {
  const dots = name.startsWith('.') || name.endsWith('.') || name.includes('..');
  if (!NAME.test(name) || RESERVED.test(name) || dots) throw attributeNameInvalid(name);
};

const requireType = (name: string, type: string, kind: AttributeKind): string => {
  const base = type.split('.', 1)[0] ?? '';
  if (!['Binary', 'Number', 'String'].includes(base) || type.length > LONGEST || type.endsWith('.'))
    throw attributeTypeInvalid(name, kind);
  return base;
};

/** Which characters XML 1.0 allows: those that a message may hold. */
export const requireCharacters = (text: string): void => {
  // oxlint-disable-next-line no-control-regex
  if (!text.isWellFormed() || /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw charactersInvalid();
};

/** One attribute of a request as it is stored; throws AWS's error for what is none. */
export const checkedAttribute = (
  name: string,
  given: MessageAttributeValue,
  kind: AttributeKind,
): MessageAttribute => {
  const type = given.DataType ?? '';
  const base = requireType(name, type, kind);
  if ((given.StringListValues ?? []).length > 0 || (given.BinaryListValues ?? []).length > 0)
    throw listValues();
  if (base === 'Binary') {
    const bytes = given.BinaryValue;
    if (bytes === undefined || bytes.length === 0 || given.StringValue !== undefined)
      throw attributeEmpty(name, type, kind);
    return { type, value: Buffer.from(bytes).toString('base64') };
  }
  const value = given.StringValue ?? '';
  if (value === '' || given.BinaryValue !== undefined) throw attributeEmpty(name, type, kind);
  requireCharacters(value);
  if (base === 'Number' && !NUMBER.test(value)) throw attributeNotNumber(name);
  return { type, value };
};

export const checkedAttributes = (
  given: Readonly<Record<string, MessageAttributeValue>> | undefined,
): MessageAttributes => {
  const entries = Object.entries(given ?? {});
  if (entries.length > MOST_ATTRIBUTES) throw tooManyMessageAttributes(entries.length);
  const attributes = new Map<string, MessageAttribute>();
  for (const [name, value] of entries) {
    requireName(name);
    attributes.set(name, checkedAttribute(name, value, 'user'));
  }
  return attributes;
};

const bytesOf = ({ type, value }: MessageAttribute): Buffer =>
  Buffer.from(value, isBinary(type) ? 'base64' : 'utf8');

/** Bytes that count towards a message's size: name, type and value (SQS Developer Guide, "Amazon SQS message metadata"). */
export const sizeOf = (attributes: MessageAttributes): number => {
  let size = 0;
  for (const [name, attribute] of attributes)
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.type) + bytesOf(attribute).length;
  return size;
};

const STRING_TRANSPORT = 1;
const BINARY_TRANSPORT = 2;

/**
 * SQS Developer Guide, "Calculating the MD5 message digest for message attributes": in order of their names, each as
 * name, type, transport and value, the lengths in four bytes, the most significant first. undefined for none.
 */
export const attributesMd5 = (attributes: MessageAttributes): string | undefined => {
  if (attributes.size === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, attribute] of [...attributes].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    add(Buffer.from(name, 'utf8'));
    add(Buffer.from(attribute.type, 'utf8'));
    hash.update(Buffer.of(isBinary(attribute.type) ? BINARY_TRANSPORT : STRING_TRANSPORT));
    add(bytesOf(attribute));
  }
  return hash.digest('hex');
};

/** Those that a receiver asks for: by name, all (`All`, `.*`) or by the beginning of the name (`bar.*`). */
export const chosenAttributes = (
  attributes: MessageAttributes,
  names: readonly string[],
): MessageAttributes => {
  if (names.length === 0 || attributes.size === 0) return new Map();
  if (names.includes('All')) return attributes;
  const exact = new Set(names);
  const prefixes = names.filter((name) => name.endsWith('.*')).map((name) => name.slice(0, -2));
  return new Map(
    [...attributes].filter(
      ([name]) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix)),
    ),
  );
};

export const shownAttributes = (
  attributes: MessageAttributes,
): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    [...attributes].map(([name, attribute]) => [
      name,
      {
        ...(isBinary(attribute.type)
          ? { BinaryValue: bytesOf(attribute) }
          : { StringValue: attribute.value }),
        DataType: attribute.type,
      },
    ]),
  );
