/** For JSON.stringify: maps as objects, sets as lists. */
export const plainly = (_key: string, value: unknown): unknown => {
  if (value instanceof Map) return Object.fromEntries(value);
  return value instanceof Set ? [...value] : value;
};
