import { civilDate, dayNumber, daysIn, weekdayOf } from './calendar.ts';
import type { CronSchedule } from './model.ts';
import { dayBits } from './month-days.ts';

const HOURS = 24;
const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 1440;
const MONTHS = 12;
const SHORTEST_MONTH = 28;
const MONTH_SHAPES = 28;
const TOP_BIT = 31;
const NONE = -1;

/** A cron schedule for many questions: for each field where it goes on from a value, for each shape of a month its days. */
interface Timetable {
  /** The least value from this one on, or -1. */
  readonly minuteFrom: Int8Array;
  readonly hourFrom: Int8Array;
  /** The greatest value up to this one, or -1. */
  readonly minuteTo: Int8Array;
  readonly hourTo: Int8Array;
  /** Bit 1 is January. */
  readonly months: number;
  readonly years: ReadonlySet<number>;
  readonly firstYear: number;
  readonly lastYear: number;
  days(year: number, month: number): number;
}

const upwards = (values: readonly number[], size: number): Int8Array => {
  const table = new Int8Array(size + 1).fill(NONE);
  for (let at = size - 1; at >= 0; at -= 1)
    table[at] = values.includes(at) ? at : (table[at + 1] ?? NONE);
  return table;
};

const downwards = (values: readonly number[], size: number): Int8Array => {
  const table = new Int8Array(size).fill(NONE);
  for (let at = 0; at < size; at += 1)
    table[at] = values.includes(at) ? at : at === 0 ? NONE : (table[at - 1] ?? NONE);
  return table;
};

/** The days of each of the 28 shapes that a month can have, found once. */
const dayTable = (days: CronSchedule['days']): Timetable['days'] => {
  const bits = new Int32Array(MONTH_SHAPES);
  const known = new Uint8Array(MONTH_SHAPES);
  return (year, month) => {
    const length = daysIn(year, month);
    const first = weekdayOf(dayNumber(year, month, 1));
    const at = first * 4 + length - SHORTEST_MONTH;
    if (known[at] !== 1) {
      bits[at] = dayBits(days, { firstWeekday: first + 1, length });
      known[at] = 1;
    }
    return bits[at] ?? 0;
  };
};

const timetableOf = ({ minutes, hours, months, years, days }: CronSchedule): Timetable => ({
  minuteFrom: upwards(minutes, MINUTES_PER_HOUR),
  hourFrom: upwards(hours, HOURS),
  minuteTo: downwards(minutes, MINUTES_PER_HOUR),
  hourTo: downwards(hours, HOURS),
  months: months.reduce((bits, month) => bits | (1 << month), 0),
  years: new Set(years),
  firstYear: years[0] ?? 0,
  lastYear: years.at(-1) ?? NONE,
  days: dayTable(days),
});

// What is kept here follows from the schedule alone and goes with it.
const timetables = new WeakMap<CronSchedule, Timetable>();

const kept = (schedule: CronSchedule): Timetable => {
  const found = timetables.get(schedule);
  if (found !== undefined) return found;
  const made = timetableOf(schedule);
  timetables.set(schedule, made);
  return made;
};

/** The least bit above `at`, or -1. */
const bitAbove = (bits: number, at: number): number => {
  const above = bits & ~((2 << at) - 1);
  return above === 0 ? NONE : TOP_BIT - Math.clz32(above & -above);
};

/** The greatest bit below `at`, or -1. */
const bitBelow = (bits: number, at: number): number => {
  const below = bits & ((1 << at) - 1);
  return below === 0 ? NONE : TOP_BIT - Math.clz32(below);
};

/** The first minute of the day at or after this one that is named, or -1. */
const timeFrom = ({ hourFrom, minuteFrom }: Timetable, minuteOfDay: number): number => {
  const hour = Math.floor(minuteOfDay / MINUTES_PER_HOUR);
  if (hourFrom[hour] === hour) {
    const minute = minuteFrom[minuteOfDay - hour * MINUTES_PER_HOUR] ?? NONE;
    if (minute !== NONE) return hour * MINUTES_PER_HOUR + minute;
  }
  const next = hourFrom[hour + 1] ?? NONE;
  return next === NONE ? NONE : next * MINUTES_PER_HOUR + (minuteFrom[0] ?? 0);
};

