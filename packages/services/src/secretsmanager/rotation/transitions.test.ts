import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RotationRules } from '../model.ts';
import { dueIn, nextFor, retryAt, type RotationState, type Running } from './progress.ts';
import { storedTimetable } from './timetable.ts';
import {
  type Change,
  changedByHand,
  configured,
  missed,
  type Moment,
  stepEnded,
  stepFailed,
} from './transitions.ts';

const HOUR = 3_600_000;
const at = (text: string): number => new Date(text).getTime();
const shown = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString().slice(0, 19);

const moment = (rules: RotationRules | undefined, now: string, chance = 0): Moment => ({
  timetable: storedTimetable(rules),
  now: at(now),
  chance,
});

const QUARTERLY: RotationRules = { ScheduleExpression: 'cron(0 1 ? 3/3 1L *)', Duration: '3h' };

const RUNNING: Running = {
  kind: 'rotation',
  versionId: 'new',
  token: '',
  step: 'createSecret',
  attempt: 1,
  until: at('2026-03-29T04:00:00Z'),
  asked: false,
};

const QUARTER: RotationState = {
  since: at('2026-01-01T00:00:00Z'),
  window: { opensAt: at('2026-03-29T01:00:00Z'), closesAt: at('2026-03-29T04:00:00Z') },
};

test('a rotation goes from step to step, and its next window is planned when it has ended', () => {
  const now = '2026-03-29T01:20:00Z';
  const steps: (string | undefined)[] = [];
  let change: Change = {
    state: { ...QUARTER, running: RUNNING },
    dueAt: undefined,
    event: undefined,
  };
  while (change.state.running !== undefined) {
    steps.push(change.state.running.step);
    change = stepEnded(change.state, change.state.running, 'new', moment(QUARTERLY, now));
  }

  expect(steps).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
  expect(change).toMatchObject({ event: { name: 'RotationSucceeded' }, lastRotatedAt: at(now) });
  expect([change.state.window?.opensAt, change.nextRotationAt].map(shown)).toEqual([
    '2026-06-28T01:00:00',
    '2026-06-28T03:59:59',
  ]);
  expect(change.state.afterDays).toBe(91);
});

test('a function that ends without making its version current has rotated nothing', () => {
  const running: Running = { ...RUNNING, step: 'finishSecret' };
  const change = stepEnded(QUARTER, running, 'old', moment(QUARTERLY, '2026-03-29T01:20:00Z'));

  expect(change).toMatchObject({
    event: { name: 'RotationFailed', step: 'finishSecret' },
    state: { running: { step: 'createSecret', attempt: 2 } },
  });
});

test('all of it is tried again with longer and longer pauses while the window is open, and not a minute longer', () => {
  const begun: (string | undefined)[] = [];
  let now = '2026-03-29T01:00:00Z';
  let state: RotationState = { ...QUARTER, running: RUNNING };
  let change: Change | undefined;
  while (state.running !== undefined) {
    begun.push(now.slice(11, 16));
    const failing: Running = { ...state.running, step: 'testSecret' };
    change = stepFailed(state, failing, moment(QUARTERLY, now));
    state = change.state;
    now = new Date(change.dueAt ?? 0).toISOString();
  }

  expect(begun).toEqual(['01:00', '01:01', '01:03', '01:07', '01:15', '01:31', '02:03', '03:07']);
  expect(shown(change?.dueAt)).toBe('2026-06-28T01:00:00');
  expect(change).not.toHaveProperty('nextRotationAt');
});

test('a pause is half chance and never ends after the window', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 24 * HOUR }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, left, chance) => {
        expect(retryAt({ attempt, until: left }, 0, chance) ?? left - 1).toBeLessThan(left);
        expect(retryAt({ attempt, until: Infinity }, 0, chance)).toBeLessThanOrEqual(4 * HOUR);
      },
    ),
  );
});

test('a secret is due in the first half of its window, at once when that is over', () => {
  const window = { opensAt: 1000, closesAt: 5000 };

  expect([0, 0.5, 0.999].map((chance) => dueIn(window, 0, chance))).toEqual([1000, 2000, 2998]);
  expect(dueIn(window, 4000, 0.5)).toBe(4000);
});

