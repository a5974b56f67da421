import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextAfter, parseSchedule, previousBefore, type Schedule } from './index.ts';
import { plainReading } from './reference.fixture.ts';

const parsed = (text: string): Schedule => {
  const schedule = parseSchedule(text);
  if (schedule.kind === 'refusal') throw new Error(`${text}: ${schedule.reason}`);
  return schedule;
};

const runs = (text: string, from: string, many = 3): readonly string[] => {
  const schedule = parsed(text);
  const found: string[] = [];
  let at: Date | undefined = new Date(from);
  while (found.length < many) {
    at = nextAfter(schedule, at);
    if (at === undefined) break;
    found.push(`${at.toISOString().slice(0, 16)}Z`);
  }
  return found;
};

test.for([
  ['cron(0 10 * * ? *)', ['2026-11-25T10:00Z', '2026-11-26T10:00Z', '2026-11-27T10:00Z']],
  ['cron(0/15 * * * ? *)', ['2026-11-25T00:15Z', '2026-11-25T00:30Z', '2026-11-25T00:45Z']],
  ['cron(*/20 * * * ? *)', ['2026-11-25T00:20Z', '2026-11-25T00:40Z', '2026-11-25T01:00Z']],
  ['cron(0 18 ? * MON-FRI *)', ['2026-11-25T18:00Z', '2026-11-26T18:00Z', '2026-11-27T18:00Z']],
  ['cron(0 18 ? * mon,sat *)', ['2026-11-28T18:00Z', '2026-11-30T18:00Z', '2026-12-05T18:00Z']],
  ['cron(0 8 1 * ? *)', ['2026-12-01T08:00Z', '2027-01-01T08:00Z', '2027-02-01T08:00Z']],
  ['cron(0 0 L * ? *)', ['2026-11-30T00:00Z', '2026-12-31T00:00Z', '2027-01-31T00:00Z']],
  ['cron(0 0 LW * ? *)', ['2026-11-30T00:00Z', '2026-12-31T00:00Z', '2027-01-29T00:00Z']],
  ['cron(0 0 1W * ? *)', ['2026-12-01T00:00Z', '2027-01-01T00:00Z', '2027-02-01T00:00Z']],
  ['cron(0 0 1W 8 ? *)', ['2027-08-02T00:00Z', '2028-08-01T00:00Z', '2029-08-01T00:00Z']],
  ['cron(0 0 31W 2-3 ? *)', ['2027-03-31T00:00Z', '2028-03-31T00:00Z', '2029-03-30T00:00Z']],
  ['cron(15 10 ? * 6L *)', ['2026-11-27T10:15Z', '2026-12-25T10:15Z', '2027-01-29T10:15Z']],
  ['cron(0 2 ? * SAT#3 *)', ['2026-12-19T02:00Z', '2027-01-16T02:00Z', '2027-02-20T02:00Z']],
  ['cron(0 2 ? * 1#5 *)', ['2026-11-29T02:00Z', '2027-01-31T02:00Z', '2027-05-30T02:00Z']],
  ['cron(0 2 ? * L *)', ['2026-11-28T02:00Z', '2026-12-05T02:00Z', '2026-12-12T02:00Z']],
  ['cron(0 0 29 FEB ? *)', ['2028-02-29T00:00Z', '2032-02-29T00:00Z', '2036-02-29T00:00Z']],
  ['cron(30 23-1 1 1 ? 2027)', ['2027-01-01T00:30Z', '2027-01-01T01:30Z', '2027-01-01T23:30Z']],
  ['cron(59 23 31 12 ? 2199)', ['2199-12-31T23:59Z']],
  ['cron(15 10 ? * 6L 2002-2005)', []],
  ['cron(0 0 31 2 ? *)', []],
  ['rate(1 minute)', ['2026-11-25T00:01Z', '2026-11-25T00:02Z', '2026-11-25T00:03Z']],
  ['rate(12 hours)', ['2026-11-25T12:00Z', '2026-11-26T00:00Z', '2026-11-26T12:00Z']],
  ['rate(7 days)', ['2026-12-02T00:00Z', '2026-12-09T00:00Z', '2026-12-16T00:00Z']],
] as const)('%s runs when the guide says', ([text, expected]) => {
  expect(runs(text, '2026-11-25T00:00:00Z')).toEqual(expected);
});

test('a run is after the given time, be it in the middle of a minute or at its beginning', () => {
  expect(runs('cron(* * * * ? *)', '2026-12-31T23:58:59.999Z', 2)).toEqual([
    '2026-12-31T23:59Z',
    '2027-01-01T00:00Z',
  ]);
  expect(runs('cron(0 0 1 1 ? *)', '2027-01-01T00:00:00Z', 1)).toEqual(['2028-01-01T00:00Z']);
  expect(nextAfter(parsed('rate(1 minute)'), new Date('2026-01-01T00:00:30.250Z'))).toEqual(
    new Date('2026-01-01T00:01:30.250Z'),
  );
});

test('a rate that no calendar reaches never runs', () => {
  expect(runs('rate(999999999999999 days)', '2026-01-01T00:00:00Z')).toEqual([]);
});

