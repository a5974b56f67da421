import { expect, test } from 'vitest';
import { type PatternProblem, parsePattern } from './index.ts';

const problem = (source: unknown): PatternProblem => {
  const parsed = parsePattern(source);
  if (!Array.isArray(parsed) || parsed[0] === undefined) throw new Error('it is a pattern');
  return parsed[0];
};

const located = (source: string, reason: string, column: number, line = 1): string =>
  `Event pattern is not valid. Reason: ${reason}\n at [Source: (String)"${source}"; line: ${line}, column: ${column}]`;

const STRING_OR = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const NOT_EXCLUDABLE =
  'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.';
const MIXED =
  'Inside anything but list, either all values are number or string, mixed type is not supported';
const ANYTHING_BUT = 'Value of anything-but must be an array or single string/number value.';
const SCALAR = 'Match value must be String, number, true, false, or null';
const ONE_KEY = 'Only one key allowed in match expression';
const TOO_MANY = 'Too many elements in numeric expression';
const AFFIX = 'prefix/suffix match pattern must be a string';

test.for([
  // The shape.
  ['["a"]', 'Filter is not an object', 2],
  ['', 'Filter is not an object', 1],
  ['{"count": 42}', '"count" must be an object or an array', 13],
  ['{"name": "value"}', '"name" must be an object or an array', 11],
  ['{"a": true}', '"a" must be an object or an array', 11],
  ['{"a": {}}', 'Empty objects are not allowed', 9],
  ['{}', 'Empty objects are not allowed', 3],
  ['{"a": []}', 'Empty arrays are not allowed', 9],
  ['{"a": [[1]]}', SCALAR, 9],
  ['{"a": [{}]}', 'Match expression name not found', 10],
  ['{"a": [{"x": 2}]}', 'Unrecognized match type x', 15],
  ['{"a": [{"EXISTS": true}]}', 'Unrecognized match type EXISTS', 23],
  // $or.
  ['{"$or": {"a": [1]}}', 'It must be an Array followed with $or.', 10],
  ['{"$or": [{"a": [1]}]}', 'There must have at least 2 Objects in $or relationship.', 21],
  ['{"$or": []}', 'There must have at least 2 Objects in $or relationship.', 11],
  ['{"$or": [1, 2]}', 'Only JSON object is allowed in array of $or relationship.', 11],
  ['{"$or": [{}, {"a": [1]}]}', 'Empty objects are not allowed', 12],
  [
    '{"$or": [{"prefix": ["a"]}, {"a": [1]}]}',
    'prefix is Ruler reserved fieldName which cannot be used inside $or.',
    22,
  ],
  // Operators on strings.
  ['{"a": [{"prefix": 3}]}', 'prefix match pattern must be a string', 20],
  ['{"a": [{"prefix": ["x"]}]}', 'prefix match pattern must be a string', 20],
  ['{"a": [{"prefix": "x", "y": 1}]}', ONE_KEY, 30],
  ['{"a": [{"prefix": {}}]}', 'Prefix expression name not found', 21],
  ['{"a": [{"prefix": {"x": "y"}}]}', 'Unsupported prefix pattern: x', 26],
  [
    '{"a": [{"suffix": {"equals-ignore-case": 5}}]}',
    'equals-ignore-case match pattern must be a string',
    43,
  ],
  ['{"a": [{"suffix": 3}]}', 'suffix match pattern must be a string', 20],
  ['{"a": [{"equals-ignore-case": 3}]}', 'equals-ignore-case match pattern must be a string', 32],
  ['{"a": [{"exactly": 3}]}', 'exact match pattern must be a string', 21],
  ['{"a": [{"wildcard": 3}]}', 'wildcard match pattern must be a string', 22],
  ['{"a": [{"wildcard": "x**y"}]}', 'Consecutive wildcard characters at pos 2', 27],
  ['{"a": [{"wildcard": "é**"}]}', 'Consecutive wildcard characters at pos 3', 26],
  ['{"a": [{"cidr": 3}]}', 'prefix match pattern must be a string', 18],
  ['{"a": [{"exists": "true"}]}', 'exists match pattern must be either true or false.', 20],
  ['{"a": [{"exists": true, "b": 1}]}', ONE_KEY, 31],
  // Numbers.
  ['{"a": [{"numeric": 5}]}', 'Value of numeric must be an array.', 21],
  ['{"a": [{"numeric": []}]}', 'Invalid member in numeric match: ]', 22],
  ['{"a": [{"numeric": [5]}]}', 'Invalid member in numeric match: 5', 22],
  ['{"a": [{"numeric": ["="]}]}', 'Value of equals must be numeric', 25],
  ['{"a": [{"numeric": ["=", "5"]}]}', 'Value of equals must be numeric', 27],
  ['{"a": [{"numeric": ["<>", 5]}]}', 'Unrecognized numeric range operator: <>', 28],
  ['{"a": [{"numeric": ["<", 5, ">", 1]}]}', TOO_MANY, 30],
  ['{"a": [{"numeric": [">", 0, ">", 5]}]}', 'Bad numeric range operator: >', 32],
  ['{"a": [{"numeric": [">", 0, 5]}]}', 'Bad value in numeric range: 5', 30],
  ['{"a": [{"numeric": [">", 0, "<"]}]}', 'Value of < must be numeric', 33],
  ['{"a": [{"numeric": [">=", 5, "<=", 5]}]}', 'Bottom must be less than top', 38],
  ['{"a": [{"numeric": [">", 0, "<", 5, 1]}]}', 'Too many terms in numeric range expression', 38],
  ['{"a": [{"numeric": ["=", 9007199254740993]}]}', 'Cannot compare number : 9007199254740993', 43],
  // anything-but.
  ['{"a": [{"anything-but": null}]}', ANYTHING_BUT, 29],
  ['{"a": [{"anything-but": {"prefix": {"equals-ignore-case": "x"}}}]}', ANYTHING_BUT, 37],
  ['{"a": [{"anything-but": {}}]}', 'Anything-But expression name not found', 27],
  [
    '{"a": [{"anything-but": {"cidr": "10.0.0.0/8"}}]}',
    'Unsupported anything-but pattern: cidr',
    35,
  ],
  ['{"a": [{"anything-but": []}]}', MIXED, 27],
  ['{"a": [{"anything-but": ["x", 5]}]}', MIXED, 33],
  ['{"a": [{"anything-but": {"equals-ignore-case": 5}}]}', NOT_EXCLUDABLE, 49],
  ['{"a": [{"anything-but": {"prefix": 5}}]}', AFFIX, 37],
  ['{"a": [{"anything-but": {"suffix": ""}}]}', 'Null prefix/suffix not allowed', 38],
  ['{"a": [{"anything-but": {"wildcard": 5}}]}', 'wildcard match pattern must be a string', 39],
  ['{"a": [{"anything-but": "x", "b": 1}]}', TOO_MANY, 36],
  // The text.
  [
    '{"a": [1}',
    `Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)"{"a": [1}"; line: 1, column: 7])`,
    10,
  ],
  ['nonsense here', `Unrecognized token 'nonsense': was expecting ${STRING_OR}`, 9],
  [
    "{'a': 1}",
    "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
    2,
  ],
  [
    '{"a" [1]}',
    "Unexpected character ('[' (code 91)): was expecting a colon to separate field name and value",
    6,
  ],
  [
    '{"a": [1 2]}',
    "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
    10,
  ],
  ['{"a": [1,]}', `Unexpected character (']' (code 93)): expected a valid value ${STRING_OR}`, 10],
  ['{"a": [01]}', 'Invalid numeric value: Leading zeroes not allowed', 9],
  ['{"a": ["\\x"]}', "Unrecognized character escape 'x' (code 120)", 11],
  [
    '{"a": [1]',
    'Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"a": [1]"; line: 1, column: 1])',
    10,
  ],
  ['{"a": ["x', 'Unexpected end-of-input: was expecting closing quote for a string value', 10],
] as const)('%s: %s', ([source, reason, column]) => {
  expect(problem(source).message).toBe(located(source, reason, column));
});

