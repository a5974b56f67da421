import { expect, test } from 'vitest';
import { compileFilter } from './compile-filter.ts';
import { parseFilterPattern } from './parse-filter-pattern.ts';

const LONE = [
  ['{ $.eventName = "ConsoleLogin" }', 'no JSON', false],
  ['{ $.eventName NOT EXISTS }', 'no JSON', false],
  ['{ $.a NOT EXISTS }', '{}', true],
  ['{ $.a NOT EXISTS }', '{"a":', false],
  ['{ $.a = 1 }', '  {"a":1}  ', true],
  ['{ $.a = 1 }', '"text"', false],
  ['{ $[0].a = 1 }', '[{"a":1}]', true],
  ['{ $[*].a = 1 }', '[{"a":0},{"a":1}]', true],
  ['{ $.* = 1 }', '{"x":{"y":1},"z":1}', true],
  ['{ $.a[*] NOT EXISTS }', '{"a":[]}', true],
  ['{ $.a[0] = 1 }', '{"a":{"0":1}}', false],
  ['{ $.a = "x\\"y" }', '{"a":"x\\"y"}', true],
  ['{ $.a = "x\\\\y" }', '{"a":"x\\\\y"}', true],
  ['{ $.a = 404 }', '{"a":"404"}', true],
  ['{ $.a = 1 }', '{"a":1,"a":2}', false],
  ['{ $.a != "x" }', '{"a":[1]}', false],
  ['{ $.ä = 1 }', '{"ä":1}', undefined],
  ['[w1=ERROR || w1=%WARN%, w2]', 'WARNING message', true],
  ['[w1=ERROR || w1=%WARN%, w2]', 'ERROR message', true],
  ['[w1=ERROR || w1=%WARN%, w2]', 'INFO message', false],
  ['?ERROR ?WARN -DEBUG', 'INFO message', true],
  ['?ERROR ?WARN -DEBUG', 'ERROR DEBUG', false],
  ['ERROR', 'FATALERRORS', true],
  ['"ERROR 401"', 'ERROR  401', false],
  ['"say \\"hi\\""', 'say "hi" now', true],
  ['[a, b]', '', false],
  ['[]', '', true],
  ['[a]', 'x y z', true],
  ['[a="x y z"]', 'x y z', true],
  ['[a, b="two words"]', 'x "two words"', true],
  ['[a, b]', '"never closed', true],
  ['[a, b="[c"]', 'x [c', true],
  ['Äpfel', 'zwei Äpfel', true],
] as const;

const compiled = (pattern: string) => {
  const read = parseFilterPattern(pattern);
  return 'pattern' in read ? compileFilter(read.pattern) : undefined;
};

test.for(LONE)('%s and the message %s: %s', ([pattern, message, matches]) => {
  expect(compiled(pattern)?.matches(message)).toBe(matches);
});
