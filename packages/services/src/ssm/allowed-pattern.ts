import { recordRegex } from '@gatehouse/patterns';
import { patternInvalid, patternMismatch } from './errors.ts';

/**
 * The value must match as a whole. The pattern is followed in a time that grows with the value alone; what cannot be followed so
 * (look-around, references) is refused as if it were none.
 */
export const requireMatch = (pattern: string | undefined, value: string): void => {
  if (pattern === undefined) return;
  const regex = recordRegex(`^(?:${pattern})$`);
  // An alternative of its own would escape from the anchors: the pattern must be one by itself.
  if ('problem' in regex || 'problem' in recordRegex(pattern)) throw patternInvalid();
  if (!regex.test(value)) throw patternMismatch(pattern);
};
