import { QueryRefusal } from '../problem.ts';
import {
  ALL,
  DIGITS,
  inverse,
  normal,
  NOT_LINE_ENDS,
  type Ranges,
  SPACES,
  unit,
  withoutCase,
  WORDS,
} from './ranges.ts';

export type Assertion = 'start' | 'end' | 'boundary' | 'inside';

export type Node =
  | { readonly kind: 'set'; readonly ranges: Ranges }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'sequence' | 'choice'; readonly of: readonly Node[] }
  | { readonly kind: 'group'; readonly number: number; readonly of: Node }
  | {
      readonly kind: 'repeat';
      readonly of: Node;
      readonly least: number;
      /** Undefined: as often as it likes. */
      readonly most: number | undefined;
      readonly greedy: boolean;
    };

export interface Syntax {
  readonly root: Node;
  /** Names of the groups that capture, in order; undefined for those without a name. */
  readonly groups: readonly (string | undefined)[];
}

const MOST_DEPTH = 30;
const MOST_REPEATS = 1000;
const MOST_GROUPS = 100;
const COUNT = /\{([0-9]{1,4})(,)?([0-9]{1,4})?\}/y;
const OPENING = /\?(?:(:)|P?<([A-Za-z][A-Za-z0-9_@]*)>|([is]+)(\))?)/y;
const HEX = /x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})/y;

const CLASSES: ReadonlyMap<string, Ranges> = new Map([
  ['d', DIGITS],
  ['D', inverse(DIGITS)],
  ['w', WORDS],
  ['W', inverse(WORDS)],
  ['s', SPACES],
  ['S', inverse(SPACES)],
]);
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
]);
const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ['b', 'boundary'],
  ['B', 'inside'],
  ['A', 'start'],
  ['z', 'end'],
  ['Z', 'end'],
]);

/** Reads a regular expression that can be followed in linear time: no references to groups, no looking around. */
export class RegexReader {
  readonly #source: string;
  readonly #offset: number;
  readonly #groups: (string | undefined)[] = [];
  #at = 0;
  #ignoresCase = false;
  #dotTakesAll = false;

  /** `offset`: where it stands in the query. */
  constructor(source: string, offset: number) {
    this.#source = source;
    this.#offset = offset;
  }

