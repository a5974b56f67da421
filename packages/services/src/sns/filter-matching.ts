import { isIP } from 'node:net';
import {
  type Bound,
  type FilterNode,
  isTests,
  type Scalar,
  type ValueTest,
} from './filter-policy.ts';
import type { MessageAttributes } from './model.ts';

export type FilterScope = 'MessageAttributes' | 'MessageBody';

// Amazon SNS Developer Guide, "Attribute numeric value matching": five digits after the decimal point.
const PRECISION = 1e5;

const sameNumber = (a: number, b: number): boolean =>
  Math.round(a * PRECISION) === Math.round(b * PRECISION);

const sameScalar = (a: Scalar, b: Scalar): boolean =>
  typeof a === 'number' && typeof b === 'number' ? sameNumber(a, b) : a === b;

const above = (value: number, from: Bound | undefined): boolean =>
  from === undefined ||
  (from.inclusive && sameNumber(value, from.value)) ||
  (value > from.value && !sameNumber(value, from.value));

const below = (value: number, to: Bound | undefined): boolean =>
  to === undefined ||
  (to.inclusive && sameNumber(value, to.value)) ||
  (value < to.value && !sameNumber(value, to.value));

const inBlock = (value: string, test: Extract<ValueTest, { kind: 'cidr' }>): boolean =>
  isIP(value) === (test.family === 'ipv4' ? 4 : 6) && test.block.check(value, test.family);

/** Whether one value that is there passes. */
const passes = (test: ValueTest, value: Scalar): boolean => {
  const isText = typeof value === 'string';
  switch (test.kind) {
    case 'exact':
      return sameScalar(test.value, value);
    case 'prefix':
      return isText && value.startsWith(test.text);
    case 'suffix':
      return isText && value.endsWith(test.text);
    case 'equals-ignore-case':
      return isText && value.toLowerCase() === test.text.toLowerCase();
    case 'not-values':
      return !test.values.some((excluded) => sameScalar(excluded, value));
    case 'not-prefix':
      return isText && !value.startsWith(test.text);
    case 'not-suffix':
      return isText && !value.endsWith(test.text);
    case 'numeric':
      return typeof value === 'number' && above(value, test.from) && below(value, test.to);
    case 'exists':
      return test.expected;
    case 'cidr':
      return isText && inBlock(value, test);
    default:
      return test satisfies never;
  }
};

/** Whether one of the alternatives matches one of the values; no value is an absent attribute. */
const matchesTests = (tests: readonly ValueTest[], values: readonly Scalar[]): boolean =>
  values.length === 0
    ? tests.some((test) => test.kind === 'exists' && !test.expected)
    : tests.some((test) => values.some((value) => passes(test, value)));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** JSON of a message from outside: what is none is undefined. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

// Deeper messages are compared no further: the recursion over them must have an end.
const DEEPEST = 200;

const scalarsOf = (value: unknown, depth = 0): readonly Scalar[] => {
  if (Array.isArray(value))
    return depth > DEEPEST ? [] : value.flatMap((item) => scalarsOf(item, depth + 1));
  return isScalar(value) ? [value] : [];
};

/** All that a name leads to. A dot in it may divide it: `a.b` is a member of that name, or `b` within `a`. */
const resolve = (value: unknown, name: string, depth = 0): readonly unknown[] => {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((item) => resolve(item, name, depth + 1));
  if (!isObject(value)) return [];
  const found: unknown[] = Object.hasOwn(value, name) ? [value[name]] : [];
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const first = name.slice(0, dot);
    if (Object.hasOwn(value, first))
      found.push(...resolve(value[first], name.slice(dot + 1), depth + 1));
  }
  return found;
};

const prefixed = ({ keys, choices }: FilterNode, name: string): FilterNode => ({
  keys: new Map([...keys].map(([key, value]) => [`${name}.${key}`, value])),
  choices: choices.map((choice) => choice.map((node) => prefixed(node, name))),
});

const matchesBody = (node: FilterNode, body: unknown, depth = 0): boolean => {
  if (depth > DEEPEST) return false;
  // Members of one policy object are looked for in one element of a list, not each in another.
  if (Array.isArray(body)) return body.some((item) => matchesBody(node, item, depth + 1));
  const matchesKey = (name: string, value: readonly ValueTest[] | FilterNode): boolean => {
    const found = resolve(body, name);
    if (isTests(value))
      return matchesTests(
        value,
        found.flatMap((item) => scalarsOf(item)),
      );
    return found.length === 0
      ? matchesBody(prefixed(value, name), body, depth + 1)
      : found.some((item) => matchesBody(value, item, depth + 1));
  };
  return (
    [...node.keys].every(([name, value]) => matchesKey(name, value)) &&
    node.choices.every((choice) => choice.some((item) => matchesBody(item, body, depth + 1)))
  );
};

/** What an attribute's value is for a filter; binary attributes are not seen. */
const attributeValues = (attributes: MessageAttributes, name: string): readonly Scalar[] => {
  const attribute = attributes.get(name);
  if (attribute === undefined || attribute.type.startsWith('Binary')) return [];
  if (attribute.type === 'String.Array') {
    const list = parsed(attribute.value);
    return Array.isArray(list) ? scalarsOf(list) : [];
  }
  return [attribute.type.startsWith('Number') ? Number(attribute.value) : attribute.value];
};

const matchesAttributes = (node: FilterNode, attributes: MessageAttributes): boolean =>
  [...node.keys].every(
    ([name, value]) => isTests(value) && matchesTests(value, attributeValues(attributes, name)),
  ) && node.choices.every((choice) => choice.some((item) => matchesAttributes(item, attributes)));

/** Whether a subscription with this policy gets the message. */
export const matchesFilter = (
  node: FilterNode,
  scope: FilterScope,
  message: { readonly attributes: MessageAttributes; readonly body: string },
): boolean => {
  if (scope === 'MessageAttributes') return matchesAttributes(node, message.attributes);
  const body = parsed(message.body);
  return isObject(body) && matchesBody(node, body);
};
