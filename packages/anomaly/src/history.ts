import { DAY, dayOf, HOUR, hourOf, WEEK } from './units.ts';
import { mergeWho, nobody, type Who } from './who.ts';

/** What the minutes of an hour held, of those that had a call. */
export interface HourCounts {
  total: number;
  active: number;
  /** As `total`, but a minute that started an insight counts as the threshold it passed: one attack must not make the next usual. */
  sum: number;
  squares: number;
  maximum: number;
}

export interface DayCounts {
  readonly day: number;
  readonly hours: Map<number, HourCounts>;
  readonly who: Who;
  changed: boolean;
}

/** The days of one API, oldest first: nine at the most, so that seven whole ones are always there. */
export type History = DayCounts[];

const DAYS_KEPT = 9;

const dayIn = (history: History, day: number): DayCounts | undefined => {
  const last = history.at(-1);
  if (last?.day === day) return last;
  const found = history.find((candidate) => candidate.day === day);
  if (found !== undefined) return found;
  if (last !== undefined && day <= last.day - DAYS_KEPT) return undefined;
  const made = { day, hours: new Map<number, HourCounts>(), who: nobody(), changed: true };
  history.push(made);
  if (last !== undefined && last.day > day) history.sort((a, b) => a.day - b.day);
  return made;
};

/** Puts a minute that is over into its hour; false where it is too old to matter. */
export const remember = (
  history: History,
  minute: number,
  { count, usual, who }: { readonly count: number; readonly usual: number; readonly who: Who },
): boolean => {
  const day = dayIn(history, dayOf(minute));
  if (day === undefined) return false;
  const hour = hourOf(minute);
  let counts = day.hours.get(hour);
  if (counts === undefined) {
    counts = { total: 0, active: 0, sum: 0, squares: 0, maximum: 0 };
    day.hours.set(hour, counts);
  }
  counts.total += count;
  counts.active++;
  counts.sum += usual;
  counts.squares += usual * usual;
  if (usual > counts.maximum) counts.maximum = usual;
  mergeWho(day.who, who);
  day.changed = true;
  return true;
};

/** Takes away the days before those kept, and says which. */
export const forgetBefore = (history: History, minute: number): readonly number[] => {
  const oldest = dayOf(minute) - DAYS_KEPT + 1;
  const gone: number[] = [];
  while (history[0] !== undefined && history[0].day < oldest) gone.push(history.shift()?.day ?? 0);
  return gone;
};

/** The minutes of a baseline together. */
export interface Window {
  readonly total: number;
  readonly active: number;
  readonly sum: number;
  readonly squares: number;
  readonly maximum: number;
  /** Minutes from the window's first to its last, calls or not. */
  readonly minutes: number;
}

/**
 * The seven days before `minute`, by whole hours at their beginning: 10 080 to 10 139 minutes, fewer where the scope is younger.
 */
export const windowBefore = (history: History, minute: number, since: number): Window => {
  const begin = Math.max(hourOf(minute - WEEK) * HOUR, since);
  const firstHour = hourOf(begin);
  const lastHour = hourOf(minute);
  const window = { total: 0, active: 0, sum: 0, squares: 0, maximum: 0 };
  for (const day of history) {
    for (const [hour, counts] of day.hours) {
      if (hour < firstHour || hour > lastHour) continue;
      window.total += counts.total;
      window.active += counts.active;
      window.sum += counts.sum;
      window.squares += counts.squares;
      if (counts.maximum > window.maximum) window.maximum = counts.maximum;
    }
  }
  return { ...window, minutes: Math.max(1, minute - begin) };
};

/** Who called in the days of the window: by whole days, for the counters are kept by day. */
export const whoBefore = (history: History, minute: number): Who => {
  const all = nobody();
  for (const day of history) {
    if (day.day * DAY >= minute - WEEK - DAY && day.day * DAY <= minute) mergeWho(all, day.who);
  }
  return all;
};

/** Hours with a call, in order, within the seven days before `hour`. */
export const activeHoursBefore = (history: History, hour: number): readonly number[] => {
  const found: number[] = [];
  for (const day of history) {
    for (const active of day.hours.keys()) {
      if (active >= hour - WEEK / HOUR && active < hour) found.push(active);
    }
  }
  return found.toSorted((a, b) => a - b);
};

export const hourTotal = (history: History, hour: number): number => {
  const day = Math.floor(hour / 24);
  return history.find((candidate) => candidate.day === day)?.hours.get(hour)?.total ?? 0;
};
