const FREE_ATTEMPTS = 5;
const FIRST_PAUSE_MILLISECONDS = 30_000;
const LONGEST_PAUSE_MILLISECONDS = 15 * 60_000;
const MOST_SUBJECTS = 10_000;

interface Count {
  readonly failures: number;
  /** Milliseconds since 1970. */
  readonly pausedUntil: number;
}

/**
 * Slows down guesses of MFA codes and passwords by requests: who has stolen an access key could else try all million codes
 * within minutes. Counted in memory and not in the database, because the transaction of a refused request leaves nothing
 * behind; so each node counts for itself.
 */
export interface Guesses {
  /** Counts an attempt before the guess is looked at, so that parallel ones cannot outrun the count; false while the subject (a device, a user) pauses. */
  begin(subject: string, now: Date): boolean;
  succeeded(subject: string): void;
}

const pauseAfter = (failures: number): number =>
  failures < FREE_ATTEMPTS
    ? 0
    : Math.min(
        LONGEST_PAUSE_MILLISECONDS,
        FIRST_PAUSE_MILLISECONDS * 2 ** Math.min(failures - FREE_ATTEMPTS, 10),
      );

export const createGuesses = (): Guesses => {
  const counts = new Map<string, Count>();

  const keep = (subject: string, count: Count): void => {
    // What was tried last is kept longest.
    counts.delete(subject);
    if (counts.size >= MOST_SUBJECTS) {
      const oldest = counts.keys().next();
      if (oldest.done !== true) counts.delete(oldest.value);
    }
    counts.set(subject, count);
  };

  return {
    begin: (subject, now) => {
      const at = now.getTime();
      const found = counts.get(subject);
      if (found !== undefined && found.pausedUntil > at) return false;
      const failures = (found?.failures ?? 0) + 1;
      keep(subject, { failures, pausedUntil: at + pauseAfter(failures) });
      return true;
    },
    succeeded: (subject) => {
      counts.delete(subject);
    },
  };
};
