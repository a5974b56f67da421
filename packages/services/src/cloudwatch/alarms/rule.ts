import type { StateValue } from '@aws-sdk/client-cloudwatch';

/** A composite alarm's rule, parsed. */
export type Rule =
  | { readonly is: 'constant'; readonly value: boolean }
  | { readonly is: 'state'; readonly state: StateValue; readonly alarm: string }
  | { readonly is: 'not'; readonly of: Rule }
  | { readonly is: 'and' | 'or'; readonly all: readonly Rule[] };

export type ParsedRule =
  | { readonly rule: Rule; readonly alarms: readonly string[] }
  /** What was expected, and at which character (1 for the first). */
  | { readonly error: string; readonly at: number };

const MOST_ELEMENTS = 500;

interface Token {
  readonly kind: 'word' | '(' | ')' | 'name';
  readonly text: string;
  readonly at: number;
}

class RuleError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const STATES: Readonly<Record<string, StateValue>> = {
  ALARM: 'ALARM',
  OK: 'OK',
  INSUFFICIENT_DATA: 'INSUFFICIENT_DATA',
};

const stateNamed = (word: string): StateValue | undefined => {
  const name = word.toUpperCase();
  return Object.hasOwn(STATES, name) ? STATES[name] : undefined;
};

const isSpace = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\n' || character === '\r';

/** The name that begins at `from`, after a function's parenthesis: quoted, or all that comes before the next parenthesis. */
const nameAt = (text: string, from: number): { name: string; end: number } => {
  let at = from;
  while (isSpace(text[at])) at += 1;
  if (text[at] !== '"') {
    let end = at;
    while (end < text.length && !'()"'.includes(text[end] ?? '')) end += 1;
    const name = text.slice(at, end).trim();
    if (name === '') throw new RuleError('an alarm name was expected', at + 1);
    return { name, end };
  }
  let name = '';
  for (let next = at + 1; next < text.length; next += 1) {
    if (text[next] === '"') {
      if (name === '') throw new RuleError('an alarm name was expected', at + 1);
      return { name, end: next + 1 };
    }
    if (text[next] === '\\' && (text[next + 1] === '"' || text[next + 1] === '\\')) next += 1;
    name += text[next];
  }
  throw new RuleError('the quotation mark that begins here does not end', at + 1);
};

const WORD = /[A-Za-z_]+/y;

const tokensOf = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (isSpace(character)) {
      at += 1;
    } else if (character === '(' || character === ')') {
      tokens.push({ kind: character, text: character, at });
      at += 1;
      const before = tokens.at(-2);
      if (character === '(' && before?.kind === 'word' && stateNamed(before.text) !== undefined) {
        const { name, end } = nameAt(text, at);
        tokens.push({ kind: 'name', text: name, at });
        at = end;
      }
    } else {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0];
      if (word === undefined) throw new RuleError(`"${character}" was not expected`, at + 1);
      tokens.push({ kind: 'word', text: word, at });
      at += word.length;
    }
  }
  return tokens;
};

class Parser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  readonly alarms = new Set<string>();
  #at = 0;
  #elements = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
    this.#end = text.length;
  }

  whole(): Rule {
    const rule = this.#or();
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw this.#unexpected('AND, OR or the end of the rule');
    return rule;
  }

  #or(): Rule {
    return this.#joined('or', () => this.#joined('and', () => this.#not()));
  }

  #joined(is: 'and' | 'or', part: () => Rule): Rule {
    const first = part();
    const all = [first];
    while (this.#isWord(is.toUpperCase())) {
      this.#at += 1;
      all.push(part());
    }
    return all.length === 1 ? first : { is, all };
  }

  // A loop: a rule has room for two thousand NOT in a row.
  #not(): Rule {
    let isNot = false;
    while (this.#isWord('NOT')) {
      this.#at += 1;
      isNot = !isNot;
    }
    const of = this.#term();
    return isNot ? { is: 'not', of } : of;
  }

  #term(): Rule {
    this.#elements += 1;
    const token = this.#tokens[this.#at];
    if (this.#elements > MOST_ELEMENTS)
      throw new RuleError(`a rule may have at most ${MOST_ELEMENTS} elements`, this.#place());
    if (token?.kind === '(') {
      this.#at += 1;
      const rule = this.#or();
      this.#take(')');
      return rule;
    }
    if (token?.kind !== 'word')
      throw this.#unexpected('ALARM, OK, INSUFFICIENT_DATA, TRUE, FALSE, NOT or (');
    const word = token.text.toUpperCase();
    const state = stateNamed(word);
    if (state === undefined && word !== 'TRUE' && word !== 'FALSE')
      throw this.#unexpected('ALARM, OK, INSUFFICIENT_DATA, TRUE, FALSE, NOT or (');
    this.#at += 1;
    if (state === undefined) return { is: 'constant', value: word === 'TRUE' };
    this.#take('(');
    const alarm = this.#take('name');
    this.#take(')');
    this.alarms.add(alarm);
    return { is: 'state', state, alarm };
  }

  #isWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'word' && token.text.toUpperCase() === word;
  }

  #take(kind: Token['kind']): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) throw this.#unexpected(kind === 'name' ? 'an alarm name' : kind);
    this.#at += 1;
    return token.text;
  }

  #place(): number {
    return (this.#tokens[this.#at]?.at ?? this.#end) + 1;
  }

  #unexpected(expected: string): RuleError {
    return new RuleError(`${expected} was expected`, this.#place());
  }
}

/** PutCompositeAlarm, `AlarmRule`. Names of functions and operators may have any case. Parentheses nest 500 deep at most. */
export const parseRule = (text: string): ParsedRule => {
  try {
    const parser = new Parser(text);
    return { rule: parser.whole(), alarms: [...parser.alarms] };
  } catch (error) {
    if (error instanceof RuleError) return { error: error.message, at: error.at };
    throw error;
  }
};

/** Whether a rule holds, by the states of the alarms that it names. */
export const holds = (rule: Rule, stateOf: (alarm: string) => StateValue | undefined): boolean => {
  switch (rule.is) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'not':
      return !holds(rule.of, stateOf);
    case 'and':
      return rule.all.every((part) => holds(part, stateOf));
    case 'or':
      return rule.all.some((part) => holds(part, stateOf));
    default:
      return rule satisfies never;
  }
};
