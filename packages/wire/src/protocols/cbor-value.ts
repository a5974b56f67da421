import { dateToTag } from '@smithy/core/cbor';
import { NumericValue } from '@smithy/core/serde';
import type { Member, StructureSchema } from '../model/schema.ts';
import { bytesOf } from './json-writer.ts';
import { isRecord } from './record.ts';
import { epochSeconds } from './timestamps.ts';
import type { ValueFormat } from './typed-value.ts';

/** CBOR has a kind for nearly everything (Smithy 2.0, "RPC v2 CBOR protocol", shape serialization). */
export const CBOR_FORMAT: ValueFormat = {
  membersOf: (schema) => schema.byName,
  blob: (raw) => (raw instanceof Uint8Array ? raw : undefined),
  timestamp: (raw) => {
    if (raw instanceof Date) return raw;
    // The tag is required, but a number without it can only mean the same.
    return typeof raw === 'number' ? epochSeconds(raw) : undefined;
  },
  number: (raw) => {
    if (typeof raw === 'number') return raw;
    return typeof raw === 'bigint' || raw instanceof NumericValue
      ? Number(raw.toString())
      : undefined;
  },
  bigInteger: (raw) => {
    if (typeof raw === 'bigint') return raw;
    return typeof raw === 'number' && Number.isInteger(raw) ? BigInt(raw) : undefined;
  },
  bigDecimal: (raw) => {
    if (raw instanceof NumericValue) return raw;
    return typeof raw === 'number' && Number.isFinite(raw)
      ? new NumericValue(String(raw), 'bigDecimal')
      : undefined;
  },
};

/** What the CBOR encoder is to write: modelled members only, bytes as bytes. */
export const cborStructure = (
  schema: StructureSchema,
  value: unknown,
): Readonly<Record<string, unknown>> => {
  if (!isRecord(value)) throw new Error(`${schema.name} is no structure`);
  const written: Record<string, unknown> = {};
  for (const member of schema.members) {
    const item = value[member.name];
    if (item !== undefined && item !== null) written[member.name] = cborValue(member, item);
  }
  return written;
};

export const cborValue = ({ schema }: Member, value: unknown): unknown => {
  switch (schema.kind) {
    case 'structure':
    case 'union':
      return cborStructure(schema, value);
    case 'list':
      if (!Array.isArray(value)) throw new Error('a list is no array');
      return value
        .filter((item) => schema.traits.sparse || isPresent(item))
        .map((item: unknown) => (isPresent(item) ? cborValue(schema.item, item) : null));
    case 'map':
      if (!isRecord(value)) throw new Error('a map is no object');
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => schema.traits.sparse || isPresent(item))
          .map(([key, item]) => [key, isPresent(item) ? cborValue(schema.value, item) : null]),
      );
    case 'blob':
      return bytesOf(value);
    case 'document':
      return cborDocument(value);
    default:
      return value instanceof Date ? dateToTag(value) : value;
  }
};

const cborDocument = (value: unknown): unknown => {
  if (value instanceof Date) return dateToTag(value);
  if (Array.isArray(value)) return value.map(cborDocument);
  if (!isRecord(value) || value instanceof Uint8Array || value instanceof NumericValue)
    return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, cborDocument(item)]),
  );
};

const isPresent = (value: unknown): boolean => value !== undefined && value !== null;
