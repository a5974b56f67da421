import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from './errors.ts';
import { durationOf, inWords, tableOf, timeOf } from './words.ts';

test.for([
  ['1h', 3600],
  ['30m', 1800],
  ['1h30m', 5400],
  ['90s', 90],
  ['3600', 3600],
  ['1d', 86_400],
  ['PT1H', 3600],
  ['PT1H30M', 5400],
  ['P1DT1H', 90_000],
] as const)('%s is %i seconds', ([text, seconds]) => {
  expect(durationOf('duration', text)).toBe(seconds);
});

test.for(['', '0', '0h', '-1h', '1.5h', '60abc', '1h 30m', '1e9', 'PT', 'P', 'h', '400d', '١h'])(
  '"%s" is no duration',
  (text) => {
    expect(() => durationOf('duration', text)).toThrow(UsageError);
  },
);

test('what is said of a duration means the same duration', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 31_536_000 }), (seconds) => {
      expect(durationOf('duration', inWords(seconds).replaceAll(' ', ''))).toBe(seconds);
    }),
  );
});

test.for([
  ['2026-11-25T14:30:00Z', '2026-11-25T14:30:00.000Z'],
  ['2026-11-25T15:30:00+01:00', '2026-11-25T14:30:00.000Z'],
] as const)('%s is %s', ([text, iso]) => {
  expect(timeOf('start', text)).toBe(iso);
});

test.for(['2026-11-25', '2026-11-25T14:30:00', 'tomorrow', '2026-13-25T14:30:00Z', '14:30'])(
  '"%s" is no time: without an offset nobody knows which one is meant',
  (text) => {
    expect(() => timeOf('start', text)).toThrow(UsageError);
  },
);

test('what others have written stays in its cell of a table', () => {
  const table = tableOf([
    ['A', 'B'],
    ['x\n\u001b[2J', 'y'],
  ]);

  expect(table).toBe(String.raw`A                 B
x\u000a\u001b[2J  y
`);
});
