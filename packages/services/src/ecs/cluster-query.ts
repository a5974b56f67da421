import { clusterQueryInvalid } from './errors.ts';

/** Attributes of a container instance; one without a value is there with undefined. */
export type AttributeValues = ReadonlyMap<string, string | undefined>;

type Matches = (known: AttributeValues) => boolean;

const MOST_CHARACTERS = 2000;
const MOST_DEPTH = 32;
const TOKEN = /\s*(\(|\)|\[|\]|,|==|!=|=~|!~|>=|<=|>|<|&&|\|\||!|[^\s()[\],=!<>~&|]+)/y;

const tokens = (text: string): string[] => {
  if (text.length > MOST_CHARACTERS) throw clusterQueryInvalid();
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match?.[1] === undefined) throw clusterQueryInvalid();
    found.push(match[1]);
  }
  return found;
};

/** Literals, `.` and `.*` of a regular expression, matched without backtracking into earlier stars. */
const likePattern = (pattern: string): ((value: string) => boolean) => {
  const parts: string[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const star = pattern[at] === '.' && pattern[at + 1] === '*';
    if (star) {
      parts.push('*');
      at += 1;
    } else if (pattern[at] === '\\' && at + 1 < pattern.length) {
      parts.push(`=${pattern[at + 1] ?? ''}`);
      at += 1;
    } else if (/[[\](){}*+?^$|]/.test(pattern[at] ?? '')) throw clusterQueryInvalid();
    else parts.push(pattern[at] === '.' ? '.' : `=${pattern[at] ?? ''}`);
  }
  return (value) => {
    let part = 0;
    let from = -1;
    let resume = 0;
    let at = 0;
    while (at < value.length) {
      const wanted = parts[part];
      if (wanted === '*') {
        from = part;
        resume = at;
        part += 1;
      } else if (wanted === '.' || wanted === `=${value[at]}`) {
        part += 1;
        at += 1;
      } else if (from >= 0) {
        part = from + 1;
        resume += 1;
        at = resume;
      } else return false;
    }
    while (parts[part] === '*') part += 1;
    return part === parts.length;
  };
};

/** A test of one attribute; `value` is undefined where the instance has none. */
type Test = (value: string | undefined) => boolean;

const ordered = (operator: string, wanted: string): Test | undefined => {
  const order = (value: string): number =>
    value !== '' &&
    wanted !== '' &&
    Number.isFinite(Number(value)) &&
    Number.isFinite(Number(wanted))
      ? Number(value) - Number(wanted)
      : value.localeCompare(wanted, 'en');
  switch (operator) {
    case '>':
      return (value) => value !== undefined && order(value) > 0;
    case '>=':
      return (value) => value !== undefined && order(value) >= 0;
    case '<':
      return (value) => value !== undefined && order(value) < 0;
    case '<=':
      return (value) => value !== undefined && order(value) <= 0;
    default:
      return undefined;
  }
};

const comparison = (operator: string, wanted: string): Test => {
  switch (operator) {
    case '==':
    case 'equals':
      return (value) => value === wanted;
    case '!=':
    case 'not_equals':
      return (value) => value !== wanted;
    case '=~':
    case 'matches': {
      const like = likePattern(wanted);
      return (value) => value !== undefined && like(value);
    }
    case '!~':
    case 'not_matches': {
      const like = likePattern(wanted);
      return (value) => value === undefined || !like(value);
    }
    default: {
      const test = ordered(operator, wanted);
      if (test === undefined) throw clusterQueryInvalid();
      return test;
    }
  }
};

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokens(text);
  }

  whole(): Matches {
    const matches = this.#any();
    if (this.#at !== this.#tokens.length) throw clusterQueryInvalid();
    return matches;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #take(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw clusterQueryInvalid();
    this.#at += 1;
    return token;
  }

  #takeIf(...wanted: readonly string[]): boolean {
    const token = this.#peek();
    if (token === undefined || !wanted.includes(token)) return false;
    this.#at += 1;
    return true;
  }

  #any(): Matches {
    const parts = [this.#all()];
    while (this.#takeIf('||', 'or')) parts.push(this.#all());
    return (known) => parts.some((matches) => matches(known));
  }

  #all(): Matches {
    const parts = [this.#one()];
    while (this.#takeIf('&&', 'and')) parts.push(this.#one());
    return (known) => parts.every((matches) => matches(known));
  }

  #one(): Matches {
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw clusterQueryInvalid();
    const matches = this.#term();
    this.#depth -= 1;
    return matches;
  }

  #term(): Matches {
    if (this.#takeIf('!', 'not')) {
      const inner = this.#one();
      return (known) => !inner(known);
    }
    if (this.#takeIf('(')) {
      const inner = this.#any();
      if (!this.#takeIf(')')) throw clusterQueryInvalid();
      return inner;
    }
    const subject = this.#take();
    if (!subject.startsWith('attribute:')) throw clusterQueryInvalid();
    return this.#condition(subject.slice('attribute:'.length));
  }

  #condition(name: string): Matches {
    const operator = this.#take();
    if (operator === 'exists') return (known) => known.has(name);
    if (operator === 'not_exists') return (known) => !known.has(name);
    if (operator === '!' && this.#takeIf('exists')) return (known) => !known.has(name);
    const negated = operator === 'not_in' || (operator === '!' && this.#peek() === 'in');
    if (operator === 'in' || negated) {
      if (operator === '!') this.#take();
      const values = this.#list();
      return (known) => values.includes(known.get(name) ?? '') !== negated;
    }
    const test = comparison(operator, this.#take());
    return (known) => test(known.get(name));
  }

  #list(): string[] {
    if (!this.#takeIf('[')) throw clusterQueryInvalid();
    const values = [this.#take()];
    while (this.#takeIf(',')) values.push(this.#take());
    if (!this.#takeIf(']')) throw clusterQueryInvalid();
    return values;
  }
}

/** Attribute expressions of the cluster query language (ECS Developer Guide, "Cluster query language"). */
export const matcher = (expression: string): Matches => new Reader(expression).whole();
