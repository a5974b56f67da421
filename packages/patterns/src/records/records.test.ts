import { expect, test } from 'vitest';
import { compileFilter } from '../filter/compile-filter.ts';
import { parseFilterPattern, parseSelector } from '../filter/parse-filter-pattern.ts';
import { compileRecordRules } from './compile-record-rules.ts';
import { network } from './compile-test.ts';
import { filterCondition } from './from-filter.ts';
import type { GlobToken, RecordCondition, RecordTest } from './model.ts';
import { recordRegex } from './record-regex.ts';

const chances = (start: number) => {
  let seed = start;
  const below = (most: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * most);
  };
  return { below, pick: <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0] };
};

type Chances = ReturnType<typeof chances>;

const SELECTORS = [
  '$.eventName',
  '$.eventName',
  '$.eventSource',
  '$.errorCode',
  '$.userIdentity.type',
  '$.userIdentity',
  '$.eventName.x',
  '$.a',
  '$.a.b',
  '$.a.b.c',
  '$.list[0]',
  '$.list[*]',
  '$.list[*].b',
  '$.a.*',
  "$.['x.y']",
  '$.constructor',
  '$.a.length',
] as const;
const VALUES = [
  'Run',
  'Run*',
  '"*n"',
  '"*u*"',
  '*',
  '"Stop"',
  '3',
  '4.5',
  '%^R%',
  '""',
  'true',
] as const;

const single = ({ pick }: Chances): string => {
  const selector = pick(SELECTORS);
  switch (pick(['equals', 'equals', 'equals', 'order', 'absent', 'is'])) {
    case 'order':
      return `${selector} ${pick(['<', '>=', '>', '<='])} ${pick(['3', '-1', '4.5'])}`;
    case 'absent':
      return `${selector} NOT EXISTS`;
    case 'is':
      return `${selector} IS ${pick(['TRUE', 'FALSE', 'NULL'])}`;
    default:
      return `${selector} ${pick(['=', '!='])} ${pick(VALUES)}`;
  }
};

const joined = (chance: Chances, depth: number): string =>
  depth === 0 || chance.below(3) === 0
    ? single(chance)
    : `(${joined(chance, depth - 1)} ${chance.pick(['&&', '||'])} ${joined(chance, depth - 1)})`;

const value = (chance: Chances, depth: number): unknown => {
  const { pick, below } = chance;
  if (depth > 0 && below(3) === 0)
    return Object.fromEntries(
      ['b', 'c', 'x.y', 'length']
        .filter(() => below(2) === 0)
        .map((name) => [name, value(chance, depth - 1)]),
    );
  if (depth > 0 && below(4) === 0)
    return Array.from({ length: below(4) }, () => value(chance, depth - 1));
  return pick<unknown>(['Run', 'Runs', 'Stop', '', 'on', 3, 4.5, -1, true, false, null, '3']);
};

const record = (chance: Chances): Record<string, unknown> =>
  Object.fromEntries(
    [
      ['eventName', chance.pick<unknown>(['Run', 'Stop', 'Runs', 'Run', 5, { x: 'Run' }])],
      ['eventSource', chance.pick<unknown>(['ec2', 'Run', 's3', undefined])],
      ['errorCode', chance.pick<unknown>(['Run', '', undefined, undefined, null, 3])],
      [
        'userIdentity',
        chance.pick<unknown>([
          { type: 'Run' },
          { type: 'on' },
          {},
          [],
          { type: 3 },
          'Run',
          null,
          [{ type: 'Run' }],
        ]),
      ],
      ['a', value(chance, 3)],
      ['list', value(chance, 3)],
      ['x.y', value(chance, 0)],
    ].filter(() => chance.below(6) > 0),
  );

