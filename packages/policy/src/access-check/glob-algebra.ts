import { ANY_ONE, ANY_RUN, matchesPattern } from '../matching/glob.ts';

/**
 * Half of a character beyond U+FFFF, other than the halves that stand for wildcards. `?` is one character, so that
 * halves would be counted as two: whoever compares patterns by their code units leaves such ones alone.
 */
export const hasHalves = (pattern: string): boolean =>
  /[\uD800-\uDFFF]/.test(pattern.replaceAll(ANY_RUN, '').replaceAll(ANY_ONE, ''));

/**
 * Whether some text matches both patterns; true where it is not known. The work is at most the product of their
 * lengths.
 */
export const intersects = (left: string, right: string): boolean => {
  if (hasHalves(left) || hasHalves(right)) return true;
  // reached[r]: the part of `left` read so far and the first r units of `right` have a common text.
  let reached = Array.from({ length: right.length + 1 }, () => false);
  reached[0] = true;
  skipStars(reached, right);
  for (const unit of left.split('')) {
    const next = Array.from({ length: right.length + 1 }, () => false);
    for (let at = 0; at <= right.length; at += 1) {
      if (unit === ANY_RUN)
        next[at] = (reached[at] ?? false) || (at > 0 && (next[at - 1] ?? false));
      else next[at] = consumes(reached, unit, right, at);
    }
    skipStars(next, right);
    reached = next;
  }
  return reached[right.length] ?? false;
};

const consumes = (
  reached: readonly boolean[],
  unit: string,
  right: string,
  at: number,
): boolean => {
  if (right[at] === ANY_RUN && reached[at] === true) return true;
  if (at === 0 || reached[at - 1] !== true) return false;
  const other = right[at - 1];
  return other === ANY_RUN || other === ANY_ONE || unit === ANY_ONE || other === unit;
};

const skipStars = (reached: boolean[], right: string): void => {
  for (let at = 0; at < right.length; at += 1)
    if (reached[at] === true && right[at] === ANY_RUN) reached[at + 1] = true;
};

/**
 * Whether every text that `specific` matches is matched by `general`. Never true where it is not so; false for a few
 * pairs where it is, since `specific`'s wildcards are taken as characters that only wildcards match.
 */
export const covers = (general: string, specific: string): boolean => {
  if (general === specific) return true;
  // A `?` would take the `*` of the other for one character.
  if (general.includes(ANY_ONE) && specific.includes(ANY_RUN)) return false;
  return !hasHalves(specific) && matchesPattern(general, specific);
};
