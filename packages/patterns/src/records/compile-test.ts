import { valuePasses } from '../filter/value-check.ts';
import { addressBits, networkBits } from '../ip-address.ts';
import type { Scalar } from '../model.ts';
import { PatternRefusal } from '../refusal.ts';
import { globTest } from './glob.ts';
import type { Network, RecordTest } from './model.ts';

/** Undefined is not there; an object or an array is one value too. */
export type ValueTest = (value: unknown) => boolean;

/** The addresses of a network, `203.0.113.0/24`; a text says what is wrong with it. */
export const network = (cidr: string): Network | string => {
  const [address = '', mask] = cidr.split('/');
  const whole = addressBits(address);
  // A single address is a network of its own.
  if (whole !== undefined && (mask === '32' || mask === '128' || mask === undefined))
    return { bits: whole };
  try {
    return { bits: networkBits(cidr) };
  } catch (error) {
    if (error instanceof PatternRefusal) return error.reason;
    throw error;
  }
};

export const isInNetwork = ({ bits }: Network, address: string): boolean =>
  addressBits(address)?.startsWith(bits) === true;

const isScalar = (value: unknown): value is Scalar =>
  typeof value !== 'object' ? value !== undefined : value === null;

/** How deep records are looked into. */
export const MOST_DEPTH = 64;

const isDeep = (value: unknown, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === MOST_DEPTH || Object.values(value).some((below) => isDeep(below, depth + 1)));

/** A value as the text that Sigma's tests are about; of objects their JSON, unless they are too deep for one. */
export const textIn = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    case 'object':
      return value === null || isDeep(value, 0) ? undefined : JSON.stringify(value);
    default:
      return undefined;
  }
};

/** What is asked of one value; tests that need the whole record have none. */
export const valueTest = (test: Exclude<RecordTest, { kind: 'field' }>): ValueTest => {
  switch (test.kind) {
    case 'text': {
      const { cased } = test;
      const passes = globTest(cased ? test.tokens : test.tokens.map((token) => lower(token)));
      return (value) => {
        const text = textIn(value);
        return text !== undefined && passes(cased ? text : text.toLowerCase());
      };
    }
    case 'regex':
      return (value) => {
        const text = textIn(value);
        return text !== undefined && test.regex.test(text);
      };
    case 'number': {
      const written = String(test.number);
      return (value) => value === test.number || value === written;
    }
    case 'network':
      return (value) => typeof value === 'string' && isInNetwork(test.network, value);
    case 'null':
      return (value) => value === null || value === undefined;
    case 'absent':
      return (value) => value === undefined;
    case 'equals':
    case 'order':
    case 'is':
      return filterTest(test);
    default:
      return test satisfies never;
  }
};

const lower = <T>(token: T): T | string =>
  typeof token === 'string' ? token.toLowerCase() : token;

type FilterTest = Extract<RecordTest, { kind: 'equals' | 'order' | 'is' }>;

/** The tests of filter patterns; the usual one, a plain text, without a detour. */
const filterTest = (test: FilterTest): ValueTest => {
  if (test.kind === 'equals' && test.wanted.kind === 'text' && test.wanted.pieces.length === 1) {
    const [only = ''] = test.wanted.pieces;
    const { negated } = test;
    return (value) =>
      typeof value === 'string'
        ? (value === only) !== negated
        : isScalar(value) && valuePasses(test, value);
  }
  return (value) => isScalar(value) && valuePasses(test, value);
};