test.for(
  [
    // Of rates.
    'rate(1 minutes)',
    'rate(1 hours)',
    'rate(1 days)',
    'rate(10 minute)',
    'rate(10 hour)',
    'rate(10 seconds)',
    'rate(10 years)',
    'rate()',
    'rate(10)',
    'rate(10 minutess)',
    'rate(foo minutes)',
    'rate(0 minutes)',
    'rate(0 minute)',
    'rate(-10 minutes)',
    'rate(10 MINUTES)',
    'rate( 10 minutes )',
    ' rate(10 minutes)',
    'rate(10minutes)',
    'rate(1.5 hours)',
    'rate(1 minute) ',
    'rate(1 s)',
    'Rate(1 minute)',
    'rate(1\u00a0minute)',
    'rate(9999999999999999 days)',
    'rate((1 minute))',
    'rate',
    '',
    'at(2026-01-01T00:00:00)',
    // Of the number of fields and of the two that name days.
    'cron()',
    'cron(INVALID)',
    'cron(0 10 * * ?)',
    'cron(0 10 * * ? * *)',
    '0 10 * * ? *',
    'cron(0 1 * * * *)',
    'cron(0 1 ? * ? *)',
    'cron(0 1 1 * MON *)',
    'cron(0 1 1 * 2 *)',
    'cron( 0 10 * * ? *)',
    'cron(0 10 * * ? * )',
    'cron(0 10 * * ? *) ',
    // Of values.
    'cron(71 8 1 * ? *)',
    'cron(60 8 1 * ? *)',
    'cron(-1 8 1 * ? *)',
    'cron(0 24 1 * ? *)',
    'cron(0 8 0 * ? *)',
    'cron(0 8 32 * ? *)',
    'cron(0 8 1 0 ? *)',
    'cron(0 8 1 13 ? *)',
    'cron(0 8 ? * 0 *)',
    'cron(0 8 ? * 8 *)',
    'cron(0 8 1 * ? 1969)',
    'cron(0 8 1 * ? 2200)',
    'cron(0 dummy ? * MON-FRI *)',
    'cron(7 20 * * NOT *)',
    'cron(0 8 ? * MONDAY *)',
    'cron(0 8 1 MON ? *)',
    'cron(JAN 8 1 * ? *)',
    'cron(0 8 1 * ? 2030-2020)',
    // Of wildcards.
    'cron(? 8 1 * ? *)',
    'cron(0 8 1 ? ? *)',
    'cron(0 8 1 * ? ?)',
    'cron(L 8 1 * ? *)',
    'cron(0 8 W * ? *)',
    'cron(0 8 32W * ? *)',
    'cron(0 8 0W * ? *)',
    'cron(0 8 1-5W * ? *)',
    'cron(0 8 1,L * ? *)',
    'cron(0 8 1W,15W * ? *)',
    'cron(0 8 ? * 3#1,6#3 *)',
    'cron(0 8 ? * 3#0 *)',
    'cron(0 8 ? * 3#6 *)',
    'cron(0 8 ? * #3 *)',
    'cron(0 8 ? * 8L *)',
    'cron(0 8 ? * 3#1#2 *)',
    'cron(0 8 1#1 * ? *)',
    'cron(0 8 ? * 2W *)',
    'cron(0 8 ? * LW *)',
    'cron(0/0 8 1 * ? *)',
    'cron(0/ 8 1 * ? *)',
    'cron(/5 8 1 * ? *)',
    'cron(0/60 8 1 * ? *)',
    'cron(1- 8 1 * ? *)',
    'cron(-5 8 1 * ? *)',
    'cron(1-2-3 8 1 * ? *)',
    'cron(1/2/3 8 1 * ? *)',
    'cron(, 8 1 * ? *)',
    'cron(1, 8 1 * ? *)',
    'cron(1,,2 8 1 * ? *)',
    'cron(** 8 1 * ? *)',
    'cron(*-5 8 1 * ? *)',
    'cron(1-* 8 1 * ? *)',
    'cron(0x1 8 1 * ? *)',
    'cron(1e1 8 1 * ? *)',
  ].map((text) => [text]),
)('%j is no schedule', ([text = '']) => {
  expect(parseSchedule(text)).toMatchObject({ kind: 'refusal', reason: expect.any(String) });
});

test('a text longer than the API takes is refused before it is read', () => {
  const text = `cron(${'1,'.repeat(200)}1 8 1 * ? *)`;

  expect(parseSchedule(text)).toMatchObject({ kind: 'refusal' });
});