/** The last minute of the day at or before this one that is named, or -1. */
const timeTo = ({ hourTo, minuteTo }: Timetable, minuteOfDay: number): number => {
  const hour = Math.floor(minuteOfDay / MINUTES_PER_HOUR);
  if (hourTo[hour] === hour) {
    const minute = minuteTo[minuteOfDay - hour * MINUTES_PER_HOUR] ?? NONE;
    if (minute !== NONE) return hour * MINUTES_PER_HOUR + minute;
  }
  const last = hour === 0 ? NONE : (hourTo[hour - 1] ?? NONE);
  return last === NONE ? NONE : last * MINUTES_PER_HOUR + (minuteTo[MINUTES_PER_HOUR - 1] ?? 0);
};

/** The first named day of a month after this one, as a day number; undefined when there is none. */
const dayAfterMonth = (table: Timetable, year: number, month: number): number | undefined => {
  let inYear = Math.max(year, table.firstYear);
  let from = year < table.firstYear ? 0 : month;
  for (; inYear <= table.lastYear; inYear += 1, from = 0) {
    if (!table.years.has(inYear)) continue;
    for (
      let next = bitAbove(table.months, from);
      next !== NONE;
      next = bitAbove(table.months, next)
    ) {
      const day = bitAbove(table.days(inYear, next), 0);
      if (day !== NONE) return dayNumber(inYear, next, day);
    }
  }
  return undefined;
};

/** The last named day of a month before this one, as a day number; undefined when there is none. */
const dayBeforeMonth = (table: Timetable, year: number, month: number): number | undefined => {
  let inYear = Math.min(year, table.lastYear);
  let from = year > table.lastYear ? MONTHS + 1 : month;
  for (; inYear >= table.firstYear; inYear -= 1, from = MONTHS + 1) {
    if (!table.years.has(inYear)) continue;
    for (
      let last = bitBelow(table.months, from);
      last !== NONE;
      last = bitBelow(table.months, last)
    ) {
      const days = table.days(inYear, last);
      if (days !== 0) return dayNumber(inYear, last, TOP_BIT - Math.clz32(days));
    }
  }
  return undefined;
};

/** Minutes since 1970 of the first named minute that is not before `minute`; undefined when there is none. */
export const minuteNotBefore = (schedule: CronSchedule, minute: number): number | undefined => {
  const table = kept(schedule);
  const today = Math.floor(minute / MINUTES_PER_DAY);
  const { year, month, day } = civilDate(today);
  const isNamedMonth = table.years.has(year) && (table.months & (1 << month)) !== 0;
  const days = isNamedMonth ? table.days(year, month) : 0;
  if ((days & (1 << day)) !== 0) {
    const time = timeFrom(table, minute - today * MINUTES_PER_DAY);
    if (time !== NONE) return today * MINUTES_PER_DAY + time;
  }
  const later = bitAbove(days, day);
  const found = later === NONE ? dayAfterMonth(table, year, month) : today + later - day;
  return found === undefined ? undefined : found * MINUTES_PER_DAY + timeFrom(table, 0);
};

/** Minutes since 1970 of the last named minute that is not after `minute`; undefined when there is none. */
export const minuteNotAfter = (schedule: CronSchedule, minute: number): number | undefined => {
  const table = kept(schedule);
  const today = Math.floor(minute / MINUTES_PER_DAY);
  const { year, month, day } = civilDate(today);
  const isNamedMonth = table.years.has(year) && (table.months & (1 << month)) !== 0;
  const days = isNamedMonth ? table.days(year, month) : 0;
  if ((days & (1 << day)) !== 0) {
    const time = timeTo(table, minute - today * MINUTES_PER_DAY);
    if (time !== NONE) return today * MINUTES_PER_DAY + time;
  }
  const earlier = bitBelow(days, day);
  const found = earlier === NONE ? dayBeforeMonth(table, year, month) : today + earlier - day;
  return found === undefined
    ? undefined
    : found * MINUTES_PER_DAY + timeTo(table, MINUTES_PER_DAY - 1);
};
