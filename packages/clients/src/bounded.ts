/** Values that are made once and kept while they are used: the longest unused goes first. */
export interface Bounded<Value> {
  get(key: string, make: () => Value): Value;
}

export const bounded = <Value>(most: number): Bounded<Value> => {
  const values = new Map<string, Value>();
  return {
    get: (key, make) => {
      const value = values.get(key) ?? make();
      values.delete(key);
      values.set(key, value);
      if (values.size > most) {
        const oldest = values.keys().next();
        if (oldest.done !== true) values.delete(oldest.value);
      }
      return value;
    },
  };
};
