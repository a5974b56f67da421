/** Whether a text is one of some names, which may hold `*`. Case counts for neither. */
export const nameTest = (names: readonly string[]): ((text: string) => boolean) => {
  const exact = new Set<string>();
  const open: (readonly string[])[] = [];
  for (const name of names) {
    const lower = name.toLowerCase();
    if (lower.includes('*')) open.push(lower.split('*'));
    else exact.add(lower);
  }
  if (names.length === 0) return () => false;
  return (text) => {
    const lower = text.toLowerCase();
    return exact.has(lower) || open.some((pieces) => fits(pieces, lower));
  };
};

/** Takes each piece where it is first found, which is never worse than a later place. */
const fits = (pieces: readonly string[], text: string): boolean => {
  const [first = '', ...rest] = pieces;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= end;
};
