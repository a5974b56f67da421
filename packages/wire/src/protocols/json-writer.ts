import { NumericValue } from '@smithy/core/serde';
import type { ListSchema, MapSchema, Member, StructureSchema } from '../model/schema.ts';
import { isRecord } from './record.ts';
import { base64 } from './text-value.ts';
import { formatTimestamp } from './timestamps.ts';

/** `byJsonName`: restJson honours the jsonName trait, awsJson does not (Smithy 2.0, "AWS JSON protocols"). */
export const writeJsonStructure = (
  schema: StructureSchema,
  value: unknown,
  byJsonName: boolean,
): string => {
  if (!isRecord(value)) throw new Error(`${schema.name} is no structure`);
  let json = '';
  for (const member of schema.members) {
    const item = value[member.name];
    if (item === undefined || item === null) continue;
    const name = byJsonName ? (member.traits.jsonName ?? member.name) : member.name;
    json += `${json === '' ? '' : ','}"${name}":${writeJson(member, item, byJsonName)}`;
  }
  return `{${json}}`;
};

export const writeJson = (member: Member, value: unknown, byJsonName: boolean): string => {
  const { schema } = member;
  switch (schema.kind) {
    case 'structure':
    case 'union':
      return writeJsonStructure(schema, value, byJsonName);
    case 'list':
      return writeList(schema, value, byJsonName);
    case 'map':
      return writeMap(schema, value, byJsonName);
    case 'document':
      return writeDocument(value);
    case 'timestamp':
      return writeTimestamp(member, value);
    case 'blob':
      return `"${base64(bytesOf(value))}"`;
    case 'unit':
      return '{}';
    default:
      return writeScalar(value);
  }
};

/** Blobs are bytes; a text stands for its UTF-8. */
export const bytesOf = (value: unknown): Uint8Array => {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value);
  throw new Error('a blob is neither bytes nor text');
};

const writeList = ({ item, traits }: ListSchema, value: unknown, byJsonName: boolean): string => {
  if (!Array.isArray(value)) throw new Error('a list is no array');
  let json = '';
  for (const element of value) {
    const isNull = element === undefined || element === null;
    if (isNull && !traits.sparse) continue;
    json += `${json === '' ? '' : ','}${isNull ? 'null' : writeJson(item, element, byJsonName)}`;
  }
  return `[${json}]`;
};

const writeMap = (
  { value: valueMember, traits }: MapSchema,
  value: unknown,
  byJsonName: boolean,
): string => {
  if (!isRecord(value)) throw new Error('a map is no object');
  let json = '';
  for (const [key, item] of Object.entries(value)) {
    const isNull = item === undefined || item === null;
    if (isNull && !traits.sparse) continue;
    const text = isNull ? 'null' : writeJson(valueMember, item, byJsonName);
    json += `${json === '' ? '' : ','}${JSON.stringify(key)}:${text}`;
  }
  return `{${json}}`;
};

const writeTimestamp = ({ traits }: Member, value: unknown): string => {
  if (!(value instanceof Date)) throw new Error('a timestamp is no Date');
  const format = traits.timestampFormat ?? 'epoch-seconds';
  const text = formatTimestamp(value, format);
  return format === 'epoch-seconds' ? text : `"${text}"`;
};

const writeScalar = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case 'boolean':
    case 'bigint':
      return String(value);
    default:
      if (value instanceof NumericValue) return value.string;
      throw new Error(`a scalar is ${typeof value}`);
  }
};

const writeDocument = (value: unknown): string => {
  if (value === undefined || value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(writeDocument).join(',')}]`;
  if (value instanceof Date) return formatTimestamp(value, 'epoch-seconds');
  if (value instanceof Uint8Array) return `"${base64(value)}"`;
  if (!isRecord(value) || value instanceof NumericValue) return writeScalar(value);
  const members = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${JSON.stringify(key)}:${writeDocument(item)}`);
  return `{${members.join(',')}}`;
};