  /** @throws QueryRefusal */
  read(): Syntax {
    const root = this.#choice(0);
    if (this.#at < this.#source.length) this.#refuse('A parenthesis was not opened.');
    return { root, groups: this.#groups };
  }

  #choice(depth: number): Node {
    if (depth > MOST_DEPTH) this.#refuse('Groups are nested too deep.');
    const choices: Node[] = [];
    let sequence: Node[] = [];
    for (;;) {
      const char = this.#source[this.#at];
      if (char === undefined || char === ')' || char === '|') {
        choices.push({ kind: 'sequence', of: sequence });
        if (char !== '|') break;
        sequence = [];
        this.#at += 1;
        continue;
      }
      this.#at += 1;
      const atom = this.#atom(char, depth);
      if (atom !== undefined) sequence.push(this.#repeated(atom));
    }
    const [only] = choices;
    return choices.length === 1 && only !== undefined ? only : { kind: 'choice', of: choices };
  }

  #atom(char: string, depth: number): Node | undefined {
    switch (char) {
      case '^':
        return { kind: 'assert', assertion: 'start' };
      case '$':
        return { kind: 'assert', assertion: 'end' };
      case '.':
        return { kind: 'set', ranges: this.#dotTakesAll ? ALL : NOT_LINE_ENDS };
      case '(':
        return this.#group(depth);
      case '[':
        return this.#set(this.#bracket());
      case '\\':
        return this.#escaped();
      case '*':
      case '+':
      case '?':
        return this.#refuse('A quantifier has nothing before it.');
      default:
        return this.#set([[unit(char), unit(char)]]);
    }
  }

  #set(ranges: Ranges): Node {
    return { kind: 'set', ranges: this.#ignoresCase ? withoutCase(ranges) : ranges };
  }

  #group(depth: number): Node | undefined {
    const flags = [this.#ignoresCase, this.#dotTakesAll] as const;
    let number: number | undefined;
    if (this.#source[this.#at] === '?') {
      OPENING.lastIndex = this.#at;
      const [whole, plain, name, set, ends] = OPENING.exec(this.#source) ?? [];
      if (whole === undefined) return this.#refuse('Looking around is not supported.');
      this.#at += whole.length;
      if (set !== undefined) {
        this.#ignoresCase ||= set.includes('i');
        this.#dotTakesAll ||= set.includes('s');
        // Flags without a colon hold for what follows in this group.
        if (ends !== undefined) return undefined;
        if (this.#source[this.#at] !== ':') this.#refuse('Flags must end with a parenthesis.');
        this.#at += 1;
      } else if (plain === undefined) number = this.#newGroup(name);
    } else number = this.#newGroup(undefined);
    const of = this.#choice(depth + 1);
    if (this.#source[this.#at] !== ')') this.#refuse('A parenthesis is not closed.');
    this.#at += 1;
    [this.#ignoresCase, this.#dotTakesAll] = flags;
    return number === undefined ? of : { kind: 'group', number, of };
  }

  #newGroup(name: string | undefined): number {
    if (this.#groups.length >= MOST_GROUPS) this.#refuse('There are too many groups.');
    return this.#groups.push(name) - 1;
  }

  #escaped(): Node {
    const assertion = ASSERTIONS.get(this.#source[this.#at] ?? '');
    if (assertion !== undefined) {
      this.#at += 1;
      return { kind: 'assert', assertion };
    }
    const found = this.#escape();
    return this.#set(typeof found === 'number' ? [[found, found]] : found);
  }

  #escape(): number | Ranges {
    HEX.lastIndex = this.#at;
    const [whole, two, four] = HEX.exec(this.#source) ?? [];
    if (whole !== undefined) {
      this.#at += whole.length;
      return Number.parseInt(two ?? four ?? '', 16);
    }
    const char = this.#take();
    const known = CLASSES.get(char);
    if (known !== undefined) return known;
    const control = CONTROLS.get(char);
    if (control === undefined && /[A-Za-z0-9]/.test(char))
      this.#refuse(`The escape \\${char} is not supported.`);
    return unit(control ?? char);
  }

  #bracket(): Ranges {
    const negated = this.#source[this.#at] === '^';
    if (negated) this.#at += 1;
    const ranges: (readonly [number, number])[] = [];
    for (let first = true; this.#source[this.#at] !== ']' || first; first = false) {
      const low = this.#member();
      if (typeof low !== 'number') {
        ranges.push(...low);
        continue;
      }
      const isRange = this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']';
      if (isRange) this.#at += 1;
      const high = isRange ? this.#member() : low;
      if (typeof high !== 'number' || high < low) return this.#refuse('A range must go upwards.');
      ranges.push([low, high]);
    }
    this.#at += 1;
    // The other case of what is not taken is not taken either.
    const taken = this.#ignoresCase ? withoutCase(ranges) : normal(ranges);
    return negated ? inverse(taken) : taken;
  }

  #member(): number | Ranges {
    const char = this.#take();
    if (char === '[' && this.#source[this.#at] === ':')
      return this.#refuse('Named classes are not supported.');
    return char === '\\' ? this.#escape() : unit(char);
  }

  #repeated(of: Node): Node {
    const char = this.#source[this.#at];
    let [least, most]: [number, number | undefined] = [1, 1];
    if (char === '*' || char === '+' || char === '?') {
      [least, most] = [char === '+' ? 1 : 0, char === '?' ? 1 : undefined];
      this.#at += 1;
    } else {
      COUNT.lastIndex = this.#at;
      const [whole, low = '', comma, high] = char === '{' ? (COUNT.exec(this.#source) ?? []) : [];
      if (whole === undefined) return of;
      this.#at += whole.length;
      least = Number(low);
      most = comma === undefined ? least : high === undefined ? undefined : Number(high);
      if ((most ?? least) < least || (most ?? least) > MOST_REPEATS)
        this.#refuse('A count must go upwards, and to 1000 at most.');
    }
    const greedy = this.#source[this.#at] !== '?';
    if (!greedy) this.#at += 1;
    if ('*+?'.includes(this.#source[this.#at] ?? ' '))
      this.#refuse('A quantifier must not follow another one.');
    return { kind: 'repeat', of, least, most, greedy };
  }

  #take(): string {
    const char = this.#source[this.#at];
    if (char === undefined) return this.#refuse('The regular expression is not complete.');
    this.#at += 1;
    return char;
  }

  #refuse(reason: string): never {
    const at = this.#offset + this.#at;
    throw new QueryRefusal(`Invalid regular expression: ${reason}`, this.#offset, at);
  }
}
