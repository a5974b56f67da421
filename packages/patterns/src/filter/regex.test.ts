import { expect, test } from 'vitest';
import { filterRegex } from './regex.ts';

const TEXTS = [
  '',
  'a',
  'b',
  'aa',
  'ab',
  'ba',
  'abc',
  'aXb',
  'a-b_c',
  '2026-03-02',
  '10.0.0.1',
  'x@y.example',
  'a\nb',
  ' tab\t',
  'ä',
  '$^',
  '[x]{2}|*+?\\',
];

const SOURCES = [
  'a',
  'ab',
  'a|b',
  'a|b|',
  '^a',
  'a$',
  '^a$',
  '^$',
  '^',
  '$',
  '$^',
  'a*',
  'a+',
  'a?b',
  'ba*',
  '^a*$',
  '^a+b?$',
  'a{2}',
  '^a{1,2}$',
  '^a{0,1}$',
  '^a{1,}$',
  '^[ab]{2,}$',
  '[a-c]',
  '[^a-c]',
  '^[^a-c]$',
  '[a-]',
  '[-b]',
  '[\\d-]',
  '[\\]x]',
  '[.$^|*+?{}]',
  '\\d{4}-\\d\\d-\\d{2}',
  '^\\d+\\.\\d+\\.\\d+\\.\\d+$',
  '\\D',
  '\\s',
  '\\S\\s\\S',
  '\\w+@\\w+\\.\\w+',
  '\\W',
  '^\\W$',
  '.',
  '^.$',
  'a.b',
  '^.*$',
  '\\x61',
  '[\\x61-\\x62]',
  '\\$\\^',
  '\\[x\\]\\{2\\}\\|\\*\\+\\?\\\\',
  '_|@|-',
];

test.for(SOURCES)('%s finds what it finds anywhere', (source) => {
  const ours = TEXTS.map((text) => filterRegex(source, 0).test(text));

  // The language is a part of JavaScript's, but for what ends a line and counts as a space outside ASCII.
  const theirs = TEXTS.map((text) => new RegExp(source).test(text));
  expect(ours).toEqual(theirs);
});

test('random expressions find what others find in random texts', () => {
  let seed = 20_260_302;
  const below = (most: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * most);
  };
  const pick = (list: readonly string[]): string => list[below(list.length)] ?? '';
  const piece = (): string =>
    pick(['a', 'b', '[ab]', '[^a]', '.', '\\w', 'c']) +
    pick(['', '', '*', '+', '?', '{2}', '{1,3}']);
  const source = (): string => {
    const parts = Array.from({ length: 1 + below(2) }, () =>
      Array.from({ length: 1 + below(4) }, piece).join(''),
    );
    return pick(['', '', '^']) + parts.join('|') + pick(['', '', '$']);
  };
  const text = (): string => Array.from({ length: below(9) }, () => pick(['a', 'b', 'c'])).join('');

  for (let run = 0; run < 2000; run += 1) {
    const [expression, line] = [source(), text()];
    const found = filterRegex(expression, 0).test(line);
    expect([expression, line, found]).toEqual([
      expression,
      line,
      new RegExp(expression).test(line),
    ]);
  }
});

test.for(['[ab]*a[ab]{120}', '.*.*.*.*.*x', '\\w+\\w+\\w+$', 'a*a*a*a*a*a*b', '[^x]{1,60}y'])(
  '%s takes time by the length of the text only',
  (source) => {
    const regex = filterRegex(source, 0);
    const text = 'ab'.repeat(50_000);
    const started = performance.now();

    regex.test(text);

    // Far from what it takes, and farther from what a matcher that tries again and again would.
    expect(performance.now() - started).toBeLessThan(4000);
  },
);

test.for(['a[ab]{14}c', '^.*a[ab]{14}c$', 'b[ab]{14}a$|a[ab]{14}c', 'a[ab]{14}$', '[ab]{40}c'])(
  '%s has too many states to remember and still finds what others find',
  (source) => {
    let seed = 11;
    const random = (): boolean => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed > 1_073_741_824;
    };
    const regex = filterRegex(source, 0);
    const oracle = new RegExp(source);

    for (const end of ['', 'c', 'aä', 'bc', 'b'.repeat(15), `a${'b'.repeat(14)}`]) {
      const text = Array.from({ length: 4000 }, () => (random() ? 'a' : 'b')).join('') + end;
      expect([end, regex.test(text)]).toEqual([end, oracle.test(text)]);
    }
  },
);
