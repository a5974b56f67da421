import type { Counted } from '../live/api/index.ts';
import { isoOf } from '../report/report.ts';

const MOST_SHOWN = 50;
const MOST_KEPT = 20_000;

interface Tally {
  count: number;
  firstAt: number;
  lastAt: number;
}

/** How often values came, and when first and last. */
export interface Tallies {
  add(value: string | undefined, at: number): void;
  list(): Counted;
}

export const createTallies = (): Tallies => {
  const tallies = new Map<string, Tally>();
  return {
    add: (value, at) => {
      if (value === undefined || value === '') return;
      const known = tallies.get(value);
      if (known === undefined) {
        if (tallies.size < MOST_KEPT) tallies.set(value, { count: 1, firstAt: at, lastAt: at });
        return;
      }
      known.count += 1;
      known.firstAt = Math.min(known.firstAt, at);
      known.lastAt = Math.max(known.lastAt, at);
    },
    list: () =>
      [...tallies]
        .toSorted(
          ([one, first], [other, second]) => second.count - first.count || (one < other ? -1 : 1),
        )
        .slice(0, MOST_SHOWN)
        .map(([value, { count, firstAt, lastAt }]) => ({
          value,
          count,
          firstAt: isoOf(firstAt),
          lastAt: isoOf(lastAt),
        })),
  };
};
