// Names of actions and keys come from services and tags; the bounds only matter to a caller that passes on any text.
const MAX_REMEMBERED = 4096;
const MAX_LENGTH = 256;

const known = new Map<string, string>();

/**
 * The name in lower case, and the same string object every time: names that are compared on each decision are then
 * found by identity, with a hash already computed. A pure function with a memory, not state.
 */
export const lowerCase = (name: string): string => known.get(name) ?? remember(name);

const remember = (name: string): string => {
  const lower = name.toLowerCase();
  if (name.length > MAX_LENGTH) return lower;
  if (known.size >= MAX_REMEMBERED) known.clear();
  const same = known.get(lower) ?? lower;
  known.set(lower, same);
  known.set(name, same);
  return same;
};