test.for([
  ['before its window', '2026-03-29T00:59:59Z', {}, { do: 'wait' }],
  ['in it', '2026-03-29T03:59:59Z', {}, { do: 'begin' }],
  [
    'after it',
    '2026-03-29T04:00:00Z',
    {},
    { do: 'miss', window: { opensAt: at('2026-06-28T01:00Z') } },
  ],
  [
    'a year after it',
    '2027-06-27T02:00:00Z',
    {},
    { do: 'miss', window: { opensAt: at('2027-06-27T01:00Z') } },
  ],
  ['while it runs', '2026-03-29T02:00:00Z', { running: RUNNING }, { do: 'step' }],
  [
    'in a pause',
    '2026-03-29T02:00:00Z',
    { running: { ...RUNNING, pausedUntil: at('2026-03-29T02:01:00Z') } },
    { do: 'wait', dueAt: at('2026-03-29T02:01:00Z') },
  ],
  [
    'when its node fell before anything was set',
    '2026-03-29T04:00:00Z',
    { running: RUNNING },
    { do: 'give-up' },
  ],
  [
    'when its node fell after the password was changed',
    '2026-03-30T00:00:00Z',
    { running: { ...RUNNING, step: 'testSecret' } },
    { do: 'step' },
  ],
  [
    'when the node of a test fell',
    '2026-03-30T00:00:00Z',
    { running: { ...RUNNING, kind: 'test', step: 'testSecret' } },
    { do: 'give-up' },
  ],
] as const)('%s: %s', ([, now, more, expected]) => {
  const state = { ...QUARTER, ...more } as RotationState;

  expect(nextFor({ enabled: true, rules: QUARTERLY }, state, at(now))).toMatchObject(expected);
  expect(nextFor({ enabled: false, rules: QUARTERLY }, state, at(now))).toEqual({ do: 'wait' });
});

test('a missed window is said, and the next one waited for, with NextRotationDate where it was', () => {
  const now = moment(QUARTERLY, '2026-04-02T00:00:00Z');
  const next = nextFor({ enabled: true, rules: QUARTERLY }, QUARTER, now.now);
  if (next.do !== 'miss') throw new Error(next.do);
  const change = missed(QUARTER, next, now);

  expect(change.event).toEqual({ name: 'RotationFailed', window: QUARTER.window });
  expect(shown(change.dueAt)).toBe('2026-06-28T01:00:00');
  expect(change).not.toHaveProperty('nextRotationAt');
});

test('a rotation that was asked for and failed leaves the window of the schedule where it was', () => {
  const running: Running = { ...RUNNING, asked: true, until: at('2026-03-29T00:30:00Z') };
  const before = stepFailed(QUARTER, running, moment(QUARTERLY, '2026-03-29T00:29:50Z'));
  const within = stepFailed(QUARTER, running, moment(QUARTERLY, '2026-03-29T01:10:00Z'));

  expect([before, within].map(({ dueAt }) => shown(dueAt))).toEqual([
    '2026-03-29T01:00:00',
    '2026-03-29T01:10:00',
  ]);
});

test.for([
  // A rate in days counts from the last rotation; the date is the last second of that day.
  [{ AutomaticallyAfterDays: 30 }, '2026-02-03T17:42:00Z', '2026-03-05T23:59:59'],
  [{ AutomaticallyAfterDays: 1000 }, '2026-02-03T17:42:00Z', '2028-10-30T23:59:59'],
  [{ AutomaticallyAfterDays: 1, Duration: '2h' }, '2027-12-31T10:00:00Z', '2028-01-01T01:59:59'],
  [{ ScheduleExpression: 'rate(4 hours)' }, '2026-02-03T17:42:00Z', '2026-02-03T20:59:59'],
  [{ ScheduleExpression: 'rate(10 hours)' }, '2026-02-03T21:00:00Z', '2026-02-04T06:59:59'],
  [{ ScheduleExpression: 'cron(0 1 29 2 ? *)' }, '2026-02-03T17:42:00Z', '2028-02-29T23:59:59'],
  [{ ScheduleExpression: 'cron(0 1 30 2 ? *)' }, '2026-02-03T17:42:00Z', undefined],
  [undefined, '2026-02-03T17:42:00Z', undefined],
] as const)('%j changed by hand at %s rotates next by %s', ([rules, now, expected]) => {
  const state: RotationState = { since: at('2026-02-03T09:00:00Z') };

  expect(shown(changedByHand(state, false, moment(rules, now)).nextRotationAt)).toBe(expected);
  expect(changedByHand(state, true, moment(rules, now)).event).toEqual({
    name: 'RotationAbandoned',
  });
});

test('ten hours stay ten hours from rotation to rotation, over midnights', () => {
  const rules = { ScheduleExpression: 'rate(10 hours)' };
  let { state } = configured(undefined, moment(rules, '2026-12-30T15:00:00Z'));
  const opened: (string | undefined)[] = [];
  for (let count = 0; count < 5; count += 1) {
    opened.push(shown(state.window?.opensAt)?.slice(5, 13));
    const now = new Date((state.window?.opensAt ?? 0) + 60_000).toISOString();
    state = stepEnded(state, { ...RUNNING, step: 'finishSecret' }, 'new', moment(rules, now)).state;
  }

  expect(opened).toEqual(['12-30T20', '12-31T06', '12-31T16', '01-01T02', '01-01T12']);
});

test.for([
  ['never rotated', undefined, '2026-05-10T23:59:59'],
  ['rotated lately', '2026-04-05T10:00:00Z', '2026-05-05T23:59:59'],
  ['overdue', '2026-01-05T10:00:00Z', '2026-05-10T23:59:59'],
] as const)('thirty days, turned on when the secret has %s', ([, since, expected]) => {
  const state = since === undefined ? undefined : { since: at(since) };
  const rules = { AutomaticallyAfterDays: 30 };

  expect(shown(configured(state, moment(rules, '2026-04-10T12:00:00Z')).nextRotationAt)).toBe(
    expected,
  );
});
