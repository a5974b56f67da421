/** How far a quantile may be from the true one once there are many values, as a part of it. */
const ACCURACY = 0.005;
const GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
const LOG_GAMMA = Math.log(GAMMA);
const EXACT = 512;
/** What is nearer to zero than this is zero. */
const SMALLEST = 1e-9;
export const SKETCH_BYTES = EXACT * 8;

const middleOf = (bucket: number): number => (2 * GAMMA ** bucket) / (GAMMA + 1);

/** Quantiles of any number of values in bounded memory: exact for few, within half a percent for many. */
export class Sketch {
  #exact: number[] | undefined = [];
  readonly #above = new Map<number, number>();
  readonly #below = new Map<number, number>();
  #zeros = 0;
  #count = 0;

  add(value: number): void {
    this.#count += 1;
    if (this.#exact !== undefined) {
      this.#exact.push(value);
      if (this.#exact.length <= EXACT) return;
      const kept = this.#exact;
      this.#exact = undefined;
      for (const one of kept) this.#place(one);
      return;
    }
    this.#place(value);
  }

  #place(value: number): void {
    const size = Math.abs(value);
    if (size < SMALLEST) {
      this.#zeros += 1;
      return;
    }
    const buckets = value > 0 ? this.#above : this.#below;
    const bucket = Math.ceil(Math.log(size) / LOG_GAMMA);
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }

  /** The value that this part of all is not above, from 0 to 1. */
  quantile(part: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(part * this.#count));
    if (this.#exact !== undefined) return this.#exact.toSorted((a, b) => a - b)[rank - 1];
    const ordered = [
      ...[...this.#below]
        .toSorted(([a], [b]) => b - a)
        .map(([bucket, count]) => [-middleOf(bucket), count] as const),
      [0, this.#zeros] as const,
      ...[...this.#above]
        .toSorted(([a], [b]) => a - b)
        .map(([bucket, count]) => [middleOf(bucket), count] as const),
    ];
    let seen = 0;
    for (const [found, count] of ordered) {
      seen += count;
      if (seen >= rank) return found;
    }
    return undefined;
  }

  /** With an even number of values, the middle of the two in the middle. */
  median(): number | undefined {
    if (this.#exact === undefined || this.#count % 2 === 1 || this.#count === 0)
      return this.quantile(0.5);
    const sorted = this.#exact.toSorted((a, b) => a - b);
    const [low = 0, high = 0] = sorted.slice(this.#count / 2 - 1, this.#count / 2 + 1);
    return (low + high) / 2;
  }
}