const item = (lowest: number, highest: number): fc.Arbitrary<string> => {
  const value = fc.integer({ min: lowest, max: highest });
  return fc.oneof(
    value.map(String),
    fc.tuple(value, value).map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`),
    fc.tuple(value, fc.integer({ min: 1, max: 12 })).map(([from, step]) => `${from}/${step}`),
    fc.integer({ min: 1, max: 12 }).map((step) => `*/${step}`),
  );
};
const list = (lowest: number, highest: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    fc.array(item(lowest, highest), { minLength: 1, maxLength: 3 }).map((items) => items.join(',')),
  );
const monthDays = fc.oneof(
  list(1, 31),
  fc.constantFrom('L', 'LW'),
  fc.integer({ min: 1, max: 31 }).map((day) => `${day}W`),
);
const weekDays = fc.oneof(
  fc.constantFrom('L', 'SUN', 'MON-FRI', 'FRI-MON', '6,7', '2-4', '*', 'TUE,THU'),
  fc.integer({ min: 1, max: 7 }).map((day) => `${day}L`),
  fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 }))
    .map(([day, nth]) => `${day}#${nth}`),
);
const days = fc.oneof(
  monthDays.map((field) => [field, '?'] as const),
  weekDays.map((field) => ['?', field] as const),
);
// Few hours and minutes, so that the plain reference need not look at years of minutes.
const arbitraryCron = fc
  .tuple(
    fc.oneof(list(0, 59), fc.constant('50-10')),
    fc.oneof(list(0, 23), fc.constant('22-3')),
    days,
    fc.constantFrom('*', '*', '1-3', 'JAN,FEB,DEC', '12/1', '2'),
    fc.constantFrom('*', '*', '2024', '2023-2025'),
  )
  .map(
    ([minutes, hours, [day, weekday], months, years]) =>
      `cron(${minutes} ${hours} ${day} ${months} ${weekday} ${years})`,
  );
const MINUTE = 60_000;
const start = fc
  .integer({
    min: Date.parse('2023-12-25T00:00Z') / MINUTE,
    max: Date.parse('2024-03-05T00:00Z') / MINUTE,
  })
  .map((minute) => minute * MINUTE);

// About a week: enough to leave a month, few enough to look at one by one.
const MOST_MINUTES = 10_000;

const firstNamed = (text: string, from: number): number | undefined => {
  const isNamed = plainReading(text);
  for (let at = from + MINUTE; at <= from + MOST_MINUTES * MINUTE; at += MINUTE)
    if (isNamed(new Date(at))) return at;
  return undefined;
};

test('the next run is the first minute that a plain reading of the expression names', () => {
  let found = 0;

  fc.assert(
    fc.property(arbitraryCron, start, (text, from) => {
      const expected = firstNamed(text, from);
      if (expected !== undefined) found += 1;

      const next = nextAfter(parsed(text), new Date(from))?.getTime() ?? Infinity;

      // What is further away than the plain reading looks is the other property's.
      const isNear = next <= from + MOST_MINUTES * MINUTE;
      expect(isNear ? next : undefined).toBe(expected);
    }),
    { numRuns: 100 },
  );

  // The questions must be worth asking.
  expect(found).toBeGreaterThan(8);
});

test('days of two centuries are found as the plain reading finds them', () => {
  fc.assert(
    fc.property(
      days,
      fc.integer({ min: 1970, max: 2199 }),
      fc.integer({ min: 1, max: 12 }),
      ([day, weekday], year, month) => {
        const text = `cron(0 0 ${day} ${month} ${weekday} ${year})`;
        const isNamed = plainReading(text);
        const expected: number[] = [];
        for (
          let at = Date.UTC(year, month - 1, 1);
          new Date(at).getUTCMonth() === month - 1;
          at += 24 * 60 * MINUTE
        )
          if (isNamed(new Date(at))) expected.push(at);

        const schedule = parsed(text);
        const found: number[] = [];
        let next = nextAfter(schedule, new Date(Date.UTC(year, month - 1, 1) - 1));
        while (next !== undefined) {
          found.push(next.getTime());
          next = nextAfter(schedule, next);
        }

        expect(found).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

test('the previous run is the one whose next run is not earlier than the question', () => {
  fc.assert(
    fc.property(arbitraryCron, start, (text, from) => {
      const schedule = parsed(text);

      const previous = previousBefore(schedule, new Date(from));

      const isRun =
        previous === undefined ||
        (previous.getTime() < from &&
          nextAfter(schedule, new Date(previous.getTime() - 1))?.getTime() === previous.getTime());
      const following = nextAfter(schedule, previous ?? new Date(Date.UTC(1969, 11, 31)));
      expect(isRun).toBe(true);
      // Nothing ran between.
      expect(following?.getTime() ?? Infinity).toBeGreaterThanOrEqual(from);
    }),
    { numRuns: 300 },
  );
});

test.for([
  ['rate(2 hours)', '2026-01-01T01:00:00Z', '2025-12-31T23:00:00.000Z'],
  ['cron(0 0 29 2 ? *)', '2026-01-01T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['cron(0 0 31 * ? *)', '2026-03-01T00:00:00Z', '2026-01-31T00:00:00.000Z'],
  ['cron(0 0 1 1 ? 1980)', '2026-03-01T00:00:00Z', '1980-01-01T00:00:00.000Z'],
  ['cron(30 6 L * ? *)', '2026-03-31T06:30:00.001Z', '2026-03-31T06:30:00.000Z'],
] as const)('%s ran last before %s at %s', ([text, from, expected]) => {
  expect(previousBefore(parsed(text), new Date(from))?.toISOString()).toBe(expected);
});
