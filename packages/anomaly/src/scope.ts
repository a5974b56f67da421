import type { Series } from './series.ts';
import { DAY, dayOf, hourOf, WEEK } from './units.ts';

/** One account in one Region: what shares a clock, and what a new API is compared with. */
export interface Scope {
  readonly key: string;
  readonly account: string;
  readonly region: string;
  firstMinute: number;
  /** The latest minute that a call came from: the time of the scope. */
  latest: number;
  /** A call from far ahead, believed when a second one agrees. */
  ahead: number | undefined;
  /** Calls by hour, of eight days. */
  readonly hours: Map<number, number>;
  /** By day, the busiest minute that any API had, and how many minutes with calls the APIs had together. */
  readonly days: Map<number, { busiest: number; active: number }>;
  /** By source, then name. */
  readonly writes: Map<string, Map<string, Series>>;
  /** By source, then name, then error code. */
  readonly errors: Map<string, Map<string, Map<string, Series>>>;
  /** With a minute over the threshold that no insight has told of. */
  readonly hot: Set<Series>;
  readonly insights: Set<Series>;
  readonly gaps: Set<Series>;
  /** Its row has been handed out. */
  isWritten: boolean;
}

export const createScope = (
  account: string,
  region: string,
  minute: number,
  key: string,
): Scope => ({
  key,
  account,
  region,
  firstMinute: minute,
  latest: minute,
  ahead: undefined,
  hours: new Map(),
  days: new Map(),
  writes: new Map(),
  errors: new Map(),
  hot: new Set(),
  insights: new Set(),
  gaps: new Set(),
  isWritten: false,
});

/** How far a single record may set the time ahead, in minutes: clocks jump, and a trail may be silent for a weekend. */
const BELIEVED_AHEAD = 3 * DAY;

/** Moves the scope's time on, and says whether a new minute began. */
export const moveOn = (scope: Scope, minute: number): boolean => {
  if (minute <= scope.latest) return false;
  if (minute > scope.latest + BELIEVED_AHEAD) {
    const confirmed = scope.ahead !== undefined && Math.abs(minute - scope.ahead) < DAY;
    scope.ahead = confirmed ? undefined : minute;
    if (!confirmed) return false;
  }
  scope.latest = minute;
  return true;
};

export const countHour = (scope: Scope, minute: number): boolean => {
  const hour = hourOf(minute);
  const known = scope.hours.get(hour);
  scope.hours.set(hour, (known ?? 0) + 1);
  return known === undefined;
};

export const forgetHours = (scope: Scope): void => {
  const oldest = hourOf(scope.latest - WEEK - DAY);
  for (const hour of scope.hours.keys()) if (hour < oldest) scope.hours.delete(hour);
  const oldestDay = dayOf(scope.latest - WEEK);
  for (const day of scope.days.keys()) if (day < oldestDay) scope.days.delete(day);
};

export const countBusiest = (scope: Scope, minute: number, busiest: number): void => {
  const day = dayOf(minute);
  const known = scope.days.get(day);
  if (known === undefined) scope.days.set(day, { busiest, active: 1 });
  else {
    known.active++;
    if (busiest > known.busiest) known.busiest = busiest;
  }
};

export const busiestOf = (scope: Scope): { readonly busiest: number; readonly active: number } => {
  let busiest = 0;
  let active = 0;
  for (const day of scope.days.values()) {
    if (day.busiest > busiest) busiest = day.busiest;
    active += day.active;
  }
  return { busiest, active };
};

/** The share of the hours from `from` to before `to` in which the scope made any call. */
export const aliveShare = (scope: Scope, from: number, to: number): number => {
  if (to <= from) return 0;
  let alive = 0;
  for (const hour of scope.hours.keys()) if (hour >= from && hour < to) alive++;
  return alive / (to - from);
};
