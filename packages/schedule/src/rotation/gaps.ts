import type { CronSchedule } from '../model.ts';
import { nextAfter } from '../next-after.ts';

const HOUR_MILLISECONDS = 3_600_000;
const HOURS_PER_DAY = 24;
const DAY_MILLISECONDS = HOURS_PER_DAY * HOUR_MILLISECONDS;
// Every shape of a month, every order of two of them, and a leap day lie within these years.
const FROM = Date.UTC(2096, 0, 1);
const TO = Date.UTC(2125, 0, 1);

/** Whether the schedule ever names two days in a row. */
const namesNeighbours = (schedule: CronSchedule): boolean => {
  const days = { ...schedule, hours: [0] };
  let last: number | undefined;
  for (
    let at = nextAfter(days, new Date(FROM - 1));
    at !== undefined && at.getTime() < TO;
    at = nextAfter(days, at)
  ) {
    if (last !== undefined && at.getTime() - last === DAY_MILLISECONDS) return true;
    last = at.getTime();
  }
  return false;
};

/**
 * The least number of hours between two runs of a schedule that runs on the hour; undefined when it runs so seldom that no
 * two are within a day of one another.
 */
export const shortestGapHours = (schedule: CronSchedule): number | undefined => {
  const { hours } = schedule;
  const within = hours.slice(1).map((hour, at) => hour - (hours[at] ?? 0));
  const first = hours[0] ?? 0;
  const overnight = HOURS_PER_DAY - (hours.at(-1) ?? 0) + first;
  const gaps =
    overnight < Math.min(...within, HOURS_PER_DAY + 1) && namesNeighbours(schedule)
      ? [...within, overnight]
      : within;
  return gaps.length === 0 ? undefined : Math.min(...gaps);
};
