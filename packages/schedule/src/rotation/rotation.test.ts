import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkedDuration,
  explainRotation,
  nextWindow,
  parseRotation,
  rotationExpression,
  type RotationForm,
  rotationForm,
  type RotationSchedule,
  windowOpenAt,
} from '../index.ts';
import { plainReading } from '../reference.fixture.ts';

const parsed = (text: string): RotationSchedule => {
  const schedule = parseRotation(text);
  if (schedule.kind === 'refusal') throw new Error(`${text}: ${schedule.reason}`);
  return schedule;
};

const written = (form: RotationForm): string => {
  const text = rotationExpression(form);
  if (typeof text !== 'string') throw new Error(text.reason);
  return text;
};

const windows = (
  text: string,
  since: string,
  { many = 3, duration }: { many?: number; duration?: string } = {},
): readonly string[] => {
  const schedule = parsed(text);
  const durationHours = checkedDuration(schedule, duration);
  if (typeof durationHours === 'object') throw new Error(durationHours.reason);
  const question = { schedule, durationHours, since: new Date(since) };
  const found: string[] = [];
  let after = new Date(since);
  while (found.length < many) {
    const window = nextWindow(question, after);
    if (window === undefined) break;
    found.push(
      `${window.opensAt.toISOString().slice(0, 16)} to ${window.closesAt.toISOString().slice(0, 16)}`,
    );
    after = window.opensAt;
  }
  return found;
};

test('the post, use case 1: every four hours, each window an hour long', () => {
  expect(rotationExpression({ unit: 'hours', every: 4 })).toBe('rate(4 hours)');
  expect(windows('rate(4 hours)', '2026-03-02T10:17:00Z')).toEqual([
    '2026-03-02T12:00 to 2026-03-02T13:00',
    '2026-03-02T16:00 to 2026-03-02T17:00',
    '2026-03-02T20:00 to 2026-03-02T21:00',
  ]);
});

test('the post, use case 2: the last Sunday of each quarter from 1 to 4', () => {
  const text = 'cron(0 1 ? 3/3 1L *)';

  expect(explainRotation(parsed(text))).toBe(
    'The last Sunday of March, June, September and December at 01:00 UTC',
  );
  expect(windows(text, '2026-01-01T00:00:00Z', { many: 5, duration: '3h' })).toEqual([
    '2026-03-29T01:00 to 2026-03-29T04:00',
    '2026-06-28T01:00 to 2026-06-28T04:00',
    '2026-09-27T01:00 to 2026-09-27T04:00',
    '2026-12-27T01:00 to 2026-12-27T04:00',
    '2027-03-28T01:00 to 2027-03-28T04:00',
  ]);
});

test('the post, use case 3: every second Saturday from midnight for five hours', () => {
  const form: RotationForm = { unit: 'weeks', every: 2, weekday: 7, hour: 0 };
  const text = 'cron(0 00 ? * 7#2,7#4 *)';

  expect(rotationExpression(form)).toBe(text);
  expect(rotationForm(text)).toEqual(form);
  expect(explainRotation(parsed(text))).toBe(
    'The second and fourth Saturday of every month at 00:00 UTC',
  );
  expect(windows(text, '2026-01-01T00:00:00Z', { duration: '5h' })).toEqual([
    '2026-01-10T00:00 to 2026-01-10T05:00',
    '2026-01-24T00:00 to 2026-01-24T05:00',
    '2026-02-14T00:00 to 2026-02-14T05:00',
  ]);
});

