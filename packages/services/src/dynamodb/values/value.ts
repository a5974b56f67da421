import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** As the API has it: an object with one member, named after its type. Numbers are in the form that `decimalText` gives. */
export type Value = AttributeValue;

/** Attributes by name; no key of it reaches a prototype. */
export type Item = Readonly<Record<string, Value>>;

export type ValueType = 'S' | 'N' | 'B' | 'SS' | 'NS' | 'BS' | 'M' | 'L' | 'NULL' | 'BOOL';

export const VALUE_TYPES: readonly ValueType[] = [
  'S',
  'N',
  'B',
  'SS',
  'NS',
  'BS',
  'M',
  'L',
  'NULL',
  'BOOL',
];

/** An item, or the members of a map, to be filled. */
export const emptyItem = (): Record<string, Value> => Object.create(null) as Record<string, Value>;

export const typeOf = (value: Value): ValueType => {
  for (const type of VALUE_TYPES) if (Reflect.get(value, type) !== undefined) return type;
  throw new Error('a value has no type');
};

/** What validation messages call a type in an operand. */
export const typeName = (type: ValueType): string => TYPE_NAMES[type];

const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  M: 'MAP',
  L: 'LIST',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
};
