import type { Period } from './model.ts';
import { QueryRefusal } from './problem.ts';

export type Token = { readonly text: string; readonly start: number; readonly end: number } & (
  | { readonly kind: 'name'; readonly parts: readonly string[]; readonly quoted: boolean }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'period'; readonly value: Period }
  | { readonly kind: 'symbol' | 'end' }
);

const SPACE = /(?:\s|#[^\n]*)*/y;
const WORD = /[A-Za-z_@][A-Za-z0-9_@]*/y;
const PART = /\.(?:([A-Za-z0-9_@]+)|`([^`]*)`)|\[([0-9]{1,9})\]/y;
const NUMBER = /(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+(?![A-Za-z]))?/y;
const UNIT = /[A-Za-z]+/y;
const QUOTED = /`([^`]*)`/y;
const SYMBOL = /<=|>=|!=|=~|[=<>()[\],|+\-*/%^]/y;
/** Not the beginnings of longer names. */
const OPERATORS = new Set(['in', 'and', 'or', 'not', 'like', 'as', 'by']);

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: ReadonlyMap<string, number> = new Map([
  ...['ms', 'msec', 'millisecond', 'milliseconds'].map((unit) => [unit, 1] as const),
  ...['s', 'sec', 'second', 'seconds'].map((unit) => [unit, SECOND] as const),
  ...['m', 'min', 'minute', 'minutes'].map((unit) => [unit, MINUTE] as const),
  ...['h', 'hr', 'hour', 'hours'].map((unit) => [unit, HOUR] as const),
  ...['d', 'day', 'days'].map((unit) => [unit, DAY] as const),
  ...['w', 'week', 'weeks'].map((unit) => [unit, 7 * DAY] as const),
]);
const MONTHS: ReadonlyMap<string, number> = new Map([
  ...['mo', 'mon', 'month', 'months'].map((unit) => [unit, 1] as const),
  ...['q', 'qtr', 'quarter', 'quarters'].map((unit) => [unit, 3] as const),
  ...['y', 'yr', 'year', 'years'].map((unit) => [unit, 12] as const),
]);
const MOST_MILLISECONDS = 100 * 366 * DAY;

const periodOf = (count: number, unit: string, text: string): Period | undefined => {
  if (count <= 0) return undefined;
  const milliseconds = count * (UNITS.get(unit) ?? Number.NaN);
  if (milliseconds >= 1 && milliseconds <= MOST_MILLISECONDS) return { milliseconds, text };
  const months = count * (MONTHS.get(unit) ?? Number.NaN);
  return Number.isInteger(months) && months <= 1200 ? { months, text } : undefined;
};

/** Reads a query as words and signs, one ahead; comments run from `#` to the end of their line. */
export class Scanner {
  readonly source: string;
  #at = 0;
  #ahead: Token | undefined;
  /** Where the last token that was taken ended. */
  lastEnd = 0;

  constructor(source: string) {
    this.source = source;
  }

  peek(): Token {
    this.#ahead ??= this.#read();
    return this.#ahead;
  }

  next(): Token {
    const token = this.peek();
    this.#ahead = undefined;
    this.#at = token.end;
    this.lastEnd = token.end;
    return token;
  }

  /** Whether this word, in whatever case, comes next. */
  isWord(word: string): boolean {
    const token = this.peek();
    return token.kind === 'name' && !token.quoted && token.text.toLowerCase() === word;
  }

  isSymbol(symbol: string): boolean {
    const token = this.peek();
    return token.kind === 'symbol' && token.text === symbol;
  }

  takeWord(word: string): boolean {
    const found = this.isWord(word);
    if (found) this.next();
    return found;
  }

  takeSymbol(symbol: string): boolean {
    const found = this.isSymbol(symbol);
    if (found) this.next();
    return found;
  }

  requireSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) this.unexpected();
  }

  /** The regular expression that begins with the slash which comes next, without its slashes. */
  regex(): { readonly source: string; readonly start: number } {
    const { start } = this.peek();
    if (!this.isSymbol('/')) return this.unexpected();
    let inClass = false;
    for (let at = start + 1; at < this.source.length; at += 1) {
      const char = this.source[at];
      if (char === '\\') at += 1;
      else if (char === '[') inClass = true;
      else if (char === ']') inClass = false;
      else if (char === '/' && !inClass) {
        this.#ahead = undefined;
        this.#at = at + 1;
        this.lastEnd = at + 1;
        return { source: this.source.slice(start + 1, at), start: start + 1 };
      }
    }
    throw new QueryRefusal('The regular expression has no end.', start, this.source.length - 1);
  }

  /** Throws in CloudWatch Logs' words, about the token that comes next or one that has been taken. */
  unexpected(token: Token = this.peek()): never {
    const before = this.source.slice(0, token.start).split('\n');
    const shown = token.kind === 'end' ? '<EOF>' : token.text;
    const position = before.at(-1)?.length ?? 0;
    throw new QueryRefusal(
      `unexpected symbol found ${shown} at line ${before.length} and position ${position}`,
      token.start,
      token.end - 1,
    );
  }

  #read(): Token {
    SPACE.lastIndex = this.#at;
    const start = this.#at + (SPACE.exec(this.source)?.[0].length ?? 0);
    const char = this.source[start];
    if (char === undefined) return { kind: 'end', text: '', start, end: start };
    if (char === '"' || char === "'") return this.#text(start, char);
    if (char === '`') return this.#quotedName(start);
    if (/[0-9]/.test(char) || (char === '.' && /[0-9]/.test(this.source[start + 1] ?? '')))
      return this.#number(start);
    const word = this.#match(WORD, start);
    if (word !== undefined) {
      if (OPERATORS.has(word.toLowerCase()))
        return {
          kind: 'name',
          text: word,
          parts: [word],
          quoted: false,
          start,
          end: start + word.length,
        };
      return this.#name(start, start + word.length, [word], false);
    }
    const text = this.#match(SYMBOL, start) ?? char;
    return { kind: 'symbol', text, start, end: start + text.length };
  }

  #match(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.source)?.[0];
  }

  #quotedName(start: number): Token {
    QUOTED.lastIndex = start;
    const [whole, name = ''] = QUOTED.exec(this.source) ?? [];
    if (whole === undefined || name === '')
      throw new QueryRefusal('A name between backticks has no end or is empty.', start);
    return this.#name(start, start + whole.length, [name], true);
  }

  #name(start: number, from: number, parts: string[], quoted: boolean): Token {
    let end = from;
    for (;;) {
      PART.lastIndex = end;
      const [whole, word, name, index] = PART.exec(this.source) ?? [];
      if (whole === undefined) break;
      parts.push(word ?? name ?? index ?? '');
      end += whole.length;
    }
    return { kind: 'name', text: this.source.slice(start, end), parts, quoted, start, end };
  }

  #number(start: number): Token {
    const digits = this.#match(NUMBER, start) ?? '';
    const unit = this.#match(UNIT, start + digits.length);
    const text = digits + (unit ?? '');
    const end = start + text.length;
    const value = Number(digits);
    if (unit === undefined) return { kind: 'number', value, text, start, end };
    const period = periodOf(value, unit.toLowerCase(), text);
    if (period === undefined) return this.unexpected({ kind: 'symbol', text, start, end });
    return { kind: 'period', value: period, text, start, end };
  }

  #text(start: number, quote: string): Token {
    let value = '';
    for (let at = start + 1; at < this.source.length; at += 1) {
      const char = this.source[at] ?? '';
      if (char === quote) {
        const end = at + 1;
        return { kind: 'text', value, text: this.source.slice(start, end), start, end };
      }
      const following = this.source[at + 1];
      // A backslash is itself unless it hides a quotation mark or another one.
      if (char === '\\' && (following === quote || following === '\\')) {
        value += following;
        at += 1;
      } else value += char;
    }
    throw new QueryRefusal('A text has no closing quotation mark.', start, this.source.length - 1);
  }
}
