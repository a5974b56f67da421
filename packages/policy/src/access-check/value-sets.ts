import type { ComparisonName } from '../language/policy-document.ts';
import { parseInstant } from '../matching/dates.ts';
import { ANY_RUN, looksLikeWildcard, wildcards } from '../matching/glob.ts';
import { contains, type Network, parseNetwork } from '../matching/ip-addresses.ts';
import { compareDecimals, type Decimal, parseDecimal } from '../matching/numbers.ts';
import type { Budget } from './budget.ts';
import { covers, intersects } from './glob-algebra.ts';

/** The values of a request that a condition's values fit, leaving its negation and quantifier aside. */
export type ValueSet =
  | { readonly kind: 'text'; readonly patterns: readonly string[] }
  /** Texts in lower case, compared without case. */
  | { readonly kind: 'folded'; readonly texts: readonly string[] }
  /** Six patterns each; `undefined` is every ARN. */
  | { readonly kind: 'arn'; readonly arns: readonly (readonly string[] | undefined)[] }
  | { readonly kind: 'number'; readonly ranges: readonly Range<Decimal>[] }
  | { readonly kind: 'date'; readonly ranges: readonly Range<number>[] }
  | { readonly kind: 'network'; readonly networks: readonly Network[] }
  /** Texts that stand for themselves: booleans, bytes. */
  | { readonly kind: 'bool' | 'bytes'; readonly texts: readonly string[] };

interface Bound<Value> {
  readonly value: Value;
  readonly open: boolean;
}

/** No bound: without end on that side. */
interface Range<Value> {
  readonly low: Bound<Value> | undefined;
  readonly high: Bound<Value> | undefined;
}

/** The set of an operator's values; undefined when one of them is not of its type, which then nothing is known of. */
export const valueSet = (
  comparison: Exclude<ComparisonName, 'Null'>,
  values: readonly string[],
): ValueSet | undefined => {
  switch (comparison) {
    case 'StringEquals':
    case 'StringNotEquals':
      return { kind: 'text', patterns: values };
    case 'StringLike':
    case 'StringNotLike':
      return { kind: 'text', patterns: values.map(wildcards) };
    case 'StringEqualsIgnoreCase':
    case 'StringNotEqualsIgnoreCase':
      return { kind: 'folded', texts: values.map((value) => value.toLowerCase()) };
    case 'ArnEquals':
    case 'ArnLike':
    case 'ArnNotEquals':
    case 'ArnNotLike':
      return { kind: 'arn', arns: values.map(wildcards).flatMap(arnPatterns) };
    case 'Bool':
      return { kind: 'bool', texts: values.map((value) => value.toLowerCase()) };
    case 'BinaryEquals':
      return { kind: 'bytes', texts: values };
    case 'IpAddress':
    case 'NotIpAddress': {
      const networks = values.map(parseNetwork);
      return networks.includes(undefined)
        ? undefined
        : { kind: 'network', networks: networks.filter((network) => network !== undefined) };
    }
    default:
      return comparison.startsWith('Date')
        ? ranges('date', comparison.slice('Date'.length), values.map(parseInstant))
        : ranges('number', comparison.slice('Numeric'.length), values.map(parseDecimal));
  }
};

/** An ARN of fewer parts fits nothing. */
const arnPatterns = (pattern: string): readonly (readonly string[] | undefined)[] => {
  if (pattern === ANY_RUN) return [undefined];
  const [arn, partition, service, region, account, ...resource] = pattern.split(':');
  if (resource.length === 0) return [];
  return [
    [arn ?? '', partition ?? '', service ?? '', region ?? '', account ?? '', resource.join(':')],
  ];
};

type RangeSet = Extract<ValueSet, { readonly kind: 'number' | 'date' }>;

function ranges(
  kind: 'date',
  relation: string,
  values: readonly (number | undefined)[],
): RangeSet | undefined;
function ranges(
  kind: 'number',
  relation: string,
  values: readonly (Decimal | undefined)[],
): RangeSet | undefined;
function ranges(
  kind: 'date' | 'number',
  relation: string,
  values: readonly (number | Decimal | undefined)[],
): RangeSet | undefined {
  if (values.includes(undefined)) return undefined;
  return kind === 'date'
    ? {
        kind,
        ranges: values.flatMap((value) =>
          typeof value === 'number' ? range(relation, value) : [],
        ),
      }
    : {
        kind,
        ranges: values.flatMap((value) =>
          typeof value === 'object' ? range(relation, value) : [],
        ),
      };
}

const range = <Value>(relation: string, value: Value): Range<Value> => {
  const open = { value, open: true };
  const closed = { value, open: false };
  switch (relation) {
    case 'LessThan':
      return { low: undefined, high: open };
    case 'LessThanEquals':
      return { low: undefined, high: closed };
    case 'GreaterThan':
      return { low: open, high: undefined };
    case 'GreaterThanEquals':
      return { low: closed, high: undefined };
    default:
      return { low: closed, high: closed };
  }
};