test('many patterns at once match a parsed record where each of them matches its text', () => {
  const chance = chances(21);
  for (let run = 0; run < 60; run += 1) {
    const patterns = Array.from({ length: 30 }, () => {
      for (;;) {
        const read = parseFilterPattern(`{ ${joined(chance, 3)} }`);
        if ('pattern' in read) return read.pattern;
      }
    });
    const matcher = compileRecordRules(
      patterns.map((pattern) => filterCondition(pattern) ?? { kind: 'any', of: [] }),
    );
    const filters = patterns.map((pattern) => compileFilter(pattern));
    for (let records = 0; records < 60; records += 1) {
      const message = JSON.stringify(record(chance));
      const wanted = filters.flatMap((filter, at) => (filter.matches(message) ? [at] : []));

      expect([message, matcher.match(JSON.parse(message))]).toEqual([message, wanted]);
    }
  }
});

const ANY = { any: 'text' } as const;
const RECORD = {
  eventName: 'ConsoleLogin',
  eventSource: 'signin.amazonaws.com',
  sourceIPAddress: '203.0.113.7',
  userAgent: 'Mozilla/5.0',
  requestParameters: { userName: 'Bob', names: ['Alice', 'bob'], count: 5, on: true, gone: null },
  resources: [{ ARN: 'arn:aws:s3:::one' }, { ARN: 'arn:aws:s3:::two' }],
  owner: 'bob',
};

const asked = (selector: string, wanted: RecordTest): RecordCondition => ({
  kind: 'test',
  subject: { steps: parseSelector(selector)?.steps ?? [], flattens: true },
  test: wanted,
});
const text = (tokens: readonly GlobToken[], cased = false): RecordTest => ({
  kind: 'text',
  tokens,
  cased,
});
const within = (cidr: string): RecordTest => {
  const found = network(cidr);
  if (typeof found === 'string') throw new Error(found);
  return { kind: 'network', network: found };
};
const field = (
  how: 'equals' | 'contains' | 'startswith' | 'endswith',
  cased: boolean,
): RecordTest => ({
  kind: 'field',
  other: parseSelector('$.owner') ?? { text: '', steps: [] },
  how,
  cased,
});

test.for<readonly [string, RecordCondition, boolean]>([
  ['a text in another case', asked('$.eventName', text(['consolelogin'])), true],
  ['a text in another case, cased', asked('$.eventName', text(['consolelogin'], true)), false],
  ['the start of a text', asked('$.eventName', text(['CONSOLE', ANY])), true],
  ['the middle of a text', asked('$.eventName', text([ANY, 'sole', ANY])), true],
  ['the end of a text', asked('$.eventName', text([ANY, 'Log'])), false],
  ['one character', asked('$.owner', text(['b', { any: 'character' }, 'b'])), true],
  ['one character too few', asked('$.owner', text(['bob', { any: 'character' }])), false],
  [
    'characters and texts',
    asked('$.eventName', text(['c', ANY, { any: 'character' }, 'gin'])),
    true,
  ],
  ['an element of an array', asked('$.requestParameters.names', text(['alice'])), true],
  ['a member of an element', asked('$.resources.ARN', text([ANY, ':two'])), true],
  [
    'an object as its JSON',
    asked('$.requestParameters', text([ANY, '"userName":"Bob"', ANY])),
    true,
  ],
  ['a number as text', asked('$.requestParameters.count', text(['5'])), true],
  ['a number', asked('$.requestParameters.count', { kind: 'number', number: 5 }), true],
  ['another number', asked('$.requestParameters.count', { kind: 'number', number: 6 }), false],
  ['a truth value as text', asked('$.requestParameters.on', text(['TRUE'])), true],
  ['null', asked('$.requestParameters.gone', { kind: 'null' }), true],
  ['null of what is not there', asked('$.requestParameters.never', { kind: 'null' }), true],
  ['null of what is there', asked('$.owner', { kind: 'null' }), false],
  ['absence', asked('$.requestParameters.gone', { kind: 'absent' }), false],
  ['a network', asked('$.sourceIPAddress', within('203.0.113.0/24')), true],
  ['an address', asked('$.sourceIPAddress', within('203.0.113.7/32')), true],
  ['another network', asked('$.sourceIPAddress', within('10.0.0.0/8')), false],
  ['another field', asked('$.requestParameters.userName', field('equals', false)), true],
  ['another field, cased', asked('$.requestParameters.userName', field('equals', true)), false],
  ['another field at the end', asked('$.requestParameters.names', field('endswith', true)), true],
  ['not', { kind: 'not', of: asked('$.eventName', text(['x'])) }, true],
  ['a keyword', { kind: 'anywhere', test: text([ANY, 'mozilla', ANY]) }, true],
  ['a keyword that is nowhere', { kind: 'anywhere', test: text([ANY, 'curl', ANY]) }, false],
])('%s', ([, condition, matches]) => {
  const matcher = compileRecordRules([condition]);

  expect(matcher.match(RECORD)).toEqual(matches ? [0] : []);
  expect(matcher.match({ ...RECORD, eventSource: 1 })).toEqual(matches ? [0] : []);
});

