import { CharacterSet } from './character-set.ts';

/** One repeated character set of a pattern. */
export interface Atom {
  readonly set: CharacterSet;
  readonly least: number;
  readonly most: number;
  /** As the author wrote it. */
  readonly text: string;
}

export class PatternError extends Error {
  override readonly name = 'PatternError';
}

type Way = readonly Atom[];

const LONGEST = 256;
const MOST_WAYS = 64;
const DEEPEST = 8;
const MOST_REPEATS = 1000;

/** Every straight way through the alternatives of a pattern; throws PatternError. */
export const readPattern = (source: string): readonly Way[] => {
  const characters = Array.from(source);
  if (characters.length === 0) throw new PatternError('the pattern is empty');
  if (characters.length > LONGEST)
    throw new PatternError(`the pattern has more than ${LONGEST} characters`);
  const reader = new Reader(characters);
  const ways = reader.alternatives(0);
  if (reader.peek() !== undefined) throw new PatternError('a ")" closes nothing');
  return ways;
};

class Reader {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(characters: readonly string[]) {
    this.#characters = characters;
  }

  peek(ahead = 0): string | undefined {
    return this.#characters[this.#at + ahead];
  }

  alternatives(depth: number): readonly Way[] {
    if (depth > DEEPEST) throw new PatternError(`groups are nested more than ${DEEPEST} deep`);
    const ways: Way[] = [];
    do {
      ways.push(...this.#sequence(depth));
      requireFew(ways.length);
    } while (this.#takes('|'));
    return ways;
  }

  #sequence(depth: number): readonly Way[] {
    let ways: readonly Way[] = [[]];
    for (let next = this.peek(); next !== undefined && next !== '|' && next !== ')';) {
      const more = next === '(' ? this.#group(depth) : [[this.#repeated()]];
      requireFew(ways.length * more.length);
      ways = ways.flatMap((way) => more.map((rest) => [...way, ...rest]));
      next = this.peek();
    }
    return ways;
  }

  #group(depth: number): readonly Way[] {
    this.#at += 1;
    if (this.#takes('?') && !this.#takes(':'))
      throw new PatternError('look-around and named groups are not in the subset');
    const ways = this.alternatives(depth + 1);
    if (!this.#takes(')')) throw new PatternError('a "(" is not closed');
    if (isQuantifier(this.peek()))
      throw new PatternError('a group must not be repeated; repeat single characters or classes');
    return ways;
  }

  #repeated(): Atom {
    const start = this.#at;
    const set = this.#single();
    const [least, most] = this.#quantifier();
    if (isQuantifier(this.peek()))
      throw new PatternError('a quantifier must not follow another (no lazy or possessive ones)');
    return { set, least, most, text: this.#characters.slice(start, this.#at).join('') };
  }

  #single(): CharacterSet {
    const character = this.#take();
    switch (character) {
      case '.':
        return CharacterSet.anyButLineEnds;
      case '[':
        return this.#class();
      case '\\':
        return this.#escape('\\^$.*+?()[]{}|/');
      case '^':
      case '$':
        throw new PatternError(`"${character}" is not needed: a pattern matches the whole value`);
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        throw new PatternError(`"${character}" stands for itself only as "\\${character}"`);
      default:
        return CharacterSet.of(character);
    }
  }

  #escape(literal: string): CharacterSet {
    const character = this.#take();
    if (character === 'd') return CharacterSet.digits;
    if (character === 'w') return CharacterSet.word;
    if (literal.includes(character)) return CharacterSet.of(character);
    throw new PatternError(`"\\${character}" is not in the subset (no references, no properties)`);
  }

  #class(): CharacterSet {
    const negated = this.#takes('^');
    let set = CharacterSet.none;
    while (!this.#takes(']')) set = set.union(this.#classMember());
    if (set.isEmpty) throw new PatternError('a class "[]" is empty');
    return negated ? set.complement() : set;
  }

  #classMember(): CharacterSet {
    const first = this.#classCharacter();
    if (this.peek() !== '-' || this.peek(1) === ']' || this.peek(1) === undefined) return first;
    this.#at += 1;
    const last = this.#classCharacter();
    const [from, to] = [first.only(), last.only()];
    if (from === undefined || to === undefined || from > to)
      throw new PatternError('a range in a class must go from a character to a later one');
    return CharacterSet.range(from, to);
  }

  #classCharacter(): CharacterSet {
    const character = this.#take();
    if (character === '\\') return this.#escape('\\^$.*+?()[]{}|/-');
    if (character === '[') throw new PatternError('"[" in a class stands for itself only as "\\["');
    return CharacterSet.of(character);
  }

  #quantifier(): readonly [number, number] {
    if (this.#takes('*')) return [0, Infinity];
    if (this.#takes('+')) return [1, Infinity];
    if (this.#takes('?')) return [0, 1];
    if (!this.#takes('{')) return [1, 1];
    const least = this.#count();
    const most = this.#takes(',') ? (this.peek() === '}' ? Infinity : this.#count()) : least;
    if (!this.#takes('}')) throw new PatternError('a "{" is not closed');
    if (most < least || most === 0) throw new PatternError('a repetition must have room');
    return [least, most];
  }

  #count(): number {
    let digits = '';
    for (let next = this.peek(); next !== undefined && next >= '0' && next <= '9';) {
      digits += next;
      this.#at += 1;
      next = this.peek();
    }
    if (digits === '' || digits.length > 4 || Number(digits) > MOST_REPEATS)
      throw new PatternError(`a repetition needs a number up to ${MOST_REPEATS}`);
    return Number(digits);
  }

  #take(): string {
    const character = this.peek();
    if (character === undefined) throw new PatternError('the pattern ends too early');
    this.#at += 1;
    return character;
  }

  #takes(character: string): boolean {
    if (this.peek() !== character) return false;
    this.#at += 1;
    return true;
  }
}

const isQuantifier = (character: string | undefined): boolean =>
  character !== undefined && '*+?{'.includes(character);

const requireFew = (ways: number): void => {
  if (ways > MOST_WAYS)
    throw new PatternError(`the alternatives make more than ${MOST_WAYS} different patterns`);
};
