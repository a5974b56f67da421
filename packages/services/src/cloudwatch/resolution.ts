/** How long AWS keeps data of each resolution (User Guide, "Metrics retention"), in seconds. */
export const KEPT: ReadonlyMap<number, number> = new Map([
  [1, 3 * 3600],
  [60, 15 * 86_400],
  [300, 63 * 86_400],
  [3600, 455 * 86_400],
]);

const COARSEST_FIRST = [3600, 300, 60];

/** The resolutions that a datum is kept in, in seconds. */
export const resolutionsOf = (given: 1 | 60 = 60): readonly number[] =>
  given === 1 ? [1, 60, 300, 3600] : [60, 300, 3600];

/** The coarsest rows of which periods are whole; each reads as little as can be. */
export const resolutionFor = (periodSeconds: number, from: number): number =>
  periodSeconds < 60
    ? 1
    : (COARSEST_FIRST.find(
        (seconds) => periodSeconds % seconds === 0 && from % (seconds * 1000) === 0,
      ) ?? 60);

const DAY = 86_400_000;

/** Where AWS begins for a start that is asked for: what is older is known less exactly ("StartTime" of GetMetricData). */
export const roundedStart = (start: number, now: number, periodSeconds: number): number => {
  const age = now - start;
  const fine = periodSeconds < 60 ? periodSeconds : 60;
  const step = age > 63 * DAY ? 3600 : age > 15 * DAY ? 300 : fine;
  return Math.floor(start / (step * 1000)) * step * 1000;
};
