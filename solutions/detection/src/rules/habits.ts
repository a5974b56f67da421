import type { TrailEvent } from '../model.ts';
import { publicNetwork } from './checks/instance-sessions.ts';

/** What somebody did on so many other days of the last thirty is a habit. */
const DAYS = 3;
const WITHIN_DAYS = 30;
const MOST_DAYS = 8;
const MOST_HABITS = 10_000;
const DAY_MS = 86_400_000;

export type HabitState = readonly [key: string, days: readonly number[]];

/**
 * Remembers on which days a rule spoke of whom, and from where: a scanner's weekly round and a job that reads its secrets every hour
 * are not told with full weight for ever. Who uses the same credentials from another network is somebody else.
 */
export interface Habits {
  /** How many other days there were, if they make a habit; the event's day then is one too. */
  daysOf(
    rule: string,
    event: TrailEvent,
    more: readonly (string | undefined)[],
  ): number | undefined;
  state(): Iterable<HabitState>;
  restore(...state: HabitState): void;
}

const placeOf = (address: string): string =>
  publicNetwork(address) ?? (address.endsWith('.amazonaws.com') ? address : 'inside');

/** Behind a permission set of IAM Identity Center each person has habits of their own. */
const personIn = ({ actor }: TrailEvent): string =>
  actor.name?.startsWith('AWSReservedSSO_') === true
    ? `${actor.key}/${actor.sessionName ?? ''}`
    : actor.key;

export const createHabits = (): Habits => {
  const kept = new Map<string, number[]>();
  const daysFor = (key: string): number[] => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made: number[] = [];
    kept.set(key, made);
    if (kept.size > MOST_HABITS)
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    return made;
  };
  return {
    daysOf: (rule, event, more) => {
      const key = JSON.stringify([rule, personIn(event), placeOf(event.sourceIp), ...more]);
      const days = daysFor(key);
      const today = Math.floor(event.at / DAY_MS);
      let others = 0;
      for (const day of days)
        if (day !== today && Math.abs(day - today) <= WITHIN_DAYS) others += 1;
      if (!days.includes(today) && days.push(today) > MOST_DAYS)
        days.splice(days.indexOf(Math.min(...days)), 1);
      return others >= DAYS ? others : undefined;
    },
    *state() {
      for (const [key, days] of kept) yield [key, days];
    },
    restore: (key, days) => {
      if (kept.size < MOST_HABITS) kept.set(key, days.slice(0, MOST_DAYS));
    },
  };
};
