import type { FunctionCall } from './context.ts';
import type { Node } from './syntax.ts';
import { type TimeSeries, typeName, type Value } from './time-series.ts';
import { ExpressionError } from './tokens.ts';

/** What the functions say of what they are given. */
export const wrongType = (name: string, position: number, value: Value): ExpressionError =>
  new ExpressionError(
    `The function ${name} does not take ${typeName(value)} as its argument ${position + 1}`,
  );

export const wrongNumber = (name: string): ExpressionError =>
  new ExpressionError(`The function ${name} was given the wrong number of arguments`);

export const requireNumber = (
  { name, given }: Pick<FunctionCall, 'name' | 'given'>,
  least: number,
  most = least,
): void => {
  if (given.length < least || given.length > most) throw wrongNumber(name);
};

const nodeAt = ({ name, given }: FunctionCall, position: number): Node => {
  const node = given[position];
  if (node === undefined) throw wrongNumber(name);
  return node;
};

export const valueAt = (call: FunctionCall, position: number): Promise<Value> =>
  call.evaluate(nodeAt(call, position));

export const scalarAt = async (call: FunctionCall, position: number): Promise<number> => {
  const value = await valueAt(call, position);
  if (value.kind !== 'scalar') throw wrongType(call.name, position, value);
  return value.value;
};

export const textAt = (call: FunctionCall, position: number): string => {
  const node = nodeAt(call, position);
  if (node.kind !== 'text')
    throw new ExpressionError(
      `The function ${call.name} takes a string as its argument ${position + 1}`,
    );
  return node.value;
};

/** A word that stands for itself: `ASC`, `REPEAT`. */
export const wordAt = (call: FunctionCall, position: number): string | undefined => {
  const node = nodeAt(call, position);
  return node.kind === 'name' ? node.name : undefined;
};

export const seriesAt = async (call: FunctionCall, position: number): Promise<TimeSeries> => {
  const value = await valueAt(call, position);
  if (value.kind !== 'series') throw wrongType(call.name, position, value);
  return value.series;
};

/** Series of a list, or the one that is given. */
export const listAt = async (
  call: FunctionCall,
  position: number,
): Promise<readonly TimeSeries[]> => {
  const value = await valueAt(call, position);
  if (value.kind === 'series') return [value.series];
  if (value.kind === 'list') return value.list;
  if (value.kind === 'band') return [value.band.upper, value.band.lower];
  throw wrongType(call.name, position, value);
};