test.for([
  ['rate(1 day)', 'Every day', ['2026-12-31T00:00 to 2027-01-01T00:00']],
  ['rate(30 days)', 'Every 30 days', ['2027-01-29T00:00 to 2027-01-30T00:00']],
  ['rate(999 days)', 'Every 999 days', ['2029-09-24T00:00 to 2029-09-25T00:00']],
  ['rate(10 hours)', 'Every 10 hours', ['2026-12-30T20:00 to 2026-12-30T21:00']],
  ['rate(36 hours)', 'Every 36 hours', ['2026-12-31T12:00 to 2026-12-31T13:00']],
  [
    'cron(0 8/8 * * ? *)',
    'Every day at 08:00 and 16:00 UTC',
    ['2026-12-30T16:00 to 2026-12-30T17:00'],
  ],
  [
    'cron(0 2/10 * * ? *)',
    'Every day at 02:00, 12:00 and 22:00 UTC',
    ['2026-12-30T22:00 to 2026-12-30T23:00'],
  ],
  [
    'cron(0 /8 * * ? *)',
    'Every day at 00:00, 08:00 and 16:00 UTC',
    ['2026-12-30T16:00 to 2026-12-30T17:00'],
  ],
  ['cron(0 8 * * ? *)', 'Every day at 08:00 UTC', ['2026-12-31T08:00 to 2027-01-01T00:00']],
  [
    'cron(0 16 L * ? *)',
    'The last day of every month at 16:00 UTC',
    ['2026-12-31T16:00 to 2027-01-01T00:00'],
  ],
  [
    'cron(0 2 1 1/3 ? *)',
    'The 1st of January, April, July and October at 02:00 UTC',
    ['2027-01-01T02:00 to 2027-01-02T00:00'],
  ],
  [
    'cron(0 0 ? * SUN#1 *)',
    'The first Sunday of every month at 00:00 UTC',
    ['2027-01-03T00:00 to 2027-01-04T00:00'],
  ],
  [
    'cron(0 16 ? * SUNL *)',
    'The last Sunday of every month at 16:00 UTC',
    ['2027-01-31T16:00 to 2027-02-01T00:00'],
  ],
  [
    'cron(0 1 ? * MON-FRI *)',
    'Every Monday, Tuesday, Wednesday, Thursday and Friday at 01:00 UTC',
    ['2026-12-31T01:00 to 2027-01-01T00:00'],
  ],
  [
    'cron(0 1 ? JAN L *)',
    'Every Saturday of January at 01:00 UTC',
    ['2027-01-02T01:00 to 2027-01-03T00:00'],
  ],
  [
    'cron(0 23 22,23,11 * ? *)',
    'The 11th, 22nd and 23rd of every month at 23:00 UTC',
    ['2027-01-11T23:00 to 2027-01-12T00:00'],
  ],
  [
    'cron(0 3 29 2 ? *)',
    'The 29th of February at 03:00 UTC',
    ['2028-02-29T03:00 to 2028-03-01T00:00'],
  ],
  [
    'cron(0 3 1,L * ? *)',
    'The 1st and the last day of every month at 03:00 UTC',
    ['2026-12-31T03:00 to 2027-01-01T00:00'],
  ],
  ['cron(0 3 30 2 ? *)', 'The 30th of February at 03:00 UTC', []],
] as const)('%s says %s', ([text, words, expected]) => {
  expect(explainRotation(parsed(text))).toBe(words);
  expect(windows(text, '2026-12-30T15:00:00Z', { many: 1 })).toEqual(expected);
});

test.for(
  [
    'rate(3 hours)',
    'rate(0 days)',
    'rate(1 hour)',
    'rate(1000 days)',
    'rate(23977 hours)',
    'rate(10 minutes)',
    'rate(2 weeks)',
    'rate(days)',
    'rate(-4 hours)',
    'rate(4.5 hours)',
    'cron(5 1 * * ? *)',
    'cron(* 1 * * ? *)',
    'cron(0/30 1 * * ? *)',
    'cron(0 * * * ? *)',
    'cron(0 8,20 * * ? *)',
    'cron(0 8-12 * * ? *)',
    'cron(0 0/3 * * ? *)',
    'cron(0 1/7 * * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 1 * * * *)',
    'cron(0 1 ? * ? *)',
    'cron(0 1 1 * MON *)',
    'cron(0 1 15W * ? *)',
    'cron(0 1 LW * ? *)',
    'cron(0 1 * * ? 2027)',
    'cron(0 1 * * ? 2026-2030)',
    'cron(0 1 * * ?)',
    'cron(0 1 32 * ? *)',
    'cron(0 1 ? * 7#6 *)',
    'cron(0 1 ? * 0 *)',
    'cron(0 1 ? 13 1 *)',
    'cron(0 1 1#2 * ? *)',
    'at(2027-01-01T00:00:00)',
    'every day',
    '',
  ].map((text) => [text]),
)('%j is no rotation schedule', ([text = '']) => {
  expect(parseRotation(text)).toMatchObject({ kind: 'refusal', reason: expect.any(String) });
});

