import { BlockList, isIP } from 'node:net';

export type Scalar = string | number | boolean | null;

/** One alternative of an attribute's list. */
export type ValueTest =
  | { readonly kind: 'exact'; readonly value: Scalar }
  | { readonly kind: 'prefix' | 'suffix' | 'equals-ignore-case'; readonly text: string }
  | { readonly kind: 'not-values'; readonly values: readonly Scalar[] }
  | { readonly kind: 'not-prefix' | 'not-suffix'; readonly text: string }
  | { readonly kind: 'numeric'; readonly from?: Bound; readonly to?: Bound }
  | { readonly kind: 'exists'; readonly expected: boolean }
  | { readonly kind: 'cidr'; readonly family: 'ipv4' | 'ipv6'; readonly block: BlockList };

export interface Bound {
  readonly value: number;
  readonly inclusive: boolean;
}

export interface FilterNode {
  /** All of them must match. */
  readonly keys: ReadonlyMap<string, readonly ValueTest[] | FilterNode>;
  /** Of each list, one must match. */
  readonly choices: readonly (readonly FilterNode[])[];
}

/** A policy that is none; the message is AWS's, without the words that say where it was given. */
export class FilterPolicyError extends Error {
  override readonly name = 'FilterPolicyError';
}

// Amazon SNS Developer Guide, "Filter policy constraints".
const MOST_KEYS = 5;
const MOST_COMBINATIONS = 150;
const MOST_BYTES = 256 * 1024;
const LARGEST_NUMBER = 1e9;

const refuse = (message: string): never => {
  throw new FilterPolicyError(message);
};

/** The value of a JSON text, with AWS's words when it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('failed to parse JSON.');
  }
};

/** Reads and checks a filter policy. @throws FilterPolicyError */
export const parseFilterPolicy = (text: string): FilterNode => {
  if (Buffer.byteLength(text) > MOST_BYTES) refuse('Filter policy is too complex');
  const value = parseJson(text);
  if (!isObject(value)) return refuse('Filter is not an object');
  const node = parseNode(value, 1);
  if (namesOf(node).size > MOST_KEYS)
    refuse(`Filter policy can not have more than ${MOST_KEYS} keys`);
  if (combinations(node, 1) > MOST_COMBINATIONS) refuse('Filter policy is too complex');
  return node;
};

/** Whether an attribute name holds an object instead of a list: for message bodies only. */
export const isNested = ({ keys, choices }: FilterNode): boolean =>
  [...keys.values()].some((value) => !isTests(value)) || choices.flat().some(isNested);

