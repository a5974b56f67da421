import { FilterRefusal } from '../filter/filter-refusal.ts';
import { ANY, CLASSES, type CharSet, negate, setOf } from '../filter/regex-syntax.ts';
import { type FilterRegex, type Place, regexOf } from '../filter/regex.ts';

/** Alternatives of what follows one another. */
type Node = readonly (readonly Repeated[])[];

interface Repeated {
  readonly of: CharSet | '^' | '$' | Node;
  readonly least: number;
  readonly most: number | undefined;
}

const MOST_PLACES = 1000;
const MOST_DEPTH = 20;
const COUNT = /\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}/y;
const GROUP = /\?(?::|P?<[A-Za-z_][A-Za-z0-9_]*>)/y;
const HEX = /[0-9A-Fa-f]{2}/y;
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * A regular expression as rules of Sigma have them, if it can be followed in a time that grows with the text alone:
 * groups, alternatives, classes and counts; no look-around, no references, no word boundaries.
 */
export const recordRegex = (
  source: string,
  ignoresCase = false,
): FilterRegex | { readonly problem: string } => {
  try {
    const ignores = ignoresCase || source.startsWith('(?i)');
    const reader = new Reader(source, source.startsWith('(?i)') ? 4 : 0, ignores);
    return regexOf(source, placesOf(reader.whole()));
  } catch (error) {
    if (error instanceof FilterRefusal) return { problem: error.reason };
    throw error;
  }
};

const isNode = (of: Repeated['of']): of is Node => Array.isArray(of);

/** Built from the end, so that each place knows where it goes on. */
const placesOf = (node: Node): readonly Place[] => {
  const starts: number[] = [];
  const places: Place[] = [
    { set: undefined, next: starts },
    { set: undefined, next: [] },
  ];
  const add = (place: Place): number => {
    if (places.length >= MOST_PLACES)
      throw new FilterRefusal('The regular expression is too complex.', 0);
    return places.push(place) - 1;
  };
  const one = (of: Repeated['of'], next: number): number =>
    isNode(of) ? add({ set: undefined, next: build(of, next) }) : add({ set: of, next: [next] });
  const repeat = ({ of, least, most }: Repeated, behind: number): number => {
    let next = behind;
    if (most === undefined) {
      const loop: number[] = [next];
      const again = add({ set: undefined, next: loop });
      loop.push(one(of, again));
      next = again;
    }
    for (let times = least; times < (most ?? 0); times += 1)
      next = add({ set: undefined, next: [next, one(of, next)] });
    for (let times = 0; times < least; times += 1) next = one(of, next);
    return next;
  };
  const build = (alternatives: Node, next: number): number[] =>
    alternatives.map((parts) =>
      parts.toReversed().reduce((behind, part) => repeat(part, behind), next),
    );
  starts.push(...build(node, 1));
  return places;
};

class Reader {
  private readonly source: string;
  private readonly ignoresCase: boolean;
  private at: number;

  constructor(source: string, at: number, ignoresCase: boolean) {
    this.source = source;
    this.at = at;
    this.ignoresCase = ignoresCase;
  }

  whole(): Node {
    const found = this.alternatives(0);
    if (this.at < this.source.length) this.refuse('A parenthesis is not open.');
    return found;
  }

  private alternatives(depth: number): Node {
    if (depth > MOST_DEPTH) this.refuse('Groups are nested too deep.');
    const found: Repeated[][] = [[]];
    for (;;) {
      const char = this.source[this.at];
      if (char === undefined || char === ')') return found;
      this.at += 1;
      if (char === '|') found.push([]);
      else found.at(-1)?.push(this.repeated(char, depth));
    }
  }

  private repeated(char: string, depth: number): Repeated {
    if (char === '^' || char === '$') return { of: char, least: 1, most: 1 };
    const of = this.atom(char, depth);
    return { of, ...this.quantifier() };
  }

  private atom(char: string, depth: number): CharSet | Node {
    switch (char) {
      case '.':
        return ANY;
      case '(':
        return this.group(depth);
      case '[':
        return this.bracket();
      case '\\': {
        const escaped = this.escape();
        return typeof escaped === 'string' ? this.literal(escaped) : escaped;
      }
      case '*':
      case '+':
      case '?':
        return this.refuse('A quantifier has nothing before it.');
      default:
        return this.literal(char);
    }
  }

