import { expect, test } from 'vitest';
import { type Matcher, type Pattern, compilePatterns, parsePattern } from '../index.ts';

const parsed = (source: unknown): Pattern => {
  const pattern = parsePattern(source);
  if (Array.isArray(pattern)) throw new Error(pattern[0]?.message);
  return pattern;
};

const matcherOf = (patterns: Readonly<Record<string, unknown>>): Matcher =>
  compilePatterns(Object.entries(patterns).map(([id, one]) => ({ id, pattern: parsed(one) })));

const EVENT = {
  version: '0',
  id: '3e3c153a-8339-4e30-8c35-687ebef853fe',
  'detail-type': 'EC2 Instance Launch Successful',
  source: 'aws.autoscaling',
  account: '123456789012',
  time: '2025-11-11T21:31:47Z',
  region: 'us-east-1',
  resources: [
    'arn:aws:autoscaling:us-east-1:123456789012:group',
    'arn:aws:ec2:us-east-1::i-b188560f',
  ],
  detail: {
    eventVersion: '',
    responseElements: null,
    state: 'running',
    count: 7,
    price: 301.8,
    'source-ip': '10.0.0.33',
    file: 'Photos/cat.PNG',
  },
};

// Amazon EventBridge User Guide, "Event patterns" and "Comparison operators": what each section is about.
test.for([
  ['several fields', { source: ['aws.autoscaling'], detail: { state: ['running'] } }, true],
  ['one of several values', { detail: { state: ['pending', 'running'] } }, true],
  ['an array of the event', { resources: ['arn:aws:ec2:us-east-1::i-b188560f'] }, true],
  ['an empty string', { detail: { eventVersion: [''] } }, true],
  ['null', { detail: { responseElements: [null] } }, true],
  [
    'a value that is null is not absent',
    { detail: { responseElements: [{ exists: false }] } },
    false,
  ],
  ['prefix', { time: [{ prefix: '2025-11-11' }] }, true],
  ['prefix, ignoring case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }, true],
  ['suffix', { detail: { file: [{ suffix: '.PNG' }] } }, true],
  [
    'suffix, ignoring case',
    { detail: { file: [{ suffix: { 'equals-ignore-case': '.png' } }] } },
    true,
  ],
  ['anything but', { detail: { state: [{ 'anything-but': ['stopped', 'overloaded'] }] } }, true],
  ['anything but numbers', { detail: { count: [{ 'anything-but': [7, 8] }] } }, false],
  ['anything but a prefix', { region: [{ 'anything-but': { prefix: 'us-' } }] }, false],
  [
    'anything but a wildcard',
    { detail: { file: [{ 'anything-but': { wildcard: '*/dog*' } }] } },
    true,
  ],
  [
    'a range',
    { detail: { count: [{ numeric: ['>', 0, '<=', 7] }], price: [{ numeric: ['=', 3.018e2] }] } },
    true,
  ],
  ['a network', { detail: { 'source-ip': [{ cidr: '10.0.0.0/24' }] } }, true],
  ['a field that exists', { detail: { state: [{ exists: true }] } }, true],
  ['only leaves exist', { detail: [{ exists: true }] }, false],
  [
    'ignoring case',
    { 'detail-type': [{ 'equals-ignore-case': 'ec2 instance launch successful' }] },
    true,
  ],
  ['a wildcard', { resources: [{ wildcard: 'arn:aws:ec2:*:i-*' }] }, true],
  [
    'one field or another',
    { detail: { $or: [{ state: ['stopped'] }, { count: [{ numeric: ['<', 10] }] }] } },
    true,
  ],
  ['a field that is not there', { detail: { other: [{ 'anything-but': 'x' }] } }, false],
] as const)('%s', ([, pattern, matches]) => {
  expect(matcherOf({ one: pattern }).match(EVENT)).toEqual(matches ? ['one'] : []);
});

test('a pattern added again under its id takes the place of the first', () => {
  const matcher = matcherOf({ one: { a: [1] } });

  matcher.add('one', parsed({ a: [2] }));

  expect(matcher.size).toBe(1);
  expect(matcher.match({ a: 1 })).toEqual([]);
  expect(matcher.match({ a: 2 })).toEqual(['one']);
});

test('a removed pattern matches no more, and its place is free', () => {
  const matcher = matcherOf({
    one: { a: [1] },
    two: { a: [{ prefix: 'x' }], b: [{ exists: false }] },
  });

  expect(matcher.remove('two')).toBe(true);
  expect(matcher.remove('two')).toBe(false);
  matcher.add('three', parsed({ a: [{ 'anything-but': 1 }] }));

  expect(matcher.match({ a: 'xy' })).toEqual(['three']);
  expect(matcher.match({ a: 1 })).toEqual(['one']);
});

test('a pattern is named once, however many of its combinations match', () => {
  const matcher = matcherOf({ one: { $or: [{ a: [1] }, { b: [2] }] } });

  expect(matcher.match({ a: 1, b: 2 })).toEqual(['one']);
});

test('without patterns nothing matches, and neither does what is no object', () => {
  expect(compilePatterns().match('{"a":1}')).toEqual([]);
  expect(matcherOf({ one: { a: [{ exists: false }] } }).match('[]')).toEqual([]);
  expect(matcherOf({ one: { a: [{ exists: false }] } }).match('null')).toEqual([]);
});

test('an event that is no JSON is refused', () => {
  expect(() => matcherOf({ one: { a: [1] } }).match('{"a":')).toThrow(SyntaxError);
});

const within = (budgetMs: number, work: () => void): void => {
  const start = process.hrtime.bigint();
  work();
  expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(budgetMs);
};

// Budgets are a hundred times what the work takes: what grows without bound is far above them.
test('a hostile text does not hold up hundreds of wildcards', () => {
  const matcher = matcherOf(
    Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`${at}`, { a: [{ wildcard: `*a${at}*aab*b` }] }]),
    ),
  );
  const hostile = JSON.stringify({ a: 'aab'.repeat(80_000) });

  within(10_000, () => expect(matcher.match(hostile)).toEqual([]));
});

