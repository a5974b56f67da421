import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compilePatterns, explainPattern, parsePattern } from './index.ts';

/** In `texts.json` both are texts, because they hold what a value would lose. */
interface Case {
  readonly name: string;
  readonly pattern: unknown;
  readonly event: unknown;
  readonly matches: boolean;
}

const FOLDER = join(import.meta.dirname, '../cases');

const files = readdirSync(FOLDER).map((file) => {
  const cases: readonly Case[] = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  return [file, cases] as const;
});

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

describe.each(files)('%s', (_, cases) => {
  test.for(cases.map((found) => [found.name, found] as const))('%s', ([, found]) => {
    const pattern = parsePattern(textOf(found.pattern));
    if (Array.isArray(pattern)) throw new Error(pattern[0]?.message);

    const matched = compilePatterns([{ id: 'one', pattern }]).match(textOf(found.event));

    expect(matched).toEqual(found.matches ? ['one'] : []);
    expect(explainPattern(pattern, textOf(found.event)).matched).toBe(found.matches);
  });
});

test.for(files)('all patterns of %s match alike when they are in one machine', ([, cases]) => {
  const matcher = compilePatterns(
    cases.flatMap(({ name, pattern }) => {
      const parsed = parsePattern(textOf(pattern));
      return Array.isArray(parsed) ? [] : [{ id: name, pattern: parsed }];
    }),
  );

  for (const { name, event, matches } of cases)
    expect(matcher.match(textOf(event)).includes(name)).toBe(matches);
});

test('there are a thousand cases, each with a name of its own', () => {
  const all = files.flatMap(([file, cases]) => cases.map(({ name }) => `${file}: ${name}`));

  expect(all.length).toBeGreaterThan(1000);
  expect(new Set(all).size).toBe(all.length);
});
