import { expect, test } from 'vitest';
import { fieldRefusal, fits } from './asked.ts';
import { inTimeWindow } from './time-window.ts';

const fields = [
  { name: 'ticket', label: 'Ticket', required: true, pattern: '[A-Z]+-[0-9]+' },
  { name: 'note', label: 'Note', required: false, pattern: '[a-z]+' },
];

test.for([
  [{ ticket: 'OPS-1' }, true],
  [{ ticket: 'OPS-1', note: '' }, true],
  [{ ticket: 'OPS-1', note: '7' }, false],
  [{ ticket: 'x OPS-1' }, false],
  [{ ticket: '  ' }, false],
  [{}, false],
  [{ ticket: 'OPS-1', status: 'approved' }, false],
  [{ ticket: `A-${'1'.repeat(300)}` }, false],
] as const)('fields %o fit: %s', ([values, fit]) => {
  const given = new Map<string, string>(Object.entries(values));

  expect(fieldRefusal(fields, given) === undefined).toBe(fit);
});

test('a pattern outside of the subset matches nothing', () => {
  expect(fits('(a+)+', 'aaa')).toBe(false);
});

const berlin = { kind: 'time-window', from: '09:00', to: '17:00', zone: 'Europe/Berlin' } as const;
const week = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'];

test.for([
  ['2026-11-25T08:00:00Z', true],
  ['2026-11-25T07:59:59Z', false],
  ['2026-11-25T15:59:59Z', true],
  ['2026-11-25T16:00:00Z', false],
  ['2026-11-28T10:00:00Z', false],
  // Summer time: the wall clock is an hour ahead of where it is in winter.
  ['2026-07-01T07:00:00Z', true],
  ['2026-07-01T15:00:00Z', false],
] as const)('%s is in office hours of Berlin: %s', ([at, inside]) => {
  expect(inTimeWindow({ ...berlin, days: week }, new Date(at))).toBe(inside);
});

test.for([
  ['2026-11-27T21:30:00Z', false],
  ['2026-11-27T22:00:00Z', true],
  ['2026-11-28T05:59:00Z', true],
  ['2026-11-28T06:00:00Z', false],
  ['2026-11-28T22:30:00Z', false],
  ['2026-11-27T05:00:00Z', false],
] as const)('a window over midnight belongs to the day it begins on: %s %s', ([at, inside]) => {
  const night = { ...berlin, days: ['Fri'], from: '22:00', to: '06:00', zone: 'UTC' };

  expect(inTimeWindow(night, new Date(at))).toBe(inside);
});
