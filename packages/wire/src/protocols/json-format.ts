import { NumericValue } from '@smithy/core/serde';
import type { StructureSchema } from '../model/schema.ts';
import { parseJson } from './json-text.ts';
import { readBase64, readBigDecimal, readBigInteger } from './text-value.ts';
import { epochSeconds, parseTimestamp } from './timestamps.ts';
import { readStructure, type ValueFormat } from './typed-value.ts';

/** How JSON carries what it has no kind for. */
export const jsonFormat = (byJsonName: boolean): ValueFormat => ({
  membersOf: (schema) => (byJsonName ? schema.byJsonName : schema.byName),
  blob: (raw) => (typeof raw === 'string' ? readBase64(raw) : undefined),
  timestamp: (raw, { timestampFormat = 'epoch-seconds' }) => {
    if (typeof raw === 'number') return epochSeconds(raw);
    if (typeof raw !== 'string') return undefined;
    // AWS's own services also take an ISO time where the model says epoch seconds, and older tools send one.
    return parseTimestamp(raw, timestampFormat) ?? parseTimestamp(raw, 'date-time');
  },
  number: (raw) => {
    if (typeof raw === 'number') return raw;
    if (typeof raw === 'bigint' || raw instanceof NumericValue) return Number(raw.toString());
    return raw === 'NaN' || raw === 'Infinity' || raw === '-Infinity' ? Number(raw) : undefined;
  },
  bigInteger: (raw) => {
    if (typeof raw === 'bigint') return raw;
    if (typeof raw === 'number' && Number.isInteger(raw)) return BigInt(raw);
    return typeof raw === 'string' ? readBigInteger(raw) : undefined;
  },
  bigDecimal: (raw) => {
    if (raw instanceof NumericValue) return raw;
    return typeof raw === 'number' || typeof raw === 'bigint' || typeof raw === 'string'
      ? readBigDecimal(String(raw))
      : undefined;
  },
});

/** A structure from a JSON body; an empty body is an empty structure. */
export const readJsonBody = (
  format: ValueFormat,
  schema: StructureSchema,
  body: Uint8Array,
): Readonly<Record<string, unknown>> =>
  body.length === 0 ? {} : readStructure(format, schema, parseJson(body, schema.holdsBigNumbers));
