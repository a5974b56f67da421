/** One figure: `ratio` compares `value` with what `versus` names, measured in the same run. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly versus: string;
  readonly ratio: number;
}

/** A file in this folder exports `benchmarks`, a list of these. */
export interface Benchmark {
  readonly name: string;
  run(): Promise<readonly Measurement[]>;
}
