import { type NamedField, namedFields } from './fields.ts';
import type { Condition, FilterPattern, Selector, Term } from './model.ts';
import { parseSelector } from './parse-filter-pattern.ts';
import { jsonOf, select } from './selected.ts';
import { fieldPasses, textOf, valuePasses } from './value-check.ts';

export interface CompiledFilter {
  matches(message: string): boolean;
  /**
   * The values that the pattern names, as TestMetricFilter answers them (`$.path`, `$name`, `$1`), and those of further
   * selectors; undefined when the message does not match.
   */
  extract(message: string, further?: readonly string[]): ReadonlyMap<string, string> | undefined;
}

/** The pattern, made ready for many messages. */
export const compileFilter = (pattern: FilterPattern): CompiledFilter => {
  switch (pattern.kind) {
    case 'everything':
      return withoutOwnValues(() => true);
    case 'terms':
      return withoutOwnValues((message) => termsMatch(pattern.terms, message));
    case 'json':
      return jsonFilter(pattern.condition);
    case 'delimited':
      return delimitedFilter(pattern);
    default:
      return pattern satisfies never;
  }
};

export const holds = <Subject>(
  condition: Condition<Subject>,
  passes: (test: Extract<Condition<Subject>, { kind: 'test' }>) => boolean,
): boolean => {
  if (condition.kind === 'test') return passes(condition);
  return condition.kind === 'all'
    ? condition.of.every((part) => holds(part, passes))
    : condition.of.some((part) => holds(part, passes));
};

export const termFound = ({ text, regex }: Term, message: string): boolean =>
  regex === undefined ? message.includes(text) : regex.test(message);

/** Optional terms count only where there are no others. */
export const termsMatch = (terms: readonly Term[], message: string): boolean => {
  const others = terms.filter(({ mode }) => mode !== 'optional');
  return others.length === 0
    ? terms.some((term) => termFound(term, message))
    : others.every((term) => termFound(term, message) === (term.mode === 'required'));
};

export const selectorPasses = (
  root: object,
  { subject, test }: Extract<Condition<Selector>, { kind: 'test' }>,
): boolean => {
  const { exists, values } = select(root, subject);
  return test.kind === 'absent' ? !exists : values.some((value) => valuePasses(test, value));
};

const selectorsOf = (condition: Condition<Selector>): readonly Selector[] =>
  condition.kind === 'test' ? [condition.subject] : condition.of.flatMap(selectorsOf);

const readSelected = (
  root: object | undefined,
  selectors: readonly Selector[],
): Map<string, string> => {
  const found = new Map<string, string>();
  if (root === undefined) return found;
  for (const selector of selectors) {
    const [first] = select(root, selector).values;
    if (first !== undefined && first !== null) found.set(selector.text, textOf(first));
  }
  return found;
};

const parsed = (further: readonly string[]): readonly Selector[] =>
  further.flatMap((text) => parseSelector(text) ?? []);

const withoutOwnValues = (matches: (message: string) => boolean): CompiledFilter => ({
  matches,
  extract: (message, further = []) => {
    if (!matches(message)) return undefined;
    return further.length === 0 ? new Map() : readSelected(jsonOf(message), parsed(further));
  },
});

const jsonFilter = (condition: Condition<Selector>): CompiledFilter => {
  const own = selectorsOf(condition);
  const matching = (message: string): object | undefined => {
    const root = jsonOf(message);
    if (root === undefined) return undefined;
    return holds(condition, (test) => selectorPasses(root, test)) ? root : undefined;
  };
  return {
    matches: (message) => matching(message) !== undefined,
    extract: (message, further = []) => {
      const root = matching(message);
      return root === undefined ? undefined : readSelected(root, [...own, ...parsed(further)]);
    },
  };
};

export const fieldHolds = ({ condition, text }: NamedField): boolean =>
  condition === undefined || holds(condition, ({ test }) => fieldPasses(test, text));

const delimitedFilter = (
  pattern: Extract<FilterPattern, { kind: 'delimited' }>,
): CompiledFilter => {
  const matching = (message: string): readonly NamedField[] | undefined => {
    const fields = namedFields(pattern, message);
    return fields?.every(fieldHolds) === true ? fields : undefined;
  };
  return {
    matches: (message) => matching(message) !== undefined,
    extract: (message) => {
      const fields = matching(message);
      return fields === undefined ? undefined : new Map(fields.map(({ key, text }) => [key, text]));
    },
  };
};
