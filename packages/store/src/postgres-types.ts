import type { CustomTypesConfig } from 'pg';
import type { SqlValue } from './store.ts';

// https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const OID = 26;
const FLOAT4 = 700;
const FLOAT8 = 701;
const NUMERIC = 1700;

const toInteger = (text: string): number | bigint => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};

const parsers: ReadonlyMap<number, (text: string) => SqlValue> = new Map<
  number,
  (text: string) => SqlValue
>([
  [BOOL, (text) => (text === 't' ? 1 : 0)],
  // The output format since PostgreSQL 9.0: \x and two digits per byte (manual, section 8.4).
  [BYTEA, (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))],
  [INT8, toInteger],
  [INT2, Number],
  [INT4, Number],
  [OID, Number],
  [FLOAT4, Number],
  [FLOAT8, Number],
  // What SUM of integers answers.
  [NUMERIC, (text) => (/^-?\d+$/.test(text) ? toInteger(text) : Number(text))],
]);

/** Column values as SQLite would give them; a type that SQLite has not comes as its text. */
export const sqliteLikeTypes: CustomTypesConfig = {
  getTypeParser: (oid) => parsers.get(oid) ?? ((text: string): SqlValue => text),
};
