import type { CronSchedule, Schedule } from './model.ts';
import { scheduledDays } from './month-days.ts';

/** A minute as a clock and a calendar on some wall show it. */
interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const MINUTE_MILLISECONDS = 60_000;
// ECMAScript, "Time values and time range".
const LATEST_MILLISECONDS = 8.64e15;

/**
 * The first time after `date` at which it runs, undefined when there is none. A rate runs one interval after `date`: give
 * it the time of the last run. A cron expression is in UTC and runs at the beginning of a minute.
 */
export const nextAfter = (schedule: Schedule, date: Date): Date | undefined => {
  switch (schedule.kind) {
    case 'rate': {
      const next = date.getTime() + schedule.intervalMilliseconds;
      return next > LATEST_MILLISECONDS ? undefined : new Date(next);
    }
    case 'cron': {
      const nextMinute =
        (Math.floor(date.getTime() / MINUTE_MILLISECONDS) + 1) * MINUTE_MILLISECONDS;
      const next = firstFrom(schedule, wallTime(new Date(nextMinute)));
      return next === undefined ? undefined : instant(next);
    }
    default:
      return schedule satisfies never;
  }
};

// All that knows of UTC: in another zone these two would be others, and the search would be the same.
const wallTime = (date: Date): WallTime => ({
  year: date.getUTCFullYear(),
  month: date.getUTCMonth() + 1,
  day: date.getUTCDate(),
  hour: date.getUTCHours(),
  minute: date.getUTCMinutes(),
});

const instant = ({ year, month, day, hour, minute }: WallTime): Date =>
  new Date(Date.UTC(year, month - 1, day, hour, minute));

/** The first scheduled minute that is not before `start`. */
const firstFrom = (schedule: CronSchedule, start: WallTime): WallTime | undefined => {
  const { years, months, days } = schedule;
  for (const year of years) {
    if (year < start.year) continue;
    for (const month of months) {
      if (year === start.year && month < start.month) continue;
      const isStart = year === start.year && month === start.month;
      const found = firstOfMonth(
        schedule,
        scheduledDays(days, year, month),
        isStart ? start : undefined,
      );
      if (found !== undefined) return { year, month, ...found };
    }
  }
  return undefined;
};

const firstOfMonth = (
  schedule: CronSchedule,
  days: readonly number[],
  start: WallTime | undefined,
): Pick<WallTime, 'day' | 'hour' | 'minute'> | undefined => {
  for (const day of days) {
    if (start !== undefined && day < start.day) continue;
    const found = firstOfDay(schedule, day === start?.day ? start : undefined);
    if (found !== undefined) return { day, ...found };
  }
  return undefined;
};

const firstOfDay = (
  { hours, minutes }: CronSchedule,
  start: WallTime | undefined,
): Pick<WallTime, 'hour' | 'minute'> | undefined => {
  for (const hour of hours) {
    const from = start === undefined || hour > start.hour ? 0 : start.minute;
    const minute =
      start !== undefined && hour < start.hour
        ? undefined
        : minutes.find((candidate) => candidate >= from);
    if (minute !== undefined) return { hour, minute };
  }
  return undefined;
};
