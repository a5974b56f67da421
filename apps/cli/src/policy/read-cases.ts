import { messageOf, UsageError } from '../errors.ts';
import { isRecord, own } from '../json.ts';

/** One case of a file, not yet read. */
export interface RawCase {
  /** `case 3` of a list, `line 7` of JSON lines. */
  readonly place: string;
  /** JSON, or why there is none. */
  readonly content: { readonly value: unknown } | { readonly fault: string };
}

/**
 * The cases of a text: a JSON array, `{"cases": [...]}`, one case, or JSON lines. A line that is no JSON is a faulty
 * case; a text that is neither is a UsageError.
 */
export const rawCases = (text: string): readonly RawCase[] => {
  const whole = parsed(text);
  if ('value' in whole) return listed(whole.value);
  const lines = text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), place: `line ${index + 1}` }))
    .filter(({ line }) => line !== '');
  if (lines.length === 0) throw new UsageError('there are no cases in it');
  // A broken array would be reported line by line, which helps nobody.
  if (!lines.some(({ line }) => 'value' in parsed(line) && isRecord(parsedValue(line))))
    throw new UsageError(`neither JSON nor JSON lines: ${whole.fault}`);
  return lines.map(({ line, place }) => ({ place, content: parsed(line) }));
};

const listed = (value: unknown): readonly RawCase[] => {
  const inner = isRecord(value) ? (own(value, 'cases') ?? own(value, 'tests')) : value;
  const list: readonly unknown[] = Array.isArray(inner) ? inner : [value];
  return list.map((one, index) => ({ place: `case ${index + 1}`, content: { value: one } }));
};

const parsed = (text: string): RawCase['content'] => {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { fault: messageOf(error) };
  }
};

const parsedValue = (text: string): unknown => {
  const found = parsed(text);
  return 'value' in found ? found.value : undefined;
};
