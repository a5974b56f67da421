const MOST_KEPT = 10_000;

/** FNV-1a, as a small integer. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash | 0;
};

/**
 * A number for a call and its outcome, which is compared faster than texts: two of the few that are compared are alike in four
 * billionths of the cases, and then one of them is missing from a context.
 */
export const createCallIds = (): ((name: string, errorCode: string | undefined) => number) => {
  const kept = new Map<string, number>();
  const idOf = (text: string): number => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const id = hashOf(text);
    kept.set(text, id);
    return id;
  };
  return (name, errorCode) => idOf(errorCode === undefined ? name : `${name} ${errorCode}`);
};
