import { beginsWith, compareValues, contains, sameValue, sizeOf } from '../values/compare.ts';
import { type Item, type Value, typeOf } from '../values/value.ts';
import type { Comparator, Condition, Operand } from './condition.ts';
import { valueAt } from './path.ts';

const valueOf = (operand: Operand, item: Item): Value | undefined => {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path':
      return valueAt(item, operand.path);
    case 'size': {
      const value = valueAt(item, operand.path);
      const size = value === undefined ? undefined : sizeOf(value);
      return size === undefined ? undefined : { N: String(size) };
    }
    default:
      return operand satisfies never;
  }
};

const ordered = (comparator: Comparator, order: number | undefined): boolean => {
  if (order === undefined) return false;
  switch (comparator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
};

const compares = (
  comparator: Comparator,
  left: Value | undefined,
  right: Value | undefined,
): boolean => {
  if (comparator === '<>')
    return left === undefined || right === undefined ? left !== right : !sameValue(left, right);
  if (left === undefined || right === undefined) return false;
  return comparator === '='
    ? sameValue(left, right)
    : ordered(comparator, compareValues(left, right));
};

const holdsText = (
  condition: Condition & { readonly kind: 'begins-with' | 'contains' },
  item: Item,
): boolean => {
  const whole = valueOf(condition.operand, item);
  const part = valueOf(condition.argument, item);
  if (whole === undefined || part === undefined) return false;
  const found = condition.kind === 'contains' ? contains(whole, part) : beginsWith(whole, part);
  return condition.negated === true ? !found : found;
};

/** Whether an item, which is empty where there is none, meets a condition. */
export const meets = (condition: Condition, item: Item): boolean => {
  switch (condition.kind) {
    case 'and':
      return meets(condition.left, item) && meets(condition.right, item);
    case 'or':
      return meets(condition.left, item) || meets(condition.right, item);
    case 'not':
      return !meets(condition.of, item);
    case 'compare':
      return compares(
        condition.comparator,
        valueOf(condition.left, item),
        valueOf(condition.right, item),
      );
    case 'between': {
      const value = valueOf(condition.operand, item);
      return (
        compares('>=', value, valueOf(condition.low, item)) &&
        compares('<=', value, valueOf(condition.high, item))
      );
    }
    case 'in': {
      const value = valueOf(condition.operand, item);
      return condition.among.some((one) => compares('=', value, valueOf(one, item)));
    }
    case 'exists':
      return (valueAt(item, condition.path) !== undefined) === condition.expected;
    case 'type': {
      const value = valueAt(item, condition.path);
      return value !== undefined && typeOf(value) === condition.type;
    }
    case 'begins-with':
    case 'contains':
      return holdsText(condition, item);
    default:
      return condition satisfies never;
  }
};

const operandNames = (operand: Operand): readonly string[] =>
  operand.kind === 'value' ? [] : [operand.path[0]];

/** The attributes that a condition looks at, for `dynamodb:Attributes`. */
export const attributesOf = (condition: Condition): readonly string[] => {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...attributesOf(condition.left), ...attributesOf(condition.right)];
    case 'not':
      return attributesOf(condition.of);
    case 'compare':
      return [...operandNames(condition.left), ...operandNames(condition.right)];
    case 'between':
      return [condition.operand, condition.low, condition.high].flatMap(operandNames);
    case 'in':
      return [condition.operand, ...condition.among].flatMap(operandNames);
    case 'exists':
    case 'type':
      return [condition.path[0]];
    case 'begins-with':
    case 'contains':
      return [condition.operand, condition.argument].flatMap(operandNames);
    default:
      return condition satisfies never;
  }
};
