import { AGGREGATES, FUNCTIONS } from './functions/known.ts';
import type { Arithmetic, Comparison, Expression, Field, FunctionCall } from './model.ts';
import { QueryRefusal } from './problem.ts';
import { regexOf } from './regex/regex.ts';
import type { Scanner, Token } from './scanner.ts';

const MOST_DEPTH = 60;
const RESERVED = new Set(['and', 'or', 'not', 'in', 'like', 'as', 'by']);
const COMPARISONS: readonly Comparison[] = ['=', '!=', '<=', '<', '>=', '>'];

export const fieldOf = (token: Token & { readonly kind: 'name' }): Field => ({
  kind: 'field',
  name: token.parts.join('.'),
  parts: token.parts,
  start: token.start,
  end: token.end,
});

/** Reads expressions; aggregations only where `stats` has them. */
export class ExpressionReader {
  readonly #scanner: Scanner;
  readonly #aggregates: boolean;
  #depth = 0;

  constructor(scanner: Scanner, aggregates = false) {
    this.#scanner = scanner;
    this.#aggregates = aggregates;
  }

  read(): Expression {
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH)
      throw new QueryRefusal('The expression is nested too deep.', this.#scanner.peek().start);
    const found = this.#joined('or', () => this.#joined('and', () => this.#not()));
    this.#depth -= 1;
    return found;
  }

  #joined(kind: 'and' | 'or', part: () => Expression): Expression {
    const first = part();
    if (!this.#scanner.isWord(kind)) return first;
    const of = [first];
    while (this.#scanner.takeWord(kind)) of.push(part());
    return { kind, of };
  }

  #not(): Expression {
    let negated = 0;
    while (this.#scanner.takeWord('not')) negated += 1;
    const of = this.#comparison();
    if (negated === 0) return of;
    const once: Expression = { kind: 'not', of };
    return negated % 2 === 1 ? once : { kind: 'not', of: once };
  }

  #comparison(): Expression {
    const scanner = this.#scanner;
    const left = this.#sum();
    const operator = COMPARISONS.find((sign) => scanner.isSymbol(sign));
    if (operator !== undefined) {
      scanner.next();
      return { kind: 'compare', operator, left, right: this.#sum() };
    }
    if (scanner.takeSymbol('=~')) return this.#like(left, false);
    const negated = scanner.takeWord('not');
    if (scanner.takeWord('like')) return this.#like(left, negated);
    if (scanner.takeWord('in')) return this.#in(left, negated);
    return negated ? scanner.unexpected() : left;
  }

  #like(of: Expression, negated: boolean): Expression {
    const token = this.#scanner.peek();
    if (token.kind === 'text') {
      this.#scanner.next();
      return { kind: 'like', of, pattern: token.value, negated };
    }
    const { source, start } = this.#scanner.regex();
    return { kind: 'like', of, pattern: regexOf(source, start), negated };
  }

  #in(of: Expression, negated: boolean): Expression {
    const scanner = this.#scanner;
    scanner.requireSymbol('[');
    const list: Expression[] = [];
    if (!scanner.isSymbol(']'))
      do list.push(this.#sum());
      while (scanner.takeSymbol(','));
    scanner.requireSymbol(']');
    return { kind: 'in', of, list, negated };
  }

  #chain(part: () => Expression, ...operators: readonly Arithmetic[]): Expression {
    let left = part();
    for (;;) {
      const operator = operators.find((sign) => this.#scanner.isSymbol(sign));
      if (operator === undefined) return left;
      this.#scanner.next();
      left = { kind: 'arithmetic', operator, left, right: part() };
    }
  }

  #sum(): Expression {
    return this.#chain(() => this.#product(), '+', '-');
  }

  #product(): Expression {
    return this.#chain(() => this.#power(), '*', '/', '%');
  }

  #power(): Expression {
    return this.#chain(() => this.#unary(), '^');
  }

  #unary(): Expression {
    let negated = false;
    while (this.#scanner.takeSymbol('-')) negated = !negated;
    const of = this.#primary();
    return negated ? { kind: 'negate', of } : of;
  }

  #primary(): Expression {
    const scanner = this.#scanner;
    const token = scanner.peek();
    switch (token.kind) {
      case 'text':
        scanner.next();
        return { kind: 'text', value: token.value };
      case 'number':
        scanner.next();
        return { kind: 'number', value: token.value };
      case 'period':
        scanner.next();
        return { kind: 'period', value: token.value, start: token.start };
      case 'name':
        return this.#named(token);
      case 'symbol':
        if (!scanner.takeSymbol('(')) return scanner.unexpected();
        break;
      case 'end':
        return scanner.unexpected();
      default:
        return token satisfies never;
    }
    const inner = this.read();
    scanner.requireSymbol(')');
    return inner;
  }

  #named(token: Token & { readonly kind: 'name' }): Expression {
    const word = token.text.toLowerCase();
    if (!token.quoted && RESERVED.has(word)) return this.#scanner.unexpected();
    this.#scanner.next();
    if (!token.quoted && this.#scanner.isSymbol('(')) return this.#call(token, word);
    if (!token.quoted && (word === 'true' || word === 'false'))
      return { kind: 'boolean', value: word === 'true' };
    return fieldOf(token);
  }

  #call(token: Token, name: string): FunctionCall {
    const scanner = this.#scanner;
    const aggregate = AGGREGATES.get(name);
    if (aggregate !== undefined && !this.#aggregates) return scanner.unexpected(token);
    const arity = aggregate ?? FUNCTIONS.get(name);
    // What is no function is a field, behind which no parenthesis is expected.
    if (arity === undefined) return scanner.unexpected();
    scanner.next();
    const args: Expression[] = [];
    const star = scanner.peek();
    if (name === 'count' && scanner.takeSymbol('*')) args.push({ kind: 'all', start: star.start });
    else if (!scanner.isSymbol(')'))
      do args.push(this.read());
      while (scanner.takeSymbol(','));
    scanner.requireSymbol(')');
    if (args.length < arity.least || args.length > arity.most)
      throw new QueryRefusal(
        `Invalid number of arguments for ${token.text}: ${args.length}`,
        token.start,
        scanner.lastEnd - 1,
      );
    this.#requirePeriods(name, args, token);
    return { kind: 'call', name, args, start: token.start, end: scanner.lastEnd };
  }

  /** Lengths of time stand where they are expected, and nowhere else. */
  #requirePeriods(name: string, args: readonly Expression[], { start }: Token): void {
    const place = name === 'bin' ? 0 : name === 'datefloor' || name === 'dateceil' ? 1 : undefined;
    for (const [at, arg] of args.entries())
      if ((arg.kind === 'period') !== (at === place))
        throw new QueryRefusal(
          `Invalid arguments for ${name}: ${at === place ? 'a period such as 5m is expected' : 'a period is not expected'}`,
          start,
          this.#scanner.lastEnd - 1,
        );
  }
}
