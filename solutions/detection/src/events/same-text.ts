/** Gives for equal texts the one that came first. */
export type SameText = (text: string) => string;

const LONGEST = 512;

/**
 * Every record brings its texts anew. Look-ups by a text that was looked up before cost a fraction, and what is remembered of many
 * events shares its texts. Forgets all of them beyond `most`.
 */
export const createSameText = (most: number): SameText => {
  let kept = new Map<string, string>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    if (text.length > LONGEST) return text;
    if (kept.size >= most) kept = new Map();
    kept.set(text, text);
    return text;
  };
};
