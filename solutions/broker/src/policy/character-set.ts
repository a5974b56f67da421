type Range = readonly [from: number, to: number];

const LAST = 0x10_ff_ff;
const code = (character: string): number => character.codePointAt(0) ?? 0;

/** A set of Unicode code points, as ascending ranges that do not touch. */
export class CharacterSet {
  static readonly none = new CharacterSet([]);
  static readonly digits = CharacterSet.range(code('0'), code('9'));
  static readonly word = CharacterSet.digits
    .union(CharacterSet.range(code('A'), code('Z')))
    .union(CharacterSet.range(code('a'), code('z')))
    .union(CharacterSet.of('_'));
  // ECMA-262 §12.3: LF, CR, LS, PS.
  static readonly anyButLineEnds = CharacterSet.of('\n')
    .union(CharacterSet.of('\r'))
    .union(CharacterSet.range(0x20_28, 0x20_29))
    .complement();

  readonly #ranges: readonly Range[];

  private constructor(ranges: readonly Range[]) {
    this.#ranges = ranges;
  }

  static of(character: string): CharacterSet {
    return CharacterSet.range(code(character), code(character));
  }

  static range(from: number, to: number): CharacterSet {
    return new CharacterSet([[from, to]]);
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  has(character: string): boolean {
    const point = code(character);
    return this.#ranges.some(([from, to]) => from <= point && point <= to);
  }

  /** The code point of a set of one. */
  only(): number | undefined {
    const [first, second] = this.#ranges;
    return first !== undefined && second === undefined && first[0] === first[1]
      ? first[0]
      : undefined;
  }

  overlaps(other: CharacterSet): boolean {
    return this.#ranges.some(([from, to]) =>
      other.#ranges.some(([start, end]) => from <= end && start <= to),
    );
  }

  union(other: CharacterSet): CharacterSet {
    const merged: [number, number][] = [];
    for (const [from, to] of [...this.#ranges, ...other.#ranges].toSorted(([a], [b]) => a - b)) {
      const last = merged.at(-1);
      if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
    }
    return new CharacterSet(merged);
  }

  complement(): CharacterSet {
    const rest: Range[] = [];
    let next = 0;
    for (const [from, to] of this.#ranges) {
      if (from > next) rest.push([next, from - 1]);
      next = to + 1;
    }
    if (next <= LAST) rest.push([next, LAST]);
    return new CharacterSet(rest);
  }
}
