import {
  expressionInvalid,
  keyConditionInvalid,
  keyConditionMissing,
  keyConditionType,
  keyEmpty,
} from '../errors.ts';
import type { Key } from '../model.ts';
import type { Value } from '../values/value.ts';
import type { Condition, Operand } from './condition.ts';

export type KeyComparator = '=' | '<' | '<=' | '>' | '>=' | 'between' | 'begins-with';

/** A condition on one attribute of a key. */
export interface KeyRule {
  readonly name: string;
  readonly comparator: KeyComparator;
  readonly values: readonly Value[];
}

/** What a query asks for: one partition, and perhaps a part of it. */
export interface KeyRules {
  readonly hash: Value;
  readonly range: KeyRule | undefined;
}

const KIND = 'KeyConditionExpression';

const refused = (operator: string) =>
  expressionInvalid(KIND, `Invalid operator used in KeyConditionExpression: ${operator}`);

const nameOf = (operand: Operand): string => {
  if (operand.kind === 'size')
    throw expressionInvalid(KIND, 'KeyConditionExpressions cannot contain nested operations');
  if (operand.kind === 'value')
    throw expressionInvalid(
      KIND,
      'Invalid condition in KeyConditionExpression: No key attribute specified',
    );
  if (operand.path.length > 1)
    throw expressionInvalid(
      KIND,
      'KeyConditionExpressions cannot have conditions on nested attributes',
    );
  return operand.path[0];
};

const valueOf = (operand: Operand): Value => {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'size')
    throw expressionInvalid(KIND, 'KeyConditionExpressions cannot contain nested operations');
  throw expressionInvalid(
    KIND,
    'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
  );
};

const TURNED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

const ruleOf = (condition: Condition): KeyRule => {
  switch (condition.kind) {
    case 'compare': {
      const { comparator, left, right } = condition;
      if (comparator === '<>') throw refused('<>');
      return left.kind === 'value'
        ? { name: nameOf(right), comparator: TURNED[comparator], values: [left.value] }
        : { name: nameOf(left), comparator, values: [valueOf(right)] };
    }
    case 'between':
      return {
        name: nameOf(condition.operand),
        comparator: 'between',
        values: [valueOf(condition.low), valueOf(condition.high)],
      };
    case 'begins-with':
      return {
        name: nameOf(condition.operand),
        comparator: 'begins-with',
        values: [valueOf(condition.argument)],
      };
    case 'and':
    case 'or':
    case 'not':
    case 'in':
    case 'contains':
      throw refused(condition.kind === 'contains' ? 'contains' : condition.kind.toUpperCase());
    case 'exists':
      throw refused(condition.expected ? 'attribute_exists' : 'attribute_not_exists');
    case 'type':
      throw refused('attribute_type');
    default:
      return condition satisfies never;
  }
};

const conjuncts = (condition: Condition): readonly Condition[] =>
  condition.kind === 'and'
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];

/** The rules of a KeyConditionExpression. */
export const rulesOf = (condition: Condition): readonly KeyRule[] => {
  const rules = conjuncts(condition).map(ruleOf);
  const names = new Set(rules.map(({ name }) => name));
  if (names.size < rules.length)
    throw expressionInvalid(
      KIND,
      'KeyConditionExpressions must only contain one condition per key',
    );
  return rules;
};

const requireType = ({ values }: KeyRule, key: Key): void => {
  for (const value of values) {
    const content: unknown = Reflect.get(value, key.type);
    if (content === undefined) throw keyConditionType();
    if ((typeof content === 'string' || content instanceof Uint8Array) && content.length === 0)
      throw keyEmpty(key.name, key.type);
  }
};

/** The rules in the light of a key schema. */
export const keyRules = (
  rules: readonly KeyRule[],
  hash: Key,
  range: Key | undefined,
): KeyRules => {
  const ofHash = rules.find(({ name }) => name === hash.name);
  if (ofHash === undefined) throw keyConditionMissing(hash.name);
  const ofRange = range === undefined ? undefined : rules.find(({ name }) => name === range.name);
  if (rules.length > (ofRange === undefined ? 1 : 2)) {
    if (range !== undefined && rules.length === 2) throw keyConditionMissing(range.name);
    throw keyConditionInvalid(
      rules.length > 2
        ? 'Conditions can be of length 1 or 2 only'
        : 'Query key condition not supported',
    );
  }
  const [value] = ofHash.values;
  if (ofHash.comparator !== '=' || value === undefined)
    throw keyConditionInvalid('Query key condition not supported');
  requireType(ofHash, hash);
  if (ofRange !== undefined && range !== undefined) {
    if (ofRange.comparator === 'begins-with' && range.type === 'N')
      throw keyConditionInvalid('Query key condition not supported');
    requireType(ofRange, range);
  }
  return { hash: value, range: ofRange };
};
