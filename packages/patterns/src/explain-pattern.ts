import { effortOfEvent, matchesTogether, mayBeAbsent } from './consistent.ts';
import { EventFields, addPath, nameNode } from './event-fields.ts';
import {
  type FieldRule,
  type FieldTest,
  InexactNumber,
  type Pattern,
  type Scalar,
  type ValueTest,
} from './model.ts';
import { mayHoldLongNumber, parseKeepingNumbers } from './raw-json.ts';
import { passes } from './value-test.ts';

export interface FieldExplanation {
  readonly path: string;
  readonly matched: boolean;
  /** The values of the event at this path, as JSON; the first hundred. */
  readonly found: readonly string[];
  /** The alternatives that were asked for, as JSON like that of the pattern. */
  readonly wanted: readonly string[];
  /** Those of them that one of the values passes. */
  readonly passed: readonly string[];
  /** One sentence. */
  readonly reason: string;
}

export interface Explanation {
  readonly matched: boolean;
  /** One of each combination of `$or`, or a single one; the pattern matches when one of them does. */
  readonly alternatives: readonly {
    readonly matched: boolean;
    /** Every field matches, but only by values of different elements of one array. */
    readonly onlyAcrossElements: boolean;
    readonly fields: readonly FieldExplanation[];
  }[];
}

const MOST_SHOWN = 100;

/** Which fields of an event meet a pattern, which do not, and why. @throws SyntaxError if the text is not JSON */
export const explainPattern = (pattern: Pattern, event: string | object): Explanation => {
  const fields = readFields(pattern, event);
  const effort = effortOfEvent();
  const alternatives = pattern.alternatives.map((alternative) => {
    const explained = alternative.map((field) => explainField(field, fields(field.path)));
    const matched = matchesTogether(alternative, fields, effort);
    const onlyAcrossElements = !matched && explained.every((field) => field.matched);
    return { matched, onlyAcrossElements, fields: explained };
  });
  return { matched: alternatives.some(({ matched }) => matched), alternatives };
};

const readFields = ({ alternatives }: Pattern, event: string | object) => {
  const paths = new Map<string, number>();
  for (const { path } of alternatives.flat()) paths.set(path, paths.get(path) ?? paths.size);
  const names = nameNode();
  for (const [path, number] of paths) addPath(names, path, number);
  const fields = new EventFields();
  const value: unknown = typeof event === 'string' ? parseExactly(event) : event;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  fields.read(names, isObject ? value : {});
  return (path: string) => fields.entries(paths.get(path) ?? -1);
};

const parseExactly = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  return mayHoldLongNumber(text) ? (parseKeepingNumbers(text) ?? value) : value;
};

const explainField = (
  field: FieldRule,
  entries: readonly { readonly value: Scalar }[],
): FieldExplanation => {
  const values = entries.map(({ value }) => value);
  const passed = field.tests.filter((test) =>
    values.length === 0
      ? test.kind === 'exists' && !test.expected
      : values.some((value) => passes(test, value)),
  );
  const matched = passed.length > 0;
  return {
    path: field.path,
    matched,
    found: values.slice(0, MOST_SHOWN).map(shownValue),
    wanted: field.tests.map(shownTest),
    passed: passed.map(shownTest),
    reason: reasonOf(field, values, passed),
  };
};

const reasonOf = (
  field: FieldRule,
  values: readonly Scalar[],
  passed: readonly FieldTest[],
): string => {
  const [first] = passed;
  if (values.length === 0)
    return first === undefined
      ? 'The event has no value here; an object or an empty array is none.'
      : 'The event has no value here, which is what is asked for.';
  if (first !== undefined) return `A value passes ${shownTest(first)}.`;
  if (field.tests.every((test) => test.kind === 'exists') && mayBeAbsent(field))
    return 'The event has a value here, and none is asked for.';
  return values.length === 1
    ? `The value ${shownValue(values[0] ?? null)} passes none of the alternatives.`
    : 'None of the values passes one of the alternatives.';
};

const shownValue = (value: Scalar): string =>
  value instanceof InexactNumber ? value.text : JSON.stringify(value);

const shownTest = (test: FieldTest): string => {
  switch (test.kind) {
    case 'exists':
      return JSON.stringify({ exists: test.expected });
    case 'anything-but':
      return `{"anything-but":[${test.excluded.map(shownOperand).join()}]}`;
    default:
      return shownOperand(test);
  }
};

const shownOperand = (test: ValueTest): string => {
  switch (test.kind) {
    case 'string':
      return JSON.stringify(test.text);
    case 'ip':
      return JSON.stringify(test.text.includes('/') ? { cidr: test.text } : test.text);
    case 'number':
    case 'literal':
      return JSON.stringify(test.value);
    case 'number-text':
      return test.text;
    case 'prefix':
    case 'suffix':
      return JSON.stringify({
        [test.kind]: test.ignoreCase ? { 'equals-ignore-case': test.text } : test.text,
      });
    case 'equals-ignore-case':
    case 'wildcard':
      return JSON.stringify({ [test.kind]: test.text });
    case 'numeric':
      return JSON.stringify({
        numeric: [
          ...(test.from ? [test.from.inclusive ? '>=' : '>', test.from.value] : []),
          ...(test.to ? [test.to.inclusive ? '<=' : '<', test.to.value] : []),
        ],
      });
    default:
      return test satisfies never;
  }
};
