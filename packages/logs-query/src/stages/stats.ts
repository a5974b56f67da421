import { compileExpression } from '../compile-expression.ts';
import type { Column, FunctionCall } from '../model.ts';
import { type Evaluate, Row } from '../row.ts';
import { Scope } from '../scope.ts';
import { type Gather, type Gathering, gatherOf } from '../stats/aggregates.ts';
import { toText, type Value } from '../value.ts';
import type { Keeping, RunState, Stage } from './stage.ts';

interface Shape {
  readonly by: readonly Evaluate[];
  readonly gathers: readonly Gather[];
  /** Where the values of `by`, then those of the gatherings, then the columns are in a row of the result. */
  readonly bySlots: readonly number[];
  readonly gatherSlots: readonly number[];
  readonly columns: readonly { readonly slot: number; readonly read: Evaluate }[];
}

interface Group {
  readonly values: readonly Value[];
  readonly gathered: readonly Gathering[];
}

const GROUP_BYTES = 200;
const GATHERING_BYTES = 100;

const keyPart = (value: Value): string => {
  const text = toText(value);
  return text === undefined ? '-' : `${text.length}:${text}`;
};

/** Groups by their values, in the order in which they came. */
class Grouping implements Keeping {
  readonly #shape: Shape;
  readonly #next: Stage;
  readonly #state: RunState;
  readonly #groups = new Map<string, Group>();
  #now = 0;

  constructor(shape: Shape, next: Stage, state: RunState) {
    this.#shape = shape;
    this.#next = next;
    this.#state = state;
  }

  take(row: Row): void {
    this.#now = row.now;
    const { by } = this.#shape;
    const values: Value[] = [];
    let key = '';
    for (const read of by) {
      const value = read(row);
      values.push(value);
      key += keyPart(value);
    }
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = this.#open(values, key);
      this.#groups.set(key, group);
    }
    for (const one of group.gathered) one.add(row);
  }

  tell(to: Stage): void {
    const { bySlots, gatherSlots, columns } = this.#shape;
    for (const { values, gathered } of this.#groups.values()) {
      const row = new Row(undefined, this.#now);
      for (const [at, slot] of bySlots.entries()) row.slots[slot] = values[at];
      for (const [at, slot] of gatherSlots.entries()) row.slots[slot] = gathered[at]?.result();
      for (const { slot, read } of columns) row.slots[slot] = read(row);
      to.take(row);
    }
  }

  end(): void {
    this.tell(this.#next);
    this.#next.end();
  }

  #open(values: readonly Value[], key: string): Group {
    const { budget } = this.#state;
    const { gathers } = this.#shape;
    budget.grow(GROUP_BYTES + key.length * 4 + gathers.length * GATHERING_BYTES);
    return { values, gathered: gathers.map((gather) => gather(budget.grow)) };
  }
}

export interface Stats {
  readonly stage: (next: Stage, state: RunState) => Keeping;
  /** What is known behind it. */
  readonly scope: Scope;
}

/** `time`: where events have their time, for `earliest` and `latest`. @throws QueryRefusal */
export const statsOf = (
  columns: readonly Column[],
  by: readonly Column[],
  before: Scope,
  time: (call: FunctionCall) => Evaluate,
): Stats => {
  const scope = new Scope(true);
  const keys = by.map(({ expression }) => compileExpression(expression, before));
  const bySlots = by.map(({ name }) => scope.define(name));
  const gathers: Gather[] = [];
  const gatherSlots: number[] = [];
  const aggregated = (call: FunctionCall): Evaluate => {
    const [arg] = call.args;
    const read =
      arg === undefined || arg.kind === 'all' ? undefined : compileExpression(arg, before);
    const slot = scope.hidden();
    gathers.push(gatherOf(call, read, () => time(call)));
    gatherSlots.push(slot);
    return (row) => row.slots[slot];
  };
  const computed = columns.map(({ expression, name }) => {
    // A column may use those before it.
    const read = compileExpression(expression, scope, aggregated);
    return { slot: scope.define(name), read };
  });
  const shape = { by: keys, gathers, bySlots, gatherSlots, columns: computed };
  return { scope, stage: (next, state) => new Grouping(shape, next, state) };
};
