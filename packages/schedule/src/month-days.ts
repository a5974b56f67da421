import type { CronSchedule } from './model.ts';

const WEEK = 7;
const SUNDAY = 1;
const SATURDAY = 7;

export const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();

/** 1 is Sunday. */
const weekdayOf = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

const nearestWeekday = (year: number, month: number, day: number, last: number): number => {
  const weekday = weekdayOf(year, month, day);
  if (weekday === SATURDAY) return day === 1 ? day + 2 : day - 1;
  if (weekday === SUNDAY) return day === last ? day - 2 : day + 1;
  return day;
};

/** The days of a month on which a schedule runs, ascending. */
export const scheduledDays = (
  days: CronSchedule['days'],
  year: number,
  month: number,
): readonly number[] => {
  const last = daysIn(year, month);
  const lastWeekday = weekdayOf(year, month, last);
  const firstOf = (weekday: number): number =>
    1 + ((weekday - weekdayOf(year, month, 1) + WEEK) % WEEK);
  switch (days.kind) {
    case 'days':
      return days.days.filter((day) => day <= last);
    case 'last-day':
      return [last];
    case 'last-weekday':
      return [nearestWeekday(year, month, last, last)];
    case 'nearest-weekday':
      return days.day > last ? [] : [nearestWeekday(year, month, days.day, last)];
    case 'weekdays':
      return Array.from({ length: last }, (_, at) => at + 1).filter((day) =>
        days.weekdays.includes(1 + ((day - firstOf(1) + last * WEEK) % WEEK)),
      );
    case 'last-of-weekday':
      return [last - ((lastWeekday - days.weekday + WEEK) % WEEK)];
    case 'nth-of-weekday': {
      const day = firstOf(days.weekday) + (days.nth - 1) * WEEK;
      return day > last ? [] : [day];
    }
    default:
      return days satisfies never;
  }
};
