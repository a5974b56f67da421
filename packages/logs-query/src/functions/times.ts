import type { Period } from '../model.ts';

const DAY = 24 * 60 * 60 * 1000;
const WEEK = 7 * DAY;
/** 1970 began on a Thursday, and weeks begin on Mondays. */
const FIRST_MONDAY = 4 * DAY;

const month = (at: number): number => {
  const date = new Date(at);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

const startOfMonth = (count: number): number => Date.UTC(Math.floor(count / 12), count % 12);

/** The beginning of the period that holds a time. */
export const floorTime = (at: number, period: Period): number => {
  if ('months' in period) {
    const count = month(at);
    return startOfMonth(count - (((count % period.months) + period.months) % period.months));
  }
  const { milliseconds } = period;
  const shift = milliseconds % WEEK === 0 ? FIRST_MONDAY : 0;
  return Math.floor((at - shift) / milliseconds) * milliseconds + shift;
};

/** The end of the period that holds a time, unless it begins one. */
export const ceilTime = (at: number, period: Period): number => {
  const floor = floorTime(at, period);
  if (floor === at) return at;
  if ('milliseconds' in period) return floor + period.milliseconds;
  return startOfMonth(month(floor) + period.months);
};
