import type { ListSchema, MapSchema, Member, StructureSchema, Traits } from '../model/schema.ts';
import { emptyRecord, isRecord } from './record.ts';
import { Unreadable } from './unreadable.ts';

/** What JSON and CBOR differ in, once their text or bytes have become values. A wrong kind answers undefined. */
export interface ValueFormat {
  /** Unions may have no member or several. Default: exactly one. */
  readonly looseUnions?: boolean;
  membersOf(schema: StructureSchema): ReadonlyMap<string, Member>;
  blob(raw: unknown): Uint8Array | undefined;
  timestamp(raw: unknown, traits: Traits): Date | undefined;
  number(raw: unknown): number | undefined;
  bigInteger(raw: unknown): bigint | undefined;
  bigDecimal(raw: unknown): unknown;
}

/** The value that a member's schema asks for. Null stays null, so that its holder can tell it from absent. */
export const readValue = (format: ValueFormat, member: Member, raw: unknown): unknown => {
  if (raw === null) return null;
  const { schema } = member;
  switch (schema.kind) {
    case 'structure':
    case 'union':
      return readStructure(format, schema, raw);
    case 'list':
      return readList(format, schema, raw);
    case 'map':
      return readMap(format, schema, raw);
    case 'string':
      return typeof raw === 'string' ? raw : refuse(raw, 'a String');
    case 'boolean':
      return typeof raw === 'boolean' ? raw : refuse(raw, 'a Boolean');
    case 'number':
      return format.number(raw) ?? refuse(raw, 'an Integer');
    case 'blob':
      return format.blob(raw) ?? refuse(raw, 'a Blob');
    case 'timestamp':
      return format.timestamp(raw, member.traits) ?? refuse(raw, 'milliseconds since epoch');
    case 'bigInteger':
      return format.bigInteger(raw) ?? refuse(raw, 'a BigInteger');
    case 'bigDecimal':
      return format.bigDecimal(raw) ?? refuse(raw, 'a BigDecimal');
    case 'document':
      return readDocument(raw);
    case 'unit':
      return {};
    default:
      return schema satisfies never;
  }
};

export const readStructure = (
  format: ValueFormat,
  schema: StructureSchema,
  raw: unknown,
): Readonly<Record<string, unknown>> => {
  const record = expectRecord(raw);
  const members = format.membersOf(schema);
  const found: Record<string, unknown> = {};
  let count = 0;
  for (const key of Object.keys(record)) {
    const member = members.get(key);
    const item = record[key];
    if (member === undefined || item === null || item === undefined) continue;
    found[member.name] = readValue(format, member, item);
    count += 1;
  }
  if (schema.kind === 'union' && count !== 1 && format.looseUnions !== true) {
    throw new Unreadable('A union must have exactly one member');
  }
  return found;
};

const readList = (format: ValueFormat, { item }: ListSchema, raw: unknown): readonly unknown[] => {
  if (Array.isArray(raw)) return raw.map((element) => readValue(format, item, element));
  if (isRecord(raw)) throw new Unreadable(STRUCTURE_FOUND);
  throw new Unreadable('Unexpected field type');
};

const readMap = (
  format: ValueFormat,
  { value }: MapSchema,
  raw: unknown,
): Readonly<Record<string, unknown>> => {
  const record = expectRecord(raw);
  const found = emptyRecord();
  for (const key of Object.keys(record)) found[key] = readValue(format, value, record[key]);
  return found;
};

const readDocument = (raw: unknown): unknown => {
  if (Array.isArray(raw)) return raw.map(readDocument);
  if (!isPlain(raw)) return raw;
  const found = emptyRecord();
  for (const key of Object.keys(raw)) found[key] = readDocument(raw[key]);
  return found;
};

const expectRecord = (raw: unknown): Readonly<Record<string, unknown>> => {
  if (Array.isArray(raw)) throw new Unreadable(LIST_FOUND);
  if (!isPlain(raw)) throw new Unreadable('Unexpected field type');
  return raw;
};

const LIST_FOUND = 'Start of list found where not expected';
const STRUCTURE_FOUND = 'Start of structure or map found where not expected.';

const isPlain = (raw: unknown): raw is Readonly<Record<string, unknown>> => {
  if (!isRecord(raw)) return false;
  const prototype: unknown = Object.getPrototypeOf(raw);
  return prototype === Object.prototype || prototype === null;
};

/** The words are those of AWS's own services for the same mistakes. */
const refuse = (raw: unknown, wanted: string): never => {
  if (Array.isArray(raw)) throw new Unreadable(LIST_FOUND);
  if (isPlain(raw)) throw new Unreadable(STRUCTURE_FOUND);
  throw new Unreadable(`${tokenOf(raw)} can not be converted to ${wanted}`);
};

const tokenOf = (raw: unknown): string => {
  switch (typeof raw) {
    case 'string':
      return 'STRING_VALUE';
    case 'boolean':
      return raw ? 'TRUE_VALUE' : 'FALSE_VALUE';
    case 'object':
      return 'BINARY_VALUE';
    default:
      return 'NUMBER_VALUE';
  }
};