test('ever new values do not make it grow or fail', () => {
  const matcher = matcherOf(
    Object.fromEntries(
      Array.from({ length: 200 }, (_, at) => [
        `${at}`,
        { a: [{ prefix: `${at}` }], b: [{ 'anything-but': `${at}` }], c: [{ numeric: ['>', at] }] },
      ]),
    ),
  );

  for (let at = 0; at < 30_000; at += 1)
    expect(matcher.match({ a: `${at}`, b: `${at % 777}`, c: at % 211 }).includes('7')).toBe(
      `${at}`.startsWith('7') && at % 777 !== 7 && at % 211 > 7,
    );
});

test('many elements of many arrays are tied together in time', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const matcher = matcherOf({
    one: Object.fromEntries(names.map((name) => [name, { x: [1], y: [1] }])),
  });
  const elements = Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? { x: 1 } : { y: 1 }));
  const event = Object.fromEntries(names.map((name) => [name, elements]));
  const meeting = Object.fromEntries(names.map((name) => [name, [...elements, { x: 1, y: 1 }]]));

  within(10_000, () => {
    expect(matcher.match(event)).toEqual([]);
    expect(matcher.match(meeting)).toEqual(['one']);
  });
});

test('ten thousand elements of one array are tied together in time', () => {
  const matcher = matcherOf({ one: { a: { b: [1], c: [1], d: [2] } } });
  const elements = Array.from({ length: 20_000 }, (_, at) => (at % 2 ? { b: 1, c: 1 } : { d: 2 }));

  within(2_000, () => expect(matcher.match({ a: elements })).toEqual([]));
});

const deep = (levels: number) => `{"a":${'['.repeat(levels)}1${']'.repeat(levels)}}`;

test('arrays nested without end are read as far as AWS reads', () => {
  const matcher = matcherOf({ one: { a: [1] } });

  expect(matcher.match(deep(900))).toEqual(['one']);
  expect(matcher.match(deep(5000))).toEqual([]);
});

const elements = (count: number): unknown[] =>
  Array.from({ length: count }, (_, at) => (at % 2 === 0 ? { p: 'x' } : { q: 'x' }));
const nested = (levels: number, inner: unknown, ...beside: readonly unknown[]): unknown =>
  Array.from({ length: levels }).reduce((value) => [value, ...beside], inner);

test('events that are made to be slow are not: arrays within arrays, and choices without end', () => {
  const rules = Object.fromEntries(
    Array.from({ length: 20 }, (_, at) => [
      String(at),
      { a: { p: ['x'], q: ['x'], r: [{ exists: false }], s: [{ 'anything-but': String(at) }] } },
    ]),
  );
  const matcher = matcherOf({ ...rules, plain: { b: ['x'] } });
  const single = nested(900, { p: 'x' });
  const wide = nested(900, elements(20_000), 1);
  const chain = nested(400, elements(300), { p: 'x' }, { q: 'x' });
  const flat = nested(12, elements(3000), ...elements(3000));

  within(5000, () => {
    for (const a of [Array.from({ length: 500 }, () => single), wide, chain, flat])
      expect(matcher.match(JSON.stringify({ a, b: 'x' }))).toContain('plain');
  });
});
