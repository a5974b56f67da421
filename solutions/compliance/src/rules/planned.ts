import { checkedDuration, nextWindow, parseRotation } from '@gatehouse/schedule';
import type { Rotation } from '../model.ts';

const HOURS_PER_DAY = 24;
const DAY_MILLISECONDS = 24 * 3600 * 1000;
// Ten years of a schedule have every gap between its windows that matters; most schedules have few.
const LOOKED_AT_DAYS = 3653;
const MOST_WINDOWS = 600;
const START = new Date(Date.UTC(2025, 0, 1));

type Planned = Exclude<ReturnType<typeof parseRotation>, { readonly kind: 'refusal' }>;

const scheduleOf = ({ schedule, days }: Rotation): Planned | undefined => {
  const parsed = schedule === undefined ? undefined : parseRotation(schedule);
  if (parsed !== undefined && parsed.kind !== 'refusal') return parsed;
  return days === undefined ? undefined : { kind: 'rate', unit: 'days', every: days };
};

const questionOf = (schedule: Planned, { duration }: Rotation, since: Date) => {
  const checked = checkedDuration(schedule, duration);
  return { schedule, durationHours: typeof checked === 'number' ? checked : undefined, since };
};

/** Until when it should have rotated again after a time: the last second of its next window; undefined: never. */
export const plannedAfter = (rotation: Rotation, at: Date | undefined): Date | undefined => {
  const schedule = scheduleOf(rotation);
  if (schedule === undefined || at === undefined) return undefined;
  const window = nextWindow(questionOf(schedule, rotation, at), at);
  return window === undefined ? undefined : new Date(window.closesAt.getTime() - 1000);
};

/** The most days that a schedule leaves between two rotations, each at the end of its window at the latest; undefined: it has none. */
export const longestPlannedDays = (rotation: Rotation): number | undefined => {
  const schedule = scheduleOf(rotation);
  if (schedule === undefined) return undefined;
  if (schedule.kind === 'rate')
    return schedule.unit === 'days' ? schedule.every : Math.ceil(schedule.every / HOURS_PER_DAY);
  const question = questionOf(schedule, rotation, START);
  const until = START.getTime() + LOOKED_AT_DAYS * DAY_MILLISECONDS;
  let longest = 0;
  let window = nextWindow(question, START);
  for (let count = 0; count < MOST_WINDOWS && window !== undefined; count += 1) {
    if (window.opensAt.getTime() > until) break;
    const next = nextWindow(question, window.opensAt);
    if (next === undefined) break;
    longest = Math.max(longest, next.closesAt.getTime() - window.opensAt.getTime());
    window = next;
  }
  return longest === 0 ? undefined : Math.ceil(longest / DAY_MILLISECONDS);
};
