import { FilterRefusal } from './filter-refusal.ts';
import type {
  Condition,
  DelimitedField,
  FilterPattern,
  FilterProblem,
  Selector,
  SelectorStep,
  Term,
} from './model.ts';
import { filterRegex } from './regex.ts';
import { Scanner } from './scanner.ts';

const LONGEST = 1024;
const MOST_WILDCARDS = 3;
/** As many as all filters of a log group may have. */
const MOST_TERM_REGEXES = 5;
const NAME = /[A-Za-z0-9_-]+/y;
const INDEX = /\[([0-9]{1,9})\]/y;
const QUOTED_NAME = /\['([^']+)'\]/y;
const FIELD_NAME = /[A-Za-z0-9_@$-]+/y;
const WORD = /^[\p{L}\p{N}_]+$/u;
/** `" "` has every message (User Guide, "Match everything"). */
const BLANK = /^"\s+"$/;

/**
 * A filter pattern of CloudWatch Logs, or what is wrong with it (CloudWatch Logs User Guide, "Filter pattern syntax for
 * metric filters, subscription filters, filter log events, and Live Tail").
 */
export const parseFilterPattern = (
  text: string,
): { readonly pattern: FilterPattern } | { readonly problem: FilterProblem } => {
  try {
    if (text.length > LONGEST)
      throw new FilterRefusal(`A pattern has at most ${LONGEST} characters.`, LONGEST);
    return { pattern: parse(text) };
  } catch (error) {
    if (!(error instanceof FilterRefusal)) throw error;
    return { problem: { message: error.message, reason: error.reason, at: error.at } };
  }
};

/** A selector by itself, as a metric's value or dimension has it; undefined when it is none. */
export const parseSelector = (text: string): Selector | undefined => {
  try {
    const scanner = new Scanner(text);
    const found = selector(scanner);
    return scanner.at === text.length ? found : undefined;
  } catch (error) {
    if (error instanceof FilterRefusal) return undefined;
    throw error;
  }
};

const parse = (text: string): FilterPattern => {
  const trimmed = text.trim();
  if (trimmed === '' || BLANK.test(trimmed)) return { kind: 'everything', regexes: 0 };
  if (trimmed.startsWith('{')) return jsonPattern(new Scanner(text));
  if (trimmed.startsWith('[')) return delimitedPattern(new Scanner(text));
  return termsPattern(new Scanner(text));
};

const requireEnd = (scanner: Scanner): void => {
  scanner.skip();
  if (scanner.at < scanner.source.length) scanner.refuse('Something stands behind the pattern.');
  scanner.requireFewRegexes();
};

const jsonPattern = (scanner: Scanner): FilterPattern => {
  let wildcards = 0;
  scanner.expect('{');
  const condition = scanner.condition<Selector>(() => {
    scanner.skip();
    const from = scanner.at;
    const subject = selector(scanner);
    wildcards += wildcardsOf(subject);
    const test = scanner.test();
    return { kind: 'test', subject, test, text: scanner.source.slice(from, scanner.at) };
  });
  scanner.expect('}');
  requireEnd(scanner);
  if (wildcards > MOST_WILDCARDS)
    scanner.refuse(`At most ${MOST_WILDCARDS} wildcards can stand in the selectors of a pattern.`);
  return { kind: 'json', condition, regexes: scanner.regexes };
};

const wildcardsOf = ({ steps }: Selector): number =>
  steps.filter(({ kind }) => kind === 'every-member' || kind === 'every-element').length;

const selector = (scanner: Scanner): Selector => {
  const from = scanner.at;
  if (scanner.source[from] !== '$') scanner.refuse("A selector begins with '$'.");
  scanner.at += 1;
  const steps: SelectorStep[] = [];
  for (let step = nextStep(scanner); step !== undefined; step = nextStep(scanner)) steps.push(step);
  const found = { text: scanner.source.slice(from, scanner.at), steps };
  if (steps.length === 0) scanner.refuse('A selector names a member.');
  if (wildcardsOf(found) > 1) scanner.refuse('A selector has at most one wildcard.');
  return found;
};

const nextStep = (scanner: Scanner): SelectorStep | undefined => {
  const next = scanner.source[scanner.at];
  if (next === '[') {
    if (scanner.source.startsWith('[*]', scanner.at)) {
      scanner.at += 3;
      return { kind: 'every-element' };
    }
    const index = scanner.match(INDEX);
    if (index !== undefined) return { kind: 'index', index: Number(index.slice(1, -1)) };
    return quotedName(scanner) ?? scanner.refuse('Brackets hold an index, a star or a name.');
  }
  if (next !== '.') return undefined;
  scanner.at += 1;
  if (scanner.source[scanner.at] === '*') {
    scanner.at += 1;
    return { kind: 'every-member' };
  }
  const name = scanner.match(NAME);
  if (name !== undefined) return { kind: 'name', name };
  return quotedName(scanner) ?? scanner.refuse('The name of a member is missing.');
};

