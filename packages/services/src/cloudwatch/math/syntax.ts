import { ExpressionError, type Token, tokensOf } from './tokens.ts';

export type Comparison = '==' | '!=' | '<' | '>' | '<=' | '>=';
export type Operator = '+' | '-' | '*' | '/' | '^' | 'AND' | 'OR' | Comparison;

/** An expression of metric math. */
export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Node[] }
  | { readonly kind: 'minus'; readonly operand: Node }
  | {
      readonly kind: 'binary';
      readonly operator: Operator;
      readonly left: Node;
      readonly right: Node;
    };

// An expression has 2048 characters at most; this keeps our stack from being its size.
const MOST_DEPTH = 100;

/** From loose to tight (User Guide, "Metric math syntax and functions"). */
const LEVELS: readonly ReadonlyMap<string, Operator>[] = [
  new Map([
    ['||', 'OR'],
    ['OR', 'OR'],
  ]),
  new Map([
    ['&&', 'AND'],
    ['AND', 'AND'],
  ]),
  new Map((['==', '!=', '<', '>', '<=', '>='] as const).map((sign) => [sign, sign])),
  new Map((['+', '-'] as const).map((sign) => [sign, sign])),
  new Map((['*', '/'] as const).map((sign) => [sign, sign])),
];

interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

const peek = (cursor: Cursor): Token => {
  const token = cursor.tokens[cursor.at];
  if (token === undefined) throw new Error('the end of an expression was passed');
  return token;
};

const unexpected = ({ kind, text, at }: Token): ExpressionError =>
  new ExpressionError(
    kind === 'end' ? 'Unexpected end of expression' : `Unexpected '${text}' at position ${at}`,
  );

const takes = (cursor: Cursor, sign: string): boolean => {
  const { kind, text } = peek(cursor);
  if (kind !== 'sign' || text !== sign) return false;
  cursor.at += 1;
  return true;
};

const expect = (cursor: Cursor, sign: string): void => {
  if (!takes(cursor, sign)) throw unexpected(peek(cursor));
};

/** Items up to the sign that closes them; its opening is behind us. */
const items = (cursor: Cursor, close: string): readonly Node[] => {
  if (takes(cursor, close)) return [];
  const found = [binary(cursor, 0)];
  while (takes(cursor, ',')) found.push(binary(cursor, 0));
  expect(cursor, close);
  return found;
};

const primary = (cursor: Cursor): Node => {
  const token = peek(cursor);
  if (takes(cursor, '(')) {
    const inner = binary(cursor, 0);
    expect(cursor, ')');
    return inner;
  }
  if (takes(cursor, '[')) return { kind: 'list', items: items(cursor, ']') };
  if (token.kind === 'end' || token.kind === 'sign') throw unexpected(token);
  cursor.at += 1;
  if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
  if (token.kind === 'text') return { kind: 'text', value: token.text };
  return takes(cursor, '(')
    ? { kind: 'call', name: token.text, given: items(cursor, ')') }
    : { kind: 'name', name: token.text };
};

const power = (cursor: Cursor): Node => {
  const base = primary(cursor);
  if (!takes(cursor, '^')) return base;
  return { kind: 'binary', operator: '^', left: base, right: unary(cursor) };
};

const deeper = <Result>(cursor: Cursor, read: () => Result): Result => {
  if (cursor.depth >= MOST_DEPTH) throw new ExpressionError('The expression is nested too deeply');
  cursor.depth += 1;
  const result = read();
  cursor.depth -= 1;
  return result;
};

const unary = (cursor: Cursor): Node =>
  deeper(cursor, () => {
    if (takes(cursor, '-')) return { kind: 'minus', operand: unary(cursor) };
    return takes(cursor, '+') ? unary(cursor) : power(cursor);
  });

const binary = (cursor: Cursor, level: number): Node => {
  const operators = LEVELS[level];
  if (operators === undefined) return unary(cursor);
  let left = binary(cursor, level + 1);
  for (;;) {
    const { kind, text } = peek(cursor);
    const operator = kind === 'sign' || kind === 'name' ? operators.get(text) : undefined;
    if (operator === undefined) return left;
    cursor.at += 1;
    left = { kind: 'binary', operator, left, right: binary(cursor, level + 1) };
  }
};

/** @throws ExpressionError */
export const parseExpression = (expression: string): Node => {
  const cursor: Cursor = { tokens: tokensOf(expression), at: 0, depth: 0 };
  const node = binary(cursor, 0);
  if (peek(cursor).kind !== 'end') throw unexpected(peek(cursor));
  return node;
};

/** Everything within an expression, itself first. */
export const nodesOf = (node: Node): readonly Node[] => {
  switch (node.kind) {
    case 'list':
      return [node, ...node.items.flatMap(nodesOf)];
    case 'call':
      return [node, ...node.given.flatMap(nodesOf)];
    case 'minus':
      return [node, ...nodesOf(node.operand)];
    case 'binary':
      return [node, ...nodesOf(node.left), ...nodesOf(node.right)];
    case 'number':
    case 'text':
    case 'name':
      return [node];
    default:
      return node satisfies never;
  }
};
