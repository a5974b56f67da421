/** Which events were seen: remembers 64 bits of each id. */
export interface SeenIds {
  /** Whether the id was seen before; from now on it was. */
  seen(id: string): boolean;
  /** The oldest ids were forgotten to stay within memory. */
  readonly forgot: boolean;
  state(): Iterable<IdState>;
  restore(states: Iterable<IdState>): void;
}

/** Up to 100 000 remembered ids, 8 bytes each, as base64. */
export interface IdState {
  readonly ids: string;
}

interface Table {
  high: Uint32Array;
  low: Uint32Array;
  count: number;
}

const FIRST_SLOTS = 262_144;
const FULL = 0.7;
const CHUNK = 100_000;

const createTable = (slots: number): Table => ({
  high: new Uint32Array(slots),
  low: new Uint32Array(slots),
  count: 0,
});

/** The slot that has the pair, or the empty one where it belongs. */
const slotOf = ({ high, low }: Table, first: number, second: number): number => {
  const mask = high.length - 1;
  let slot = (first ^ (second >>> 7)) & mask;
  while (!(high[slot] === first && low[slot] === second)) {
    if (high[slot] === 0 && low[slot] === 0) break;
    slot = (slot + 1) & mask;
  }
  return slot;
};

const isIn = (table: Table, first: number, second: number): boolean => {
  const slot = slotOf(table, first, second);
  return table.high[slot] === first && table.low[slot] === second;
};

const insert = (table: Table, first: number, second: number): void => {
  const slot = slotOf(table, first, second);
  table.high[slot] = first;
  table.low[slot] = second;
  table.count += 1;
};

const grown = (table: Table): Table => {
  const larger = createTable(table.high.length * 2);
  for (let slot = 0; slot < table.high.length; slot += 1) {
    const [first = 0, second = 0] = [table.high[slot], table.low[slot]];
    if (first !== 0 || second !== 0) insert(larger, first, second);
  }
  return larger;
};

const hashInto = (pair: Uint32Array, id: string): void => {
  let first = 0x811c9dc5;
  let second = 0x9e3779b9;
  for (let at = 0; at < id.length; at += 1) {
    const code = id.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x85ebca6b);
    second ^= second >>> 13;
  }
  pair[0] = Math.imul(first ^ (first >>> 15), 0xc2b2ae35) >>> 0;
  pair[1] = (Math.imul(second, 0x27d4eb2f) ^ (second >>> 15)) >>> 0 || 1;
};

/** Ids as `restore` takes them. */
export const idStateOf = (ids: readonly string[]): IdState => {
  const bytes = Buffer.alloc(ids.length * 8);
  const pair = new Uint32Array(2);
  for (const [at, id] of ids.entries()) {
    hashInto(pair, id);
    bytes.writeUInt32LE(pair[0] ?? 0, at * 8);
    bytes.writeUInt32LE(pair[1] ?? 0, at * 8 + 4);
  }
  return { ids: bytes.toString('base64') };
};

/**
 * Two generations of tables: the last 2 900 000 ids at least are known, 5 800 000 at most, in at most 64 MB. Two different ids of
 * these are taken for the same with a probability of 3e-13 for each event: over a billion events one is lost in 3000 scans. What was
 * forgotten is counted twice when it comes again, which an alert's evidence tells; nothing is lost by it.
 */
export const createSeenIds = (slots = 4_194_304): SeenIds => {
  let young = createTable(Math.min(FIRST_SLOTS, slots));
  let old: Table | undefined;
  let forgot = false;
  const pair = new Uint32Array(2);

  const add = (first: number, second: number): void => {
    if (young.count >= young.high.length * FULL) {
      if (young.high.length < slots) young = grown(young);
      else {
        forgot ||= old !== undefined;
        old = young;
        young = createTable(Math.min(FIRST_SLOTS, slots));
      }
    }
    insert(young, first, second);
  };

  return {
    seen: (id) => {
      hashInto(pair, id);
      const [first = 0, second = 0] = pair;
      if (isIn(young, first, second)) return true;
      const known = old !== undefined && isIn(old, first, second);
      if (!known) add(first, second);
      return known;
    },
    get forgot() {
      return forgot;
    },
    *state() {
      for (const table of [old, young]) if (table !== undefined) yield* chunksOf(table);
    },
    restore: (states) => {
      for (const { ids } of states) {
        const bytes = Buffer.from(ids, 'base64');
        for (let at = 0; at + 8 <= bytes.length; at += 8)
          add(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4));
      }
    },
  };
};

function* chunksOf(table: Table): Generator<IdState> {
  let bytes = Buffer.alloc(CHUNK * 8);
  let used = 0;
  for (let slot = 0; slot < table.high.length; slot += 1) {
    const [first = 0, second = 0] = [table.high[slot], table.low[slot]];
    if (first === 0 && second === 0) continue;
    bytes.writeUInt32LE(first, used);
    bytes.writeUInt32LE(second, used + 4);
    used += 8;
    if (used < bytes.length) continue;
    yield { ids: bytes.toString('base64') };
    bytes = Buffer.alloc(CHUNK * 8);
    used = 0;
  }
  if (used > 0) yield { ids: bytes.subarray(0, used).toString('base64') };
}
