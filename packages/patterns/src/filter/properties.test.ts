import { expect, test } from 'vitest';
import { compileFilter } from './compile-filter.ts';
import { explainFilter } from './explain-filter.ts';
import { parseFilterPattern } from './parse-filter-pattern.ts';

/** Chances that repeat. */
const chances = (start: number) => {
  let seed = start;
  const below = (most: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * most);
  };
  return { below, pick: <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0] };
};

type Chances = ReturnType<typeof chances>;
type Value = string | number | boolean | null | undefined | Readonly<Record<string, unknown>>;

interface Made {
  readonly text: string;
  readonly holds: (event: Readonly<Record<string, Value>>) => boolean;
}

const VALUES: readonly [Value, ...Value[]] = [
  'x',
  'xy',
  'yx',
  '',
  3,
  4.5,
  -1,
  true,
  false,
  null,
  undefined,
  { x: 1 },
];

/** A star between characters is a star. */
const glob = (wanted: string, value: string): boolean => {
  const [, start = '', text = '', end = ''] = /^(\*?)([^]*?)(\*?)$/.exec(wanted) ?? [];
  if (start !== '') return end === '' ? value.endsWith(text) : value.includes(text);
  return end === '' ? value === text : value.startsWith(text);
};

const isScalar = (value: Value): boolean => value !== undefined && !(value instanceof Object);

const condition = ({ pick }: Chances): Made => {
  const name = pick(['a', 'b', 'c']);
  const sign = pick(['=', '!=']);
  switch (pick(['text', 'text', 'number', 'order', 'absent', 'is'])) {
    case 'text': {
      const wanted = pick(['x', 'x*', '*x', '*', 'xy', 'y*x', '']);
      return {
        text: `$.${name} ${sign} "${wanted}"`,
        holds: ({ [name]: value }) => {
          const equal = typeof value === 'string' && glob(wanted, value);
          return isScalar(value) && equal === (sign === '=');
        },
      };
    }
    case 'number': {
      const wanted = pick([3, 4.5, -1, 7]);
      return {
        text: `$.${name}${sign}${wanted}`,
        holds: ({ [name]: value }) => isScalar(value) && (value === wanted) === (sign === '='),
      };
    }
    case 'order': {
      const least = pick([3, 4, -1]);
      return {
        text: `$.${name} >= ${least}`,
        holds: ({ [name]: value }) => typeof value === 'number' && value >= least,
      };
    }
    case 'absent':
      return {
        text: `$.${name} NOT EXISTS`,
        holds: ({ [name]: value }) => value === undefined,
      };
    default: {
      const [word, wanted] = pick<readonly [string, boolean | null]>([
        ['NULL', null],
        ['TRUE', true],
        ['FALSE', false],
      ]);
      return { text: `$.${name} IS ${word}`, holds: ({ [name]: value }) => value === wanted };
    }
  }
};

const joined = (chance: Chances, depth: number): Made => {
  if (depth === 0 || chance.below(3) === 0) return condition(chance);
  const [left, right] = [joined(chance, depth - 1), joined(chance, depth - 1)];
  const both = chance.below(2) === 0;
  return {
    text: `(${left.text}) ${both ? '&&' : '||'} (${right.text})`,
    holds: (event) =>
      both ? left.holds(event) && right.holds(event) : left.holds(event) || right.holds(event),
  };
};

const filterOf = (text: string) => {
  const read = parseFilterPattern(text);
  if ('problem' in read) throw new Error(`${text}: ${read.problem.reason}`);
  return read.pattern;
};

test('random conditions on JSON hold when a plain reading of them does, and are explained alike', () => {
  const chance = chances(4);
  for (let run = 0; run < 3000; run += 1) {
    const { text, holds } = joined(chance, 3);
    const pattern = filterOf(`{ ${text} }`);
    const event = { a: chance.pick(VALUES), b: chance.pick(VALUES), c: chance.pick(VALUES) };
    const message = JSON.stringify(event);

    const matched = compileFilter(pattern).matches(message);

    expect([text, message, matched]).toEqual([text, message, holds(event)]);
    expect(explainFilter(pattern, message).matched).toBe(matched);
  }
});

test('random terms are found where a plain reading finds them', () => {
  const chance = chances(9);
  const words = ['ab', 'b', 'ERROR', 'x_1'] as const;
  for (let run = 0; run < 2000; run += 1) {
    const terms = Array.from({ length: 1 + chance.below(3) }, () => ({
      sign: chance.pick(['', '-', '?']),
      word: chance.pick(words),
    }));
    const message = Array.from({ length: chance.below(4) }, () => chance.pick(words)).join(' ');
    const strict = terms.filter(({ sign }) => sign !== '?');
    const wanted =
      strict.length === 0
        ? terms.some(({ word }) => message.includes(word))
        : strict.every(({ sign, word }) => message.includes(word) === (sign === ''));
    const text = terms.map(({ sign, word }) => sign + word).join(' ');

    expect([text, message, compileFilter(filterOf(text)).matches(message)]).toEqual([
      text,
      message,
      wanted,
    ]);
  }
});

test('whatever text is a pattern, and whatever a message: nothing but an answer comes of it', () => {
  const chance = chances(77);
  const parts = [
    '{',
    '}',
    '[',
    ']',
    '$',
    '.a',
    '*',
    '"',
    '%',
    '(',
    ')',
    '&&',
    '||',
    '=',
    '!=',
    '...',
    ',',
    ' ',
    '\\',
    '-',
    '?',
    '1',
    'NOT EXISTS',
    '\u0000',
    '😀',
    '\n',
  ] as const;
  const messages = [
    '',
    '{',
    '{"a":1}',
    '[1,2',
    '"',
    '[x] "y" z',
    '\u0000',
    '😀 ä',
    '['.repeat(5000),
    '{"a":'.repeat(5000),
  ] as const;
  for (let run = 0; run < 5000; run += 1) {
    const text = Array.from({ length: chance.below(14) }, () => chance.pick(parts)).join('');
    const read = parseFilterPattern(text);
    if ('problem' in read) continue;
    const message = chance.pick(messages);
    const filter = compileFilter(read.pattern);

    expect(filter.extract(message) !== undefined).toBe(filter.matches(message));
    expect(explainFilter(read.pattern, message).matched).toBe(filter.matches(message));
  }
});

test('a message of a megabyte is read once', () => {
  const line = '[ '.repeat(500_000);
  const started = performance.now();

  compileFilter(filterOf('[a, ..., b]')).matches(line);
  compileFilter(filterOf('{ $.a = "*a*a*a*b" }')).matches(
    JSON.stringify({ a: 'a'.repeat(900_000) }),
  );

  expect(performance.now() - started).toBeLessThan(3000);
});

test.for([
  ['{ $.a = 1 }', '{"a":2}', '"2" does not pass.'],
  ['{ $.a = 1 }', '{"b":2}', '$.a is not there, and only NOT EXISTS is true of what is absent.'],
  ['{ $.a = 1 }', '{"a":{}}', '$.a is an object or an array, which no condition matches.'],
  ['{ $.a NOT EXISTS }', '{"a":{}}', '$.a is there.'],
  ['ERROR ?x', 'x', 'The message does not have it.'],
  ['[a=1, b]', '2 3', 'The conditions of the field $a do not hold.'],
] as const)('%s says why %s does not match', ([text, message, reason]) => {
  const { matched, steps } = explainFilter(filterOf(text), message);

  expect(matched).toBe(false);
  expect(steps[0]).toMatchObject({ matched: false, reason });
});
