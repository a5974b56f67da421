import type { RecordCondition } from '@gatehouse/patterns';
import { nameTest } from '../names.ts';
import { RuleRefusal } from '../yaml-tree.ts';

/** `count() by userIdentity.arn > 10` behind a condition. */
export interface Aggregation {
  /** Undefined: events are counted, else different values of this field. */
  readonly of: string | undefined;
  readonly by: string | undefined;
  readonly threshold: number;
}

const MOST_DEPTH = 30;
const MOST_TOKENS = 500;
const TOKEN = /\s*(\(|\)|\||[A-Za-z0-9_*?.-]+|\S)/y;
const COUNT =
  /^\s*count\(\s*([A-Za-z0-9_.-]*)\s*\)\s*(?:by\s+([A-Za-z0-9_.-]+)\s*)?(>=|>|==|=|<=|<)\s*(\d{1,6})\s*$/;

export type Selections = ReadonlyMap<string, RecordCondition>;

/** What stands in `condition`, with the selections put in. @throws RuleRefusal */
export const parseCondition = (
  text: string,
  selections: Selections,
  line: number,
): { readonly condition: RecordCondition; readonly aggregation: Aggregation | undefined } => {
  const bar = text.indexOf('|');
  const parser = new ConditionParser(bar < 0 ? text : text.slice(0, bar), selections, line);
  const condition = parser.whole();
  return { condition, aggregation: bar < 0 ? undefined : aggregationOf(text.slice(bar + 1), line) };
};

const aggregationOf = (text: string, line: number): Aggregation => {
  const [, of, by, operator, count] = COUNT.exec(text) ?? [];
  if (operator === undefined)
    throw new RuleRefusal(
      line,
      'Of aggregations only count() is followed, with a field or without, and by one field.',
    );
  if (operator !== '>' && operator !== '>=')
    throw new RuleRefusal(line, 'Only counts that reach a number are followed: > and >=.');
  const threshold = Number(count) + (operator === '>' ? 1 : 0);
  if (threshold < 1) throw new RuleRefusal(line, 'A count must reach at least one.');
  return { of: of === '' ? undefined : of, by, threshold };
};

class ConditionParser {
  private readonly selections: Selections;
  private readonly line: number;
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(text: string, selections: Selections, line: number) {
    this.selections = selections;
    this.line = line;
    this.tokens = this.split(text);
  }

  whole(): RecordCondition {
    const found = this.either(0);
    if (this.at < this.tokens.length)
      this.refuse(`'${this.tokens[this.at]}' stands where nothing can.`);
    return found;
  }

  private split(text: string): readonly string[] {
    const found: string[] = [];
    TOKEN.lastIndex = 0;
    const trimmed = text.trimEnd();
    while (TOKEN.lastIndex < trimmed.length) {
      const token = TOKEN.exec(trimmed)?.[1];
      if (token === undefined) break;
      found.push(token);
      if (found.length > MOST_TOKENS) this.refuse('The condition is too long.');
    }
    return found;
  }

  private takes(word: string): boolean {
    if (this.tokens[this.at]?.toLowerCase() !== word) return false;
    this.at += 1;
    return true;
  }

  private either(depth: number): RecordCondition {
    const of = [this.both(depth)];
    while (this.takes('or')) of.push(this.both(depth));
    return joined('any', of);
  }

  private both(depth: number): RecordCondition {
    const of = [this.single(depth)];
    while (this.takes('and')) of.push(this.single(depth));
    return joined('all', of);
  }

  private single(depth: number): RecordCondition {
    if (depth > MOST_DEPTH) return this.refuse('The condition is nested too deep.');
    if (this.takes('not')) return { kind: 'not', of: this.single(depth + 1) };
    if (this.takes('(')) {
      const inner = this.either(depth + 1);
      if (!this.takes(')')) this.refuse('A parenthesis is not closed.');
      return inner;
    }
    const word = this.tokens[this.at];
    if (word === undefined) return this.refuse('The condition ends too early.');
    this.at += 1;
    const isMany = /^(?:1|any|all)$/i.test(word) && this.takes('of');
    return isMany ? this.many(word.toLowerCase() === 'all') : this.named(word);
  }

  private many(all: boolean): RecordCondition {
    const names = this.tokens[this.at];
    if (names === undefined) return this.refuse("Behind 'of' a name is missing.");
    this.at += 1;
    const matches = names.toLowerCase() === 'them' ? isSelection : nameTest([names]);
    const of = [...this.selections].filter(([name]) => matches(name)).map(([, one]) => one);
    if (of.length === 0) return this.refuse(`No selection has the name ${names}.`);
    return joined(all ? 'all' : 'any', of);
  }

  private named(name: string): RecordCondition {
    return this.selections.get(name) ?? this.refuse(`There is no selection ${name}.`);
  }

  private refuse(reason: string): never {
    throw new RuleRefusal(this.line, reason);
  }
}

/** `them` leaves out what begins with an underscore. */
const isSelection = (name: string): boolean => !name.startsWith('_');

const joined = (kind: 'all' | 'any', of: readonly RecordCondition[]): RecordCondition => {
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind, of };
};
