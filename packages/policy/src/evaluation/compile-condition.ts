import { type ContextLookup, contextLookup } from '../context/context-lookup.ts';
import type { ComparisonName, ConditionDocument } from '../language/policy-document.ts';
import { parseTemplate } from '../matching/template.ts';
import { type ValueTest, valueTest } from '../matching/value-tests.ts';
import type { CompiledCondition, RequestTest } from './program.ts';

export interface ConditionOptions {
  /** Whether the policy's version knows variables. */
  readonly variables: boolean;
  /** Whether the statement allows: doubt then counts against it. */
  readonly allows: boolean;
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
  return {
    document,
    test: conditionTest(document, lookup, values, options),
    expected: values.expected,
  };
};

/** `true`: the key must be absent; `false`: it must be there. A quantifier changes nothing about that. */
const nullCondition = (document: ConditionDocument, lookup: ContextLookup): CompiledCondition => {
  const wanted = document.values.map((value) => value.toLowerCase());
  return {
    document,
    test: (request) => wanted.includes(lookup(request) === undefined ? 'true' : 'false'),
    expected: () => document.values,
  };
};

/**
 * IAM User Guide, "Condition operators" and "Multivalued context keys". Where a variable has no value the statement
 * is in doubt: it does not allow, while in a Deny the value simply equals nothing, so that a negated operator fires.
 */
const conditionTest = (
  document: ConditionDocument,
  lookup: ContextLookup,
  { fits, usable }: ValueTest,
  { allows }: ConditionOptions,
): RequestTest => {
  const { ifExists, quantifier } = document;
  const negated = NEGATED.has(document.comparison);
  const withoutKey = quantifier === undefined ? negated : quantifier === 'ForAllValues';
  const several = manyValues(document, allows);
  return (request) => {
    const actual = lookup(request);
    if (actual === undefined || actual.length === 0) {
      // An empty string is a value; an empty list is none.
      if (typeof actual !== 'string')
        return ifExists || (withoutKey && (!allows || usable(request)));
    }
    if (allows && !usable(request)) return false;
    if (typeof actual === 'string') return fits(actual, request) !== negated;
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
