import type { Operator } from './syntax.ts';
import {
  mapValues,
  scalar,
  several,
  single,
  typeName,
  type Value,
  zipValues,
} from './time-series.ts';
import { ExpressionError } from './tokens.ts';

type Join = (left: number, right: number) => number;

const OPERATIONS: Readonly<Record<Operator, Join>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<': (left, right) => Number(left < right),
  '>': (left, right) => Number(left > right),
  '<=': (left, right) => Number(left <= right),
  '>=': (left, right) => Number(left >= right),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
};

const refused = (operator: Operator, left: Value, right: Value): ExpressionError =>
  new ExpressionError(
    `Unsupported operand type(s) for ${operator}: '[${typeName(left)}, ${typeName(right)}]'`,
  );

/** A band takes part as the two series that it is. */
const unbound = (value: Value): Value =>
  value.kind === 'band' ? several([value.band.upper, value.band.lower]) : value;

const joined = (join: Join, left: Value, right: Value): Value | undefined => {
  if (left.kind === 'scalar' && right.kind === 'scalar')
    return scalar(join(left.value, right.value));
  if (left.kind === 'series' && right.kind === 'scalar')
    return single(mapValues(left.series, (value) => join(value, right.value)));
  if (left.kind === 'scalar' && right.kind === 'series')
    return single(mapValues(right.series, (value) => join(left.value, value)));
  if (left.kind === 'series' && right.kind === 'series')
    return single(zipValues(left.series, right.series, join));
  return undefined;
};

/** Of a list, each series by itself. */
export const operate = (operator: Operator, given: Value, other: Value): Value => {
  const join = OPERATIONS[operator];
  const left = unbound(given);
  const right = unbound(other);
  const each = (one: Value, another: Value) => {
    const result = joined(join, one, another);
    if (result?.kind !== 'series') throw refused(operator, left, right);
    return result.series;
  };
  if (left.kind === 'list') return several(left.list.map((series) => each(single(series), right)));
  if (right.kind === 'list') return several(right.list.map((series) => each(left, single(series))));
  const result = joined(join, left, right);
  if (result === undefined) throw refused(operator, left, right);
  return result;
};
