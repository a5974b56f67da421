import {
  type Bits,
  BitsTable,
  bitsOf,
  intersects,
  isEmptyBits,
  membersOf,
  removeBits,
  retainBits,
} from '../bits.ts';
import type { ValueClass } from './path-index.ts';

/** The alternatives that are left behind a path. */
export interface State {
  readonly left: Bits;
  readonly isEmpty: boolean;
  /** The last path taken, in the order of the automaton; -1 at the start. */
  readonly path: number;
  readonly cares: Uint8Array;
  readonly next: Map<number, State>;
  result?: readonly number[];
}

export interface PathUsers {
  readonly users: Bits;
  readonly needing: Bits;
}

const UNKNOWN = 0;
const YES = 1;
const NO = 2;

const MOST_STATES = 20_000;
const MOST_WORDS = 8_000_000;

/**
 * One machine for all patterns. It reads the paths that an event has, each as the class of its value, and its states
 * are the sets of alternatives that are left. They are made when an event first reaches them, so that for events that
 * resemble one another a step is one look-up, however many patterns there are.
 */
export class Automaton {
  private readonly paths: readonly PathUsers[];
  private readonly all: Bits;
  private readonly states = new BitsTable<State>();
  private made = 0;
  private first: State | undefined;

  constructor(paths: readonly PathUsers[], words: number, users: Iterable<number>) {
    this.paths = paths;
    this.all = bitsOf(words, users);
  }

  /** Forgets its states first, if they have become too many. No state from before may be used behind it. */
  start(): State {
    if (this.made > MOST_STATES || this.made * this.all.length > MOST_WORDS) {
      this.states.clear();
      this.made = 0;
      this.first = undefined;
    }
    return (this.first ??= this.stateOf(this.all, -1));
  }

  /** Whether the path's value can still tell anything. */
  cares(state: State, path: number): boolean {
    if (state.cares[path] === UNKNOWN) {
      const users = this.paths[path]?.users;
      state.cares[path] = users !== undefined && intersects(state.left, users) ? YES : NO;
    }
    return state.cares[path] === YES;
  }

  step(state: State, path: number, valueClass: ValueClass): State {
    const known = state.next.get(valueClass.id);
    if (known !== undefined) return known;
    const left = this.without(state, path);
    const users = this.paths[path]?.users;
    if (users !== undefined) retainBits(left, users, valueClass.accepted);
    const next = this.stateOf(left, path);
    state.next.set(valueClass.id, next);
    this.made += 1;
    return next;
  }

  /** The alternatives that match an event that has no further path. */
  finish(state: State): readonly number[] {
    return (state.result ??= membersOf(this.without(state, this.paths.length)));
  }

  /** What is left when the paths between have no value. */
  private without(state: State, before: number): Bits {
    const left = state.left.slice();
    for (let path = state.path + 1; path < before; path += 1) {
      const needing = this.paths[path]?.needing;
      if (needing !== undefined && this.cares(state, path)) removeBits(left, needing);
    }
    return left;
  }

  private stateOf(left: Bits, path: number): State {
    return this.states.intern(left, path, () => {
      this.made += 1;
      return {
        left,
        isEmpty: isEmptyBits(left),
        path,
        cares: new Uint8Array(this.paths.length),
        next: new Map(),
      };
    });
  }
}