test.for([
  ['rate(4 hours)', '4h', 4],
  ['rate(4 hours)', '5h', 'The window must not extend into the next UTC day'],
  ['rate(36 hours)', '12h', 12],
  ['rate(36 hours)', '13h', 'The window must not extend into the next UTC day'],
  ['rate(10 hours)', '2h', 2],
  ['rate(10 hours)', '3h', 'The window must not extend into the next UTC day'],
  ['rate(1 day)', '24h', 24],
  ['rate(1 day)', '25h', 'A duration is a whole number of hours, as 3h'],
  ['rate(1 day)', '0h', 'A duration is a whole number of hours, as 3h'],
  ['rate(1 day)', '3', 'A duration is a whole number of hours, as 3h'],
  ['rate(1 day)', '30m', 'A duration is a whole number of hours, as 3h'],
  ['cron(0 8/8 * * ? *)', '8h', 8],
  ['cron(0 2/10 * * ? *)', '2h', 2],
  ['cron(0 2/10 * * ? *)', '3h', 'The window must not extend into the next UTC day'],
  ['cron(0 0/12 * * ? *)', '12h', 12],
  ['cron(0 0/5 * * ? *)', '4h', 4],
  ['cron(0 1 ? 3/3 1L *)', '3h', 3],
  ['cron(0 22 L * ? *)', '2h', 2],
  ['cron(0 22 L * ? *)', '3h', 'The window must not extend into the next UTC day'],
] as const)('%s for %s: %s', ([text, duration, expected]) => {
  const checked = checkedDuration(parsed(text), duration);

  expect(typeof checked === 'object' ? checked.reason : checked).toBe(expected);
});

test('a window is open from its first to before its last moment', () => {
  const question = {
    schedule: parsed('cron(0 1 ? 3/3 1L *)'),
    durationHours: 3,
    since: new Date('2026-01-01T00:00:00Z'),
  };
  const open = (at: string) => windowOpenAt(question, new Date(at)) !== undefined;

  expect(open('2026-03-29T00:59:59.999Z')).toBe(false);
  expect(open('2026-03-29T01:00:00Z')).toBe(true);
  expect(open('2026-03-29T03:59:59.999Z')).toBe(true);
  expect(open('2026-03-29T04:00:00Z')).toBe(false);
});

test('a rate has no window on the day from which it counts', () => {
  const question = { schedule: parsed('rate(1 day)'), since: new Date('2026-03-02T10:00:00Z') };

  expect(windowOpenAt(question, new Date('2026-03-02T11:00:00Z'))).toBeUndefined();
  expect(windowOpenAt(question, new Date('2026-03-03T11:00:00Z'))).toEqual({
    opensAt: new Date('2026-03-03T00:00:00Z'),
    closesAt: new Date('2026-03-04T00:00:00Z'),
  });
});

