import { type Value, typeName, typeOf, type ValueType } from '../values/value.ts';
import type { Path } from './path.ts';
import { requireApart } from './projection.ts';
import type { Reader } from './reader.ts';
import { changedPaths, type Source, type Update } from './update.ts';

const FUNCTIONS: ReadonlyMap<string, number> = new Map([
  ['if_not_exists', 2],
  ['list_append', 2],
]);
const CONDITION_FUNCTIONS = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
]);
const ADDABLE: ReadonlySet<ValueType> = new Set(['N', 'SS', 'NS', 'BS']);
const SETS: ReadonlySet<ValueType> = new Set(['SS', 'NS', 'BS']);

const operandType = (reader: Reader, operator: string, { value }: { readonly value: Value }) =>
  reader.wrong(
    `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(value)}`,
  );

const argumentsOf = (reader: Reader): readonly Source[] => {
  reader.expectSymbol('(');
  const found: Source[] = [];
  if (!reader.isSymbol(')')) {
    found.push(sourceFrom(reader));
    while (reader.isSymbol(',')) {
      reader.next();
      found.push(sourceFrom(reader));
    }
  }
  reader.expectSymbol(')');
  return found;
};

const functionFrom = (reader: Reader): Source => {
  const { text: name } = reader.next();
  reader.count();
  const wanted = FUNCTIONS.get(name);
  if (wanted === undefined)
    throw reader.wrong(
      CONDITION_FUNCTIONS.has(name)
        ? `The function is not allowed in an update expression; function: ${name}`
        : `Invalid function name; function: ${name}`,
    );
  const given = reader.nested(() => argumentsOf(reader));
  const [left, right] = given;
  if (given.length !== wanted || left === undefined || right === undefined)
    throw reader.wrong(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${given.length}`,
    );
  if (name === 'if_not_exists') {
    if (left.kind !== 'path')
      throw reader.wrong(
        'Operator or function requires a document path; operator or function: if_not_exists',
      );
    return { kind: 'if-not-exists', path: left.path, otherwise: right };
  }
  for (const one of [left, right])
    if (one.kind === 'value' && one.value.L === undefined)
      throw operandType(reader, 'list_append', one);
  return { kind: 'append', left, right };
};

const operandFrom = (reader: Reader): Source => {
  const { type } = reader.peek();
  if (type === 'value') return reader.literal();
  if (reader.isSymbol('(')) {
    reader.next();
    const source = reader.nested(() => sourceFrom(reader));
    reader.expectSymbol(')');
    return source;
  }
  if (type === 'name' && reader.followedBy('(')) return functionFrom(reader);
  return { kind: 'path', path: reader.path() };
};

/** An operand, or the sum or difference of two. */
const sourceFrom = (reader: Reader): Source => {
  const left = operandFrom(reader);
  const kind = reader.isSymbol('+') ? '+' : reader.isSymbol('-') ? '-' : undefined;
  if (kind === undefined) return left;
  reader.next();
  reader.count();
  const right = operandFrom(reader);
  for (const one of [left, right])
    if (one.kind === 'value' && one.value.N === undefined) throw operandType(reader, kind, one);
  return { kind, left, right };
};

const listed = <Action>(reader: Reader, action: () => Action): readonly Action[] => {
  const found = [action()];
  while (reader.isSymbol(',')) {
    reader.next();
    found.push(action());
  }
  return found;
};

const setAction = (reader: Reader) => {
  const path = reader.path();
  reader.expectSymbol('=');
  reader.count();
  return { path, source: sourceFrom(reader) };
};

/** An action of ADD or DELETE: a path and a value of a type that the clause takes. */
const valueAction = (
  reader: Reader,
  clause: 'ADD' | 'DELETE',
  allowed: ReadonlySet<ValueType>,
): { readonly path: Path; readonly value: Value } => {
  const path = reader.path();
  const { value } = reader.literal();
  const type = typeOf(value);
  if (!allowed.has(type))
    throw reader.wrong(
      `Incorrect operand type for operator or function; operator: ${clause}, operand type: ${typeName(type)}, typeSet: ALLOWED_FOR_${clause}_OPERAND`,
    );
  return { path, value };
};

const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
type Clause = (typeof CLAUSES)[number];

/** DynamoDB Developer Guide, "Using update expressions". */
export const parseUpdate = (reader: Reader): Update => {
  const seen = new Set<Clause>();
  let update: Update = { set: [], remove: [], add: [], delete: [] };
  do {
    const clause = CLAUSES.find((one) => reader.isKeyword(one));
    if (clause === undefined) reader.fail();
    if (seen.has(clause))
      throw reader.wrong(`The "${clause}" section can only be used once in an update expression;`);
    seen.add(clause);
    reader.next();
    switch (clause) {
      case 'SET':
        update = { ...update, set: listed(reader, () => setAction(reader)) };
        break;
      case 'REMOVE':
        update = { ...update, remove: listed(reader, () => reader.path()) };
        break;
      case 'ADD':
        update = { ...update, add: listed(reader, () => valueAction(reader, 'ADD', ADDABLE)) };
        break;
      case 'DELETE':
        update = { ...update, delete: listed(reader, () => valueAction(reader, 'DELETE', SETS)) };
        break;
      default:
        clause satisfies never;
    }
  } while (reader.peek().type !== 'end');
  requireApart(reader, changedPaths(update));
  return update;
};
