import { BlockList, isIP } from 'node:net';
import { compileFilter, parseFilterPattern } from '@gatehouse/patterns';
import { timeOf } from '../events/event-time.ts';
import { isObject } from '../events/json.ts';
import type { JsonObject, Signal } from '../model.ts';
import { wildcardMatch } from './wildcard.ts';

/** How often a suppression held back signals of a rule. */
export interface SuppressedCount {
  readonly suppression: string;
  readonly reason: string;
  readonly rule: string;
  count: number;
  firstAt: number;
  lastAt: number;
}

/** What is known and not wanted. All that it names has to be so. */
export interface Suppression {
  readonly name: string;
  readonly reason: string;
  /** Events from this time on are not suppressed. */
  readonly expiresAt: number | undefined;
  matches(signal: Signal): boolean;
}

/** The file with suppressions is wrong; the message says where. */
export class SuppressionProblem extends Error {
  override readonly name = 'SuppressionProblem';
}

type Test = (signal: Signal) => boolean;

const NAMES = ['name', 'reason', 'expires', 'rule', 'actor', 'account', 'sourceIp'].concat(
  'userAgent',
  'resource',
  'pattern',
);
const MOST = 1000;
const LONGEST = 4096;

const problem = (at: string, what: string): SuppressionProblem =>
  new SuppressionProblem(`${at}: ${what}`);

/** One text or a list of them. */
const textsOf = (value: unknown, at: string): readonly string[] => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.map((one) => (typeof one === 'number' ? String(one) : one));
  const wrong = texts.some((one) => typeof one !== 'string' || one === '' || one.length > LONGEST);
  if (wrong || texts.length === 0 || texts.length > MOST)
    throw problem(at, 'is a text or a list of texts');
  return texts.map(String);
};

const anyWildcard = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => wildcardMatch(pattern, text));

const addressTest = (ranges: readonly string[], at: string): Test => {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const version = isIP(address);
    const most = version === 4 ? 32 : 128;
    const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (version === 0 || length < 0 || length > most)
      throw problem(at, `"${range}" is no address and no CIDR range`);
    list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  }
  return ({ event: { sourceIp } }) => {
    const version = isIP(sourceIp);
    return version !== 0 && list.check(sourceIp, version === 4 ? 'ipv4' : 'ipv6');
  };
};

const patternTest = (texts: readonly string[], at: string): Test => {
  const filters = texts.map((text) => {
    const parsed = parseFilterPattern(text);
    if ('problem' in parsed) throw problem(at, 'is no filter pattern');
    return compileFilter(parsed.pattern);
  });
  return ({ event }) => {
    const text = JSON.stringify(event.record);
    return filters.some((filter) => filter.matches(text));
  };
};

const testOf = (name: string, texts: readonly string[], at: string): Test => {
  switch (name) {
    case 'rule':
      return ({ rule }) => anyWildcard(texts, rule.id);
    case 'actor':
      return ({ event: { actor } }) =>
        anyWildcard(texts, actor.key) || anyWildcard(texts, actor.session);
    case 'account':
      return ({ event }) => texts.includes(event.account);
    case 'sourceIp':
      return addressTest(texts, at);
    case 'userAgent':
      return ({ event }) => anyWildcard(texts, event.userAgent);
    case 'resource':
      return ({ resources }) => resources.some(({ id }) => anyWildcard(texts, id));
    case 'pattern':
      return patternTest(texts, at);
    default:
      throw problem(at, `is not known; known are ${NAMES.join(', ')}`);
  }
};

const suppressionOf = (entry: JsonObject, index: number): Suppression => {
  const place = `suppressions[${index}]`;
  const { name, reason, expires, ...rest } = entry;
  if (typeof reason !== 'string' || reason.trim() === '')
    throw problem(`${place}.reason`, 'is needed: why is this known and not wanted?');
  const expiresAt = expires === undefined ? undefined : timeOf(dateOf(expires));
  if (expires !== undefined && expiresAt === undefined)
    throw problem(`${place}.expires`, 'is a time such as 2027-01-31 or 2027-01-31T12:00:00Z');
  const tests = Object.entries(rest).map(([key, value]) =>
    testOf(key, textsOf(value, `${place}.${key}`), `${place}.${key}`),
  );
  if (tests.length === 0) throw problem(place, 'names nothing, and would suppress everything');
  return {
    name: typeof name === 'string' ? name : `${index + 1}`,
    reason,
    expiresAt,
    matches: (signal) =>
      (expiresAt === undefined || signal.event.at < expiresAt) &&
      tests.every((test) => test(signal)),
  };
};

const dateOf = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);

/** Suppressions as a file has them, parsed: a list, or an object with the list `suppressions`. @throws SuppressionProblem */
export const readSuppressions = (value: unknown): readonly Suppression[] => {
  const list: unknown = isObject(value) ? value['suppressions'] : value;
  if (!Array.isArray(list) || list.length > MOST)
    throw problem('suppressions', `is a list of at most ${MOST}`);
  return list.map((entry: unknown, index) => {
    if (!isObject(entry)) throw problem(`suppressions[${index}]`, 'is no object');
    return suppressionOf(entry, index);
  });
};
