/** Nanoseconds per question of one pass over `questions` questions. */
const pass = (run: () => void, questions: number): number => {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / questions;
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/**
 * Nanoseconds per question of several contestants. Their passes take turns, so that a machine that slows down slows
 * all of them, and the median of each counts.
 */
export const interleaved = <Name extends string>(
  contestants: Readonly<Record<Name, () => void>>,
  questions: number,
  rounds: number,
): Readonly<Record<Name, number>> => {
  const entries = Object.entries<() => void>(contestants);
  const times = new Map(entries.map(([name]) => [name, [] as number[]]));
  const warmUp = Math.ceil(rounds / 3);
  for (let round = 0; round < rounds + warmUp; round += 1) {
    for (const [name, run] of entries) {
      const time = pass(run, questions);
      if (round >= warmUp) times.get(name)?.push(time);
    }
  }
  return Object.fromEntries([...times].map(([name, found]) => [name, median(found)])) as Record<
    Name,
    number
  >;
};