export const isTests = (value: readonly ValueTest[] | FilterNode): value is readonly ValueTest[] =>
  Array.isArray(value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const RESERVED = new Set([
  'anything-but',
  'cidr',
  'equals-ignore-case',
  'exists',
  'numeric',
  'prefix',
  'suffix',
]);

/** "$or" is an operator only before two or more objects whose names are no operators; else it is a name like others. */
const isChoice = (
  name: string,
  value: unknown,
): value is readonly Readonly<Record<string, unknown>>[] =>
  name === '$or' &&
  Array.isArray(value) &&
  value.length > 1 &&
  value.every((item) => isObject(item) && !Object.keys(item).some((key) => RESERVED.has(key)));

const parseNode = (value: Readonly<Record<string, unknown>>, depth: number): FilterNode => {
  // A single value so deep would exceed the combinations already, and the recursion has an end.
  if (depth > MOST_COMBINATIONS) refuse('Filter policy is too complex');
  const keys = new Map<string, readonly ValueTest[] | FilterNode>();
  const choices: (readonly FilterNode[])[] = [];
  for (const [name, member] of Object.entries(value)) {
    if (isChoice(name, member)) choices.push(member.map((item) => parseNode(item, depth + 1)));
    else if (Array.isArray(member)) keys.set(name, parseTests(member));
    else if (isObject(member)) keys.set(name, parseNode(member, depth + 1));
    else refuse(`"${name}" must be an object or an array`);
  }
  if (depth > 1 && keys.size === 0 && choices.length === 0) refuse('Empty objects are not allowed');
  return { keys, choices };
};

const parseTests = (items: readonly unknown[]): readonly ValueTest[] => {
  if (items.length === 0) refuse('Empty arrays are not allowed');
  return items.map(parseTest);
};

const parseTest = (item: unknown): ValueTest => {
  if (typeof item === 'number') requireRange(item);
  if (isScalar(item)) return { kind: 'exact', value: item };
  if (!isObject(item)) return refuse('Match value must be String, number, true, false, or null');
  const [entry, ...more] = Object.entries(item);
  if (entry === undefined) return refuse('Empty match expression');
  if (more.length > 0) refuse('Only one key allowed in match expression');
  const [operator, operand] = entry;
  switch (operator) {
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
      return { kind: operator, text: textOf(operator, operand) };
    case 'anything-but':
      return parseAnythingBut(operand);
    case 'numeric':
      return parseNumeric(operand);
    case 'exists':
      return typeof operand === 'boolean'
        ? { kind: 'exists', expected: operand }
        : refuse('exists match pattern must be either true or false.');
    case 'cidr':
      return parseCidr(operand);
    default:
      return refuse(`Unrecognized match type ${operator}`);
  }
};

const textOf = (operator: string, operand: unknown): string =>
  typeof operand === 'string' ? operand : refuse(`${operator} match pattern must be a string`);

const parseAnythingBut = (operand: unknown): ValueTest => {
  if (isObject(operand)) {
    const [entry, ...more] = Object.entries(operand);
    if (entry === undefined || more.length > 0)
      return refuse('Only one key allowed in match expression');
    const [operator, text] = entry;
    if (operator !== 'prefix' && operator !== 'suffix')
      return refuse(`Unsupported anything-but pattern: ${operator}`);
    return { kind: `not-${operator}`, text: textOf(operator, text) };
  }
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const allowed = values.filter(
    (value): value is string | number => typeof value === 'string' || typeof value === 'number',
  );
  if (allowed.length === 0 || allowed.length < values.length)
    return refuse('Value of anything-but must be an array or single string/number value.');
  return { kind: 'not-values', values: allowed };
};

const requireRange = (value: number): void => {
  if (Math.abs(value) > LARGEST_NUMBER) refuse('Value must be between -1.0E9 and 1.0E9, inclusive');
};

const numberOf = (operator: string, operand: unknown): number => {
  if (typeof operand !== 'number')
    return refuse(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
  requireRange(operand);
  return operand;
};

const parseNumeric = (operand: unknown): ValueTest => {
  if (!Array.isArray(operand)) return refuse('Value of numeric must be an array.');
  const [operator, value, second, ...rest]: readonly unknown[] = operand;
  if (operator === undefined) return refuse('Invalid member in numeric match: ]');
  if (typeof operator !== 'string')
    return refuse(`Invalid member in numeric match: ${JSON.stringify(operator)}`);
  switch (operator) {
    case '=':
    case '<':
    case '<=': {
      const bound = { value: numberOf(operator, value), inclusive: operator !== '<' };
      if (operand.length > 2) refuse('Too many elements in numeric expression');
      return { kind: 'numeric', to: bound, ...(operator === '=' ? { from: bound } : {}) };
    }
    case '>':
    case '>=': {
      const from = { value: numberOf(operator, value), inclusive: operator === '>=' };
      if (second === undefined) return { kind: 'numeric', from };
      return { kind: 'numeric', from, to: parseTop(from, second, rest) };
    }
    default:
      return refuse(`Unrecognized numeric range operator: ${operator}`);
  }
};

const parseTop = (from: Bound, operator: unknown, rest: readonly unknown[]): Bound => {
  if (typeof operator !== 'string')
    return refuse(`Bad value in numeric range: ${JSON.stringify(operator)}`);
  if (operator !== '<' && operator !== '<=')
    return refuse(`Bad numeric range operator: ${operator}`);
  const to = { value: numberOf(operator, rest[0]), inclusive: operator === '<=' };
  if (from.value >= to.value) refuse('Bottom must be less than top');
  if (rest.length > 1) refuse('Too many terms in numeric range expression');
  return to;
};

const parseCidr = (operand: unknown): ValueTest => {
  if (typeof operand !== 'string') return refuse('cidr match pattern must be a string');
  const [address = '', bits, ...more] = operand.split('/');
  const version = isIP(address);
  if (bits === undefined || more.length > 0) return refuse("Malformed CIDR, one '/' required");
  if (version === 0) return refuse('Malformed CIDR, the address is not valid');
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (!(length <= (version === 4 ? 32 : 128)))
    return refuse('Malformed CIDR, mask bits must be an integer in range');
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(address, length, family);
  return { kind: 'cidr', family, block };
};

/** The names of the first level, those of its choices included. */
const namesOf = ({ keys, choices }: FilterNode): ReadonlySet<string> =>
  new Set([...keys.keys(), ...choices.flat().flatMap((choice) => [...namesOf(choice)])]);

/** Every value counts as often as it lies deep; what must match together multiplies, what may instead of another adds. */
const combinations = ({ keys, choices }: FilterNode, depth: number): number => {
  let product = 1;
  for (const value of keys.values())
    product *= isTests(value) ? value.length * depth : combinations(value, depth + 1);
  for (const choice of choices)
    product *= choice.reduce((sum, node) => sum + combinations(node, depth), 0);
  return product;
};
