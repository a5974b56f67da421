import type { ScheduleRefusal } from '../model.ts';
import { nextAfter, previousBefore } from '../next-after.ts';
import { shortestGapHours } from './gaps.ts';
import type { RotationSchedule, RotationWindow } from './model.ts';

const HOUR_MILLISECONDS = 3_600_000;
const HOURS_PER_DAY = 24;
const DAY_MILLISECONDS = HOURS_PER_DAY * HOUR_MILLISECONDS;
const MOST_DURATION = 24;

const midnight = (milliseconds: number): number =>
  Math.floor(milliseconds / DAY_MILLISECONDS) * DAY_MILLISECONDS;

const greatestCommonDivisor = (one: number, other: number): number =>
  other === 0 ? one : greatestCommonDivisor(other, one % other);

/** The latest hour of a day at which a window can open. */
const latestHour = (schedule: RotationSchedule): number => {
  if (schedule.kind === 'cron') return schedule.cron.hours.at(-1) ?? 0;
  if (schedule.unit === 'days') return 0;
  // Counted on from a midnight, a rate comes to every multiple of what it shares with a day.
  return HOURS_PER_DAY - greatestCommonDivisor(HOURS_PER_DAY, schedule.every);
};

/** Hours from the opening of a window to that of the next, where they are within a day; undefined where they are not. */
const leastBetween = (schedule: RotationSchedule): number | undefined => {
  if (schedule.kind === 'cron') return shortestGapHours(schedule.cron);
  return schedule.unit === 'hours' ? schedule.every : undefined;
};

/**
 * The hours of a `Duration` such as `3h`, checked against its schedule: a window is within one UTC day and ends before the
 * next one opens (RotationRulesType, Duration). Undefined: the window's own end holds.
 */
export const checkedDuration = (
  schedule: RotationSchedule,
  duration: string | undefined,
): number | ScheduleRefusal | undefined => {
  if (duration === undefined) return undefined;
  const hours = /^\d{1,2}h$/.test(duration) ? Number.parseInt(duration, 10) : 0;
  if (hours < 1 || hours > MOST_DURATION)
    return { kind: 'refusal', reason: 'A duration is a whole number of hours, as 3h' };
  if (latestHour(schedule) + hours > HOURS_PER_DAY)
    return { kind: 'refusal', reason: 'The window must not extend into the next UTC day' };
  if (hours > (leastBetween(schedule) ?? hours))
    return { kind: 'refusal', reason: 'The window must not extend into the next window' };
  return hours;
};

const endOf = (
  schedule: RotationSchedule,
  opensAt: number,
  durationHours: number | undefined,
): number => {
  if (durationHours !== undefined) return opensAt + durationHours * HOUR_MILLISECONDS;
  const inHours = schedule.kind === 'cron' ? schedule.inHours : schedule.unit === 'hours';
  return inHours ? opensAt + HOUR_MILLISECONDS : midnight(opensAt) + DAY_MILLISECONDS;
};

export interface WindowQuestion {
  readonly schedule: RotationSchedule;
  /** Hours, by `checkedDuration`. */
  readonly durationHours?: number | undefined;
  /** When it was rotated last, or when its rotation was turned on: a rate counts on from there. */
  readonly since: Date;
}

const windowAt = (
  { schedule, durationHours }: WindowQuestion,
  opensAt: number | undefined,
): RotationWindow | undefined =>
  opensAt === undefined
    ? undefined
    : { opensAt: new Date(opensAt), closesAt: new Date(endOf(schedule, opensAt, durationHours)) };

const step = ({ every, unit }: Extract<RotationSchedule, { kind: 'rate' }>): number =>
  every * (unit === 'hours' ? HOUR_MILLISECONDS : DAY_MILLISECONDS);

/** The first window that opens after `after`. */
export const nextWindow = (question: WindowQuestion, after: Date): RotationWindow | undefined => {
  const { schedule, since } = question;
  if (schedule.kind === 'cron')
    return windowAt(question, nextAfter(schedule.cron, after)?.getTime());
  const from = midnight(since.getTime());
  const passed = Math.max(0, Math.floor((after.getTime() - from) / step(schedule)));
  return windowAt(question, from + (passed + 1) * step(schedule));
};

/** The window that is open at this time, undefined when none is. */
export const windowOpenAt = (question: WindowQuestion, at: Date): RotationWindow | undefined => {
  const { schedule, since } = question;
  const now = at.getTime();
  const from = midnight(since.getTime());
  const opened =
    schedule.kind === 'cron'
      ? previousBefore(schedule.cron, new Date(now + 1))?.getTime()
      : from + Math.floor((now - from) / step(schedule)) * step(schedule);
  // A rate's first window is one interval after its beginning.
  if (opened === undefined || (schedule.kind === 'rate' && opened <= from)) return undefined;
  const found = windowAt(question, opened);
  return found !== undefined && now < found.closesAt.getTime() ? found : undefined;
};
