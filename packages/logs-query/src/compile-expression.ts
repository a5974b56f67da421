import { AGGREGATES } from './functions/known.ts';
import { ceilTime, floorTime } from './functions/times.ts';
import { PLAIN } from './functions/values.ts';
import type { Arithmetic, Comparison, Expression, FunctionCall, Period } from './model.ts';
import { QueryRefusal } from './problem.ts';
import type { Evaluate } from './row.ts';
import type { Scope } from './scope.ts';
import { areEqual, compare, Instant, isTrue, toNumber, toText, type Value } from './value.ts';

/** How an aggregation is read inside of `stats`; elsewhere there is none. */
export type Aggregated = (call: FunctionCall) => Evaluate;

const noneHere: Aggregated = ({ name, start, end }) => {
  throw new QueryRefusal(`${name} is not expected here`, start, end - 1);
};

const ARITHMETIC: Readonly<Record<Arithmetic, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
};

// What is missing equals nothing and differs from nothing.
const COMPARISON: Readonly<Record<Comparison, (a: Value, b: Value) => boolean>> = {
  '=': areEqual,
  '!=': (a, b) => a !== undefined && b !== undefined && !areEqual(a, b),
  '<': (a, b) => (compare(a, b) ?? 0) < 0,
  '<=': (a, b) => (compare(a, b) ?? 1) <= 0,
  '>': (a, b) => (compare(a, b) ?? 0) > 0,
  '>=': (a, b) => (compare(a, b) ?? -1) >= 0,
};

const arithmetic = (operator: Arithmetic, left: Evaluate, right: Evaluate): Evaluate => {
  const compute = ARITHMETIC[operator];
  return (row) => {
    const [a, b] = [toNumber(left(row)), toNumber(right(row))];
    if (a === undefined || b === undefined) return undefined;
    const result = compute(a, b);
    return Number.isFinite(result) ? result : undefined;
  };
};

const timed =
  (read: Evaluate, period: Period, change: typeof floorTime): Evaluate =>
  (row) => {
    const at = toNumber(read(row));
    if (at === undefined) return undefined;
    const changed = change(at, period);
    return Number.isFinite(changed) ? new Instant(changed) : undefined;
  };

const TIMESTAMP = { kind: 'field', name: '@timestamp', parts: ['@timestamp'] } as const;

const periodFunction = (call: FunctionCall, scope: Scope, aggregated: Aggregated): Evaluate => {
  const { name, args, start, end } = call;
  const period = args.find((arg) => arg.kind === 'period')?.value;
  if (period === undefined) throw new Error(`${name} was read without a period`);
  const [first] = args;
  const isBin = name === 'bin' || first === undefined;
  const read = isBin
    ? scope.resolve({ ...TIMESTAMP, start, end })
    : compileExpression(first, scope, aggregated);
  return timed(read, period, name === 'dateceil' ? ceilTime : floorTime);
};

const functionCall = (call: FunctionCall, scope: Scope, aggregated: Aggregated): Evaluate => {
  const { name } = call;
  if (AGGREGATES.has(name)) return aggregated(call);
  if (name === 'now') return ({ now }) => now;
  if (call.args.some(({ kind }) => kind === 'period'))
    return periodFunction(call, scope, aggregated);
  const plain = PLAIN.get(name);
  if (plain === undefined) throw new Error(`${name} was read and cannot be computed`);
  const args = call.args.map((arg) => compileExpression(arg, scope, aggregated));
  const [one, two] = args;
  if (one !== undefined && args.length === 1) return (row) => plain(one(row));
  if (one !== undefined && two !== undefined && args.length === 2)
    return (row) => plain(one(row), two(row));
  return (row) => plain(...args.map((arg) => arg(row)));
};

const like = (
  { pattern, negated }: Extract<Expression, { kind: 'like' }>,
  read: Evaluate,
): Evaluate => {
  const matches =
    typeof pattern === 'string'
      ? (text: string) => text.includes(pattern)
      : (text: string) => pattern.test(text);
  return (row) => {
    const text = toText(read(row));
    return (text !== undefined && matches(text)) !== negated;
  };
};

const isIn =
  (read: Evaluate, list: readonly Evaluate[], negated: boolean): Evaluate =>
  (row) => {
    const value = read(row);
    return list.some((item) => areEqual(value, item(row))) !== negated;
  };

const compared = (
  { operator }: Extract<Expression, { kind: 'compare' }>,
  left: Evaluate,
  right: Evaluate,
): Evaluate => {
  const holds = COMPARISON[operator];
  return (row) => holds(left(row), right(row));
};

/** @throws QueryRefusal for names that mean nothing where they stand */
export const compileExpression = (
  expression: Expression,
  scope: Scope,
  aggregated: Aggregated = noneHere,
): Evaluate => {
  const inner = (of: Expression): Evaluate => compileExpression(of, scope, aggregated);
  switch (expression.kind) {
    case 'field':
      return scope.resolve(expression);
    case 'text':
    case 'number':
    case 'boolean': {
      const { value } = expression;
      return () => value;
    }
    case 'call':
      return functionCall(expression, scope, aggregated);
    case 'negate': {
      const of = inner(expression.of);
      return (row) => {
        const number = toNumber(of(row));
        return number === undefined ? undefined : -number;
      };
    }
    case 'not': {
      const of = inner(expression.of);
      return (row) => !isTrue(of(row));
    }
    case 'and': {
      const parts = expression.of.map(inner);
      return (row) => parts.every((part) => isTrue(part(row)));
    }
    case 'or': {
      const parts = expression.of.map(inner);
      return (row) => parts.some((part) => isTrue(part(row)));
    }
    case 'arithmetic':
      return arithmetic(expression.operator, inner(expression.left), inner(expression.right));
    case 'compare':
      return compared(expression, inner(expression.left), inner(expression.right));
    case 'like':
      return like(expression, inner(expression.of));
    case 'in':
      return isIn(inner(expression.of), expression.list.map(inner), expression.negated);
    case 'period':
    case 'all':
      throw new QueryRefusal('A value is expected here', expression.start);
    default:
      return expression satisfies never;
  }
};
