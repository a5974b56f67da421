import type { ComparisonName } from '../language/policy-document.ts';
import type { AuthorizationRequest } from '../model.ts';
import { arnPatternTest } from './arns.ts';
import { parseInstant } from './dates.ts';
import { type TextTest, anyPatternTest, matchesPattern, readablePattern } from './glob.ts';
import { contains, parseAddress, parseNetwork } from './ip-addresses.ts';
import { compareDecimals, parseDecimal } from './numbers.ts';
import { type Template, parseTemplate } from './template.ts';

/** The values of one condition, without the operator's negation and quantifier. */
export interface ValueTest {
  /** Whether one value of the request fits any value of the policy that can be used. */
  readonly fits: (actual: string, request: AuthorizationRequest) => boolean;
  /** Whether every value can be used: its variables have values, and it is of the operator's type. Absent: always. */
  readonly usable?: ((request: AuthorizationRequest) => boolean) | undefined;
  readonly expected: (request: AuthorizationRequest) => readonly string[];
}

/** The comparison of an operator and its values; `Null` is about the key and has no comparison. */
export const valueTest = (
  comparison: Exclude<ComparisonName, 'Null'>,
  values: readonly string[],
  variables: boolean,
): ValueTest => {
  switch (comparison) {
    case 'StringEquals':
    case 'StringNotEquals':
      return templated(values, { variables, wildcards: false }, isEqual, memberOf);
    case 'StringEqualsIgnoreCase':
    case 'StringNotEqualsIgnoreCase':
      return templated(
        values,
        { variables, wildcards: false },
        isEqualIgnoringCase,
        anyIgnoringCase,
      );
    case 'StringLike':
    case 'StringNotLike':
      return templated(values, { variables, wildcards: true }, matchesPattern, anyPatternTest);
    case 'ArnEquals':
    case 'ArnNotEquals':
    case 'ArnLike':
    case 'ArnNotLike':
      return templated(values, { variables, wildcards: true }, matchesArn, (patterns) =>
        anyOf(patterns.map(arnPatternTest)),
      );
    default:
      return typed(values, typedTest(comparison));
  }
};

const isEqual = (expected: string, actual: string): boolean => expected === actual;

const memberOf = (expected: readonly string[]): TextTest => {
  const [only, second] = expected;
  if (second === undefined) return (actual) => actual === only;
  const texts = new Set(expected);
  return (actual) => texts.has(actual);
};

const isEqualIgnoringCase = (expected: string, actual: string): boolean =>
  expected.toLowerCase() === actual.toLowerCase();

const anyIgnoringCase = (expected: readonly string[]): TextTest => {
  const test = memberOf(expected.map((text) => text.toLowerCase()));
  return (actual) => test(actual.toLowerCase());
};

const matchesArn = (pattern: string, actual: string): boolean => arnPatternTest(pattern)(actual);

const anyOf = (tests: readonly TextTest[]): TextTest => {
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (actual) => tests.some((test) => test(actual));
};

/** Values that may hold variables. Those without are prepared once, together. */
const templated = (
  values: readonly string[],
  options: { readonly variables: boolean; readonly wildcards: boolean },
  matches: (pattern: string, actual: string) => boolean,
  prepare: (patterns: readonly string[]) => TextTest,
): ValueTest => {
  const templates = values.map((value) => parseTemplate(value, options));
  const fixed = templates.flatMap((template) => template.fixed ?? []);
  const open = templates.filter((template) => template.fixed === undefined);
  const expected = (request: AuthorizationRequest): readonly string[] =>
    templates.map((template) => readablePattern(template.resolve(request) ?? template.source));
  const fixedTest = fixed.length === 0 ? () => false : prepare(fixed);
  const [only] = open;
  if (only === undefined) return { fits: fixedTest, expected };
  const usable = (request: AuthorizationRequest): boolean =>
    open.every((template) => template.resolve(request) !== undefined);
  const fitsOpen =
    (template: Template) =>
    (actual: string, request: AuthorizationRequest): boolean => {
      const pattern = template.resolve(request);
      return pattern !== undefined && matches(pattern, actual);
    };
  if (templates.length === 1) return { fits: fitsOpen(only), usable, expected };
  const tests = open.map(fitsOpen);
  return {
    fits: (actual, request) => fixedTest(actual) || tests.some((test) => test(actual, request)),
    usable,
    expected,
  };
};

type TypedTest = (expected: string) => TextTest | undefined;

/** Values of a type that knows no variables; one that is not of the type fits nothing. */
const typed = (values: readonly string[], test: TypedTest): ValueTest => {
  const tests = values.map(test);
  return {
    fits: anyOf(tests.filter((found) => found !== undefined)),
    usable: tests.includes(undefined) ? () => false : undefined,
    expected: () => values,
  };
};

type Relation = (order: number) => boolean;

const RELATIONS = {
  Equals: (order) => order === 0,
  NotEquals: (order) => order === 0,
  LessThan: (order) => order < 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEquals: (order) => order >= 0,
} as const satisfies Record<string, Relation>;

type Related = keyof typeof RELATIONS;

const typedTest = (
  comparison:
    | `Numeric${Related}`
    | `Date${Related}`
    | 'Bool'
    | 'BinaryEquals'
    | 'IpAddress'
    | 'NotIpAddress',
): TypedTest => {
  switch (comparison) {
    case 'Bool':
      return truthValue;
    case 'BinaryEquals':
      return sameBytes;
    case 'IpAddress':
    case 'NotIpAddress':
      return inNetwork;
    case 'DateEquals':
    case 'DateNotEquals':
    case 'DateLessThan':
    case 'DateLessThanEquals':
    case 'DateGreaterThan':
    case 'DateGreaterThanEquals':
      return ordered(comparison.slice('Date'.length), parseInstant, (left, right) => left - right);
    default:
      return ordered(comparison.slice('Numeric'.length), parseDecimal, compareDecimals);
  }
};

const ordered = <Value>(
  name: string,
  parse: (text: string) => Value | undefined,
  compare: (left: Value, right: Value) => number,
): TypedTest => {
  const relation: Relation = isRelated(name) ? RELATIONS[name] : () => false;
  return (expected) => {
    const bound = parse(expected);
    if (bound === undefined) return undefined;
    return (actual) => {
      const value = parse(actual);
      return value !== undefined && relation(compare(value, bound));
    };
  };
};

const isRelated = (name: string): name is Related => Object.hasOwn(RELATIONS, name);

const truthValue: TypedTest = (expected) => {
  const wanted = expected.toLowerCase();
  if (wanted !== 'true' && wanted !== 'false') return undefined;
  return (actual) => actual.toLowerCase() === wanted;
};

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const sameBytes: TypedTest = (expected) => {
  if (!BASE64.test(expected)) return undefined;
  const bytes = Buffer.from(expected, 'base64');
  return (actual) => BASE64.test(actual) && Buffer.from(actual, 'base64').equals(bytes);
};

const inNetwork: TypedTest = (expected) => {
  const network = parseNetwork(expected);
  if (network === undefined) return undefined;
  return (actual) => {
    const address = parseAddress(actual);
    return address !== undefined && contains(network, address);
  };
};
