const FREE_ATTEMPTS = 5;
const FIRST_PAUSE_MILLISECONDS = 30_000;
const LONGEST_PAUSE_MILLISECONDS = 15 * 60_000;
const MOST_DEVICES = 10_000;

interface Count {
  readonly failures: number;
  /** Milliseconds since 1970. */
  readonly pausedUntil: number;
}

/**
 * Slows down guesses of MFA codes: who has stolen an access key could else try all million codes within minutes. Counted
 * in memory and not in the database, because the transaction of a refused request leaves nothing behind; so each node
 * counts for itself.
 */
export interface WrongCodes {
  /** Counts an attempt before its code is looked at, so that parallel guesses cannot outrun the count; false while the device pauses. */
  begin(serialNumber: string, now: Date): boolean;
  succeeded(serialNumber: string): void;
}

const pauseAfter = (failures: number): number =>
  failures < FREE_ATTEMPTS
    ? 0
    : Math.min(
        LONGEST_PAUSE_MILLISECONDS,
        FIRST_PAUSE_MILLISECONDS * 2 ** Math.min(failures - FREE_ATTEMPTS, 10),
      );

export const createWrongCodes = (): WrongCodes => {
  const counts = new Map<string, Count>();

  const keep = (serialNumber: string, count: Count): void => {
    // What was tried last is kept longest.
    counts.delete(serialNumber);
    if (counts.size >= MOST_DEVICES) {
      const oldest = counts.keys().next();
      if (oldest.done !== true) counts.delete(oldest.value);
    }
    counts.set(serialNumber, count);
  };

  return {
    begin: (serialNumber, now) => {
      const at = now.getTime();
      const found = counts.get(serialNumber);
      if (found !== undefined && found.pausedUntil > at) return false;
      const failures = (found?.failures ?? 0) + 1;
      keep(serialNumber, { failures, pausedUntil: at + pauseAfter(failures) });
      return true;
    },
    succeeded: (serialNumber) => {
      counts.delete(serialNumber);
    },
  };
};
