import { compareValues } from '../values/compare.ts';
import { type Value, typeOf, type ValueType, VALUE_TYPES } from '../values/value.ts';
import type { Comparator, Condition, Operand } from './condition.ts';
import { pathText, samePath } from './path.ts';
import type { Reader } from './reader.ts';

const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const isComparator = (text: string): text is Comparator => COMPARATORS.has(text);

const ARGUMENTS: ReadonlyMap<string, number> = new Map([
  ['attribute_exists', 1],
  ['attribute_not_exists', 1],
  ['attribute_type', 2],
  ['begins_with', 2],
  ['contains', 2],
  ['size', 1],
]);
const UPDATE_FUNCTIONS = new Set(['if_not_exists', 'list_append']);
const ORDERED: ReadonlySet<ValueType> = new Set(['S', 'N', 'B']);

const operandType = (reader: Reader, operator: string, type: ValueType): Error =>
  reader.wrong(
    `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
  );

const requireOrdered = (reader: Reader, operator: string, operand: Operand): void => {
  if (operand.kind !== 'value') return;
  const type = typeOf(operand.value);
  if (!ORDERED.has(type)) throw operandType(reader, operator, type);
};

const requireDistinct = (
  reader: Reader,
  operator: string,
  first: Operand,
  others: readonly Operand[],
): void => {
  if (
    first.kind === 'path' &&
    others.some((o) => o.kind === 'path' && samePath(o.path, first.path))
  )
    throw reader.wrong(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${pathText(first.path)}`,
    );
};

/** An operand as messages have it: `{S:a}`. */
const shown = (value: Value): string => {
  const type = typeOf(value);
  const content: unknown = Reflect.get(value, type);
  const text = content instanceof Uint8Array ? Buffer.from(content).toString('base64') : content;
  return `AttributeValue: {${type}:${String(text)}}`;
};

const requireBounds = (reader: Reader, low: Operand, high: Operand): void => {
  requireOrdered(reader, 'BETWEEN', low);
  requireOrdered(reader, 'BETWEEN', high);
  if (low.kind !== 'value' || high.kind !== 'value') return;
  const operands = `lower bound operand: ${shown(low.value)}, upper bound operand: ${shown(high.value)}`;
  const order = compareValues(low.value, high.value);
  if (order === undefined)
    throw reader.wrong(
      `The BETWEEN operator requires same data type for lower and upper bounds; ${operands}`,
    );
  if (order > 0)
    throw reader.wrong(
      `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${operands}`,
    );
};

/** A function's arguments: operands, of which its own rules are checked after. */
const argumentsOf = (reader: Reader): readonly Operand[] => {
  reader.expectSymbol('(');
  const found: Operand[] = [];
  if (!reader.isSymbol(')')) {
    found.push(operandFrom(reader));
    while (reader.isSymbol(',')) {
      reader.next();
      found.push(operandFrom(reader));
    }
  }
  reader.expectSymbol(')');
  return found;
};

interface Function {
  readonly name: string;
  readonly given: readonly [Operand, ...Operand[]];
}

const functionFrom = (reader: Reader): Function => {
  const { text: name } = reader.next();
  reader.count();
  const wanted = ARGUMENTS.get(name);
  if (wanted === undefined)
    throw reader.wrong(
      UPDATE_FUNCTIONS.has(name)
        ? `The function is not allowed in a ${reader.kind === 'FilterExpression' ? 'filter' : 'condition'} expression; function: ${name}`
        : `Invalid function name; function: ${name}`,
    );
  const given = reader.nested(() => argumentsOf(reader));
  const [first, ...others] = given;
  if (given.length !== wanted || first === undefined)
    throw reader.wrong(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${given.length}`,
    );
  return { name, given: [first, ...others] };
};

const operandFrom = (reader: Reader): Operand => {
  const { type } = reader.peek();
  if (type === 'value') return reader.literal();
  if (reader.isSymbol('(')) {
    reader.next();
    const operand = reader.nested(() => operandFrom(reader));
    reader.expectSymbol(')');
    return operand;
  }
  if (type === 'name' && reader.followedBy('(')) {
    const { name, given } = functionFrom(reader);
    if (name !== 'size')
      throw reader.wrong(
        `The function is not allowed to be used this way in an expression; function: ${name}`,
      );
    const [of] = given;
    if (of.kind !== 'path')
      throw reader.wrong(
        'Operator or function requires a document path; operator or function: size',
      );
    return { kind: 'size', path: of.path };
  }
  return { kind: 'path', path: reader.path() };
};

const attributeType = (reader: Reader, argument: Operand): ValueType => {
  const text = argument.kind === 'value' ? argument.value.S : undefined;
  if (argument.kind !== 'value')
    throw reader.wrong(
      'Operator or function requires an expression attribute value; operator or function: attribute_type',
    );
  if (text === undefined) throw operandType(reader, 'attribute_type', typeOf(argument.value));
  const type = VALUE_TYPES.find((known) => known === text);
  if (type === undefined)
    throw reader.wrong(
      `Invalid attribute type name found; type: ${text}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
    );
  return type;
};