test('the line is counted, and the column within it', () => {
  expect(problem('{\n  "a": [\n    5,\n    []\n  ]\n}')).toMatchObject({
    reason: SCALAR,
    line: 4,
    column: 6,
  });
});

test('within a list of exclusions the place is told twice, as AWS does', () => {
  const source = '{"a": [{"anything-but": {"suffix": [5]}}]}';
  const place = `\n at [Source: (String)"${source}"; line: 1, column: 38]`;

  expect(problem(source).message).toBe(
    `Event pattern is not valid. Reason: ${AFFIX}${place}${place}`,
  );
});

test.for([
  ['10.0.0.0', "Malformed CIDR, one '/' required"],
  ['10.0.0.0/', "Malformed CIDR, one '/' required"],
  ['10.0.0.0/8/9', "Malformed CIDR, one '/' required"],
  ['10.0.0.0/x', 'Malformed CIDR, mask bits must be an integer'],
  ['10.0.0.0/-1', 'Malformed CIDR, mask bits must not be negative'],
  ['10.0.0.0/32', 'IPv4 mask bits must be < 32'],
  ['::1/128', 'IPv6 mask bits must be < 128'],
  ['xx.11.xx/8', 'Nonstandard IP address: xx.11.xx'],
  ['xxxx:db8::/32', 'Nonstandard IP address: xxxx:db8::'],
  ['300.0.0.0/8', 'Invalid IP address: 300.0.0.0'],
] as const)('the network %s: %s', ([cidr, reason]) => {
  expect(problem({ a: [{ cidr }] })).toEqual({
    code: 'invalid',
    reason,
    message: `Event pattern is not valid. Reason: ${reason}`,
  });
});

