import type { Dimensions } from '../model.ts';
import { ExpressionError } from './tokens.ts';

/** A metric as SEARCH() sees it. */
export interface Searchable {
  readonly account: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

type Test = (metric: Searchable, tokens: Tokens) => boolean;

export interface SearchQuery {
  /** Of the schema in braces; the namespace narrows what is read. */
  readonly namespace: string | undefined;
  readonly matches: (metric: Searchable) => boolean;
}

const MOST_LENGTH = 1024;
const MOST_DEPTH = 50;

interface Part {
  readonly kind: 'word' | 'exact' | 'sign' | 'end';
  readonly text: string;
}

const PART = /\s*(?:"((?:[^"\\]|\\.)*)"|([()=])|([^\s()="]+))/y;

const partsOf = (query: string): readonly Part[] => {
  const parts: Part[] = [];
  PART.lastIndex = 0;
  let end = 0;
  for (let found = PART.exec(query); found !== null; found = PART.exec(query)) {
    const [, exact, sign, word] = found;
    if (exact !== undefined) parts.push({ kind: 'exact', text: exact.replaceAll(/\\(.)/gs, '$1') });
    else if (sign !== undefined) parts.push({ kind: 'sign', text: sign });
    else parts.push({ kind: 'word', text: word ?? '' });
    end = PART.lastIndex;
  }
  if (query.slice(end).trim() !== '') throw new ExpressionError('Unterminated string in SEARCH');
  return [...parts, { kind: 'end', text: '' }];
};

/** `CPUUtilization` is found by `cpu`, `utilization` and the whole (User Guide, "CloudWatch search expression tokens"). */
const tokensOf = (text: string): readonly string[] => {
  const spaced = text
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .replaceAll(/([A-Za-z])(\d)/g, '$1 $2')
    .replaceAll(/(\d)([A-Za-z])/g, '$1 $2');
  return [text, ...text.split(/[^A-Za-z\d]+/), ...spaced.split(/[^A-Za-z\d]+/)]
    .filter((token) => token !== '')
    .map((token) => token.toLowerCase());
};

/** The tokens of a metric's texts: found once, however many words are looked for. */
type Tokens = (text: string) => ReadonlySet<string>;

const createTokens = (): Tokens => {
  const known = new Map<string, ReadonlySet<string>>();
  return (text) => {
    const found = known.get(text) ?? new Set(tokensOf(text));
    known.set(text, found);
    return found;
  };
};

/** A word is there when each of its tokens is. */
const wordTest = (word: string): ((there: ReadonlySet<string>) => boolean) => {
  const whole = word.toLowerCase();
  const wanted = whole.split(/[^a-z\d]+/).filter((token) => token !== '');
  return (there) =>
    there.has(whole) || (wanted.length > 1 && wanted.every((token) => there.has(token)));
};

const valuesOf = ({ namespace, name, dimensions }: Searchable): readonly string[] => [
  namespace,
  name,
  ...[...dimensions].flat(),
];

const propertyOf = (metric: Searchable, property: string): string | undefined => {
  if (property === 'Namespace') return metric.namespace;
  if (property === 'MetricName') return metric.name;
  if (property === ':aws.AccountId') return metric.account;
  return metric.dimensions.get(property);
};

/** A word or an exact text, anywhere or of one property. */
const termTest = (part: Part, property: string | undefined): Test => {
  const hasWord = wordTest(part.text);
  const isIn = (value: string, tokens: Tokens): boolean =>
    part.kind === 'exact' ? value === part.text : hasWord(tokens(value));
  if (property === undefined)
    return (metric, tokens) => valuesOf(metric).some((value) => isIn(value, tokens));
  return (metric, tokens) => {
    const value = propertyOf(metric, property);
    return value !== undefined && isIn(value, tokens);
  };
};

interface Cursor {
  readonly parts: readonly Part[];
  at: number;
  depth: number;
}

const peek = ({ parts, at }: Cursor): Part => parts[at] ?? { kind: 'end', text: '' };

