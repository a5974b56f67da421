import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { condition, message, query } from './arbitrary.fixture.ts';
import { compileQuery } from './index.ts';
import { parseQuery } from './parse-query.ts';
import { print } from './print.fixture.ts';
import { QueryRefusal } from './problem.ts';
import { ask, NOW, recordsOf } from './queries.fixture.ts';
import { regexOf } from './regex/regex.ts';

const messages = fc.array(message, { maxLength: 12 });

const printed = (text: string): string | undefined => {
  try {
    return print(parseQuery(text));
  } catch (error) {
    if (error instanceof QueryRefusal) return undefined;
    throw error;
  }
};

test('what is read and written again is the same query', () => {
  fc.assert(
    fc.property(query, (text) => {
      const once = printed(text);

      expect(once === undefined ? undefined : printed(once)).toBe(once);
    }),
    { numRuns: 150 },
  );
});

/** What is wrong with the answer to a text, if anything is. */
const complaint = (text: string, list: readonly string[]): string | undefined => {
  const compiled = compileQuery(text);
  if ('problem' in compiled) {
    const { start, end, message: reason } = compiled.problem;
    const isWithin = start >= 0 && start <= end && end <= text.length;
    return isWithin && reason !== '' ? undefined : `${start}-${end} ${reason}`;
  }
  const run = compiled.start({ now: NOW });
  recordsOf(run, list);
  const early = JSON.stringify(run.preview());
  return JSON.stringify(run.end()) === early ? undefined : early;
};

test('a text is a query or is refused at a place within it, and what runs ends', () => {
  const extra = fc.constantFrom(
    '',
    '|',
    ')',
    '"',
    '/',
    '`',
    '[',
    '#',
    '^^',
    ' by ',
    '\u2028',
    '😀',
  );
  const broken = fc
    .tuple(query, fc.nat(80), fc.nat(5), extra)
    .map(([text, at, cut, more]) => text.slice(0, at) + more + text.slice(at + cut));

  fc.assert(
    fc.property(fc.oneof(query, broken, fc.string()), messages, (text, list) => {
      expect(complaint(text, list)).toBeUndefined();
    }),
    { numRuns: 250 },
  );
});

/** What a condition lets through, each event asked alone; with it the rest is computed plainly. */
const passing = (text: string, list: readonly string[]): readonly string[] =>
  list.filter((one) => ask(`filter ${text}`, [one]).rows.length > 0);

const numberOf = (text: string | undefined): number => Number(text ?? Number.NaN);

test('filters, sorting, limits, doubles and groups come to what plain lists come to', () => {
  fc.assert(
    fc.property(condition, messages, fc.integer({ min: 1, max: 5 }), (text, list, limit) => {
      // The logical parts, by what each of them says alone.
      const [yes, no] = [passing(text, list), passing(`not (${text})`, list)];
      expect(yes.length + no.length).toBe(list.length);
      expect(passing(`(${text}) and (${text})`, list)).toEqual(yes);
      expect(passing(`(${text}) or not (${text})`, list)).toEqual(list);

      const asked = (more: string) => ask(`filter ${text} | ${more}`, list).rows;
      const all = asked('fields a, b, strlen(@message) as n');
      expect(all).toHaveLength(yes.length);
      expect(all.map(({ n }) => numberOf(n))).toEqual(yes.map((one) => one.length));
      const sorted = all.toSorted((x, y) => numberOf(y['n']) - numberOf(x['n']));
      expect(asked(`fields a, b, strlen(@message) as n | sort n desc | limit ${limit}`)).toEqual(
        sorted.slice(0, limit),
      );
      const seen = new Set<string>();
      const first = sorted.filter(({ a }) => a === undefined || (!seen.has(a) && seen.add(a)));
      expect(asked('fields a, b, strlen(@message) as n | sort n desc | dedup a')).toEqual(first);
      const groups = Map.groupBy(all, ({ a }) => a);
      expect(
        asked('fields strlen(@message) as n | stats count(*) as c, sum(n) as s, max(n) as m by a'),
      ).toEqual(
        [...groups].map(([a, rows]) => ({
          ...(a === undefined ? {} : { a }),
          c: String(rows.length),
          s: String(rows.reduce((sum, { n }) => sum + numberOf(n), 0)),
          m: String(Math.max(...rows.map(({ n }) => numberOf(n)))),
        })),
      );
    }),
    { numRuns: 100 },
  );
});

const regex: fc.Arbitrary<string> = fc.letrec<{ regex: string }>((tie) => ({
  regex: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      '\\d',
      '\\w',
      '\\s',
      '\\b',
      '^',
      '$',
      'é',
      '\\x41',
      '-',
    ),
    fc.tuple(tie('regex'), tie('regex')).map((parts) => parts.join('')),
    fc.tuple(tie('regex'), tie('regex')).map((parts) => `(?:${parts.join('|')})`),
    fc
      .tuple(tie('regex'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '*?', '+?'))
      .map(([of, sign]) => `(?:x${of})${sign}`),
    tie('regex').map((of) => `(${of})`),
    tie('regex').map((of) => `(?<g>${of})`),
  ),
})).regex;

test('regular expressions match and capture as the engine of the language does', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'x', '1', ' ', '-', 'A', 'é', '\n'),
    maxLength: 12,
  });

  fc.assert(
    fc.property(regex, text, (source, subject) => {
      // A name may stand but once there.
      fc.pre(source.split('?<g>').length <= 2);
      const ours = regexOf(source, 0);
      const theirs = new RegExp(source).exec(subject);

      expect(ours.test(subject)).toBe(theirs !== null);
      expect(ours.match(subject)).toEqual(
        theirs === null ? undefined : theirs.slice(1, 1 + ours.groups.length),
      );
    }),
    { numRuns: 400 },
  );
});

test.for([
  ['(a+)+$', 'a'.repeat(50_000) + 'b'],
  ['(a|a)*b$', 'a'.repeat(50_000)],
  ['(.*)(.*)(.*)(.*)x', 'y'.repeat(20_000)],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(50_000)],
  ['a.{0,200}b.{0,200}c', 'ab'.repeat(4000)],
] as const)('%s takes time by the length of the text only', ([source, subject]) => {
  const before = performance.now();

  expect(regexOf(source, 0).match(subject)).toBeUndefined();

  expect(performance.now() - before).toBeLessThan(2000);
});

test('large and deep queries are refused or read in no time', () => {
  const before = performance.now();
  for (const text of [
    `filter ${'('.repeat(9000)}`,
    `filter ${'not '.repeat(2400)} a`,
    `filter a like /${'('.repeat(9000)}/`,
    `filter a like /${'(?:'.repeat(20)}${'){999}'.repeat(20)}/`,
    `filter a like /${'a?'.repeat(4000)}/`,
    `fields ${'a + '.repeat(2000)} a`,
    `filter ${'a = 1 or '.repeat(1000)} a = 2`,
    'limit 1 |'.repeat(1000),
    `fields ${'a.'.repeat(4000)}b`,
  ])
    expect(() => compileQuery(text)).not.toThrow();
  expect(performance.now() - before).toBeLessThan(2000);
});
