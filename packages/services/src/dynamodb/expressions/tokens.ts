import { type ExpressionKind, expressionInvalid } from '../errors.ts';

export type TokenType = 'name' | 'placeholder' | 'value' | 'number' | 'symbol' | 'end';

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  /** Where it begins and ends in the expression. */
  readonly from: number;
  readonly to: number;
}

const LONGEST_BYTES = 4096;

const SPACE = /[ \t\r\n]/;
const WORD_START = /[A-Za-z_]/;
const WORD = /[A-Za-z0-9_]/;
const DIGIT = /[0-9]/;
const SYMBOLS = new Set(['(', ')', '[', ']', ',', '.', '+', '-', '=', '<', '>']);
const PAIRS = new Set(['<>', '<=', '>=']);

const wordEnd = (source: string, from: number): number => {
  let at = from;
  while (at < source.length && WORD.test(source.charAt(at))) at += 1;
  return at;
};

const digitsEnd = (source: string, from: number): number => {
  let at = from;
  while (at < source.length && DIGIT.test(source.charAt(at))) at += 1;
  return at;
};

/** Kind and end of the token that begins at `from`; undefined where none can. */
const tokenAt = (
  source: string,
  from: number,
): { readonly type: TokenType; readonly to: number } | undefined => {
  const first = source.charAt(from);
  if (WORD_START.test(first)) return { type: 'name', to: wordEnd(source, from) };
  if (DIGIT.test(first)) return { type: 'number', to: digitsEnd(source, from) };
  if (first === '#' || first === ':') {
    const to = wordEnd(source, from + 1);
    if (to === from + 1) return undefined;
    return { type: first === '#' ? 'placeholder' : 'value', to };
  }
  if (PAIRS.has(source.slice(from, from + 2))) return { type: 'symbol', to: from + 2 };
  return SYMBOLS.has(first) ? { type: 'symbol', to: from + 1 } : undefined;
};

export const syntaxError = (kind: ExpressionKind, token: string, near: string) =>
  expressionInvalid(kind, `Syntax error; token: "${token}", near: "${near}"`);

/** The tokens of an expression in one pass, an `end` last. @throws ValidationException for what is none */
export const tokensOf = (kind: ExpressionKind, source: string): readonly Token[] => {
  if (source === '') throw expressionInvalid(kind, 'The expression can not be empty;');
  const size = Buffer.byteLength(source);
  if (size > LONGEST_BYTES)
    throw expressionInvalid(
      kind,
      `Expression size has exceeded the maximum allowed size; expression size: ${size}`,
    );
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    if (SPACE.test(source.charAt(at))) {
      at += 1;
      continue;
    }
    const found = tokenAt(source, at);
    if (found === undefined) {
      const from = tokens.at(-1)?.from ?? at;
      throw syntaxError(kind, source.charAt(at), source.slice(from, at + 2).trim());
    }
    tokens.push({ type: found.type, text: source.slice(at, found.to), from: at, to: found.to });
    at = found.to;
  }
  tokens.push({ type: 'end', text: '<EOF>', from: source.length, to: source.length });
  return tokens;
};