const takes = (cursor: Cursor, text: string): boolean => {
  const part = peek(cursor);
  if (part.kind === 'exact' || part.kind === 'end' || part.text !== text) return false;
  cursor.at += 1;
  return true;
};

const unexpected = ({ kind, text }: Part): ExpressionError =>
  new ExpressionError(
    kind === 'end' ? 'Unexpected end of SEARCH query' : `Unexpected '${text}' in SEARCH query`,
  );

const term = (cursor: Cursor, property: string | undefined): Test => {
  if (takes(cursor, '(')) {
    if (cursor.depth >= MOST_DEPTH) throw new ExpressionError('SEARCH query is nested too deeply');
    cursor.depth += 1;
    const inner = alternatives(cursor, property);
    cursor.depth -= 1;
    if (!takes(cursor, ')')) throw unexpected(peek(cursor));
    return inner;
  }
  const part = peek(cursor);
  if (part.kind === 'sign' || part.kind === 'end') throw unexpected(part);
  cursor.at += 1;
  if (property === undefined && takes(cursor, '=')) return term(cursor, part.text);
  return termTest(part, property);
};

const negated = (cursor: Cursor, property: string | undefined): Test => {
  let isNegated = false;
  while (takes(cursor, 'NOT')) isNegated = !isNegated;
  const test = term(cursor, property);
  return isNegated ? (metric, tokens) => !test(metric, tokens) : test;
};

const ends = (cursor: Cursor): boolean => {
  const { kind, text } = peek(cursor);
  return kind === 'end' || (kind !== 'exact' && (text === ')' || text === 'OR'));
};

/** What stands side by side must all be there, with AND between or without. */
const together = (cursor: Cursor, property: string | undefined): Test => {
  const tests = [negated(cursor, property)];
  while (!ends(cursor)) {
    takes(cursor, 'AND');
    tests.push(negated(cursor, property));
  }
  return (metric, tokens) => tests.every((test) => test(metric, tokens));
};

const alternatives = (cursor: Cursor, property: string | undefined): Test => {
  const tests = [together(cursor, property)];
  while (takes(cursor, 'OR')) tests.push(together(cursor, property));
  return (metric, tokens) => tests.some((test) => test(metric, tokens));
};

const SCHEMA = /^\s*\{([^{}]*)\}/;

/** `{AWS/EC2,InstanceId}`: this namespace, and exactly these dimensions. */
const schemaTest = (
  schema: string,
): { namespace: string; test: (metric: Searchable) => boolean } => {
  const [namespace = '', ...names] = schema
    .split(',')
    .map((part) => part.trim().replace(/^"(.*)"$/s, '$1'));
  if (namespace === '') throw new ExpressionError('The schema of SEARCH has no namespace');
  const test = (metric: Searchable): boolean =>
    metric.namespace === namespace &&
    metric.dimensions.size === new Set(names).size &&
    names.every((name) => metric.dimensions.has(name));
  return { namespace, test };
};

/** @throws ExpressionError */
export const parseSearch = (query: string): SearchQuery => {
  if (query.length > MOST_LENGTH)
    throw new ExpressionError(`The query of SEARCH is longer than ${MOST_LENGTH} characters`);
  const found = SCHEMA.exec(query);
  const schema = found === null ? undefined : schemaTest(found[1] ?? '');
  const cursor: Cursor = { parts: partsOf(query.slice(found?.[0].length ?? 0)), at: 0, depth: 0 };
  if (peek(cursor).kind === 'end') {
    if (schema === undefined) throw unexpected(peek(cursor));
    return { namespace: schema.namespace, matches: (metric) => schema.test(metric) };
  }
  const test = alternatives(cursor, undefined);
  if (peek(cursor).kind !== 'end') throw unexpected(peek(cursor));
  return {
    namespace: schema?.namespace,
    matches: (metric) =>
      (schema === undefined || schema.test(metric)) && test(metric, createTokens()),
  };
};
