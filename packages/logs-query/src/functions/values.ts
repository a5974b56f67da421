import { fromJson, Instant, isTrue, toNumber, toText, type Value } from '../value.ts';
import { addressOf, isIn, subnetOf } from './addresses.ts';
import { TEXTS } from './texts.ts';

/** From values to a value; what cannot be computed is no value. */
export type PlainFunction = (...args: readonly Value[]) => Value;

const finite = (number: number): number | undefined =>
  Number.isFinite(number) ? number : undefined;

const numeric =
  (compute: (...numbers: readonly number[]) => number): PlainFunction =>
  (...values) => {
    const numbers: number[] = [];
    for (const value of values) {
      const number = toNumber(value);
      if (number === undefined) return undefined;
      numbers.push(number);
    }
    return finite(compute(...numbers));
  };

const jsonParse: PlainFunction = (value) => {
  if (typeof value !== 'string') return typeof value === 'object' ? value : undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return fromJson(parsed);
  } catch {
    return undefined;
  }
};

const address =
  (accepts: (version: 4 | 6) => boolean): PlainFunction =>
  (value) => {
    const found = typeof value === 'string' ? addressOf(value) : undefined;
    return found !== undefined && accepts(found.version);
  };

const inSubnet =
  (accepts: (version: 4 | 6) => boolean): PlainFunction =>
  (value, cidr) => {
    const found = typeof value === 'string' ? addressOf(value) : undefined;
    const subnet = typeof cidr === 'string' ? subnetOf(cidr) : undefined;
    if (found === undefined || subnet === undefined) return false;
    return accepts(found.version) && isIn(found, subnet);
  };

const any = (): boolean => true;
const isFour = (version: 4 | 6): boolean => version === 4;
const isSix = (version: 4 | 6): boolean => version === 6;

const round: PlainFunction = (value, digits) => {
  const number = toNumber(value);
  const places = digits === undefined ? 0 : toNumber(digits);
  if (number === undefined || places === undefined || !(places >= 0 && places <= 15))
    return undefined;
  const factor = 10 ** Math.floor(places);
  return finite(Math.round(number * factor) / factor);
};

export const PLAIN: ReadonlyMap<string, PlainFunction> = new Map([
  ...TEXTS,
  ['abs', numeric((a = 0) => Math.abs(a))],
  ['ceil', numeric((a = 0) => Math.ceil(a))],
  ['floor', numeric((a = 0) => Math.floor(a))],
  ['log', numeric((a = 0) => Math.log(a))],
  ['sqrt', numeric((a = 0) => Math.sqrt(a))],
  ['mod', numeric((a = 0, b = 0) => a % b)],
  ['greatest', numeric((...numbers) => Math.max(...numbers))],
  ['least', numeric((...numbers) => Math.min(...numbers))],
  ['tonumber', numeric((a = 0) => a)],
  ['round', round],
  ['ispresent', (value: Value) => value !== undefined],
  ['coalesce', (...values: readonly Value[]) => values.find((value) => value !== undefined)],
  ['if', (condition: Value, yes: Value, no: Value) => (isTrue(condition) ? yes : no)],
  ['jsonparse', jsonParse],
  ['jsonstringify', (value: Value) => (value === undefined ? undefined : toText(value))],
  [
    'frommillis',
    (value: Value) => {
      const at = toNumber(value);
      return at === undefined ? undefined : new Instant(at);
    },
  ],
  ['tomillis', (value: Value) => toNumber(value)],
  ['isvalidip', address(any)],
  ['isvalidipv4', address(isFour)],
  ['isvalidipv6', address(isSix)],
  ['isipinsubnet', inSubnet(any)],
  ['isvalidipinsubnet', inSubnet(any)],
  ['isipv4insubnet', inSubnet(isFour)],
  ['isipv6insubnet', inSubnet(isSix)],
]);
