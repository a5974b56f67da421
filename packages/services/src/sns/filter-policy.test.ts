import { expect, test } from 'vitest';
import { matchesFilter } from './filter-matching.ts';
import { isNested, parseFilterPolicy } from './filter-policy.ts';
import type { MessageAttributes } from './model.ts';

const attributes = (
  given: Readonly<Record<string, readonly [string, string]>>,
): MessageAttributes =>
  new Map(Object.entries(given).map(([name, [type, value]]) => [name, { type, value }]));

const matches = (
  policy: unknown,
  given: Readonly<Record<string, readonly [string, string]>>,
): boolean =>
  matchesFilter(parseFilterPolicy(JSON.stringify(policy)), 'MessageAttributes', {
    attributes: attributes(given),
    body: '',
  });

const matchesBody = (policy: unknown, body: unknown): boolean =>
  matchesFilter(parseFilterPolicy(JSON.stringify(policy)), 'MessageBody', {
    attributes: new Map(),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

// The message of the Amazon SNS Developer Guide, "Example filter policies".
const EXAMPLE = {
  customer_interests: ['String.Array', '["soccer", "rugby", "hockey"]'],
  store: ['String', 'example_corp'],
  event: ['String', 'order_placed'],
  price_usd: ['Number', '210.75'],
} as const;

test.for<readonly [object, boolean]>([
  [{ store: ['example_corp'] }, true],
  [{ store: ['example_corp'], event: ['order_cancelled'] }, false],
  [{ store: ['example_corp'], event: [{ 'anything-but': 'order_cancelled' }] }, true],
  [{ customer_interests: ['rugby', 'football', 'baseball'] }, true],
  [{ price_usd: [{ numeric: ['>=', 100] }] }, true],
  [
    {
      store: ['example_corp'],
      event: [{ 'anything-but': 'order_cancelled' }],
      customer_interests: ['rugby', 'football', 'baseball'],
      price_usd: [{ numeric: ['>=', 100] }],
    },
    true,
  ],
  [{ store: ['example_corp'], event: ['order_cancelled'], encrypted: [false] }, false],
  [{ key_b: ['value_one'] }, false],
  [{ price_usd: [210.75] }, true],
  [{ price_usd: [{ numeric: ['=', 210.750001] }] }, true],
  [{ price_usd: [{ numeric: ['>', 0, '<=', 210] }] }, false],
  [{ price_usd: [{ numeric: ['>', 0, '<=', 210.75] }] }, true],
  [{ price_usd: ['210.75'] }, false],
  [{ store: [{ exists: true }] }, true],
  [{ store: [{ exists: false }] }, false],
  [{ missing: [{ exists: false }] }, true],
  [{ missing: [{ 'anything-but': 'x' }] }, false],
  [{ missing: [null, { 'anything-but': 'x' }] }, false],
  [{ store: [{ prefix: 'example' }] }, true],
  [{ store: [{ suffix: '_corp' }] }, true],
  [{ store: [{ 'equals-ignore-case': 'EXAMPLE_Corp' }] }, true],
  [{ event: [{ 'anything-but': ['order_placed', 'order_paid'] }] }, false],
  [{ event: [{ 'anything-but': { prefix: 'order-' } }] }, true],
  [{ event: [{ 'anything-but': { prefix: 'order_' } }] }, false],
  [{ event: [{ 'anything-but': { suffix: '_placed' } }] }, false],
  [{ customer_interests: [{ 'anything-but': ['rugby', 'soccer'] }] }, true],
  [{ $or: [{ store: ['other'] }, { event: ['order_placed'] }] }, true],
  [{ $or: [{ store: ['other'] }, { event: ['other'] }] }, false],
  [
    { store: ['example_corp'], $or: [{ store: ['x'] }, { price_usd: [{ numeric: ['<', 300] }] }] },
    true,
  ],
  [{}, true],
])('%j accepts the example message of the guide: %s', ([policy, expected]) => {
  expect(matches(policy, EXAMPLE)).toBe(expected);
});

test.for<readonly [object, Readonly<Record<string, readonly [string, string]>>, boolean]>([
  [{ ip: [{ cidr: '10.0.0.0/24' }] }, { ip: ['String', '10.0.0.255'] }, true],
  [{ ip: [{ cidr: '10.0.0.0/24' }] }, { ip: ['String', '10.0.1.0'] }, false],
  [{ ip: [{ cidr: '10.0.0.0/24' }] }, { ip: ['String', 'no address'] }, false],
  [{ ip: [{ cidr: '2001:db8::/32' }] }, { ip: ['String', '2001:db8::1'] }, true],
  [{ ip: [{ cidr: '0.0.0.0/0' }] }, { ip: ['String', '::1'] }, false],
  [{ a: [true] }, { a: ['String.Array', '[true, "x"]'] }, true],
  [{ a: [null] }, { a: ['String.Array', '[null]'] }, true],
  [{ a: [3] }, { a: ['String.Array', '[1, 3]'] }, true],
  [{ a: ['x'] }, { a: ['String.Array', 'not json'] }, false],
  [{ a: [{ exists: true }] }, { a: ['Binary', 'AgME'] }, false],
  [{ a: [300] }, { a: ['Number', '3.0e2'] }, true],
  [{ a: ['x'] }, { a: ['String.custom', 'x'] }, true],
])('%j with attributes %j: %s', ([policy, given, expected]) => {
  expect(matches(policy, given)).toBe(expected);
});

const RECORDS = {
  Records: {
    s3: { object: { key: [{ prefix: 'auto-' }] } },
    eventName: [{ prefix: 'ObjectCreated:' }],
  },
};

test.for<readonly [unknown, unknown, boolean]>([
  [{ a: { b: ['x'] } }, { a: { b: 'x' } }, true],
  [{ a: { b: ['x'] } }, { a: { b: ['y', 'x'] } }, true],
  [{ a: { b: ['x'] } }, { 'a.b': 'x' }, true],
  [{ 'a.b': ['x'] }, { a: { b: 'x' } }, true],
  [{ 'a.b.c': ['x'] }, { 'a.b': { c: 'x' } }, true],
  [{ 'a.b.c': ['x'] }, { a: { 'b.c': 'x' } }, true],
  [{ a: { b: ['x'] } }, { a: 'x' }, false],
  [{ a: { b: [{ exists: false }] } }, { c: 1 }, true],
  [{ a: { b: [{ exists: false }] } }, { a: { b: null } }, false],
  [{ a: [null] }, { a: null }, true],
  [{ a: [1] }, { a: 1.000001 }, true],
  [{ a: ['x'] }, 'not json', false],
  [{ a: ['x'] }, '["a"]', false],
  [{}, '{}', true],
  [
    RECORDS,
    { Records: [{ eventName: 'ObjectCreated:Put', s3: { object: [[{ key: 'auto-1' }]] } }] },
    true,
  ],
  [
    RECORDS,
    {
      Records: [
        { eventName: 'ObjectCreated:Put', s3: { object: { key: 'home-1' } } },
        { eventName: 'ObjectRemoved:Delete', s3: { object: { key: 'auto-1' } } },
      ],
    },
    false,
  ],
  [
    { detail: { scope: ['Service'], $or: [{ source: ['s'] }, { type: ['t'] }] } },
    { detail: { scope: 'Service', type: 't' } },
    true,
  ],
  [
    { detail: { scope: ['Service'], $or: [{ source: ['s'] }, { type: ['t'] }] } },
    { detail: { scope: 'Service', type: 'u' } },
    false,
  ],
])('%j with body %j: %s', ([policy, body, expected]) => {
  expect(matchesBody(policy, body)).toBe(expected);
});

test('a body that is nested without end is compared without harm', () => {
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;

  expect(matchesBody({ 'a.a.a': ['x'] }, deep)).toBe(false);
  expect(matchesBody({ a: [1] }, `{"a":${'['.repeat(5000)}1${']'.repeat(5000)}}`)).toBe(false);
});

const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `v${at}`);

test.for<readonly [unknown, string]>([
  [{ key: [['value']] }, 'Match value must be String, number, true, false, or null'],
  [{ key: [{ 'wrong-operator': true }] }, 'Unrecognized match type wrong-operator'],
  [{ key: [{ suffix: 'a', prefix: 'b' }] }, 'Only one key allowed in match expression'],
  [{ key: [{ suffix: 100 }] }, 'suffix match pattern must be a string'],
  [{ key: [{ prefix: null }] }, 'prefix match pattern must be a string'],
  [{ key: { suffix: 'value' } }, '"suffix" must be an object or an array'],
  [{ key: 'value' }, '"key" must be an object or an array'],
  [{ key: [] }, 'Empty arrays are not allowed'],
  [[], 'Filter is not an object'],
  [{ key: [{ numeric: [] }] }, 'Invalid member in numeric match: ]'],
  [{ key: [{ numeric: ['operator'] }] }, 'Unrecognized numeric range operator: operator'],
  [{ key: [{ numeric: [1, '<='] }] }, 'Invalid member in numeric match: 1'],
  [{ key: [{ numeric: ['=', '000'] }] }, 'Value of equals must be numeric'],
  [{ key: [{ numeric: ['>='] }] }, 'Value of >= must be numeric'],
  [{ key: [{ numeric: ['<', 100, '>', 10] }] }, 'Too many elements in numeric expression'],
  [{ key: [{ numeric: ['>=', 1, '>', 2] }] }, 'Bad numeric range operator: >'],
  [{ key: [{ numeric: ['>', 3, '<', 1] }] }, 'Bottom must be less than top'],
  [{ key: [{ numeric: ['>', 20, '<='] }] }, 'Value of <= must be numeric'],
  [{ key: [{ numeric: ['>', 20, 30] }] }, 'Bad value in numeric range: 30'],
  [{ key: [{ numeric: ['>', 20, 'test'] }] }, 'Bad numeric range operator: test'],
  [{ key: [{ numeric: ['>', '20', '<', '30'] }] }, 'Value of > must be numeric'],
  [
    { key: [{ numeric: ['>', 20, '<', 30, '<', 50] }] },
    'Too many terms in numeric range expression',
  ],
  [{ key: [{ exists: null }] }, 'exists match pattern must be either true or false.'],
  [
    { key: [{ 'anything-but': { 'wrong-operator': null } }] },
    'Unsupported anything-but pattern: wrong-operator',
  ],
  [{ key: [{ 'anything-but': { prefix: false } }] }, 'prefix match pattern must be a string'],
  [
    { key: [{ 'anything-but': [] }] },
    'Value of anything-but must be an array or single string/number value.',
  ],
  [{ key: [{ cidr: '10.0.0.0' }] }, "Malformed CIDR, one '/' required"],
  [{ key: [{ cidr: '10.0.0.0/33' }] }, 'Malformed CIDR, mask bits must be an integer in range'],
  [{ key: [1e10] }, 'Value must be between -1.0E9 and 1.0E9, inclusive'],
  [{ key: many(151) }, 'Filter policy is too complex'],
  [{ key1: many(100), key2: many(51) }, 'Filter policy is too complex'],
  [
    { key_a: { key_b: { key_c: many(4) } }, key_d: { key_e: many(3) }, key_f: many(3) },
    'Filter policy is too complex',
  ],
  [
    Object.fromEntries(many(6).map((name) => [name, ['x']])),
    'Filter policy can not have more than 5 keys',
  ],
])('%j is refused: %s', ([policy, message]) => {
  expect(() => parseFilterPolicy(JSON.stringify(policy))).toThrow(message);
});

const isSimpleEnough = (policy: string): boolean => {
  try {
    return parseFilterPolicy(policy).keys.size > 0;
  } catch {
    return false;
  }
};

test.for<readonly [number, boolean]>([
  [7, true],
  [8, false],
])(
  'choices add and what must match together multiplies: %s values allowed: %s',
  ([spaces, allowed]) => {
    // 3 × 6 + 3 × 4 × 4 + 3 × 4 × 7 = 150
    const policy = JSON.stringify({
      source: many(3),
      $or: [
        { metricName: many(6) },
        { metricType: many(4), $or: [{ metricId: [1, 2, 3, 4] }, { spaceId: many(spaces) }] },
      ],
    });

    expect(isSimpleEnough(policy)).toBe(allowed);
  },
);

test('a text that is no JSON, or is nested without end, is refused', () => {
  expect(() => parseFilterPolicy('{invalid')).toThrow('failed to parse JSON');
  expect(() => parseFilterPolicy(`${'{"a":'.repeat(5000)}["x"]${'}'.repeat(5000)}`)).toThrow(
    'too complex',
  );
});

test('a policy with an object for a name is nested, in a choice as well', () => {
  expect(isNested(parseFilterPolicy('{"a":{"b":["x"]}}'))).toBe(true);
  expect(isNested(parseFilterPolicy('{"$or":[{"a":["x"]},{"b":{"c":["x"]}}]}'))).toBe(true);
  expect(isNested(parseFilterPolicy('{"a":["x"]}'))).toBe(false);
});
