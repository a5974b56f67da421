import { FilterRefusal } from './filter-refusal.ts';
import { type CharSet, type Piece, RegexReader } from './regex-syntax.ts';

/** A regular expression of a filter pattern. Its time grows with the length of the text and with nothing else. */
export interface FilterRegex {
  readonly source: string;
  /** Whether it matches some part of the text. */
  test(text: string): boolean;
}

/** A place in the expression: takes one character of `set` and goes on, or goes on without one. */
export interface Place {
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
  return regexOf(source, places);
};

/** Place 0 begins, place 1 accepts. */
export const regexOf = (source: string, places: readonly Place[]): FilterRegex => {
  const automaton = new Automaton(places);
  return { source, test: (text) => automaton.matches(text) };
};

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

/** Rows of bits: which places take a symbol, and where each place leads to once it has taken one. */
interface Leads {
  readonly takes: Uint32Array;
  readonly next: Uint32Array;
}

const bitsOf = (places: readonly number[], words: number): Uint32Array<ArrayBuffer> => {
  const bits = new Uint32Array(words);
  for (const place of places) bits[place >>> 5] = (bits[place >>> 5] ?? 0) | (1 << (place & 31));
  return bits;
};

const leadsOf = (
  places: readonly Place[],
  words: number,
  closure: (places: readonly number[]) => readonly number[],
): Leads => {
  const takes = new Uint32Array(SYMBOLS * words);
  const next = new Uint32Array(places.length * words);
  for (let symbol = 0; symbol < SYMBOLS; symbol += 1) {
    const taking = places.flatMap(({ set }, at) => (takesSymbol(set, symbol) ? [at] : []));
    takes.set(bitsOf(taking, words), symbol * words);
  }
  for (const [at, place] of places.entries())
    // What begins everywhere is there before anything is taken.
    next.set(bitsOf(closure(at === 0 ? [0] : place.next), words), at * words);
  return { takes, next };
};

const addRow = (bits: Uint32Array, rows: Uint32Array, from: number): void => {
  for (let at = 0; at < bits.length; at += 1) bits[at] = (bits[at] ?? 0) | (rows[from + at] ?? 0);
};

const takesSymbol = (set: Place['set'], symbol: number): boolean => {
  if (set === undefined || set === '^' || set === '$') return false;
  return symbol === OTHER ? set.others : set.ascii[symbol] === true;
};

/** Follows all ways through the expression at once, and remembers where each set of places leads to. */
class Automaton {
  readonly #places: readonly Place[];
  /** Which run has seen a place last: cheaper than a set of them. */
  readonly #seen: Uint32Array;
  readonly #states = new Map<string, State>();
  #leads: Leads | undefined;
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
      const next = state.next[symbol];
      if (next === undefined && this.#states.size >= KEPT_STATES)
        return this.#follow(state.places, text, at);
      state = next ?? this.#step(state, symbol);
    }
    return state.accepts || this.#closure(state.places, text.length === 0, true).includes(1);
  }

  /** The rest of a text without remembering states: places are bits, and so is what each of them leads to. */
  #follow(from: readonly number[], text: string, start: number): boolean {
    const words = Math.ceil(this.#places.length / 32);
    this.#leads ??= leadsOf(this.#places, words, (places) => this.#closure(places, false, false));
    const { takes, next } = this.#leads;
    let now = bitsOf(from, words);
    let then = new Uint32Array(words);
    for (let at = start; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const symbol = (code < OTHER ? code : OTHER) * words;
      // Place 0 begins everywhere.
      for (let word = 0; word < words; word += 1) then[word] = next[word] ?? 0;
      for (let word = 0; word < words; word += 1) {
        let taking = (now[word] ?? 0) & (takes[symbol + word] ?? 0);
        while (taking !== 0) {
          const place = (word << 5) + 31 - Math.clz32(taking);
          taking &= ~(1 << (place & 31));
          addRow(then, next, place * words);
        }
      }
      [now, then] = [then, now];
      if (((now[0] ?? 0) & 2) !== 0) return true;
    }
    const places = this.#places.flatMap((_, place) =>
      (((now[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1 ? [place] : [],
    );
    return this.#closure(places, false, true).includes(1);
  }

  #step(state: State, symbol: number): State {
    const reached: number[] = [0];
    for (const at of state.places) {
      const place = this.#places[at];
      if (place !== undefined && takesSymbol(place.set, symbol)) reached.push(...place.next);
    }
    const next = this.#state(this.#closure(reached, false, false));
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
