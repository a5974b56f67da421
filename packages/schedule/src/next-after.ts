import type { Schedule } from './model.ts';
import { minuteNotAfter, minuteNotBefore } from './timetable.ts';

const MINUTE_MILLISECONDS = 60_000;
// ECMAScript, "Time values and time range".
const LATEST_MILLISECONDS = 8.64e15;

const atMinute = (minute: number | undefined): Date | undefined =>
  minute === undefined ? undefined : new Date(minute * MINUTE_MILLISECONDS);

const within = (milliseconds: number): Date | undefined =>
  Math.abs(milliseconds) > LATEST_MILLISECONDS ? undefined : new Date(milliseconds);

/**
 * The first time after `date` at which it runs, undefined when there is none. A rate runs one interval after `date`: give
 * it the time of the last run. A cron expression is in UTC and runs at the beginning of a minute.
 */
export const nextAfter = (schedule: Schedule, date: Date): Date | undefined => {
  if (schedule.kind === 'rate') return within(date.getTime() + schedule.intervalMilliseconds);
  const minute = Math.floor(date.getTime() / MINUTE_MILLISECONDS);
  return atMinute(minuteNotBefore(schedule, minute + 1));
};

/** The last time before `date` at which it ran, undefined when there is none; of a rate one interval before. */
export const previousBefore = (schedule: Schedule, date: Date): Date | undefined => {
  if (schedule.kind === 'rate') return within(date.getTime() - schedule.intervalMilliseconds);
  const minute = Math.ceil(date.getTime() / MINUTE_MILLISECONDS);
  return atMinute(minuteNotAfter(schedule, minute - 1));
};
