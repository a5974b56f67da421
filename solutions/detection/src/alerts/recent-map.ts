/** A map that forgets what was not asked for longest. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  readonly size: number;
  /** The older generation first. */
  entries(): Iterable<readonly [key: string, value: Value, isOld: boolean]>;
  /** Into the older generation, as `entries` told it. */
  setOld(key: string, value: Value): void;
}

/**
 * Holds the last `most` keys that were used, and up to as many before them: two generations, so that using a key costs a look-up
 * and no list of ages.
 */
export const createRecentMap = <Value>(
  most: number,
  forgotten: (value: Value) => void,
): RecentMap<Value> => {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();

  const set = (key: string, value: Value): void => {
    if (young.size >= most && !young.has(key)) {
      for (const gone of old.values()) forgotten(gone);
      old = young;
      young = new Map();
    }
    young.set(key, value);
  };

  return {
    get: (key) => {
      const found = young.get(key);
      if (found !== undefined) return found;
      const older = old.get(key);
      if (older === undefined) return undefined;
      old.delete(key);
      set(key, older);
      return older;
    },
    set,
    delete: (key) => {
      young.delete(key);
      old.delete(key);
    },
    get size() {
      return young.size + old.size;
    },
    *entries() {
      for (const [key, value] of old) yield [key, value, true];
      for (const [key, value] of young) yield [key, value, false];
    },
    setOld: (key, value) => {
      old.set(key, value);
    },
  };
};