const quotedName = (scanner: Scanner): SelectorStep | undefined => {
  const name = scanner.match(QUOTED_NAME);
  return name === undefined ? undefined : { kind: 'name', name: name.slice(2, -2) };
};

const delimitedPattern = (scanner: Scanner): FilterPattern => {
  scanner.expect('[');
  const before: DelimitedField[] = [];
  // An empty pattern has all fields of a line, as '...' has.
  let after: DelimitedField[] | undefined = scanner.takes(']') ? [] : undefined;
  const names = new Set<string>();
  if (after === undefined) {
    do {
      const gap = scanner.takes('...');
      if (gap && after !== undefined) scanner.refuse("'...' can stand in a pattern once.");
      if (gap) after = [];
      else (after ?? before).push(...field(scanner, names));
    } while (scanner.takes(','));
    scanner.expect(']');
  }
  requireEnd(scanner);
  return { kind: 'delimited', before, after, regexes: scanner.regexes };
};

const field = (scanner: Scanner, names: Set<string>): readonly DelimitedField[] => {
  scanner.skip();
  const next = scanner.source[scanner.at];
  if (next === ',' || next === ']') return [{ name: undefined, condition: undefined }];
  const from = scanner.at;
  const bare = scanner.match(FIELD_NAME);
  scanner.skip();
  if (bare !== undefined && ',]'.includes(scanner.source[scanner.at] ?? ' '))
    return [{ name: unique(scanner, names, bare), condition: undefined }];
  scanner.at = from;
  const condition = scanner.condition<string>(() => {
    scanner.skip();
    const start = scanner.at;
    const found = scanner.match(FIELD_NAME);
    if (found === undefined) return scanner.refuse('The name of a field is missing.');
    const test = scanner.test();
    if (test.kind !== 'equals' && test.kind !== 'order')
      return scanner.refuse('A field is compared with a value.');
    const text = scanner.source.slice(start, scanner.at);
    return { kind: 'test', subject: found, test, text };
  });
  return ownConditions(scanner, condition).map(([name, own]) => ({
    name: unique(scanner, names, name),
    condition: own,
  }));
};

const namesIn = (condition: Condition<string>): ReadonlySet<string> =>
  condition.kind === 'test'
    ? new Set([condition.subject])
    : new Set(condition.of.flatMap((part) => [...namesIn(part)]));

/** `status = 4* && bytes > 1000` are two fields, one after the other (User Guide, "space-delimited log events"). */
const ownConditions = (
  scanner: Scanner,
  condition: Condition<string>,
): readonly (readonly [string, Condition<string>])[] => {
  const parts = condition.kind === 'all' ? condition.of : [condition];
  const found = new Map<string, Condition<string>>();
  for (const part of parts) {
    const [name = '', ...others] = namesIn(part);
    if (others.length > 0)
      scanner.refuse(`The condition of the field ${name} names another field.`);
    const before = found.get(name);
    found.set(name, before === undefined ? part : { kind: 'all', of: [before, part] });
  }
  return [...found];
};

const unique = (scanner: Scanner, names: Set<string>, name: string): string => {
  if (names.has(name)) scanner.refuse(`Two fields have the name ${name}.`);
  names.add(name);
  return name;
};

const termsPattern = (scanner: Scanner): FilterPattern => {
  const terms: Term[] = [];
  for (scanner.skip(); scanner.at < scanner.source.length; scanner.skip())
    terms.push(term(scanner));
  if (scanner.regexes > MOST_TERM_REGEXES)
    scanner.refuse(`At most ${MOST_TERM_REGEXES} regular expressions can be terms.`);
  return { kind: 'terms', terms, regexes: scanner.regexes };
};

const term = (scanner: Scanner): Term => {
  const sign = scanner.source[scanner.at];
  const mode = sign === '-' ? 'excluded' : sign === '?' ? 'optional' : 'required';
  if (mode !== 'required') scanner.at += 1;
  // The User Guide writes a blank behind the minus sign.
  if (mode === 'excluded') scanner.skip();
  const from = scanner.at;
  const first = scanner.source[from];
  if (first === '"') {
    const text = scanner.quoted().join('*');
    if (text === '') scanner.refuse('A term must not be empty.');
    return { mode, text, regex: undefined };
  }
  if (first === '%') {
    const end = scanner.source.indexOf('%', from + 1);
    if (end < 0) scanner.refuse('A regular expression has no end.');
    const source = scanner.source.slice(from + 1, end);
    scanner.at = end + 1;
    scanner.regexes += 1;
    return { mode, text: source, regex: filterRegex(source, from + 1) };
  }
  const text = scanner.match(/[^\s"]+/y) ?? '';
  if (text === '') scanner.refuse('A term must not be empty.');
  if (!WORD.test(text))
    throw new FilterRefusal(
      'A term with other characters than letters, digits and underscores must be quoted.',
      from,
      `Invalid character(s) in term '${text}'`,
    );
  return { mode, text, regex: undefined };
};
