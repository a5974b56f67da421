import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyPatternTest, matchesPattern, patternTest, wildcards } from './glob.ts';

const ALPHABET = fc.constantFrom('a', 'b', ':', '/', '😀');
const text = fc.array(ALPHABET, { maxLength: 12 }).map((parts) => parts.join(''));
const pattern = fc
  .array(fc.oneof(ALPHABET, fc.constantFrom('*', '?')), { maxLength: 8 })
  .map((parts) => parts.join(''));

/** The same question for the regular-expression engine, on texts short enough for it. */
const byExpression = (source: string, value: string): boolean =>
  new RegExp(
    `^${source
      .replaceAll(/[.+^${}()|[\]\\/]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'su',
  ).test(value);

test('a pattern matches what the same regular expression matches', () => {
  fc.assert(
    fc.property(pattern, text, (source, value) => {
      const expected = byExpression(source, value);
      expect(matchesPattern(wildcards(source), value)).toBe(expected);
      expect(patternTest(wildcards(source))(value)).toBe(expected);
      expect(anyPatternTest(['zzz', wildcards(source)])(value)).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});

/** Milliseconds of the fastest of a few tries: what the work costs, not what the machine was busy with. */
const fastest = (work: () => void): number =>
  Math.min(
    ...Array.from({ length: 5 }, () => {
      const started = performance.now();
      work();
      return performance.now() - started;
    }),
  );

test.for<[string, string]>([
  ['stars between letters', `${'a*'.repeat(500)}b`],
  ['stars and question marks', `${'*?a'.repeat(400)}b`],
  ['stars only', `${'*'.repeat(5000)}b`],
  ['a long part behind a star', `*${'a'.repeat(900)}b`],
])('%s take no longer than a policy check may', ([, source]) => {
  const longest = 'a'.repeat(2048);

  expect(fastest(() => matchesPattern(wildcards(source), longest))).toBeLessThan(25);
});

test('the time grows with the text, not with its square', () => {
  const compiled = wildcards(`${'a*'.repeat(40)}b`);
  const time = (length: number): number =>
    fastest(() => {
      for (let at = 0; at < 20; at += 1) matchesPattern(compiled, 'a'.repeat(length));
    });

  time(100_000);

  expect(time(800_000) / time(100_000)).toBeLessThan(24);
});
