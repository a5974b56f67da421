import { parseQuery, MOST_RESULTS } from './parse-query.ts';
import { type Plan, planOf, type Shown } from './plan.ts';
import { type QueryProblem, QueryRefusal } from './problem.ts';
import { type LogRecord, Row } from './row.ts';
import { Budget, type Keeping, type RunState, type Stage } from './stages/stage.ts';
import { toText } from './value.ts';

/** A row of the result: names and values as texts, without those that are missing. */
export type ResultRow = readonly (readonly [field: string, value: string])[];

export interface QueryStatistics {
  readonly recordsMatched: number;
  readonly recordsScanned: number;
  readonly bytesScanned: number;
}

/** One run of a query over events, the newest first. */
export interface QueryRun {
  /** @throws TooMuchMemory when more would have to be kept than a query may */
  take(record: LogRecord): void;
  /** Whether no further event changes the result. */
  readonly isDone: boolean;
  /** The result if there were no more events; what has been taken stays taken. */
  preview(): readonly ResultRow[];
  /** The result. Nothing is taken behind it. */
  end(): readonly ResultRow[];
  statistics(): QueryStatistics;
}

export interface RunSettings {
  /** Rows of the result at most; a smaller `limit` of the query holds, too. Default: its own, or 10 000. */
  readonly limit?: number | undefined;
  readonly now: Date;
  /** What it may keep in memory, in bytes; a character counts as one. Default: 128 MiB. */
  readonly memory?: number;
}

export interface CompiledQuery {
  start(settings: RunSettings): QueryRun;
}

const DEFAULT_LIMIT = 10_000;
const MEMORY = 128 * 1_048_576;
const CELL_BYTES = 40;

/** Where rows become texts. */
class Results implements Stage {
  readonly rows: ResultRow[] = [];
  readonly #shown: readonly Shown[];
  readonly #state: RunState;
  readonly #showsPointer: boolean;

  constructor(shown: readonly Shown[], state: RunState) {
    this.#shown = shown;
    this.#state = state;
    this.#showsPointer = shown.every(({ name }) => name !== '@ptr');
  }

  take(row: Row): void {
    if (this.rows.length >= this.#state.limit) return;
    const cells: (readonly [string, string])[] = [];
    for (const { name, read, isRaw } of this.#shown) {
      const value = read(row);
      const text = isRaw && typeof value === 'number' ? String(value) : toText(value);
      if (text === undefined) continue;
      cells.push([name, text]);
      this.#state.budget.grow(text.length + CELL_BYTES);
    }
    if (row.record !== undefined && this.#showsPointer) cells.push(['@ptr', row.record.pointer()]);
    this.rows.push(cells);
  }

  end(): void {
    // The rows are there.
  }
}

interface Chain {
  readonly first: Stage;
  /** The first step that keeps rows, and where it stands. */
  readonly keeping: { readonly stage: Keeping; readonly at: number } | undefined;
}

const chainOf = (plan: Plan, from: number, results: Results, state: RunState): Chain => {
  let first: Stage = results;
  let keeping: Chain['keeping'];
  for (let at = plan.steps.length - 1; at >= from; at -= 1) {
    const step = plan.steps[at];
    if (step === undefined) continue;
    if (step.keeps) {
      const stage = step.make(first, state);
      keeping = { stage, at };
      first = stage;
    } else first = step.make(first, state);
  }
  return { first, keeping };
};

const limitOf = (plan: Plan, given: number | undefined): number =>
  Math.min(given ?? (plan.limit === undefined ? DEFAULT_LIMIT : MOST_RESULTS), MOST_RESULTS);

class Run implements QueryRun {
  readonly #plan: Plan;
  readonly #state: RunState;
  readonly #results: Results;
  readonly #chain: Chain;
  readonly #now: number;
  readonly #memory: number;
  #scanned = 0;
  #bytes = 0;

  constructor(plan: Plan, { limit, now, memory = MEMORY }: RunSettings) {
    this.#plan = plan;
    this.#memory = memory;
    this.#state = {
      budget: new Budget(memory),
      limit: limitOf(plan, limit),
      matched: 0,
      isDone: false,
    };
    this.#now = Math.floor(now.getTime() / 1000);
    this.#results = new Results(plan.shown, this.#state);
    this.#chain = chainOf(plan, 0, this.#results, this.#state);
  }

  get isDone(): boolean {
    return this.#state.isDone;
  }

  take(record: LogRecord): void {
    this.#scanned += 1;
    this.#bytes += Buffer.byteLength(record.message);
    this.#chain.first.take(new Row(record, this.#now));
  }

  preview(): readonly ResultRow[] {
    const { keeping } = this.#chain;
    if (keeping === undefined) return this.#results.rows;
    const state: RunState = { ...this.#state, budget: new Budget(this.#memory) };
    const results = new Results(this.#plan.shown, state);
    const { first } = chainOf(this.#plan, keeping.at + 1, results, state);
    keeping.stage.tell(first);
    first.end();
    return results.rows;
  }

  end(): readonly ResultRow[] {
    this.#chain.first.end();
    return this.#results.rows;
  }

  statistics(): QueryStatistics {
    return {
      recordsMatched: this.#state.matched,
      recordsScanned: this.#scanned,
      bytesScanned: this.#bytes,
    };
  }
}

/** Reads a query of CloudWatch Logs Insights QL, or tells why it is none. */
export const compileQuery = (text: string): CompiledQuery | { readonly problem: QueryProblem } => {
  try {
    const plan = planOf(parseQuery(text));
    return { start: (settings) => new Run(plan, settings) };
  } catch (error) {
    if (!(error instanceof QueryRefusal)) throw error;
    const { message, start, end } = error;
    return { problem: { message, start, end } };
  }
};
