import { type Clock, systemClock } from '@gatehouse/core';

/** A clock that stands still until it is told to move; only with `GATEHOUSE_CLOCK=manual`. */
export interface SettableClock extends Clock {
  advance(milliseconds: number): void;
}

export const settableClock = (): SettableClock => {
  let now = systemClock.now().getTime();
  return {
    now: () => new Date(now),
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
};

// ISO 8601 durations without years and months, whose length depends on the date.
const DURATION =
  /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?$/;

/** Milliseconds of `PT1H`, `P2D`, `PT90S`; undefined for anything else. */
export const durationMilliseconds = (text: string): number | undefined => {
  const match = DURATION.exec(text);
  if (match === null || text === 'P' || text.endsWith('T')) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
};
