import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import {
  attributeEmpty,
  attributeField,
  attributeNameCharacter,
  attributeNameDot,
  attributeNameDots,
  attributeNameTooLong,
  attributeNotArray,
  attributeNotNumber,
  attributeTypeUnknown,
} from './errors.ts';
import type { MessageAttribute, MessageAttributes } from './model.ts';

const LONGEST_NAME = 256;

const requireName = (name: string): void => {
  if (Buffer.byteLength(name) > LONGEST_NAME) throw attributeNameTooLong();
  for (const character of name)
    if (!/[\w.-]/.test(character)) throw attributeNameCharacter(character.codePointAt(0) ?? 0);
  if (name.startsWith('.')) throw attributeNameDot('starting');
  if (name.endsWith('.')) throw attributeNameDot('ending');
  if (name.includes('..')) throw attributeNameDots();
};

const isArray = (text: string): boolean => {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
};

const toAttribute = (
  name: string,
  { DataType: type = '', StringValue, BinaryValue }: MessageAttributeValue,
): MessageAttribute => {
  const base = type.split('.', 1)[0];
  if (base !== 'String' && base !== 'Number' && base !== 'Binary') throw attributeTypeUnknown(name);
  const hasText = StringValue !== undefined && StringValue !== '';
  const hasBytes = BinaryValue !== undefined && BinaryValue.length > 0;
  if (!hasText && !hasBytes) throw attributeEmpty(name, type);
  if (base === 'Binary') {
    if (!hasBytes || hasText) throw attributeField(name, type, 'Binary');
    return { type, value: Buffer.from(BinaryValue).toString('base64') };
  }
  if (!hasText || hasBytes) throw attributeField(name, type, 'String');
  if (base === 'Number' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(StringValue.trim()))
    throw attributeNotNumber(name);
  if (type === 'String.Array' && !isArray(StringValue)) throw attributeNotArray(name);
  return { type, value: StringValue };
};

/** The attributes of a message, checked. */
export const messageAttributes = (
  given: Readonly<Record<string, MessageAttributeValue>> | undefined,
): MessageAttributes =>
  new Map(
    Object.entries(given ?? {}).map(([name, value]) => {
      requireName(name);
      return [name, toAttribute(name, value)];
    }),
  );

/** Bytes that attributes count for a message's size: name, type and value. */
export const attributeBytes = (attributes: MessageAttributes): number => {
  let bytes = 0;
  for (const [name, { type, value }] of attributes) {
    const length = type.startsWith('Binary')
      ? Buffer.byteLength(value, 'base64')
      : Buffer.byteLength(value);
    bytes += Buffer.byteLength(name) + Buffer.byteLength(type) + length;
  }
  return bytes;
};
