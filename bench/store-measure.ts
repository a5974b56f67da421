const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Nanoseconds that one of `count` operations takes, for several contestants that do `count` of them in each of their
 * turns. They take turns, so that a machine that slows down slows all of them; the median of each counts.
 */
export const takingTurns = async <Name extends string>(
  contestants: Readonly<Record<Name, () => Promise<void> | void>>,
  count: number,
  rounds: number,
): Promise<Readonly<Record<Name, number>>> => {
  const entries = Object.entries<() => Promise<void> | void>(contestants);
  const times = new Map(entries.map(([name]) => [name, [] as number[]]));
  const warmUp = Math.ceil(rounds / 3);
  for (let round = 0; round < rounds + warmUp; round += 1) {
    for (const [name, work] of entries) {
      const started = performance.now();
      await work();
      const each = ((performance.now() - started) * 1e6) / count;
      if (round >= warmUp) times.get(name)?.push(each);
    }
  }
  return Object.fromEntries([...times].map(([name, found]) => [name, median(found)])) as Record<
    Name,
    number
  >;
};
