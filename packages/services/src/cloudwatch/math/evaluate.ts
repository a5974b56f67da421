import type { Context } from './context.ts';
import { FUNCTIONS } from './functions.ts';
import { operate } from './operators.ts';
import type { Node } from './syntax.ts';
import { scalar, several, type TimeSeries, typeName, type Value } from './time-series.ts';
import { ExpressionError } from './tokens.ts';

const list = async (context: Context, items: readonly Node[]): Promise<Value> => {
  const found: TimeSeries[] = [];
  for (const item of items) {
    const value = await evaluateNode(context, item);
    if (value.kind === 'series') found.push(value.series);
    else if (value.kind === 'list') found.push(...value.list);
    else throw new ExpressionError(`An array of time series does not take ${typeName(value)}`);
  }
  return several(found);
};

const named = async (context: Context, name: string): Promise<Value> => {
  const value = await context.named(name);
  if (value === undefined) throw new ExpressionError(`Undefined variable '${name}'`);
  return value;
};

const called = (context: Context, name: string, given: readonly Node[]): Promise<Value> => {
  const run = FUNCTIONS.get(name);
  if (run === undefined) throw new ExpressionError(`Unknown function '${name}'`);
  return run({ name, given, context, evaluate: (node) => evaluateNode(context, node) });
};

/** @throws ExpressionError */
export const evaluateNode = async (context: Context, node: Node): Promise<Value> => {
  const value = await valueOf(context, node);
  await context.spend(value);
  return value;
};

const valueOf = async (context: Context, node: Node): Promise<Value> => {
  switch (node.kind) {
    case 'number':
      return scalar(node.value);
    case 'text':
      return { kind: 'text', text: node.value };
    case 'name':
      return named(context, node.name);
    case 'list':
      return list(context, node.items);
    case 'call':
      return called(context, node.name, node.given);
    case 'minus':
      return operate('-', scalar(0), await evaluateNode(context, node.operand));
    case 'binary':
      return operate(
        node.operator,
        await evaluateNode(context, node.left),
        await evaluateNode(context, node.right),
      );
    default:
      return node satisfies never;
  }
};
