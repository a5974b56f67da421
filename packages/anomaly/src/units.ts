export const MINUTE = 60_000;
export const HOUR = 60;
export const DAY = 24 * HOUR;
/** Minutes of a baseline. */
export const WEEK = 7 * DAY;
/** A call is put to its own minute when it comes this much later than the latest of its scope, in minutes. */
export const LATENESS = 15;
/** An insight is over after this many minutes that are usual again. */
export const CALM = 5;

export const minuteOf = (at: number): number => Math.floor(at / MINUTE);
export const hourOf = (minute: number): number => Math.floor(minute / HOUR);
export const dayOf = (minute: number): number => Math.floor(minute / DAY);
