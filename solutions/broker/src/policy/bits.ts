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

  addAll(other: Bits): void {
    for (const [at, word] of other.#words.entries())
      this.#words[at] = (this.#words[at] ?? 0) | word;
  }

  removeAll(other: Bits): void {
    for (const [at, word] of other.#words.entries())
      this.#words[at] = (this.#words[at] ?? 0) & ~word;
  }

  isWithin(other: Bits): boolean {
    return this.#words.every((word, at) => (word & ~(other.#words[at] ?? 0)) === 0);
  }

  overlaps(other: Bits): boolean {
    return this.#words.some((word, at) => (word & (other.#words[at] ?? 0)) !== 0);
  }

  get isEmpty(): boolean {
    return this.#words.every((word) => word === 0);
  }

  /** Members from `start` on, ascending. */
  *from(start: number): Generator<number> {
    for (let at = start >>> 5; at < this.#words.length; at += 1) {
      let word = this.#words[at] ?? 0;
      if (at === start >>> 5) word &= -1 << (start & 31);
      while (word !== 0) {
        const lowest = 31 - Math.clz32(word & -word);
        yield at * 32 + lowest;
        word &= word - 1;
      }
    }
  }
}