  private group(depth: number): Node {
    if (this.source[this.at] === '?') {
      GROUP.lastIndex = this.at;
      const opening = GROUP.exec(this.source)?.[0];
      if (opening === undefined) return this.refuse('Look-around and flags are not followed.');
      this.at += opening.length;
    }
    const found = this.alternatives(depth + 1);
    if (this.source[this.at] !== ')') this.refuse('A parenthesis is not closed.');
    this.at += 1;
    return found;
  }

  private literal(char: string): CharSet {
    if (char.charCodeAt(0) > 127)
      this.refuse('Characters beyond ASCII are not followed in a regular expression.');
    return this.cased((other) => other === char);
  }

  private cased(takes: (char: string) => boolean): CharSet {
    return this.ignoresCase
      ? setOf((char) => takes(char.toLowerCase()) || takes(char.toUpperCase()), false)
      : setOf(takes, false);
  }

  private escape(): CharSet | string {
    const char = this.take();
    const known = CLASSES.get(char);
    if (known !== undefined) return known;
    const control = CONTROLS.get(char);
    if (control !== undefined) return control;
    if (char === 'x') {
      HEX.lastIndex = this.at;
      const digits = HEX.exec(this.source)?.[0];
      if (digits === undefined) return this.refuse('An \\x has no two hexadecimal digits.');
      this.at += 2;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    if (/[A-Za-z0-9]/.test(char)) this.refuse(`The escape '\\${char}' is not followed.`);
    return char;
  }

  private bracket(): CharSet {
    const negated = this.source[this.at] === '^';
    if (negated) this.at += 1;
    const sets: CharSet[] = [];
    while (this.source[this.at] !== ']' || sets.length === 0) {
      const low = this.member();
      if (typeof low !== 'string') {
        sets.push(low);
        continue;
      }
      const isRange = this.source[this.at] === '-' && this.source[this.at + 1] !== ']';
      if (isRange) this.at += 1;
      const high = isRange ? this.member() : low;
      if (typeof high !== 'string' || high < low || high.charCodeAt(0) > 127)
        return this.refuse('A range must go upwards within ASCII.');
      sets.push(this.cased((char) => char >= low && char <= high));
    }
    this.at += 1;
    const set = {
      ascii: Array.from({ length: 128 }, (_, code) => sets.some(({ ascii }) => ascii[code])),
      others: sets.some(({ others }) => others),
    };
    return negated ? negate(set) : set;
  }

  private member(): CharSet | string {
    const char = this.take();
    return char === '\\' ? this.escape() : char;
  }

  private quantifier(): Pick<Repeated, 'least' | 'most'> {
    const char = this.source[this.at];
    let found: Pick<Repeated, 'least' | 'most'> = { least: 1, most: 1 };
    if (char === '?' || char === '*' || char === '+') {
      this.at += 1;
      found = { least: char === '+' ? 1 : 0, most: char === '?' ? 1 : undefined };
    } else if (char === '{') {
      COUNT.lastIndex = this.at;
      const [whole, low = '', comma, high] = COUNT.exec(this.source) ?? [];
      if (whole === undefined) return this.refuse('Braces must hold a number or a range.');
      this.at += whole.length;
      const least = Number(low);
      const most = comma === undefined ? least : high === undefined ? undefined : Number(high);
      if (most !== undefined && most < least) this.refuse('A range must go upwards.');
      found = { least, most };
    } else {
      return found;
    }
    // As little as can be or as much: what matches is the same.
    if (this.source[this.at] === '?') this.at += 1;
    if ('*+?{'.includes(this.source[this.at] ?? ' '))
      this.refuse('A quantifier must not follow another one.');
    return found;
  }

  private take(): string {
    const char = this.source[this.at];
    if (char === undefined) return this.refuse('The regular expression is not complete.');
    this.at += 1;
    return char;
  }

  private refuse(reason: string): never {
    throw new FilterRefusal(reason, this.at);
  }
}
