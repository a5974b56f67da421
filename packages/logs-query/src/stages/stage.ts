import { TooMuchMemory } from '../problem.ts';
import type { Row } from '../row.ts';

/** Takes rows one after the other and hands them on. */
export interface Stage {
  take(row: Row): void;
  end(): void;
}

/** What keeps rows until all are there. */
export interface Keeping extends Stage {
  /** Hands on what it would if there were no more to come. */
  tell(to: Stage): void;
}

/** What a run may keep in memory. */
export class Budget {
  readonly #most: number;
  #used = 0;

  /** In bytes. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Negative: so much is not kept any more. @throws TooMuchMemory */
  readonly grow = (bytes: number): void => {
    this.#used += bytes;
    if (this.#used > this.#most) throw new TooMuchMemory();
  };
}

export interface RunState {
  readonly budget: Budget;
  /** Rows of the result at most. */
  readonly limit: number;
  matched: number;
  /** No further event changes the result. */
  isDone: boolean;
}

export type StageFactory = (next: Stage, state: RunState) => Stage;

const ROW_BYTES = 300;

/** What keeping a row costs. */
export const bytesOf = (row: Row): number =>
  ROW_BYTES + (row.record === undefined ? 0 : row.record.message.length);
