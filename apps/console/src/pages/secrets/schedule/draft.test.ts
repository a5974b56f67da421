import { expect, test } from 'vitest';
import { expressionOf, formOf, NEW_ROTATION, questionOf, scheduleFields } from './draft.ts';

const weeks = { ...NEW_ROTATION, unit: 'weeks', every: '2', weekday: '7', hour: '00' } as const;

test('the fields of the post are the forms of the builder', () => {
  expect(formOf({ ...NEW_ROTATION, unit: 'hours', every: '4' })).toEqual({
    unit: 'hours',
    every: 4,
  });
  expect(formOf(weeks)).toEqual({ unit: 'weeks', every: 2, weekday: 7, hour: 0 });
  expect(questionOf({ ...weeks, duration: ' 5h ' })).toMatchObject({ duration: '5h' });
});

test.for([
  { unit: 'hours', every: '4' },
  { unit: 'days', every: '30', hour: '' },
  { unit: 'days', every: '1', hour: '02' },
  { unit: 'weeks', every: '2', hour: '00', weekday: '7' },
  { unit: 'months', every: '3', hour: '22', day: 'last' },
] as const)('%o is shown again as it was filled in', (fields) => {
  const form = formOf({ ...NEW_ROTATION, ...fields });

  expect(scheduleFields('', typeof form === 'string' ? {} : { form })).toMatchObject(fields);
});

test('an expression that the builder cannot show stays text', () => {
  expect(scheduleFields('cron(0 1 ? 3/3 1L *)', {})).toEqual({
    by: 'expression',
    expression: 'cron(0 1 ? 3/3 1L *)',
  });
});

test.for([
  [{ ...weeks, every: '5' }, '1 to 4 weeks'],
  [{ ...weeks, hour: '' }, 'hour'],
  [{ ...weeks, hour: '24' }, 'hour'],
  [{ ...NEW_ROTATION, every: '-1' }, 'whole number'],
  [{ ...NEW_ROTATION, by: 'expression' } as const, 'schedule expression'],
] as const)('what is missing is said', ([draft, reason]) => {
  expect(questionOf(draft)).toContain(reason);
});

test('days and expressions are both schedules', () => {
  expect(expressionOf({ AutomaticallyAfterDays: 1 })).toBe('rate(1 day)');
  expect(expressionOf({ AutomaticallyAfterDays: 3, ScheduleExpression: 'rate(3 days)' })).toBe(
    'rate(3 days)',
  );
  expect(expressionOf(undefined)).toBeUndefined();
});
