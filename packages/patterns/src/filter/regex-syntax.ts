import { FilterRefusal } from './filter-refusal.ts';

/** Which characters a place takes: one bit for each ASCII character, and whether it takes all others. */
export interface CharSet {
  readonly ascii: readonly boolean[];
  readonly others: boolean;
}

export interface Piece {
  readonly set: CharSet | '^' | '$';
  readonly least: number;
  /** Undefined: as often as it likes. */
  readonly most: number | undefined;
}

const ASCII = 128;
const LITERAL = /[A-Za-z0-9:_#=@/;,-]/;
const ESCAPABLE = /[:_#=@/;,\-^$?[\]{}|\\*+.]/;
const COUNT = /\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}/y;
const HEX = /[0-9A-Fa-f]{2}/y;

export const setOf = (takes: (char: string) => boolean, others: boolean): CharSet => ({
  ascii: Array.from({ length: ASCII }, (_, code) => takes(String.fromCharCode(code))),
  others,
});

export const negate = ({ ascii, others }: CharSet): CharSet => ({
  ascii: ascii.map((takes) => !takes),
  others: !others,
});

const DIGIT = setOf((char) => /[0-9]/.test(char), false);
const SPACE = setOf((char) => /[ \t\n\v\f\r]/.test(char), false);
const WORD = setOf((char) => /[A-Za-z0-9_]/.test(char), false);
export const ANY = setOf((char) => char !== '\n' && char !== '\r', true);
export const CLASSES: ReadonlyMap<string, CharSet> = new Map([
  ['d', DIGIT],
  ['D', negate(DIGIT)],
  ['s', SPACE],
  ['S', negate(SPACE)],
  ['w', WORD],
  ['W', negate(WORD)],
]);

/** Reads the expressions that CloudWatch Logs knows: alternatives of pieces, without groups and without Unicode. */
export class RegexReader {
  private readonly source: string;
  private readonly offset: number;
  private at = 0;

  constructor(source: string, offset: number) {
    this.source = source;
    this.offset = offset;
  }

  alternatives(): readonly (readonly Piece[])[] {
    if (this.source === '') this.refuse('An expression between percent signs must not be empty.');
    const found: Piece[][] = [[]];
    while (this.at < this.source.length) {
      if (this.source[this.at] === '|') {
        this.at += 1;
        found.push([]);
        continue;
      }
      found.at(-1)?.push(this.piece());
    }
    return found;
  }

  private piece(): Piece {
    const char = this.take();
    if (char === '^' || char === '$') return { set: char, least: 1, most: 1 };
    const set = this.single(char);
    return { set, ...this.quantifier() };
  }

  private single(char: string): CharSet {
    if (char === '.') return ANY;
    if (char === '[') return this.bracket();
    if (char === '\\') {
      const escaped = this.escape();
      return typeof escaped === 'string' ? setOf((other) => other === escaped, false) : escaped;
    }
    if (!LITERAL.test(char))
      this.refuse(`The character '${char}' is not supported here in a regular expression.`);
    return setOf((other) => other === char, false);
  }

  private escape(): CharSet | string {
    const char = this.take();
    const known = CLASSES.get(char);
    if (known !== undefined) return known;
    if (char === 'x') {
      HEX.lastIndex = this.at;
      const digits = HEX.exec(this.source)?.[0] ?? '';
      const code = Number.parseInt(digits, 16);
      if (digits === '' || code >= ASCII)
        this.refuse('An \\x must be followed by two hexadecimal digits of an ASCII character.');
      this.at += 2;
      return String.fromCharCode(code);
    }
    if (!ESCAPABLE.test(char)) this.refuse(`The escape '\\${char}' is not supported.`);
    return char;
  }

  private bracket(): CharSet {
    const negated = this.source[this.at] === '^';
    if (negated) this.at += 1;
    const takes = Array.from({ length: ASCII }, () => false);
    let others = false;
    let members = 0;
    while (this.source[this.at] !== ']') {
      const low = this.member();
      members += 1;
      if (typeof low !== 'string') {
        for (let code = 0; code < ASCII; code += 1) takes[code] ||= low.ascii[code] === true;
        others ||= low.others;
        continue;
      }
      const high = this.isRange() ? this.rangeEnd(low) : low;
      for (let code = low.charCodeAt(0); code <= high.charCodeAt(0); code += 1) takes[code] = true;
    }
    if (members === 0) this.refuse('Brackets must not be empty.');
    this.at += 1;
    const set = { ascii: takes, others };
    return negated ? negate(set) : set;
  }

  private isRange(): boolean {
    return this.source[this.at] === '-' && this.source[this.at + 1] !== ']';
  }

  private rangeEnd(low: string): string {
    this.at += 1;
    const high = this.member();
    if (typeof high !== 'string' || high < low) return this.refuse('A range must go upwards.');
    return high;
  }

  private member(): CharSet | string {
    const char = this.take();
    if (char === '\\') return this.escape();
    if (char === '[' || (!LITERAL.test(char) && !'^$?{}|*+.'.includes(char)))
      this.refuse(`The character '${char}' is not supported between brackets.`);
    return char;
  }

  private quantifier(): Pick<Piece, 'least' | 'most'> {
    const char = this.source[this.at];
    if (char === '?' || char === '*' || char === '+') {
      this.at += 1;
      this.requireNoOther();
      return { least: char === '+' ? 1 : 0, most: char === '?' ? 1 : undefined };
    }
    if (char !== '{') return { least: 1, most: 1 };
    COUNT.lastIndex = this.at;
    const [whole, low = '', comma, high] = COUNT.exec(this.source) ?? [];
    if (whole === undefined) return this.refuse('Braces must hold a number or a range of numbers.');
    this.at += whole.length;
    this.requireNoOther();
    const least = Number(low);
    const most = comma === undefined ? least : high === undefined ? undefined : Number(high);
    if (most !== undefined && most < least) this.refuse('A range must go upwards.');
    return { least, most };
  }

  private requireNoOther(): void {
    const char = this.source[this.at];
    if (char !== undefined && '?*+{'.includes(char))
      this.refuse('A quantifier must not follow another one.');
  }

  private take(): string {
    const char = this.source[this.at];
    if (char === undefined) return this.refuse('The regular expression is not complete.');
    this.at += 1;
    return char;
  }

  private refuse(reason: string): never {
    throw new FilterRefusal(reason, this.offset + this.at);
  }
}