const hour = fc.integer({ min: 0, max: 23 });
const day = fc.integer({ min: 1, max: 31 }).map(String);
const weekday = fc.integer({ min: 1, max: 7 });
const weekdayItem = fc.oneof(
  weekday.map(String),
  weekday.map((of) => `${of}L`),
  fc.tuple(weekday, fc.integer({ min: 1, max: 5 })).map(([of, nth]) => `${of}#${nth}`),
);
const items = (item: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(item, { minLength: 1, maxLength: 4 }).map((found) => found.join(','));
const rotationCron = fc
  .tuple(
    fc.oneof(hour.map(String), fc.constantFrom('/8', '2/10', '0/4', '*/6', '00')),
    fc.oneof(
      fc.tuple(items(fc.oneof(day, fc.constant('L'))), fc.constant('?')),
      fc.tuple(fc.constant('?'), items(weekdayItem)),
      fc.constant(['*', '?'] as const),
    ),
    fc.constantFrom('*', '3/3', '2', 'JAN,JUL', '1/5', '11-2'),
  )
  .map(([hours, [days, weekdays], months]) => `cron(0 ${hours} ${days} ${months} ${weekdays} *)`)
  .filter((text) => parseRotation(text).kind !== 'refusal');
const HOUR = 3_600_000;

test('over ten years the windows open in the hours that a plain reading of the expression names', () => {
  fc.assert(
    fc.property(rotationCron, fc.integer({ min: 1990, max: 2090 }), (text, year) => {
      const isNamed = plainReading(text.replace(/^cron\(0 \//, 'cron(0 0/'));
      const from = Date.UTC(year, 0, 1);
      const to = Date.UTC(year + 10, 0, 1);
      const expected: number[] = [];
      for (let at = from; at < to; at += HOUR) if (isNamed(new Date(at))) expected.push(at);

      const question = { schedule: parsed(text), since: new Date(from) };
      const found: number[] = [];
      for (
        let window = nextWindow(question, new Date(from - 1));
        window !== undefined && window.opensAt.getTime() < to;
        window = nextWindow(question, window.opensAt)
      )
        found.push(window.opensAt.getTime());

      expect(found).toEqual(expected);
    }),
    { numRuns: 12 },
  );
});

const form: fc.Arbitrary<RotationForm> = fc.oneof(
  fc.record({ unit: fc.constant('hours' as const), every: fc.integer({ min: 4, max: 999 }) }),
  fc.record({ unit: fc.constant('days' as const), every: fc.integer({ min: 1, max: 999 }) }),
  fc.record({
    unit: fc.constant('days' as const),
    every: fc.integer({ min: 1, max: 31 }),
    hour,
  }),
  fc.record({
    unit: fc.constant('weeks' as const),
    every: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
    weekday: fc.integer({ min: 1, max: 7 }),
    hour,
  }),
  fc.record({
    unit: fc.constant('months' as const),
    every: fc.integer({ min: 1, max: 12 }),
    day: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant('last' as const)),
    hour,
  }),
);

test('every form writes an expression that reads as the same form', () => {
  fc.assert(
    fc.property(form, (given) => {
      expect(rotationForm(written(given))).toEqual(given);
    }),
  );
});

test('windows follow one another without touching, within their day, for every duration that is taken', () => {
  fc.assert(
    fc.property(
      form,
      fc.integer({ min: 1, max: 24 }),
      fc.date({
        min: new Date('2023-12-01T00:00Z'),
        max: new Date('2029-01-01T00:00Z'),
        noInvalidDate: true,
      }),
      (given, hours, since) => {
        const schedule = parsed(written(given));
        const durationHours = checkedDuration(schedule, `${hours}h`);
        fc.pre(typeof durationHours !== 'object');
        const question = { schedule, durationHours, since };

        let last = nextWindow(question, since);
        expect(last).toBeDefined();
        for (let count = 0; count < 20 && last !== undefined; count += 1) {
          const next = nextWindow(question, last.opensAt);
          if (next === undefined) break;
          expect(next.opensAt.getTime()).toBeGreaterThanOrEqual(last.closesAt.getTime());
          expect(next.opensAt.getTime() - last.opensAt.getTime()).toBeGreaterThanOrEqual(
            4 * 3_600_000,
          );
          const lastMoment = new Date(next.closesAt.getTime() - 1);
          expect(lastMoment.getUTCDate()).toBe(next.opensAt.getUTCDate());
          expect(windowOpenAt(question, lastMoment)).toEqual(next);
          last = next;
        }
      },
    ),
  );
});
