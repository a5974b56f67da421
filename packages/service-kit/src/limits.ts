import { AwsError } from '@gatehouse/core';

/** What AWS's API reference says of a member: length, range, pattern, enumeration, number of items. */
export interface Limit {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A member with a range is an integer: SDK schemas tell no number from another, and no database column is both. */
  readonly minValue?: number;
  readonly maxValue?: number;
  /** As the API reference prints it; matched against the whole value. */
  readonly pattern?: string;
  readonly oneOf?: readonly string[];
  /** Not repeated in the error message. */
  readonly sensitive?: boolean;
  /** The operation itself refuses NaN and infinities, in its own words; and with it those of all other members. */
  readonly anyNumber?: boolean;
}

/** By member path: `UserName`, `Tags[].Key`, `Settings.Mode`. */
export type Limits = Readonly<Record<string, Limit>>;

/** Checks a decoded input against limits and throws AWS's collective validation error. */
export type Validator = (input: unknown, code: string) => void;

const MAX_REPORTED = 10;

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const shown = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
};

const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

const lengthOf = (value: unknown): number | undefined => {
  if (typeof value === 'string') return codePoints(value);
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value !== null && typeof value === 'object' && !(value instanceof Date))
    return Object.keys(value).length;
  return undefined;
};

const hasRange = ({ minValue, maxValue }: Limit): boolean =>
  minValue !== undefined || maxValue !== undefined;

const complaint = (limit: Limit, pattern: RegExp | undefined, value: unknown): string[] => {
  const found: string[] = [];
  const length = lengthOf(value);
  if (length !== undefined && limit.minLength !== undefined && length < limit.minLength)
    found.push(`Member must have length greater than or equal to ${limit.minLength}`);
  if (length !== undefined && limit.maxLength !== undefined && length > limit.maxLength)
    found.push(`Member must have length less than or equal to ${limit.maxLength}`);
  if (typeof value === 'number' && limit.minValue !== undefined && value < limit.minValue)
    found.push(`Member must have value greater than or equal to ${limit.minValue}`);
  if (typeof value === 'number' && limit.maxValue !== undefined && value > limit.maxValue)
    found.push(`Member must have value less than or equal to ${limit.maxValue}`);
  if (typeof value === 'number' && hasRange(limit) && !Number.isInteger(value))
    found.push('Member must be an integer');
  if (typeof value === 'string' && limit.oneOf !== undefined && !limit.oneOf.includes(value))
    found.push(`Member must satisfy enum value set: [${limit.oneOf.join(', ')}]`);
  // The pattern runs only on text of a permitted length, so a long value costs nothing.
  if (
    typeof value === 'string' &&
    pattern !== undefined &&
    found.length === 0 &&
    !pattern.test(value)
  )
    found.push(`Member must satisfy regular expression pattern: ${limit.pattern ?? ''}`);
  return found;
};

interface Rule {
  readonly steps: readonly string[];
  readonly limit: Limit;
  readonly pattern: RegExp | undefined;
}

/** Whether a text has a permitted length; its letters are counted only where UTF-16 leaves it open. */
const fitsLength = ({ minLength, maxLength }: Limit, text: string): boolean =>
  (maxLength === undefined || text.length <= maxLength || codePoints(text) <= maxLength) &&
  (minLength === undefined || text.length >= 2 * minLength || codePoints(text) >= minLength);

const fits = ({ limit, pattern }: Rule, value: unknown): boolean => {
  if (typeof value !== 'string') return complaint(limit, pattern, value).length === 0;
  return (
    fitsLength(limit, value) &&
    (limit.oneOf === undefined || limit.oneOf.includes(value)) &&
    (pattern === undefined || pattern.test(value))
  );
};

/** Whether all that a rule is about fits: nearly always, and then nothing is made on the way. */
const allFit = (rule: Rule, value: unknown, depth: number): boolean => {
  if (value === undefined || value === null) return true;
  const step = rule.steps[depth];
  if (step === undefined) return fits(rule, value);
  if (step === '[]')
    return !Array.isArray(value) || value.every((item) => allFit(rule, item, depth + 1));
  if (typeof value !== 'object' || !Object.hasOwn(value, step)) return true;
  return allFit(rule, Reflect.get(value, step), depth + 1);
};