const conditionOf = (reader: Reader, { name, given }: Function): Condition => {
  const [first, argument] = given;
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
    case 'attribute_type':
      if (first.kind !== 'path')
        throw reader.wrong(
          `Operator or function requires a document path; operator or function: ${name}`,
        );
      return name === 'attribute_type' && argument !== undefined
        ? { kind: 'type', path: first.path, type: attributeType(reader, argument) }
        : { kind: 'exists', path: first.path, expected: name === 'attribute_exists' };
    case 'begins_with':
    case 'contains': {
      if (argument === undefined) throw new Error(`${name} has no argument`);
      requireDistinct(reader, name, first, [argument]);
      if (name === 'contains') return { kind: 'contains', operand: first, argument };
      for (const operand of [first, argument]) {
        if (operand.kind !== 'value') continue;
        const type = typeOf(operand.value);
        if (type !== 'S' && type !== 'B') throw operandType(reader, name, type);
      }
      return { kind: 'begins-with', operand: first, argument };
    }
    default:
      throw reader.wrong(
        `The function is not allowed to be used this way in an expression; function: ${name}`,
      );
  }
};

const MOST_IN = 100;

const comparedWith = (reader: Reader, comparator: Comparator, left: Operand): Condition => {
  const right = operandFrom(reader);
  if (comparator !== '=' && comparator !== '<>')
    for (const one of [left, right]) requireOrdered(reader, comparator, one);
  requireDistinct(reader, comparator, left, [right]);
  return { kind: 'compare', comparator, left, right };
};

const between = (reader: Reader, operand: Operand): Condition => {
  const low = operandFrom(reader);
  reader.expectKeyword('AND');
  const high = operandFrom(reader);
  requireOrdered(reader, 'BETWEEN', operand);
  requireBounds(reader, low, high);
  requireDistinct(reader, 'BETWEEN', operand, [low, high]);
  return { kind: 'between', operand, low, high };
};

const isAmong = (reader: Reader, operand: Operand): Condition => {
  const among = argumentsOf(reader);
  if (among.length === 0 || among.length > MOST_IN)
    throw reader.wrong(
      `Incorrect number of operands for operator or function; operator or function: IN, number of operands: ${among.length + 1}`,
    );
  requireDistinct(reader, 'IN', operand, among);
  return { kind: 'in', operand, among };
};

/** The rest of a comparison whose first operand is read. */
const comparison = (reader: Reader, operand: Operand): Condition | undefined => {
  const { type, text } = reader.peek();
  const isBetween = reader.isKeyword('BETWEEN');
  if (!(type === 'symbol' && isComparator(text)) && !isBetween && !reader.isKeyword('IN'))
    return undefined;
  reader.next();
  reader.count();
  if (isComparator(text)) return comparedWith(reader, text, operand);
  return isBetween ? between(reader, operand) : isAmong(reader, operand);
};

/** What stands in parentheses may turn out to be either. */
type Term =
  | { readonly condition: Condition; readonly inParentheses?: true }
  | { readonly operand: Operand; readonly inParentheses?: true };

const asCondition = (reader: Reader, term: Term): Condition => {
  if (!('condition' in term)) reader.fail();
  return term.condition;
};

const inParentheses = (reader: Reader): Term => {
  reader.expectSymbol('(');
  const inner = reader.nested(() => disjunction(reader));
  reader.expectSymbol(')');
  if (inner.inParentheses === true) throw reader.wrong('The expression has redundant parentheses;');
  return { ...inner, inParentheses: true };
};

const primary = (reader: Reader): Term => {
  if (reader.isSymbol('(')) return inParentheses(reader);
  const isFunction = reader.peek().type === 'name' && reader.followedBy('(');
  return isFunction && reader.peek().text !== 'size'
    ? { condition: conditionOf(reader, functionFrom(reader)) }
    : { operand: operandFrom(reader) };
};

const negation = (reader: Reader): Term => {
  if (reader.isKeyword('NOT')) {
    reader.next();
    reader.count();
    return { condition: { kind: 'not', of: asCondition(reader, negation(reader)) } };
  }
  const term = primary(reader);
  if ('condition' in term) return term;
  const condition = comparison(reader, term.operand);
  return condition === undefined ? term : { condition };
};

/** Terms with one operator between them. */
const joined = (reader: Reader, kind: 'and' | 'or', term: (reader: Reader) => Term): Term => {
  let left = term(reader);
  while (reader.isKeyword(kind.toUpperCase())) {
    const first = asCondition(reader, left);
    reader.next();
    reader.count();
    left = { condition: { kind, left: first, right: asCondition(reader, term(reader)) } };
  }
  return left;
};

const disjunction = (reader: Reader): Term =>
  joined(reader, 'or', (one) => joined(one, 'and', negation));

/** DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions". */
export const parseCondition = (reader: Reader): Condition => {
  const term = disjunction(reader);
  reader.end();
  return asCondition(reader, term);
};
