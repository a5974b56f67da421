import {
  checkedDuration,
  nextWindow,
  parseRotation,
  type RotationSchedule,
  type RotationWindow,
  windowOpenAt,
} from '@gatehouse/schedule';
import { DAY_MILLISECONDS, type RotationRules } from '../model.ts';

/** When a secret may rotate. */
export interface Timetable {
  readonly schedule: RotationSchedule;
  /** Undefined: the window's own end holds. */
  readonly durationHours: number | undefined;
}

/** A window in milliseconds since 1970; `closesAt` is not in it any more. */
export interface Window {
  readonly opensAt: number;
  readonly closesAt: number;
}

const HOURS_PER_DAY = 24;

const scheduleOf = ({ AutomaticallyAfterDays, ScheduleExpression }: RotationRules) => {
  if (AutomaticallyAfterDays !== undefined)
    return { kind: 'rate', unit: 'days', every: AutomaticallyAfterDays } as const;
  return ScheduleExpression === undefined ? undefined : parseRotation(ScheduleExpression);
};

/** What the rules say; why they say nothing that holds; or undefined where they name no schedule. */
export const timetableOf = (
  rules: RotationRules | undefined,
): Timetable | { readonly kind: 'refusal'; readonly reason: string } | undefined => {
  const schedule = rules === undefined ? undefined : scheduleOf(rules);
  if (schedule === undefined || schedule.kind === 'refusal') return schedule;
  const durationHours = checkedDuration(schedule, rules?.Duration);
  return typeof durationHours === 'object' ? durationHours : { schedule, durationHours };
};

/** The same of rules that were checked when they were stored. */
export const storedTimetable = (rules: RotationRules | undefined): Timetable | undefined => {
  const found = timetableOf(rules);
  if (found !== undefined && 'reason' in found)
    throw new Error(`rules of a rotation were stored that do not hold: ${found.reason}`);
  return found;
};

const question = (timetable: Timetable, since: number) => ({
  ...timetable,
  since: new Date(since),
});

const toWindow = (found: RotationWindow | undefined): Window | undefined =>
  found === undefined
    ? undefined
    : { opensAt: found.opensAt.getTime(), closesAt: found.closesAt.getTime() };

/** The first window that opens after `after`; undefined for a schedule of days that never come. */
export const windowAfter = (
  timetable: Timetable,
  since: number,
  after: number,
): Window | undefined => toWindow(nextWindow(question(timetable, since), new Date(after)));

/** The window that is open at this time. */
export const windowAt = (timetable: Timetable, since: number, at: number): Window | undefined =>
  toWindow(windowOpenAt(question(timetable, since), new Date(at)));

/**
 * From when on a rate counts once the secret has rotated or was changed by hand (RotationRulesType, AutomaticallyAfterDays: "based
 * on the previous rotation"). A rate in hours stays in step with the midnight at which it began: counted anew each day, every ten
 * hours would become now ten and now four.
 */
export const countsFrom = ({ schedule }: Timetable, since: number, rotatedAt: number): number =>
  schedule.kind === 'rate' && schedule.unit === 'hours' ? since : rotatedAt;

/** `NextRotationDate`: the last second of the window. */
export const lastSecondOf = ({ closesAt }: Window): number => closesAt - 1000;

/** `AutomaticallyAfterDays` as DescribeSecret computes it of a schedule when a secret has rotated; a day is the least. */
export const daysBetween = (
  { schedule }: Timetable,
  rotatedAt: number,
  next: Window | undefined,
): number | undefined => {
  if (schedule.kind === 'cron')
    return next === undefined
      ? undefined
      : Math.max(1, Math.round((next.opensAt - rotatedAt) / DAY_MILLISECONDS));
  return schedule.unit === 'days'
    ? schedule.every
    : Math.max(1, Math.round(schedule.every / HOURS_PER_DAY));
};
