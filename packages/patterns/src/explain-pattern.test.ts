import { expect, test } from 'vitest';
import { type Pattern, explainPattern, parsePattern } from './index.ts';

const parsed = (source: unknown): Pattern => {
  const pattern = parsePattern(source);
  if (Array.isArray(pattern)) throw new Error(pattern[0]?.message);
  return pattern;
};

test('every field says what was found, what was asked for and which of it passed', () => {
  const pattern = parsed({
    source: ['aws.ec2'],
    detail: { state: [{ 'anything-but': 'stopped' }], count: [{ numeric: ['>', 5] }, 'many'] },
  });

  const explanation = explainPattern(pattern, {
    source: 'aws.ec2',
    detail: { state: ['stopped', 'stopped'], count: 7 },
  });

  expect(explanation).toEqual({
    matched: false,
    alternatives: [
      {
        matched: false,
        onlyAcrossElements: false,
        fields: [
          {
            path: 'detail.count',
            matched: true,
            found: ['7'],
            wanted: ['{"numeric":[">",5]}', '"many"'],
            passed: ['{"numeric":[">",5]}'],
            reason: 'A value passes {"numeric":[">",5]}.',
          },
          {
            path: 'detail.state',
            matched: false,
            found: ['"stopped"', '"stopped"'],
            wanted: ['{"anything-but":["stopped"]}'],
            passed: [],
            reason: 'None of the values passes one of the alternatives.',
          },
          {
            path: 'source',
            matched: true,
            found: ['"aws.ec2"'],
            wanted: ['"aws.ec2"'],
            passed: ['"aws.ec2"'],
            reason: 'A value passes "aws.ec2".',
          },
        ],
      },
    ],
  });
});

test.for([
  [
    'a missing field',
    { a: [1] },
    {},
    'The event has no value here; an object or an empty array is none.',
  ],
  [
    'absence',
    { a: [{ exists: false }] },
    {},
    'The event has no value here, which is what is asked for.',
  ],
  [
    'presence',
    { a: [{ exists: false }] },
    { a: 1 },
    'The event has a value here, and none is asked for.',
  ],
  [
    'another value',
    { a: [{ cidr: '10.0.0.0/8' }] },
    { a: 'x' },
    'The value "x" passes none of the alternatives.',
  ],
] as const)('%s is told apart', ([, pattern, event, reason]) => {
  expect(explainPattern(parsed(pattern), event).alternatives[0]?.fields[0]?.reason).toBe(reason);
});

test('fields that match only by different elements of an array are told', () => {
  const pattern = parsed({ items: { id: ['a'], size: [1] } });

  const { matched, alternatives } = explainPattern(pattern, {
    items: [{ id: 'a' }, { size: 1 }],
  });

  expect(matched).toBe(false);
  expect(alternatives[0]).toMatchObject({ onlyAcrossElements: true });
});

test('each combination of $or is explained, and numbers are told as they are written', () => {
  const pattern = parsed('{"$or":[{"n":[9007199254740993]},{"n":[{"wildcard":"x*"}]}]}');

  const { matched, alternatives } = explainPattern(pattern, '{"n":9007199254740993}');

  expect(matched).toBe(true);
  expect(alternatives.map((one) => one.matched)).toEqual([true, false]);
  expect(alternatives[0]?.fields[0]?.found).toEqual(['9007199254740993']);
});
