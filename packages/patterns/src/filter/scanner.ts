import { FilterRefusal } from './filter-refusal.ts';
import type { Condition, Order, Test, Wanted } from './model.ts';
import { filterRegex } from './regex.ts';

const MOST_DEPTH = 64;
const MOST_REGEXES = 2;
const SPACE = /[ \t\r\n]*/y;
const COMPARISON = /!=|>=|<=|=|>|</y;
// "Strings that have unicode and other characters such as '@', '$', '\\' must be enclosed in double quotes" (User Guide).
const BARE = /[^\s"'()[\]{},=!<>|&%@$\\\u0080-\uffff]+/y;
const WORD = /[A-Za-z]+/y;
const NUMBER = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;

/** Reads what the patterns for JSON and for fields have in common: conditions, their values and how they are joined. */
export class Scanner {
  readonly source: string;
  at = 0;
  regexes = 0;

  constructor(source: string) {
    this.source = source;
  }

  skip(): void {
    this.match(SPACE);
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Whether the text goes on so, which is read then. */
  takes(text: string): boolean {
    this.skip();
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  expect(text: string): void {
    if (!this.takes(text)) this.refuse(`A '${text}' is missing.`);
  }

  refuse(reason: string): never {
    throw new FilterRefusal(reason, this.at);
  }

  /** `||` binds less than `&&`; `single` reads what stands between them, but for parentheses. */
  condition<Subject>(single: () => Condition<Subject>, depth = 0): Condition<Subject> {
    if (depth > MOST_DEPTH) this.refuse('Parentheses are nested too deep.');
    const primary = (): Condition<Subject> => {
      if (!this.takes('(')) return single();
      const inner = this.condition(single, depth + 1);
      this.expect(')');
      return inner;
    };
    const both = (): Condition<Subject> => this.#joined('all', '&&', primary);
    return this.#joined('any', '||', both);
  }

  #joined<Subject>(
    kind: 'all' | 'any',
    by: string,
    part: () => Condition<Subject>,
  ): Condition<Subject> {
    const first = part();
    const of = [first];
    while (this.takes(by)) of.push(part());
    return of.length === 1 ? first : { kind, of };
  }

  test(): Test {
    this.skip();
    const operator = this.match(COMPARISON);
    if (operator === undefined) return this.#worded();
    this.skip();
    const wanted = this.#wanted();
    if (operator === '=' || operator === '!=')
      return { kind: 'equals', negated: operator === '!=', wanted };
    if (wanted.kind === 'regex' || wanted.quoted || wanted.number === undefined)
      return this.refuse(`Only a number can stand behind '${operator}'.`);
    return { kind: 'order', operator: operator as Order, bound: wanted.number };
  }

  #word(): string {
    this.skip();
    return this.match(WORD) ?? '';
  }

  #worded(): Test {
    const first = this.#word();
    const second = first === '' ? '' : this.#word();
    if (first === 'NOT' && second === 'EXISTS') return { kind: 'absent' };
    if (first === 'IS' && second === 'NULL') return { kind: 'is', value: null };
    if (first === 'IS' && second === 'TRUE') return { kind: 'is', value: true };
    if (first === 'IS' && second === 'FALSE') return { kind: 'is', value: false };
    return this.refuse('A comparison is missing.');
  }

  #wanted(): Wanted {
    const char = this.source[this.at];
    if (char === '%') return { kind: 'regex', regex: this.regex() };
    if (char === '"') return textWanted(this.quoted(), true);
    const bare = this.match(BARE);
    if (bare === undefined) return this.refuse('A value is missing.');
    return textWanted(bare.split('*'), false);
  }

  regex(): ReturnType<typeof filterRegex> {
    const end = this.source.indexOf('%', this.at + 1);
    if (end < 0) this.refuse('A regular expression has no end.');
    const regex = filterRegex(this.source.slice(this.at + 1, end), this.at + 1);
    this.at = end + 1;
    this.regexes += 1;
    return regex;
  }

  requireFewRegexes(): void {
    if (this.regexes > MOST_REGEXES)
      this.refuse(`At most ${MOST_REGEXES} regular expressions can stand in such a pattern.`);
  }

  /** The pieces of a quoted text between its stars; its quotes and backslashes are escaped. */
  quoted(): readonly string[] {
    const found = [''];
    for (let at = this.at + 1; at < this.source.length; at += 1) {
      const char = this.source.charAt(at);
      if (char === '"') {
        this.at = at + 1;
        return found;
      }
      if (char === '*') {
        found.push('');
        continue;
      }
      const next = this.source[at + 1];
      const escapes = char === '\\' && (next === '"' || next === '\\');
      if (escapes) at += 1;
      found.push(`${found.pop() ?? ''}${escapes ? next : char}`);
    }
    return this.refuse('A quoted text has no end.');
  }
}

/** Stars stand for any text at either end; between others they are the character: `Ev*ent` is that very text (User Guide). */
const atEnds = (parts: readonly string[]): readonly string[] => {
  const open = parts.length > 1 && parts[0] === '';
  const close = parts.length > 1 && parts.at(-1) === '';
  const inner = parts.slice(open ? 1 : 0, close ? -1 : undefined).join('*');
  if (open && close && parts.length === 2) return parts;
  return [...(open ? [''] : []), inner, ...(close ? [''] : [])];
};

const textWanted = (written: readonly string[], quoted: boolean): Wanted => {
  const parts = atEnds(written);
  const [only = ''] = parts;
  const isNumber = !quoted && parts.length === 1 && NUMBER.test(only);
  return { kind: 'text', quoted, pieces: parts, number: isNumber ? Number(only) : undefined };
};
