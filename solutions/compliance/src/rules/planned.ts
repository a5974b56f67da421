import { checkedDuration, nextWindow, parseRotation } from '@gatehouse/schedule';
import type { Rotation } from '../model.ts';

const DAY_MILLISECONDS = 24 * 3600 * 1000;
// Ten years of a schedule have every gap between its windows that matters; most schedules have few.
const LOOKED_AT_DAYS = 3653;
const MOST_WINDOWS = 600;
const START = new Date(Date.UTC(2025, 0, 1));

/** The most days that a schedule leaves between two rotations, each at the end of its window at the latest; undefined: it has none. */
export const longestPlannedDays = ({ schedule, days, duration }: Rotation): number | undefined => {
  if (schedule === undefined) return days;
  const parsed = parseRotation(schedule);
  if (parsed.kind === 'refusal') return days;
  if (parsed.kind === 'rate')
    return parsed.unit === 'days' ? parsed.every : Math.ceil(parsed.every / 24);
  const checked = checkedDuration(parsed, duration);
  const question = {
    schedule: parsed,
    durationHours: typeof checked === 'number' ? checked : undefined,
    since: START,
  };
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
