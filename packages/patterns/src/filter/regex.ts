import { FilterRefusal } from './filter-refusal.ts';
import { type CharSet, type Piece, RegexReader } from './regex-syntax.ts';

/** A regular expression of a filter pattern. Its time grows with the length of the text and with nothing else. */
export interface FilterRegex {
  readonly source: string;
  /** Whether it matches some part of the text. */
  test(text: string): boolean;
}

/** A place in the expression: takes one character of `set` and goes on, or goes on without one. */
interface Place {
  readonly set: CharSet | '^' | '$' | undefined;
  readonly next: readonly number[];
}

const MOST_PLACES = 160;
// Who meets more states than this at once has an expression that remembers much: then remembering them costs more than it saves.
const KEPT_STATES = 512;
const OTHER = 128;
const SYMBOLS = 129;

/** @throws FilterRefusal */
export const filterRegex = (source: string, offset: number): FilterRegex => {
  const places = placesOf(new RegexReader(source, offset).alternatives(), offset);
  const automaton = new Automaton(places);
  return { source, test: (text) => automaton.matches(text) };
};

/** Place 0 begins, place 1 accepts. */
const placesOf = (alternatives: readonly (readonly Piece[])[], offset: number): Place[] => {
  const starts: number[] = [];
  const places: Place[] = [
    { set: undefined, next: starts },
    { set: undefined, next: [] },
  ];
  const add = (place: Place): number => {
    if (places.length >= MOST_PLACES)
      throw new FilterRefusal('The regular expression is too complex.', offset);
    return places.push(place) - 1;
  };
  for (const pieces of alternatives) {
    // Built from its end, so that each place knows where it goes on.
    let next = 1;
    for (const { set, least, most } of pieces.toReversed()) {
      if (most === undefined) {
        const loop: number[] = [next];
        const again = add({ set: undefined, next: loop });
        loop.push(add({ set, next: [again] }));
        next = again;
      }
      for (let times = least; times < (most ?? 0); times += 1)
        next = add({ set: undefined, next: [next, add({ set, next: [next] })] });
      for (let times = 0; times < least; times += 1) next = add({ set, next: [next] });
    }
    starts.push(next);
  }
  return places;
};

interface State {
  readonly places: readonly number[];
  readonly accepts: boolean;
  readonly next: (State | undefined)[];
}

/** Follows all ways through the expression at once, and remembers where each set of places leads to. */
class Automaton {
  readonly #places: readonly Place[];
  /** Which run has seen a place last: cheaper than a set of them. */
  readonly #seen: Uint32Array;
  readonly #states = new Map<string, State>();
  #run = 0;

  constructor(places: readonly Place[]) {
    this.#places = places;
    this.#seen = new Uint32Array(places.length);
  }

  matches(text: string): boolean {
    let state = this.#state(this.#closure([0], true, false));
    for (let at = 0; at < text.length; at += 1) {
      if (state.accepts) return true;
      const code = text.charCodeAt(at);
      const symbol = code < OTHER ? code : OTHER;
      state = state.next[symbol] ?? this.#step(state, symbol);
    }
    return state.accepts || this.#closure(state.places, text.length === 0, true).includes(1);
  }

  #step(state: State, symbol: number): State {
    const reached: number[] = [0];
    for (const at of state.places) {
      const place = this.#places[at];
      const set = place?.set;
      if (place === undefined || set === undefined || set === '^' || set === '$') continue;
      if (symbol === OTHER ? set.others : set.ascii[symbol] === true) reached.push(...place.next);
    }
    const places = this.#closure(reached, false, false);
    if (this.#states.size >= KEPT_STATES) return { places, accepts: places.includes(1), next: [] };
    const next = this.#state(places);
    state.next[symbol] = next;
    return next;
  }

  #state(places: readonly number[]): State {
    const key = places.toSorted((a, b) => a - b).join();
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const next = Array.from({ length: SYMBOLS }, () => undefined);
    const state: State = { places, accepts: places.includes(1), next };
    this.#states.set(key, state);
    return state;
  }

  /** All places that these reach without a character. */
  #closure(from: readonly number[], atStart: boolean, atEnd: boolean): readonly number[] {
    this.#run += 1;
    if (this.#run > 0xffff_fffe) {
      this.#seen.fill(0);
      this.#run = 1;
    }
    const found: number[] = [];
    const waiting = [...from];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const place = this.#places[at];
      if (place === undefined || this.#seen[at] === this.#run) continue;
      this.#seen[at] = this.#run;
      found.push(at);
      const { set, next } = place;
      if (set === undefined || (set === '^' && atStart) || (set === '$' && atEnd))
        waiting.push(...next);
    }
    return found;
  }
}
