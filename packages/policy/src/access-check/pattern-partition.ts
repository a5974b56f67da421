import { ANY_ONE, ANY_RUN } from '../matching/glob.ts';
import { type Budget, newBudget, TooComplexError } from './budget.ts';
import { hasHalves } from './glob-algebra.ts';

/** Which of the patterns a text matches, by their indexes; texts that match the same ones are one class. */
export type Membership = ReadonlySet<number>;

/** Positions looked at; more would take longer than a request may. */
const MAX_WORK = 150_000;
/** Stands for every character that no pattern names. */
const OTHER = '';

/**
 * All classes that texts fall into by which patterns they match: the patterns run side by side over every text there
 * is, and each state they reach together is looked at once. Exact, for any mix of `*` and `?`.
 */
export const partition = (patterns: readonly string[]): readonly Membership[] => {
  if (patterns.some(hasHalves)) throw new TooComplexError('a pattern has characters beyond U+FFFF');
  const machine = new Machine(patterns);
  const start = machine.start();
  const seen = new Set([keyOf(start)]);
  const classes = new Map<string, Membership>();
  const pending = [start];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    const members = machine.complete(state);
    classes.set(members.join(), new Set(members));
    for (const symbol of machine.symbols(state)) {
      const next = machine.step(state, symbol);
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.add(key);
      pending.push(next);
    }
  }
  return [...classes.values()];
};

/** Places that the patterns have reached, ascending: a pattern's offset plus the characters of it that are read. */
type State = readonly number[];

const keyOf = (state: State): string => state.join();

class Machine {
  readonly #text: string;
  readonly #ends: ReadonlyMap<number, number>;
  readonly #starts: readonly number[];
  readonly #budget: Budget = newBudget(MAX_WORK, 'the patterns have too many combinations');

  /** The patterns one after another, each followed by a place that means its end. */
  constructor(patterns: readonly string[]) {
    const starts: number[] = [];
    const ends = new Map<number, number>();
    let text = '';
    for (const [index, pattern] of patterns.entries()) {
      starts.push(text.length);
      text += pattern;
      ends.set(text.length, index);
      text += END;
    }
    this.#text = text;
    this.#starts = starts;
    this.#ends = ends;
  }

  start(): State {
    const places = new Set<number>();
    for (const place of this.#starts) this.#enter(place, places);
    return ascending(places);
  }

  /** The patterns that the text read so far matches. */
  complete(state: State): readonly number[] {
    return state.flatMap((place) => this.#ends.get(place) ?? []).toSorted((a, b) => a - b);
  }

  /** The characters that make a difference here, and one for all others. */
  symbols(state: State): ReadonlySet<string> {
    const symbols = new Set(state.length === 0 ? [] : [OTHER]);
    for (const place of state) {
      const wanted = this.#text.charAt(place);
      if (wanted !== ANY_RUN && wanted !== ANY_ONE && wanted !== END) symbols.add(wanted);
    }
    return symbols;
  }

  step(state: State, symbol: string): State {
    this.#budget.spend(state.length);
    const places = new Set<number>();
    for (const place of state) {
      const wanted = this.#text.charAt(place);
      if (wanted === ANY_RUN) this.#enter(place, places);
      else if (wanted === ANY_ONE || (symbol !== OTHER && wanted === symbol))
        this.#enter(place + 1, places);
    }
    return ascending(places);
  }

  /** A `*` may also stand for nothing. */
  #enter(place: number, places: Set<number>): void {
    for (let at = place; ; at += 1) {
      places.add(at);
      if (this.#text.charAt(at) !== ANY_RUN) return;
    }
  }
}

/** Half a character that is no wildcard, so that no text has it. */
const END = '\uDFFD';

const ascending = (places: ReadonlySet<number>): State => [...places].toSorted((a, b) => a - b);
