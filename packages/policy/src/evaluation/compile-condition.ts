import { type ContextLookup, contextLookup } from '../context/context-lookup.ts';
import { lowerCase } from '../context/lower-case.ts';
import { principalKey } from '../context/principal-keys.ts';
import type { ComparisonName, ConditionDocument } from '../language/policy-document.ts';
import { parseTemplate } from '../matching/template.ts';
import { type ValueTest, valueTest } from '../matching/value-tests.ts';
import type { CompiledCondition, RequestTest } from './program.ts';

export interface ConditionOptions {
  /** Whether the policy's version knows variables. */
  readonly variables: boolean;
  /** Whether the statement allows: doubt then counts against it. */
  readonly allows: boolean;
  /** Whether a Null condition of the same statement demands the key. */
  readonly demanded: boolean;
}

const NEGATED: ReadonlySet<ComparisonName> = new Set<ComparisonName>([
  'StringNotEquals',
  'StringNotEqualsIgnoreCase',
  'StringNotLike',
  'NumericNotEquals',
  'DateNotEquals',
  'NotIpAddress',
  'ArnNotEquals',
  'ArnNotLike',
]);

export const compileCondition = (
  document: ConditionDocument,
  options: ConditionOptions,
): CompiledCondition => {
  const lookup = contextLookup(document.key);
  if (document.comparison === 'Null') return nullCondition(document, lookup);
  const values = valueTest(document.comparison, document.values, options.variables);
  const general = conditionTest(document, lookup, values, options);
  return {
    document,
    test: equalityTest(document, options, general) ?? general,
    expected: values.expected,
  };
};

/** The commonest conditions by far, one key that must equal one text or one other key, in as few steps as possible. */
const equalityTest = (
  { comparison, quantifier, key, values }: ConditionDocument,
  { variables }: ConditionOptions,
  general: RequestTest,
): RequestTest | undefined => {
  const [value] = values;
  if (comparison !== 'StringEquals' || quantifier !== undefined) return undefined;
  if (value === undefined || values.length > 1) return undefined;
  const name = lowerCase(key);
  if (principalKey(name) !== undefined) return undefined;
  const { fixed, variable } = parseTemplate(value, { variables, wildcards: false });
  if (fixed !== undefined) {
    return (request) => {
      const actual = request.context.get(name);
      return typeof actual === 'string' ? actual === fixed : general(request);
    };
  }
  if (variable === undefined || principalKey(variable) !== undefined) return undefined;
  return (request) => {
    const actual = request.context.get(name);
    const expected = request.context.get(variable);
    if (typeof actual !== 'string' || typeof expected !== 'string') return general(request);
    return actual === expected;
  };
};

/** `true`: the key must be absent; `false`: it must be there. A quantifier changes nothing about that. */
const nullCondition = (document: ConditionDocument, lookup: ContextLookup): CompiledCondition => {
  const wanted = document.values.map((value) => value.toLowerCase());
  return {
    document,
    test: (request) => {
      const actual = lookup(request);
      const absent = actual === undefined || (typeof actual !== 'string' && actual.length === 0);
      return wanted.includes(absent ? 'true' : 'false');
    },
    expected: () => document.values,
  };
};

/**
 * IAM User Guide, "Condition operators" and "Multivalued context keys". Where a variable has no value the statement
 * is in doubt: it does not allow, while in a Deny the value simply equals nothing, so that a negated operator fires.
 * To a quantifier an empty text is an empty set, and `Null` is how a statement protects itself from that.
 */
const conditionTest = (
  document: ConditionDocument,
  lookup: ContextLookup,
  { fits, usable: whenUsable }: ValueTest,
  { allows, demanded }: ConditionOptions,
): RequestTest => {
  const { ifExists, quantifier } = document;
  const negated = NEGATED.has(document.comparison);
  const withoutKey = quantifier === undefined ? negated : quantifier === 'ForAllValues';
  const several = manyValues(document, allows);
  // A single value that cannot be used fits nothing, which is what a positive operator needs to know.
  const implied = !negated && quantifier !== 'ForAllValues' && document.values.length === 1;
  const usable = allows && !implied ? whenUsable : undefined;
  return (request) => {
    const actual = lookup(request);
    if (typeof actual === 'string') {
      if (actual === '' && quantifier !== undefined) {
        return quantifier === 'ForAllValues' && !demanded && (usable?.(request) ?? true);
      }
      return (usable === undefined || usable(request)) && fits(actual, request) !== negated;
    }
    if (actual === undefined || actual.length === 0) {
      return ifExists || (withoutKey && (usable === undefined || usable(request)));
    }
    if (usable !== undefined && !usable(request)) return false;
    return several(actual, (value) => fits(value, request) !== negated);
  };
};

type Quantified = (values: readonly string[], test: (value: string) => boolean) => boolean;

/**
 * AWS asks for a quantifier with a multivalued key and does not say what happens without: here such a condition never
 * lets a statement allow, and lets it deny when any value would.
 */
const manyValues = ({ quantifier }: ConditionDocument, allows: boolean): Quantified => {
  switch (quantifier) {
    case 'ForAllValues':
      return (values, test) => values.every(test);
    case 'ForAnyValue':
      return (values, test) => values.some(test);
    case undefined:
      return allows
        ? (values, test) => values.length === 1 && values.every(test)
        : (values, test) => values.some(test);
    default:
      return quantifier satisfies never;
  }
};

/** Keys that a condition reads: its own and those of its variables. */
export const conditionKeys = (
  { key, values }: ConditionDocument,
  variables: boolean,
): readonly string[] => [
  key,
  ...values.flatMap((value) => parseTemplate(value, { variables, wildcards: false }).keys),
];