const visit = (
  value: unknown,
  steps: readonly string[],
  at: string,
  found: (value: unknown, at: string) => void,
): void => {
  if (value === undefined || value === null) return;
  const [step, ...rest] = steps;
  if (step === undefined) return found(value, at);
  if (step === '[]') {
    if (!Array.isArray(value)) return;
    for (const [index, item] of value.entries())
      visit(item, rest, `${at}.${index + 1}.member`, found);
    return;
  }
  if (typeof value !== 'object' || !Object.hasOwn(value, step)) return;
  const member: unknown = Reflect.get(value, step);
  visit(member, rest, at === '' ? lowerFirst(step) : `${at}.${lowerFirst(step)}`, found);
};

interface Oddity {
  readonly at: string;
  readonly constraint: string;
}

const NO_NUL = 'Member must satisfy regular expression pattern: [^\\u0000]*';
const FINITE = 'Member must be a finite number';

/** Whether there is anything for `oddityWithin` to find: every call asks this, so nothing is made on the way. */
const isOdd = (value: unknown, anyNumber: boolean): boolean => {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value === 'number') return !anyNumber && !Number.isFinite(value);
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.some((item) => isOdd(item, anyNumber));
  if (value instanceof Date || value instanceof Uint8Array) return false;
  for (const name of Object.keys(value))
    if (name.includes('\0') || isOdd(Reflect.get(value, name), anyNumber)) return true;
  return false;
};

/** Where in the input a text, or the key of a map, holds NUL, or a number is none. */
const oddityWithin = (value: unknown, at: string, anyNumber: boolean): Oddity | undefined => {
  if (typeof value === 'string')
    return value.includes('\0') ? { at, constraint: NO_NUL } : undefined;
  if (typeof value === 'number')
    return anyNumber || Number.isFinite(value) ? undefined : { at, constraint: FINITE };
  if (value === null || typeof value !== 'object') return undefined;
  if (value instanceof Date || value instanceof Uint8Array) return undefined;
  const isList = Array.isArray(value);
  for (const [name, member] of Object.entries(value)) {
    if (name.includes('\0')) return { at, constraint: NO_NUL };
    const step = isList ? `${Number(name) + 1}.member` : lowerFirst(name);
    const found = oddityWithin(member, at === '' ? step : `${at}.${step}`, anyNumber);
    if (found !== undefined) return found;
  }
  return undefined;
};

/**
 * AWS takes NUL in no text, and PostgreSQL cannot store it; the protocols spell NaN and Infinity where the schema says
 * only that it is a number. No operation gets to see one unless it says so.
 */
const requireOrdinary = (input: unknown, code: string, anyNumber: boolean): void => {
  const odd = isOdd(input, anyNumber) ? oddityWithin(input, '', anyNumber) : undefined;
  if (odd === undefined) return;
  throw new AwsError(
    code,
    `1 validation error detected: Value at '${odd.at}' failed to satisfy constraint: ${odd.constraint}`,
  );
};

/** Compiles limits once per operation. */
export const validator = (limits: Limits): Validator => {
  const rules: Rule[] = Object.entries(limits).map(([path, limit]) => ({
    steps: path.replaceAll('[]', '.[]').split('.'),
    limit,
    pattern: limit.pattern === undefined ? undefined : new RegExp(`^(?:${limit.pattern})$`, 'u'),
  }));

  const anyNumber = rules.some(({ limit }) => limit.anyNumber === true);

  return (input, code) => {
    requireOrdinary(input, code, anyNumber);
    if (rules.every((rule) => allFit(rule, input, 0))) return;
    const errors: string[] = [];
    for (const { steps, limit, pattern } of rules) {
      visit(input, steps, '', (value, at) => {
        const constraints = complaint(limit, pattern, value);
        if (constraints.length === 0) return;
        const named = limit.sensitive === true ? 'Value' : `Value '${shown(value)}'`;
        for (const constraint of constraints)
          errors.push(`${named} at '${at}' failed to satisfy constraint: ${constraint}`);
      });
    }
    if (errors.length === 0) return;
    const count = `${errors.length} validation error${errors.length === 1 ? '' : 's'} detected`;
    throw new AwsError(code, `${count}: ${errors.slice(0, MAX_REPORTED).join('; ')}`);
  };
};
