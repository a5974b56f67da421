const EXACT = 2048;
const REGISTER_BITS = 12;
const REGISTERS = 1 << REGISTER_BITS;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

/** Two independent 32-bit hashes of a text in one pass (the finalizer of MurmurHash3 over FNV-1a). */
const hashes = (text: string): readonly [number, number] => {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ (code + 0x9e37), 0x85ebca6b) ^ (b >>> 13);
  }
  return [finish(a), finish(b ^ a)];
};

const finish = (hash: number): number => {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** How many different texts there were: exact for few, an estimate within some 2 % for many (HyperLogLog). */
export class Distinct {
  #exact: Set<string> | undefined = new Set();
  readonly #grew: (bytes: number) => void;
  #registers = new Uint8Array(0);

  /** `grew` hears what it keeps more, in bytes. */
  constructor(grew: (bytes: number) => void) {
    this.#grew = grew;
  }

  add(text: string): void {
    if (this.#exact === undefined) {
      this.#place(text);
      return;
    }
    if (this.#exact.has(text)) return;
    this.#exact.add(text);
    this.#grew(text.length * 2 + 60);
    if (this.#exact.size <= EXACT) return;
    const kept = this.#exact;
    this.#exact = undefined;
    this.#registers = new Uint8Array(REGISTERS);
    this.#grew(REGISTERS);
    for (const one of kept) this.#place(one);
  }

  #place(text: string): void {
    const [place, bits] = hashes(text);
    const register = place & (REGISTERS - 1);
    const rank = Math.clz32(bits) + 1;
    if (rank > (this.#registers[register] ?? 0)) this.#registers[register] = rank;
  }

  count(): number {
    if (this.#exact !== undefined) return this.#exact.size;
    let [sum, zeros] = [0, 0];
    for (const rank of this.#registers) {
      sum += 2 ** -rank;
      if (rank === 0) zeros += 1;
    }
    const estimate = (ALPHA * REGISTERS * REGISTERS) / sum;
    const isSmall = estimate <= 2.5 * REGISTERS && zeros > 0;
    return Math.round(isSmall ? REGISTERS * Math.log(REGISTERS / zeros) : estimate);
  }
}
