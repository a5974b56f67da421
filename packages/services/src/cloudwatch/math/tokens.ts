/** A part of an expression and where it begins. */
export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

/** What is wrong with an expression, in words for whoever wrote it. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?/y;
const NAME = /[A-Za-z_]\w*/y;
const SIGN = /&&|\|\||==|!=|<=|>=|[-+*/^()[\],<>]/y;
const SPACE = /\s+/y;

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

const quoted = (expression: string, at: number): string => {
  const quote = expression[at] ?? '';
  let end = at + 1;
  while (end < expression.length && expression[end] !== quote)
    end += expression[end] === '\\' ? 2 : 1;
  if (end >= expression.length) throw new ExpressionError(`Unterminated string at position ${at}`);
  return expression.slice(at, end + 1);
};

const unquoted = (text: string): string => text.slice(1, -1).replaceAll(/\\(.)/gs, '$1');

const tokenAt = (expression: string, at: number): { token: Token; length: number } => {
  const number = matchAt(NUMBER, expression, at);
  if (number !== undefined)
    return { token: { kind: 'number', text: number, at }, length: number.length };
  const name = matchAt(NAME, expression, at);
  if (name !== undefined) return { token: { kind: 'name', text: name, at }, length: name.length };
  if (expression[at] === "'" || expression[at] === '"') {
    const text = quoted(expression, at);
    return { token: { kind: 'text', text: unquoted(text), at }, length: text.length };
  }
  const sign = matchAt(SIGN, expression, at);
  if (sign === undefined)
    throw new ExpressionError(`Unexpected character '${expression[at]}' at position ${at}`);
  return { token: { kind: 'sign', text: sign, at }, length: sign.length };
};

export const tokensOf = (expression: string): readonly Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(SPACE, expression, at)?.length ?? 0;
    if (at >= expression.length) break;
    const { token, length } = tokenAt(expression, at);
    tokens.push(token);
    at += length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
};
