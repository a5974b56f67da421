import { compileFilter, fieldHolds, selectorPasses, termFound } from './compile-filter.ts';
import { namedFields } from './fields.ts';
import type { Condition, FilterPattern, Selector } from './model.ts';
import { jsonOf, select } from './selected.ts';
import { fieldPasses, textOf } from './value-check.ts';

export interface FilterStep {
  /** The condition or term as it is written. */
  readonly condition: string;
  readonly matched: boolean;
  /** What the message has there; the first hundred values. */
  readonly found: readonly string[];
  /** One sentence. */
  readonly reason: string;
}

export interface FilterExplanation {
  readonly matched: boolean;
  /** Why nothing could be compared, or what decided. */
  readonly reason: string;
  readonly steps: readonly FilterStep[];
}

type Test<Subject> = Extract<Condition<Subject>, { kind: 'test' }>;

const MOST_SHOWN = 100;

/** Why a message matches a filter pattern or does not, condition by condition. */
export const explainFilter = (pattern: FilterPattern, message: string): FilterExplanation => {
  const matched = compileFilter(pattern).matches(message);
  switch (pattern.kind) {
    case 'everything':
      return { matched, reason: 'An empty pattern matches every message.', steps: [] };
    case 'json': {
      const root = jsonOf(message);
      if (root === undefined)
        return { matched, reason: 'The message is no JSON object.', steps: [] };
      const steps = testsOf(pattern.condition).map((test) => jsonStep(root, test));
      return { matched, reason: summary(matched), steps };
    }
    case 'terms':
      return { matched, reason: summary(matched), steps: termSteps(pattern, message) };
    case 'delimited':
      return { matched, ...delimitedSteps(pattern, message, matched) };
    default:
      return pattern satisfies never;
  }
};

const summary = (matched: boolean): string =>
  matched ? 'The conditions hold.' : 'The conditions do not hold.';

const testsOf = <Subject>(condition: Condition<Subject>): readonly Test<Subject>[] =>
  condition.kind === 'test' ? [condition] : condition.of.flatMap(testsOf);

const jsonStep = (root: object, test: Test<Selector>): FilterStep => {
  const { exists, values } = select(root, test.subject);
  const matched = selectorPasses(root, test);
  const found = values.slice(0, MOST_SHOWN).map((value) => JSON.stringify(textOf(value)));
  return { condition: test.text, matched, found, reason: jsonReason(test, exists, found, matched) };
};

const jsonReason = (
  { subject, test }: Test<Selector>,
  exists: boolean,
  found: readonly string[],
  matched: boolean,
): string => {
  if (test.kind === 'absent')
    return exists ? `${subject.text} is there.` : `${subject.text} is not there.`;
  if (!exists)
    return `${subject.text} is not there, and only NOT EXISTS is true of what is absent.`;
  if (found.length === 0)
    return `${subject.text} is an object or an array, which no condition matches.`;
  return matched ? `${found.join(', ')} passes.` : `${found.join(', ')} does not pass.`;
};

const termSteps = (
  { terms }: Extract<FilterPattern, { kind: 'terms' }>,
  message: string,
): readonly FilterStep[] => {
  const ignoresOptional = terms.some(({ mode }) => mode !== 'optional');
  return terms.map((term) => {
    const isThere = termFound(term, message);
    const sign = term.mode === 'excluded' ? '-' : term.mode === 'optional' ? '?' : '';
    const written = term.regex === undefined ? term.text : `%${term.text}%`;
    const ignored = term.mode === 'optional' && ignoresOptional;
    return {
      condition: `${sign}${written}`,
      matched: ignored || isThere === (term.mode !== 'excluded'),
      found: isThere ? [term.text] : [],
      reason: ignored
        ? 'Optional terms are ignored beside other terms.'
        : `The message ${isThere ? 'has' : 'does not have'} it.`,
    };
  });
};

const delimitedSteps = (
  pattern: Extract<FilterPattern, { kind: 'delimited' }>,
  message: string,
  matched: boolean,
): Omit<FilterExplanation, 'matched'> => {
  const fields = namedFields(pattern, message);
  if (fields === undefined)
    return { reason: 'The message has fewer fields than the pattern.', steps: [] };
  const steps = fields
    .filter(({ condition }) => condition !== undefined)
    .flatMap((field) => {
      const tests = field.condition === undefined ? [] : testsOf(field.condition);
      return tests.map(({ test, text }) => ({
        condition: text,
        matched: fieldPasses(test, field.text),
        found: [field.text],
        reason: fieldHolds(field)
          ? `The conditions of the field ${field.key} hold.`
          : `The conditions of the field ${field.key} do not hold.`,
      }));
    });
  return { reason: summary(matched), steps };
};