const expression = (chance: Chances, depth: number): string => {
  const { pick, below } = chance;
  const atom = (): string =>
    depth > 0 && below(3) === 0
      ? `(${pick(['', '?:'])}${expression(chance, depth - 1)})`
      : pick(['a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '\\.', 'A']);
  const part = (): string => `${atom()}${pick(['', '', '', '*', '+', '?', '{2}', '{1,2}', '*?'])}`;
  const run = (): string => Array.from({ length: 1 + below(3) }, part).join('');
  const whole = below(3) === 0 ? `${run()}|${run()}` : run();
  return below(5) === 0 ? `^${whole}$` : whole;
};

test('random regular expressions match what those of the language match', () => {
  const chance = chances(5);
  for (let run = 0; run < 1500; run += 1) {
    const source = expression(chance, 2);
    const ignoresCase = chance.below(2) === 0;
    const regex = recordRegex(source, ignoresCase);
    if ('problem' in regex) throw new Error(`${source}: ${regex.problem}`);
    const wanted = new RegExp(source, ignoresCase ? 'i' : '');
    for (const tried of ['', 'a', 'ab', 'ba1', 'AAB.', 'bb', 'a.b', 'b2a', '1'])
      expect([source, tried, regex.test(tried)]).toEqual([source, tried, wanted.test(tried)]);
  }
});

test.for([
  '(?=a)',
  '(?!a)',
  '(?<=a)b',
  '(a)\\1',
  '\\bword',
  '(a',
  'a)',
  '*a',
  'a**',
  '[b-a]',
  '[a',
  'ä',
  'a{2,1}',
  '(a{99}){99}',
  '\\',
  '(?>a)',
])('%s is refused with a reason', (source) => {
  expect(recordRegex(source)).toEqual({ problem: expect.any(String) });
});

test('what hostile texts cost grows with their length alone', () => {
  const regex = recordRegex('(a+)+(b|a*)*c$');
  if ('problem' in regex) throw new Error(regex.problem);
  const started = performance.now();

  expect(regex.test('a'.repeat(200_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});

test('names without end are matched as well', () => {
  const matcher = compileRecordRules([asked('$.eventName', text([ANY, '9']))]);
  const found = Array.from(
    { length: 10_000 },
    (_, at) => matcher.match({ eventName: `N${at}`, eventSource: 'x' }).length,
  );

  expect(found.filter((count) => count === 1)).toHaveLength(1000);
});

test.for([true, false])('records without end in depth are no error, flattened: %s', (flattens) => {
  const depth = 100_000;
  const deep = {
    a: JSON.parse(`${'['.repeat(depth)}"x"${']'.repeat(depth)}`),
    b: JSON.parse(`${'{"b":'.repeat(depth)}"x"${'}'.repeat(depth)}`),
  };
  const subject = (name: string) => ({ steps: [{ kind: 'name', name } as const], flattens });
  const check = (name: string, wanted: RecordTest) =>
    compileRecordRules([{ kind: 'test', subject: subject(name), test: wanted }]);

  for (const name of ['a', 'b'])
    expect(check(name, text([ANY, 'x', ANY])).match(deep)).toHaveLength(0);
});