/** Whether every value in `inner` is in `outer`. Never true where it is not so. */
export const isSubset = (inner: ValueSet, outer: ValueSet, budget: Budget): boolean => {
  if (inner.kind === 'text' && outer.kind === 'folded')
    return inner.patterns.every(
      (text) => !looksLikeWildcard(text) && outer.texts.includes(text.toLowerCase()),
    );
  switch (inner.kind) {
    case 'text':
      return (
        outer.kind === 'text' &&
        inner.patterns.every((one) =>
          outer.patterns.some((general) => coversText(general, one, budget)),
        )
      );
    case 'folded':
    case 'bool':
    case 'bytes':
      return outer.kind === inner.kind && inner.texts.every((text) => outer.texts.includes(text));
    case 'arn':
      return (
        outer.kind === 'arn' &&
        inner.arns.every((one) => outer.arns.some((general) => coversArn(general, one, budget)))
      );
    case 'number':
      return outer.kind === 'number' && withinSome(inner.ranges, outer.ranges, compareDecimals);
    case 'date':
      return outer.kind === 'date' && withinSome(inner.ranges, outer.ranges, compareInstants);
    case 'network':
      return (
        outer.kind === 'network' &&
        inner.networks.every((one) => outer.networks.some((general) => holds(general, one)))
      );
    default:
      return inner satisfies never;
  }
};

/** Whether no value is in both. Never true where it is not so. */
export const isDisjoint = (left: ValueSet, right: ValueSet, budget: Budget): boolean => {
  switch (left.kind) {
    case 'text':
      return right.kind === 'text' && noPair(left.patterns, right.patterns, meetsText(budget));
    case 'folded':
    case 'bool':
      return (
        right.kind === left.kind && noPair(left.texts, right.texts, (one, other) => one === other)
      );
    case 'bytes':
      // One sequence of bytes can be written in several ways.
      return false;
    case 'arn':
      return right.kind === 'arn' && noPair(left.arns, right.arns, meetsArn(budget));
    case 'number':
      return right.kind === 'number' && noPair(left.ranges, right.ranges, overlap(compareDecimals));
    case 'date':
      return right.kind === 'date' && noPair(left.ranges, right.ranges, overlap(compareInstants));
    case 'network':
      return (
        right.kind === 'network' &&
        noPair(
          left.networks,
          right.networks,
          (one, other) => holds(one, other) || holds(other, one),
        )
      );
    default:
      return left satisfies never;
  }
};

const noPair = <Item>(
  left: readonly Item[],
  right: readonly Item[],
  meet: (one: Item, other: Item) => boolean,
): boolean => !left.some((one) => right.some((other) => meet(one, other)));

const coversArn = (
  general: readonly string[] | undefined,
  specific: readonly string[] | undefined,
  budget: Budget,
): boolean =>
  general === undefined ||
  (specific !== undefined &&
    general.every((part, at) => coversText(part, specific[at] ?? '', budget)));

const meetsArn =
  (budget: Budget) =>
  (left: readonly string[] | undefined, right: readonly string[] | undefined): boolean =>
    left === undefined ||
    right === undefined ||
    left.every((part, at) => meetsText(budget)(part, right[at] ?? ''));

/** A comparison is paid for before it is made: at the worst it takes the product of the lengths. */
const coversText = (general: string, specific: string, { spend }: Budget): boolean => {
  spend(1 + general.length * specific.length);
  return covers(general, specific);
};

const meetsText =
  ({ spend }: Budget) =>
  (left: string, right: string): boolean => {
    spend(1 + left.length * right.length);
    return intersects(left, right);
  };

const holds = (general: Network, specific: Network): boolean =>
  general.prefix <= specific.prefix && contains(general, specific.address);

type Compare<Value> = (left: Value, right: Value) => number;

const compareInstants: Compare<number> = (left, right) => left - right;

const withinSome = <Value>(
  inner: readonly Range<Value>[],
  outer: readonly Range<Value>[],
  compare: Compare<Value>,
): boolean =>
  inner.every(({ low, high }) =>
    outer.some((general) => {
      const from =
        general.low === undefined || (low !== undefined && !before(low, general.low, compare));
      const to =
        general.high === undefined || (high !== undefined && !beyond(high, general.high, compare));
      return from && to;
    }),
  );

/** A lower bound that lets in something that the other does not. */
const before = <Value>(
  low: Bound<Value>,
  other: Bound<Value>,
  compare: Compare<Value>,
): boolean => {
  const order = compare(low.value, other.value);
  return order < 0 || (order === 0 && !low.open && other.open);
};

/** An upper bound that lets in something that the other does not. */
const beyond = <Value>(
  high: Bound<Value>,
  other: Bound<Value>,
  compare: Compare<Value>,
): boolean => {
  const order = compare(high.value, other.value);
  return order > 0 || (order === 0 && !high.open && other.open);
};

const overlap =
  <Value>(compare: Compare<Value>) =>
  (left: Range<Value>, right: Range<Value>): boolean =>
    reaches(left.high, right.low, compare) && reaches(right.high, left.low, compare);

const reaches = <Value>(
  high: Bound<Value> | undefined,
  low: Bound<Value> | undefined,
  compare: Compare<Value>,
): boolean => {
  if (high === undefined || low === undefined) return true;
  const order = compare(high.value, low.value);
  return order > 0 || (order === 0 && !high.open && !low.open);
};
