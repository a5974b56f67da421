import type { ValueTest } from '../model.ts';
import { isWithin } from '../value-test.ts';
import type { Atom, Group, GroupOf } from './atom.ts';

type NumericTest = Extract<ValueTest, { kind: 'numeric' }>;

/** Finds the ranges that hold a number: between two neighbouring bounds the answer is the same for all numbers. */
export class RangeIndex {
  private readonly tests = new Map<Atom, NumericTest>();
  private readonly groupOf: GroupOf;
  private bounds: number[] | undefined;
  private readonly known = new Map<number, Group>();

  constructor(groupOf: GroupOf) {
    this.groupOf = groupOf;
  }

  add(atom: Atom, test: NumericTest): void {
    this.tests.set(atom, test);
    this.forget();
  }

  remove(atom: Atom): void {
    this.tests.delete(atom);
    this.forget();
  }

  collect(value: number, found: Group[]): void {
    if (this.tests.size === 0) return;
    const place = this.placeOf(value);
    let group = this.known.get(place);
    if (group === undefined) {
      const held = [...this.tests].filter(([, test]) => isWithin(test, value));
      group = this.groupOf(held.map(([atom]) => atom));
      this.known.set(place, group);
    }
    found.push(group);
  }

  private forget(): void {
    this.bounds = undefined;
    this.known.clear();
  }

  /** Even between bounds, odd on one. */
  private placeOf(value: number): number {
    this.bounds ??= [
      ...new Set(
        [...this.tests.values()].flatMap(({ from, to }) =>
          [from, to].flatMap((bound) => (bound === undefined ? [] : [bound.value])),
        ),
      ),
    ].toSorted((a, b) => a - b);
    let low = 0;
    let high = this.bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.bounds[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low * 2 + (this.bounds[low] === value ? 1 : 0);
  }
}
