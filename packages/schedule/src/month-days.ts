import type { CronSchedule, SingleDays } from './model.ts';

const WEEK = 7;
const SUNDAY = 1;
const SATURDAY = 7;

/** All that a month's days of the week depend on. */
export interface MonthShape {
  /** Of its first day; 1 is Sunday. */
  readonly firstWeekday: number;
  /** 28 to 31 */
  readonly length: number;
}

/** 1 is Sunday. */
const weekdayOf = ({ firstWeekday }: MonthShape, day: number): number =>
  1 + ((firstWeekday - 1 + day - 1) % WEEK);

const firstOf = ({ firstWeekday }: MonthShape, weekday: number): number =>
  1 + ((weekday - firstWeekday + WEEK) % WEEK);

const nearestWeekday = (shape: MonthShape, day: number): number => {
  const weekday = weekdayOf(shape, day);
  if (weekday === SATURDAY) return day === 1 ? day + 2 : day - 1;
  if (weekday === SUNDAY) return day === shape.length ? day - 2 : day + 1;
  return day;
};

const single = (days: SingleDays, shape: MonthShape): readonly number[] => {
  const { length } = shape;
  switch (days.kind) {
    case 'days':
      return days.days.filter((day) => day <= length);
    case 'last-day':
      return [length];
    case 'last-weekday':
      return [nearestWeekday(shape, length)];
    case 'nearest-weekday':
      return days.day > length ? [] : [nearestWeekday(shape, days.day)];
    case 'weekdays':
      return Array.from({ length }, (_, at) => at + 1).filter((day) =>
        days.weekdays.includes(weekdayOf(shape, day)),
      );
    case 'last-of-weekday':
      return [length - ((weekdayOf(shape, length) - days.weekday + WEEK) % WEEK)];
    case 'nth-of-weekday': {
      const day = firstOf(shape, days.weekday) + (days.nth - 1) * WEEK;
      return day > length ? [] : [day];
    }
    default:
      return days satisfies never;
  }
};

/** The days of a month on which a schedule runs: bit 1 is its first day. */
export const dayBits = (days: CronSchedule['days'], shape: MonthShape): number => {
  const all = days.kind === 'several' ? days.of : [days];
  let bits = 0;
  for (const one of all) for (const day of single(one, shape)) bits |= 1 << day;
  return bits;
};
