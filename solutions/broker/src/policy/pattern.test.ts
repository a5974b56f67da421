import { leastMilliseconds } from '@gatehouse/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePattern } from './pattern.ts';

const matches = (source: string, value: string): boolean => {
  const answer = parsePattern(source);
  if (!answer.ok) throw new Error(answer.message);
  return answer.pattern.matches(value);
};

test.for([
  ['[A-Z]+-[0-9]+', 'OPS-17', true],
  ['[A-Z]+-[0-9]+', 'OPS-17 ', false],
  ['[A-Z]+-[0-9]+', 'xOPS-17', false],
  ['[A-Z]+-[0-9]+', 'OPS-', false],
  ['[A-Z]+-[0-9]+', 'ops-17', false],
  ['(INC|CHG)[0-9]{7}', 'CHG0000001', true],
  ['(INC|CHG)[0-9]{7}', 'INC000001', false],
  ['\\w{2,4}', 'abcde', false],
  ['a?b?c', 'bc', true],
  ['(?:a|b(c|d))e', 'bde', true],
  ['.{3}', 'a\nb', false],
  ['[^/]+', 'a/b', false],
  ['\\d{4}\\/\\d+', '2026/1', true],
  ['😀{2}', '😀😀', true],
] as const)('%s and %s: %s', ([source, value, expected]) => {
  expect(matches(source, value)).toBe(expected);
});

test.for([
  ['(a+)+', /group must not be repeated/],
  ['(ab)?', /group must not be repeated/],
  ['a*a', /can take what/],
  ['[a-z]*[0-9]?x', /can take what/],
  ['.*foo', /can take what/],
  ['\\d+\\d+', /can take what/],
  ['(a)\\1', /not in the subset/],
  ['(?=a)b', /look-around/],
  ['(?<name>a)', /look-around/],
  ['\\p{L}', /not in the subset/],
  ['\\bfoo', /not in the subset/],
  ['^a$', /whole value/],
  ['a+?', /quantifier must not follow/],
  ['a{2,1}', /room/],
  ['a{5000}', /up to 1000/],
  ['[z-a]', /range/],
  ['[]', /empty/],
  ['[a', /too early/],
  ['(a', /not closed/],
  ['a)', /closes nothing/],
  ['*a', /stands for itself/],
  ['', /empty/],
  ['(a|b)'.repeat(7), /more than 64/],
  ['('.repeat(50), /nested/],
  ['a'.repeat(300), /more than 256/],
] as const)('%s is refused', ([source, message]) => {
  const answer = parsePattern(source);

  expect(answer.ok ? '' : answer.message).toMatch(message);
});

const atom = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c', '1', '\\d', '[ab]', '[^a]', '[a-c1]', '-', '.', '\\w', '\\.'),
    fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{0,2}', '{2,}'),
  )
  .map(([single, quantifier]) => `${single}${quantifier}`);
const sequence = fc.array(atom, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
const somePattern = fc
  .tuple(sequence, fc.array(sequence, { minLength: 1, maxLength: 3 }), sequence)
  .map(([before, between, after]) => `${before}(${between.join('|')})${after}`);
const someValue = fc
  .array(fc.constantFrom('a', 'b', 'c', '1', '2', '-', '.', 'é', '\n'), { maxLength: 12 })
  .map((parts) => parts.join(''));

test('what is admitted matches as ECMAScript has it', () => {
  let admitted = 0;

  fc.assert(
    fc.property(fc.oneof(sequence, somePattern), fc.array(someValue), (source, values) => {
      const answer = parsePattern(source);
      if (!answer.ok) return;
      admitted += 1;
      const theirs = new RegExp(`^(?:${source})$`, 'u');
      const ours = values.map((value) => [value, answer.pattern.matches(value)]);
      expect(ours).toEqual(values.map((value) => [value, theirs.test(value)]));
    }),
    { numRuns: 3000 },
  );

  expect(admitted).toBeGreaterThan(300);
});

/** Steps a backtracking matcher takes, the number that explodes in engines like that of the browser. */
const backtrackingSteps = (source: string, value: string): number => {
  const atoms = Array.from(
    source.matchAll(/(\[[^\]]*\]|\\?.)(\*|\+|\?|\{\d,?\d?\})?/gu),
    (found) => ({
      test: new RegExp(`^${found[1] ?? ''}$`, 'u'),
      ...bounds(found[2] ?? ''),
    }),
  );
  let steps = 0;
  const from = (at: number, position: number): boolean => {
    const next = atoms[at];
    if (next === undefined) return position === value.length;
    let taken = 0;
    while (taken < next.most && next.test.test(value[position + taken] ?? '')) {
      taken += 1;
      steps += 1;
    }
    for (; taken >= next.least; taken -= 1) {
      steps += 1;
      if (from(at + 1, position + taken)) return true;
    }
    return false;
  };
  from(0, 0);
  return steps;
};

const bounds = (quantifier: string): { readonly least: number; readonly most: number } => {
  if (quantifier === '') return { least: 1, most: 1 };
  if (quantifier === '*') return { least: 0, most: Infinity };
  if (quantifier === '+') return { least: 1, most: Infinity };
  if (quantifier === '?') return { least: 0, most: 1 };
  const [least = '', most = least] = quantifier.slice(1, -1).split(',');
  return { least: Number(least), most: most === '' ? Infinity : Number(most) };
};

test('even a backtracking engine needs a number of steps linear in the value', () => {
  const unit = fc.array(fc.constantFrom('a', 'b', 'c', '1', '-'), { minLength: 1, maxLength: 3 });

  fc.assert(
    fc.property(sequence, unit, (source, parts) => {
      if (!parsePattern(source).ok) return;
      const value = parts.join('').repeat(200);

      expect(backtrackingSteps(source, value)).toBeLessThan(20 * (value.length + 20));
    }),
    { numRuns: 1000 },
  );
});

test('a value of a million characters is one pass', () => {
  const value = 'A'.repeat(1_000_000);

  const milliseconds = leastMilliseconds(2000, () => {
    expect(matches('([A-Z]+|[A-Z]+-|[A-Z]+:)[0-9]+', value)).toBe(false);
  });

  expect(milliseconds).toBeLessThan(2000);
});
