import type { DelimitedField, FilterPattern } from './model.ts';

type Delimited = Extract<FilterPattern, { kind: 'delimited' }>;

/** A field of a line: its text, and where it begins in the line with whatever encloses it. */
interface LineField {
  readonly text: string;
  readonly start: number;
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** The fields of a line, at most `most`: quoted and bracketed runs are one field each, without what encloses them. */
const split = (line: string, most: number): readonly LineField[] => {
  const fields: LineField[] = [];
  // Once one has no end, none behind it has.
  const open = { '"': true, '[': true };
  for (let at = 0; at < line.length;) {
    if (isSpace(line.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    if (fields.length + 1 > most) break;
    const char = line[at];
    if ((char === '"' || char === '[') && open[char]) {
      const end = line.indexOf(char === '"' ? '"' : ']', at + 1);
      if (end >= 0) {
        fields.push({ text: line.slice(at + 1, end), start });
        at = end + 1;
        continue;
      }
      open[char] = false;
    }
    while (at < line.length && !isSpace(line.charCodeAt(at))) at += 1;
    fields.push({ text: line.slice(start, at), start });
  }
  return fields;
};

export interface NamedField {
  /** `$name`, or `$3` for one without a name. */
  readonly key: string;
  readonly text: string;
  readonly condition: DelimitedField['condition'];
}

// A line of 1 MiB has at most half a million fields; what comes behind that is not looked at.
const MOST_FIELDS = 600_000;

const named = (text: string, at: number, field?: DelimitedField): NamedField => ({
  key: `$${field?.name ?? at + 1}`,
  text,
  condition: field?.condition,
});

/** The fields of a line as the pattern names them; undefined when the line has not as many. */
export const namedFields = (
  { before, after }: Delimited,
  line: string,
): readonly NamedField[] | undefined => {
  if (after !== undefined) {
    const fields = split(line, MOST_FIELDS);
    const firstAfter = fields.length - after.length;
    if (firstAfter < before.length) return undefined;
    return fields.map(({ text }, at) =>
      named(text, at, at < firstAfter ? before[at] : after[at - firstAfter]),
    );
  }
  const fields = split(line, before.length + 1);
  if (fields.length < before.length) return undefined;
  return before.map((field, at) => {
    const found = fields[at];
    const swallows = at === before.length - 1 && fields.length > before.length;
    const text = swallows ? line.slice(found?.start).trimEnd() : (found?.text ?? '');
    return named(text, at, field);
  });
};
