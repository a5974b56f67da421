import type { FieldRule, IneligibleReason } from '../model/index.ts';
import { parsePattern } from './pattern.ts';

const LONGEST_VALUE = 256;

/** Why the values do not fit the fields; undefined where they do. A field that no rule asks for does not fit. */
export const fieldRefusal = (
  fields: readonly FieldRule[],
  values: ReadonlyMap<string, string>,
): IneligibleReason | undefined => {
  const names = new Set(fields.map(({ name }) => name));
  for (const [name, value] of values) {
    if (!names.has(name)) return refuse('A field is filled in that nobody asked for.');
    if (value.length > LONGEST_VALUE)
      return refuse(`A field holds at most ${LONGEST_VALUE} characters.`);
  }
  for (const { name, label, required, pattern } of fields) {
    const value = values.get(name) ?? '';
    if (value.trim() === '') {
      if (required) return refuse(`"${label}" is required.`);
      continue;
    }
    if (pattern !== undefined && !fits(pattern, value))
      return refuse(`"${label}" does not look as it must: ${pattern}`);
  }
  return undefined;
};

const refuse = (message: string): IneligibleReason => ({ code: 'field', message });

/** Whether the whole value matches a field pattern; linear in its length. A pattern outside of the subset matches nothing. */
export const fits = (pattern: string, value: string): boolean => {
  const answer = parsePattern(pattern);
  return answer.ok && answer.pattern.matches(value);
};
