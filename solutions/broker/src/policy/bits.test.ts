import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bits } from './bits.ts';

const SIZE = 100;
const bitsOf = (members: readonly number[]): Bits => {
  const bits = new Bits(SIZE);
  for (const at of members) bits.add(at);
  return bits;
};
const members = fc.uniqueArray(fc.nat(SIZE - 1));

test('what is in any of some sets and in none of others comes in order, from the start asked for', () => {
  fc.assert(
    fc.property(
      fc.array(members, { maxLength: 4 }),
      fc.array(members, { maxLength: 3 }),
      fc.nat(SIZE + 40),
      (some, others, start) => {
        const expected = Array.from({ length: SIZE }, (_, at) => at).filter(
          (at) =>
            at >= start &&
            some.some((set) => set.includes(at)) &&
            !others.some((set) => set.includes(at)),
        );

        expect([...Bits.anyWithout(some.map(bitsOf), others.map(bitsOf), start)]).toEqual(expected);
      },
    ),
  );
});

test('sets are within, overlap and join as sets do', () => {
  fc.assert(
    fc.property(members, members, (one, other) => {
      const [a, b] = [new Set(one), new Set(other)];
      const joined = bitsOf(one);
      joined.addAll(bitsOf(other));

      expect(bitsOf(one).isWithin(bitsOf(other))).toBe([...a].every((at) => b.has(at)));
      expect(bitsOf(one).overlaps(bitsOf(other))).toBe([...a].some((at) => b.has(at)));
      expect(bitsOf(one).isEmpty).toBe(a.size === 0);
      expect(one.concat(other).every((at) => joined.has(at))).toBe(true);
    }),
  );
});
