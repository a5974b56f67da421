type Codes = Uint8Array | Uint16Array | Uint32Array;

const ROOM = 1024;

const grown = (rows: number): number => Math.max(ROOM, Math.ceil(rows * 1.5));

/** Between the values of a list; AWS takes NUL in no text. */
const BETWEEN = '\0';

/** The values of one finding, of which it mostly has one. */
export type Entry = readonly (string | number)[];

const NOTHING: Entry = [];

/**
 * A column of texts: one number per row that stands for what the row has there, as narrow as the count of different
 * values lets it be. Values are never taken out again; the index is made anew when most of its rows are gone.
 */
export class TextColumn {
  /** What each code stands for; 0 is nothing. Of lists it is no more than a name. */
  readonly texts: string[] = [''];
  /** The codes that stand for several values. */
  readonly lists = new Map<number, Entry>();
  readonly #isNumeric: boolean;
  readonly #codes = new Map<string, number>([['', 0]]);
  #data: Codes = new Uint8Array(ROOM);
  #ranks: Uint32Array | undefined;

  constructor(isNumeric = false) {
    this.#isNumeric = isNumeric;
  }

  get data(): Codes {
    return this.#data;
  }

  set(row: number, value: string | number | null | Entry): void {
    const code = this.#code(value);
    if (row >= this.#data.length) this.#widen(this.#data.BYTES_PER_ELEMENT, grown(row));
    if (code > 0xff && this.#data.BYTES_PER_ELEMENT === 1) this.#widen(2, this.#data.length);
    if (code > 0xffff && this.#data.BYTES_PER_ELEMENT === 2) this.#widen(4, this.#data.length);
    this.#data[row] = code;
  }

  /** The code of exactly this one value, if any row ever had it. */
  codeOf(value: string): number | undefined {
    return this.#codes.get(value);
  }

  /** The values that a code stands for. */
  entry(code: number): Entry {
    if (code === 0) return NOTHING;
    const text = this.texts[code] ?? '';
    return this.lists.get(code) ?? [this.#isNumeric ? Number(text) : text];
  }

  /** The order of each code among all: for sorting rows without looking at texts. */
  ranks(compare: (left: Entry, right: Entry) => number): Uint32Array {
    if (this.#ranks?.length === this.texts.length) return this.#ranks;
    const entries = Array.from(this.texts.keys(), (code) => this.entry(code));
    const order = Array.from(entries.keys());
    order.sort((left, right) => compare(entries[left] ?? NOTHING, entries[right] ?? NOTHING));
    const ranks = new Uint32Array(order.length);
    let rank = 0;
    let before: Entry | undefined;
    for (const code of order) {
      const entry = entries[code] ?? NOTHING;
      if (before !== undefined && compare(before, entry) !== 0) rank += 1;
      ranks[code] = rank;
      before = entry;
    }
    this.#ranks = ranks;
    return ranks;
  }

  get bytes(): number {
    return this.#data.byteLength;
  }

  #code(value: string | number | null | Entry): number {
    if (value === null) return 0;
    const isList = typeof value === 'object';
    // A list of one does not occur: facets spell it as its value.
    const text = isList ? `${BETWEEN}${value.join(BETWEEN)}` : String(value);
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    const code = this.texts.length;
    this.texts.push(text);
    if (isList) this.lists.set(code, value);
    this.#codes.set(text, code);
    return code;
  }

  #widen(bytes: number, rows: number): void {
    const before = this.#data;
    if (bytes === 1) this.#data = new Uint8Array(rows);
    else if (bytes === 2) this.#data = new Uint16Array(rows);
    else this.#data = new Uint32Array(rows);
    this.#data.set(before);
  }
}

/** A column of numbers; NaN where a row has none. */
export class NumberColumn {
  #data = new Float64Array(ROOM);

  get data(): Float64Array {
    return this.#data;
  }

  set(row: number, value: number): void {
    if (row >= this.#data.length) {
      const before = this.#data;
      this.#data = new Float64Array(grown(row));
      this.#data.set(before);
    }
    this.#data[row] = value;
  }

  get bytes(): number {
    return this.#data.byteLength;
  }
}
