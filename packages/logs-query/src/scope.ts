import { valueAt } from './discover.ts';
import type { Field } from './model.ts';
import { QueryRefusal } from './problem.ts';
import { type Evaluate, systemField } from './row.ts';

/** What names mean at a place in the query. */
export class Scope {
  readonly #slots = new Map<string, number>();
  /** Behind `stats` there are no events any more, only what it has made. */
  readonly #isClosed: boolean;
  #next = 0;

  constructor(isClosed = false) {
    this.#isClosed = isClosed;
  }

  /** A place for what a command computes under this name, from now on. */
  define(name: string): number {
    const slot = this.#next;
    this.#next += 1;
    this.#slots.set(name, slot);
    return slot;
  }

  /** A place without a name. */
  hidden(): number {
    this.#next += 1;
    return this.#next - 1;
  }

  has(name: string): boolean {
    return this.#slots.has(name);
  }

  /** @throws QueryRefusal for what nobody knows */
  resolve({ name, parts, start, end }: Field): Evaluate {
    const slot = this.#slots.get(name);
    if (slot !== undefined) return (row) => row.slots[slot];
    const [first = '', ...rest] = parts;
    const whole = this.#slots.get(first);
    if (whole !== undefined) return (row) => valueAt(row.slots[whole], rest);
    if (this.#isClosed)
      throw new QueryRefusal(`Unknown symbols found in or after stats: ${name}`, start, end - 1);
    return systemField(name) ?? ((row) => row.discovered(parts));
  }
}
