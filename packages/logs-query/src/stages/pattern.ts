import { type Evaluate, Row } from '../row.ts';
import { toText } from '../value.ts';
import type { Keeping, RunState, Stage } from './stage.ts';

const WORD = /[A-Za-z0-9_./@+-]+/g;
const DIGIT = /[0-9]/;
const SEVERITY = /\b(FATAL|CRITICAL|ERROR|WARN|INFO|DEBUG|TRACE)/i;
const LONGEST = 2000;
export const PATTERN_COLUMNS = ['@pattern', '@sampleCount', '@ratio', '@severityLabel'] as const;

/** What messages of the same kind share: words with digits in them are those that differ. */
export const patternOf = (text: string): string =>
  text.slice(0, LONGEST).replaceAll(WORD, (word) => (DIGIT.test(word) ? '<*>' : word));

class Patterns implements Keeping {
  readonly #read: Evaluate;
  readonly #slots: readonly number[];
  readonly #next: Stage;
  readonly #state: RunState;
  readonly #counts = new Map<string, number>();
  #total = 0;
  #now = 0;

  constructor(read: Evaluate, slots: readonly number[], next: Stage, state: RunState) {
    this.#read = read;
    this.#slots = slots;
    this.#next = next;
    this.#state = state;
  }

  take(row: Row): void {
    const text = toText(this.#read(row));
    if (text === undefined) return;
    this.#now = row.now;
    const pattern = patternOf(text);
    const count = this.#counts.get(pattern);
    if (count === undefined) this.#state.budget.grow(pattern.length * 2 + 100);
    this.#counts.set(pattern, (count ?? 0) + 1);
    this.#total += 1;
  }

  tell(to: Stage): void {
    for (const [pattern, count] of [...this.#counts].toSorted(([, a], [, b]) => b - a)) {
      const row = new Row(undefined, this.#now);
      const severity = SEVERITY.exec(pattern)?.[1]?.toUpperCase();
      const values = [pattern, count, count / this.#total, severity];
      for (const [at, slot] of this.#slots.entries()) row.slots[slot] = values[at];
      to.take(row);
    }
  }

  end(): void {
    this.tell(this.#next);
    this.#next.end();
  }
}

export const patterns =
  (read: Evaluate, slots: readonly number[]) =>
  (next: Stage, state: RunState): Keeping =>
    new Patterns(read, slots, next, state);
