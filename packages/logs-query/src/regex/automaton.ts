import type { Program, Step } from './program.ts';
import { isWordUnit, LAST_UNIT } from './ranges.ts';
import type { Assertion } from './syntax.ts';

// Whoever meets more states than this has an expression that remembers much: they are forgotten and met again.
const KEPT_STATES = 1000;
const ASCII = 128;

const BEFORE = { start: 0, word: 1, other: 2 } as const;
type Before = (typeof BEFORE)[keyof typeof BEFORE];

interface State {
  /** Steps that are reached, before those that take nothing are followed. */
  readonly steps: readonly number[];
  readonly before: Before;
  readonly next: (State | undefined)[];
}

/** Behind a match nothing counts. */
const MATCHED: State = { steps: [], before: BEFORE.other, next: [] };

/** Which code units no step tells apart: classes by where they begin. */
const classesOf = (steps: readonly Step[]): readonly number[] => {
  const begins = new Set([0, 10, 11, 48, 58, 65, 91, 95, 96, 97, 123]);
  const ranges = steps.flatMap((step) => (step.kind === 'take' ? step.ranges : []));
  for (const [first, last] of ranges) {
    begins.add(first);
    if (last < LAST_UNIT) begins.add(last + 1);
  }
  return [...begins].toSorted((a, b) => a - b);
};

const search = (begins: readonly number[], code: number): number => {
  let [low, high] = [0, begins.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((begins[middle] ?? 0) <= code) low = middle;
    else high = middle - 1;
  }
  return low;
};

export const holds = (assertion: Assertion, before: Before, isWord: boolean | 'end'): boolean => {
  switch (assertion) {
    case 'start':
      return before === BEFORE.start;
    case 'end':
      return isWord === 'end';
    default: {
      const isBoundary = (before === BEFORE.word) !== (isWord === true);
      return isBoundary === (assertion === 'boundary');
    }
  }
};

export const beforeOf = (text: string, at: number): Before =>
  at === 0 ? BEFORE.start : isWordUnit(text.charCodeAt(at - 1)) ? BEFORE.word : BEFORE.other;

/** Follows all ways through a program at once, and remembers where each set of steps leads to. */
export class Automaton {
  readonly #program: Program;
  readonly #begins: readonly number[];
  readonly #ascii: Uint16Array;
  /** For each step, which classes it takes. */
  readonly #takes: readonly (Uint8Array | undefined)[];
  readonly #states = new Map<string, State>();

  constructor(program: Program) {
    this.#program = program;
    const begins = classesOf(program.steps);
    this.#begins = begins;
    this.#ascii = Uint16Array.from({ length: ASCII }, (_, code) => search(begins, code));
    this.#takes = program.steps.map((step) => {
      if (step.kind !== 'take') return undefined;
      const { ranges } = step;
      return Uint8Array.from(begins, (code) =>
        ranges.some(([first, last]) => first <= code && code <= last) ? 1 : 0,
      );
    });
  }

  /** Whether it matches some part of the text that does not begin before `from`. */
  test(text: string, from: number): boolean {
    const ascii = this.#ascii;
    let state = this.#state([this.#program.start], beforeOf(text, from));
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const symbol = code < ASCII ? (ascii[code] ?? 0) : search(this.#begins, code);
      state = state.next[symbol] ?? this.#step(state, symbol);
      if (state === MATCHED) return true;
    }
    return this.#closure(state, 'end') === 'match';
  }

  #step(state: State, symbol: number): State {
    const isWord = isWordUnit(this.#begins[symbol] ?? 0);
    const reached = this.#closure(state, isWord);
    if (reached === 'match') {
      state.next[symbol] = MATCHED;
      return MATCHED;
    }
    const { steps, start } = this.#program;
    // It may begin everywhere.
    const next = new Set([start]);
    for (const at of reached) {
      const step = steps[at];
      if (step?.kind === 'take' && this.#takes[at]?.[symbol] === 1) next.add(step.next);
    }
    const found = this.#state([...next], isWord ? BEFORE.word : BEFORE.other);
    state.next[symbol] = found;
    return found;
  }

  #state(steps: readonly number[], before: Before): State {
    const sorted = steps.toSorted((a, b) => a - b);
    const key = `${before} ${sorted.join(' ')}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= KEPT_STATES) this.#states.clear();
    const next = this.#begins.map(() => undefined);
    const state: State = { steps: sorted, before, next };
    this.#states.set(key, state);
    return state;
  }

  /** All steps that take something and are reached without taking anything; or that it has matched. */
  #closure(state: State, isWord: boolean | 'end'): readonly number[] | 'match' {
    const seen = new Set<number>();
    const waiting = [...state.steps];
    const found: number[] = [];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const step = this.#program.steps[at];
      if (step === undefined) continue;
      if (step.kind === 'match') return 'match';
      if (step.kind === 'take') found.push(at);
      else if (step.kind === 'split') waiting.push(...step.next);
      else if (step.kind === 'save' || holds(step.assertion, state.before, isWord))
        waiting.push(step.next);
    }
    return found;
  }
}
