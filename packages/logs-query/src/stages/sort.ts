import type { Evaluate, Row } from '../row.ts';
import { sortOrder, type Value } from '../value.ts';
import { keyOf } from './simple.ts';
import { bytesOf, type Keeping, type RunState, type Stage } from './stage.ts';

export interface SortBy {
  readonly read: Evaluate;
  readonly descending: boolean;
}

interface Entry {
  readonly row: Row;
  readonly keys: readonly Value[];
  /** What came earlier stands first among equals. */
  readonly number: number;
}

interface Settings {
  readonly by: readonly SortBy[];
  /** How many of the first are wanted; undefined: all. */
  readonly most: number | 'limit' | undefined;
  /** Of those with the same values here only the first is wanted. */
  readonly dedup: readonly Evaluate[] | undefined;
}

const orderOf =
  (by: readonly SortBy[]) =>
  (a: Entry, b: Entry): number => {
    for (const [at, { descending }] of by.entries()) {
      const order = sortOrder(a.keys[at], b.keys[at]);
      if (order !== 0) return descending ? -order : order;
    }
    return a.number - b.number;
  };

const keyBytes = (keys: readonly Value[]): number =>
  keys.reduce((sum: number, key) => sum + (typeof key === 'string' ? key.length * 2 : 16), 0);

class Sorting implements Keeping {
  readonly #settings: Settings;
  readonly #next: Stage;
  readonly #state: RunState;
  readonly #order: (a: Entry, b: Entry) => number;
  readonly #most: number;
  readonly #firsts = new Map<string, Entry>();
  #entries: Entry[] = [];
  /** Whatever does not stand before this is not among the first. */
  #last: Entry | undefined;
  #count = 0;

  constructor(settings: Settings, next: Stage, state: RunState) {
    this.#settings = settings;
    this.#next = next;
    this.#state = state;
    this.#order = orderOf(settings.by);
    const { most = Number.POSITIVE_INFINITY } = settings;
    this.#most = most === 'limit' ? state.limit : most;
  }

  take(row: Row): void {
    const keys = this.#settings.by.map(({ read }) => read(row));
    const entry: Entry = { row, keys, number: this.#count };
    this.#count += 1;
    if (this.#last !== undefined && this.#order(entry, this.#last) >= 0) return;
    const { dedup } = this.#settings;
    const key = dedup === undefined ? undefined : keyOf(row, dedup);
    const before = key === undefined ? undefined : this.#firsts.get(key);
    if (before !== undefined && this.#order(entry, before) >= 0) return;
    row.forget();
    this.#state.budget.grow(this.#bytes(entry) - (before === undefined ? 0 : this.#bytes(before)));
    if (key === undefined) this.#push(entry);
    else {
      if (before === undefined) this.#state.budget.grow(key.length * 2 + 60);
      this.#firsts.set(key, entry);
    }
  }

  tell(to: Stage): void {
    for (const { row } of this.#sorted()) to.take(row);
  }

  end(): void {
    this.tell(this.#next);
    this.#next.end();
  }

  #bytes({ row, keys }: Entry): number {
    return bytesOf(row) + keyBytes(keys);
  }

  #push(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#entries.length < this.#most * 2 || this.#entries.length < this.#most + 64) return;
    const sorted = this.#entries.toSorted(this.#order);
    for (const cut of sorted.slice(this.#most)) this.#state.budget.grow(-this.#bytes(cut));
    this.#entries = sorted.slice(0, this.#most);
    this.#last = this.#entries.at(-1);
  }

  #sorted(): readonly Entry[] {
    const all = [...this.#entries, ...this.#firsts.values()].toSorted(this.#order);
    return Number.isFinite(this.#most) ? all.slice(0, this.#most) : all;
  }
}

export const sorting =
  (settings: Settings) =>
  (next: Stage, state: RunState): Keeping =>
    new Sorting(settings, next, state);
