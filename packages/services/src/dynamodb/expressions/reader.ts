import { type ExpressionKind, expressionInvalid } from '../errors.ts';
import type { Value } from '../values/value.ts';
import type { Path } from './path.ts';
import type { Placeholders } from './placeholders.ts';
import { isReserved } from './reserved-words.ts';
import { syntaxError, type Token, tokensOf } from './tokens.ts';

/** A value that an expression names, with the placeholder for messages. */
export interface Literal {
  readonly kind: 'value';
  readonly value: Value;
}

export interface Place {
  readonly kind: 'path';
  readonly path: Path;
}

const MOST_OPERATORS = 300;
const DEEPEST_PATH = 32;
const MOST_PARENTHESES = 128;
const LARGEST_INDEX = 4_294_967_295;

/** Reads an expression from left to right, never back. */
export interface Reader {
  readonly kind: ExpressionKind;
  peek(): Token;
  /** Whether the next but one is this symbol: a function's parenthesis. */
  followedBy(symbol: string): boolean;
  next(): Token;
  isSymbol(symbol: string): boolean;
  /** Keywords ignore case. */
  isKeyword(...words: readonly string[]): boolean;
  expectSymbol(symbol: string): void;
  expectKeyword(word: string): void;
  /** Throws AWS's syntax error at the next token. */
  fail(): never;
  wrong(reason: string): Error;
  path(): Path;
  literal(): Literal;
  /** Counts an operator or function, of which an expression has 300 at the most. */
  count(): void;
  /** Runs `read` one parenthesis deeper. */
  nested<Result>(read: () => Result): Result;
  end(): void;
}

class ExpressionReader implements Reader {
  readonly kind: ExpressionKind;
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #placeholders: Placeholders;
  #at = 0;
  #operators = 0;
  #depth = 0;

  constructor(kind: ExpressionKind, source: string, placeholders: Placeholders) {
    this.kind = kind;
    this.#source = source;
    this.#tokens = tokensOf(kind, source);
    this.#placeholders = placeholders;
  }

  #token(at: number): Token {
    const token = this.#tokens[Math.min(at, this.#tokens.length - 1)];
    if (token === undefined) throw new Error('an expression has no end');
    return token;
  }

  peek(): Token {
    return this.#token(this.#at);
  }

  followedBy(symbol: string): boolean {
    const { type, text } = this.#token(this.#at + 1);
    return type === 'symbol' && text === symbol;
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  isSymbol(symbol: string): boolean {
    const { type, text } = this.peek();
    return type === 'symbol' && text === symbol;
  }

  isKeyword(...words: readonly string[]): boolean {
    const { type, text } = this.peek();
    return type === 'name' && words.includes(text.toUpperCase());
  }

  expectSymbol(symbol: string): void {
    if (!this.isSymbol(symbol)) this.fail();
    this.next();
  }

  expectKeyword(word: string): void {
    if (!this.isKeyword(word)) this.fail();
    this.next();
  }

  fail(): never {
    const token = this.peek();
    const from = this.#at === 0 ? token.from : this.#token(this.#at - 1).from;
    throw syntaxError(
      this.kind,
      token.text,
      this.#source.slice(from, this.#token(this.#at + 1).to).trimEnd(),
    );
  }

  wrong(reason: string): Error {
    return expressionInvalid(this.kind, reason);
  }

  #name(): string {
    const { type, text } = this.peek();
    if (type === 'placeholder') {
      this.next();
      return this.#placeholders.name(this.kind, text);
    }
    if (type !== 'name') this.fail();
    if (isReserved(text))
      throw this.wrong(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
    this.next();
    return text;
  }

  path(): Path {
    const steps: (string | number)[] = [];
    const first = this.#name();
    for (;;) {
      if (this.isSymbol('.')) {
        this.next();
        steps.push(this.#name());
      } else if (this.isSymbol('[')) {
        this.next();
        steps.push(this.#index());
      } else break;
      if (steps.length >= DEEPEST_PATH)
        throw this.wrong('The document path has too many nesting elements; nesting levels: 33');
    }
    return [first, ...steps];
  }

  #index(): number {
    if (this.peek().type !== 'number') this.fail();
    const { text } = this.next();
    this.expectSymbol(']');
    const index = Number(text);
    if (index > LARGEST_INDEX)
      throw this.wrong(`List index is not within the allowable range; index: [${text}]`);
    return index;
  }

  literal(): Literal {
    if (this.peek().type !== 'value') this.fail();
    return { kind: 'value', value: this.#placeholders.value(this.kind, this.next().text) };
  }

  count(): void {
    this.#operators += 1;
    if (this.#operators > MOST_OPERATORS)
      throw this.wrong(
        `The expression contains an invalid number of operators; operator count: ${this.#operators}`,
      );
  }

  nested<Result>(read: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > MOST_PARENTHESES)
      throw this.wrong('The expression has redundant parentheses;');
    const result = read();
    this.#depth -= 1;
    return result;
  }

  end(): void {
    if (this.peek().type !== 'end') this.fail();
  }
}

export const readerOf = (
  kind: ExpressionKind,
  source: string,
  placeholders: Placeholders,
): Reader => new ExpressionReader(kind, source, placeholders);
