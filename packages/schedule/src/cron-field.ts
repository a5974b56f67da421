import type { MonthDays, WeekDays } from './model.ts';

/** A field of a cron expression: its name, its bounds, and the names of its values from the lowest on. */
export interface Field {
  readonly label: string;
  readonly lowest: number;
  readonly highest: number;
  readonly names?: readonly string[];
  /** A range may begin at a later value than it ends: `22-6`. */
  readonly wraps?: boolean;
}

export const MINUTES: Field = { label: 'Minutes', lowest: 0, highest: 59, wraps: true };
export const HOURS: Field = { label: 'Hours', lowest: 0, highest: 23, wraps: true };
export const MONTHS: Field = {
  label: 'Month',
  lowest: 1,
  highest: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  wraps: true,
};
export const YEARS: Field = { label: 'Year', lowest: 1970, highest: 2199 };
const MONTH_DAYS: Field = { label: 'Day-of-month', lowest: 1, highest: 31, wraps: true };
const WEEK_DAYS: Field = {
  label: 'Day-of-week',
  lowest: 1,
  highest: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
  wraps: true,
};

const FIVE_WEEKS = 5;

/** A field that is none. It stays inside this package: `parseSchedule` returns it as a refusal. */
export class FieldRefusal extends Error {
  override readonly name = 'FieldRefusal';
}

const refuse = ({ label }: Field, text: string): never => {
  throw new FieldRefusal(`${label} cannot be ${JSON.stringify(text)}`);
};

const valueOf = (field: Field, text: string, whole: string): number => {
  const { lowest, highest, names = [] } = field;
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return lowest + named;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : -1;
  return value < lowest || value > highest ? refuse(field, whole) : value;
};

/** The values from `from` to `to`, past the highest on to the lowest where the range wraps. */
const between = (field: Field, from: number, to: number): readonly number[] => {
  const { lowest, highest } = field;
  const size = highest - lowest + 1;
  const many = (from <= to ? to - from : to - from + size) + 1;
  return Array.from({ length: many }, (_, at) => lowest + ((from - lowest + at) % size));
};

const rangeOf = (
  field: Field,
  text: string,
  whole: string,
  hasStep: boolean,
): readonly number[] => {
  const { lowest, highest, wraps = false } = field;
  if (text === '*') return between(field, lowest, highest);
  const [first = '', last, ...rest] = text.split('-');
  if (rest.length > 0) return refuse(field, whole);
  const from = valueOf(field, first, whole);
  // `5/15` begins at 5 and goes on to the end.
  if (last === undefined) return between(field, from, hasStep ? highest : from);
  const to = valueOf(field, last, whole);
  return from > to && !wraps ? refuse(field, whole) : between(field, from, to);
};

const itemOf = (field: Field, item: string): readonly number[] => {
  const [range = '', step, ...rest] = item.split('/');
  if (rest.length > 0) return refuse(field, item);
  const values = rangeOf(field, range, item, step !== undefined);
  if (step === undefined) return values;
  const every = /^\d{1,4}$/.test(step) ? Number(step) : 0;
  if (every < 1 || every > field.highest) return refuse(field, item);
  return values.filter((_, at) => at % every === 0);
};

/** The values that a field names, ascending. */
export const valuesOf = (field: Field, text: string): readonly number[] => {
  const items = text.split(',').flatMap((item) => itemOf(field, item));
  return [...new Set(items)].toSorted((one, other) => one - other);
};

export const monthDaysOf = (text: string): MonthDays => {
  if (text === 'L') return { kind: 'last-day' };
  if (text === 'LW') return { kind: 'last-weekday' };
  if (/^\d{1,2}W$/.test(text))
    return { kind: 'nearest-weekday', day: valueOf(MONTH_DAYS, text.slice(0, -1), text) };
  return { kind: 'days', days: valuesOf(MONTH_DAYS, text) };
};

export const weekDaysOf = (text: string): WeekDays => {
  // Alone it is the last day of the week.
  if (text === 'L') return { kind: 'weekdays', weekdays: [WEEK_DAYS.highest] };
  if (/^[A-Z0-9]+L$/i.test(text))
    return { kind: 'last-of-weekday', weekday: valueOf(WEEK_DAYS, text.slice(0, -1), text) };
  const [weekday = '', nth, ...rest] = text.split('#');
  if (nth === undefined) return { kind: 'weekdays', weekdays: valuesOf(WEEK_DAYS, text) };
  const which = /^\d$/.test(nth) ? Number(nth) : 0;
  if (rest.length > 0 || which < 1 || which > FIVE_WEEKS) return refuse(WEEK_DAYS, text);
  return { kind: 'nth-of-weekday', weekday: valueOf(WEEK_DAYS, weekday, text), nth: which };
};