test('a long pattern is shown by its first five hundred characters', () => {
  const source = `{"a": ["${'x'.repeat(600)}"], "b": 1}`;

  expect(problem(source).message).toContain(`${'x'.repeat(492)}"[truncated 119 chars]; line: 1`);
});

test('a pattern longer than the quota is too long, and not read', () => {
  expect(problem(`{"a": ["${'x'.repeat(4096)}"]}`)).toMatchObject({ code: 'too-long' });
  expect(parsePattern('{"a": [1]}', { mostCharacters: 9 })).toMatchObject([{ code: 'too-long' }]);
});

test.for([
  ['*:*:*:*:*:event-bus/*', false],
  ['/Users/*/dir/dir/dir/dir/dir/doc.txt', true],
  ['arn:aws:iam::*:role/*', true],
  ['*x*x*x*x*x*x*x*x*x*x', false],
  [`*${'a'.repeat(50)}`, false],
] as const)('the wildcard %s may be used: %s', ([wildcard, isAllowed]) => {
  expect(Array.isArray(parsePattern({ a: [{ wildcard }] }))).toBe(!isAllowed);
});

const choices = (count: number) =>
  Object.fromEntries(
    ['x', 'y', 'z'].map((name) => [
      name,
      { $or: Array.from({ length: count }, (_, at) => ({ [`${at}`]: [1] })) },
    ]),
  );

test('a thousand combinations of $or are read, more are refused', () => {
  expect(parsePattern(choices(10))).toMatchObject({ alternatives: { length: 1000 } });
  expect(problem(choices(11)).reason).toContain('more than 1000 combinations');
});

test('names nested too deep are refused as they would overflow', () => {
  const source = `${'{"a":'.repeat(1500)}[1]${'}'.repeat(1500)}`;

  expect(parsePattern(source, { mostCharacters: 100_000 })).toMatchObject([
    { reason: expect.stringContaining('nesting depth (1001) exceeds the maximum allowed (1000') },
  ]);
});
