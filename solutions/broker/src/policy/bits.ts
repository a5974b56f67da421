/** A set of ordinals from 0 up to a fixed size, a bit for each. */
export class Bits {
  readonly #words: Uint32Array;

  constructor(size: number) {
    this.#words = new Uint32Array(Math.ceil(size / 32));
  }

  add(at: number): void {
    const word = at >>> 5;
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (at & 31));
  }

  has(at: number): boolean {
    return (((this.#words[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1;
  }

  // Indexes instead of iterators in these loops: they run over every target for every rule.

  addAll(other: Bits): void {
    const words = this.#words;
    for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) | other.#word(at);
  }

  isWithin(other: Bits): boolean {
    for (let at = 0; at < this.#words.length; at += 1)
      if ((this.#word(at) & ~other.#word(at)) !== 0) return false;
    return true;
  }

  overlaps(other: Bits): boolean {
    for (let at = 0; at < this.#words.length; at += 1)
      if ((this.#word(at) & other.#word(at)) !== 0) return true;
    return false;
  }

  get isEmpty(): boolean {
    return this.#words.every((word) => word === 0);
  }

  /**
   * Ordinals from `start` on, ascending, that are in any of `some` and in none of `others`; sets of one size. Found word
   * by word, so that a page costs what it shows and not what there is.
   */
  static *anyWithout(
    some: readonly Bits[],
    others: readonly Bits[],
    start: number,
  ): Generator<number> {
    const length = some[0] === undefined ? 0 : some[0].#words.length;
    for (let at = start >>> 5; at < length; at += 1) {
      let word = at === start >>> 5 ? -1 << (start & 31) : -1;
      word &= Bits.#union(some, at);
      if (word !== 0) word &= ~Bits.#union(others, at);
      while (word !== 0) {
        yield at * 32 + 31 - Math.clz32(word & -word);
        word &= word - 1;
      }
    }
  }

  static #union(sets: readonly Bits[], at: number): number {
    let all = 0;
    for (const set of sets) all |= set.#word(at);
    return all;
  }

  #word(at: number): number {
    return this.#words[at] ?? 0;
  }
}
