import { expect, test } from 'vitest';
import { gatehouse } from '../terminal.fixture.ts';

const QUARTERLY = 'cron(0 1 ? 3/3 1L *)';
const AFTER = ['--after', '2026-01-01T00:00:00Z'];

test('an expression in words, and its next windows', async () => {
  expect(await gatehouse(['schedule', 'explain', QUARTERLY, '--duration', '3h', ...AFTER])).toEqual(
    {
      code: 0,
      out: `The last Sunday of March, June, September and December at 01:00 UTC
Sun  2026-03-29 01:00 UTC  to  2026-03-29 04:00 UTC
Sun  2026-06-28 01:00 UTC  to  2026-06-28 04:00 UTC
Sun  2026-09-27 01:00 UTC  to  2026-09-27 04:00 UTC
Sun  2026-12-27 01:00 UTC  to  2026-12-27 04:00 UTC
Sun  2027-03-28 01:00 UTC  to  2027-03-28 04:00 UTC
`,
      err: '',
    },
  );
});

test('in JSON', async () => {
  const { out } = await gatehouse(['schedule', 'explain', QUARTERLY, '--json', ...AFTER]);
  expect(JSON.parse(out)).toMatchObject({
    expression: QUARTERLY,
    for: 'rotation',
    words: expect.stringContaining('last Sunday'),
    next: expect.arrayContaining([
      { opensAt: '2026-03-29T01:00:00.000Z', closesAt: '2026-03-30T00:00:00.000Z' },
    ]),
  });
  const next = await gatehouse([
    'schedule',
    'next',
    'cron(0/15 * * * ? *)',
    '--for=rule',
    '--count=2',
    '--json',
    ...AFTER,
  ]);
  expect(next.out).toBe(
    '{"opensAt":"2026-01-01T00:15:00.000Z"}\n{"opensAt":"2026-01-01T00:30:00.000Z"}\n',
  );
});

test('an expression that never runs', async () => {
  expect(await gatehouse(['schedule', 'next', 'cron(0 1 30 2 ? *)'])).toMatchObject({
    code: 1,
    out: 'never\n',
  });
});

test.for([
  [['rate(3 hours)'], 'A secret rotates every 4 hours at the most'],
  [['cron(5 1 * * ? *)'], 'Minutes must be 0'],
  [['rate(4 hours)', '--duration=5h'], 'must not extend into the next UTC day'],
  [['cron(0 1 ? * 7#2,7#4 *)', '--for=rule'], 'no schedule of a rule'],
  [['rate(5 minutes)', '--for=rule', '--duration=1h'], 'only a rotation has a --duration'],
  [['rate(4 hours)', '--for=moon'], 'rotation, rule'],
  [['rate(4 hours)', 'rate(5 hours)'], 'name one expression'],
  [[], 'name one expression'],
  [['rate(4 hours)', '--count=0'], '--count is a number'],
] as const)('%j is wrong usage: %s', async ([args, reason]) => {
  const { code, err } = await gatehouse(['schedule', 'next', ...args]);
  expect(code).toBe(2);
  expect(err).toContain(reason);
});
