import type { Clock } from '@gatehouse/core';

export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/** A clock that stands still until the test moves it. */
export interface ManualClock extends Clock {
  advance(by: Duration): void;
  /** Calls `moved` after each `advance`; the returned function ends that. */
  onAdvance(moved: () => void): () => void;
}

export const manualClock = (start: Date | string = '2026-03-01T12:00:00.000Z'): ManualClock => {
  let now = new Date(start).getTime();
  const watchers = new Set<() => void>();
  return {
    now: () => new Date(now),
    advance: (by) => {
      now += milliseconds(by);
      for (const moved of Array.from(watchers)) moved();
    },
    onAdvance: (moved) => {
      watchers.add(moved);
      return () => watchers.delete(moved);
    },
  };
};

const milliseconds = (duration: Duration): number => {
  const hours = (duration.days ?? 0) * 24 + (duration.hours ?? 0);
  const seconds = (hours * 60 + (duration.minutes ?? 0)) * 60 + (duration.seconds ?? 0);
  return seconds * 1000 + (duration.milliseconds ?? 0);
};
