import { PatternRefusal } from './refusal.ts';

export type TokenKind =
  | 'object'
  | 'end-object'
  | 'array'
  | 'end-array'
  | 'name'
  | 'string'
  | 'number'
  | 'true'
  | 'false'
  | 'null'
  | 'end';

interface Frame {
  readonly kind: 'Object' | 'Array';
  readonly start: number;
  empty: boolean;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

const MOST_DEPTH = 1000;
const SNIPPET = 500;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const HEX = /[0-9a-fA-F]{4}/y;
const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * Reads JSON token by token and knows where it stands, because AWS's refusals name the place where its reader stood:
 * behind the last token, where a name includes the start of its value, and a string is read only when it is asked for.
 */
export class JsonTokens {
  private readonly source: string;
  private readonly open: Frame[] = [];
  private at = 0;
  private pending: { readonly kind: TokenKind; readonly text: string } | undefined;
  private unfinished = false;
  private current = '';

  constructor(source: string) {
    this.source = source;
  }

  next(): TokenKind {
    if (this.pending !== undefined) {
      const { kind, text } = this.pending;
      this.pending = undefined;
      this.current = text;
      this.unfinished = kind === 'string';
      return this.enter(kind);
    }
    if (this.unfinished) this.text();
    this.skipSpace();
    const frame = this.open.at(-1);
    if (frame === undefined) return this.at < this.source.length ? this.enter(this.value()) : 'end';
    if (this.at >= this.source.length) return this.refuseEnd(frame);
    const char = this.char();
    if (char === '}' || char === ']') return this.close(frame, char);
    if (!frame.empty) this.comma(frame);
    frame.empty = false;
    return frame.kind === 'Object' ? this.name(frame) : this.enter(this.value());
  }

  /** The token as it is written; a string or name without its quotes and escapes. */
  text(): string {
    if (this.unfinished) {
      this.unfinished = false;
      this.current = this.quoted('string value');
    }
    return this.current;
  }

  refuse(reason: string): never {
    const place = this.place(this.at);
    throw new PatternRefusal(`${reason}\n at ${this.described(place)}`, reason, place);
  }

  private char(): string {
    return this.source.charAt(this.at);
  }

  private skipSpace(): void {
    while (this.at < this.source.length && ' \t\n\r'.includes(this.char())) this.at += 1;
  }

  private enter(kind: TokenKind): TokenKind {
    if (kind !== 'object' && kind !== 'array') return kind;
    this.open.push({
      kind: kind === 'object' ? 'Object' : 'Array',
      start: this.at - 1,
      empty: true,
    });
    if (this.open.length > MOST_DEPTH)
      this.refuse(
        `Document nesting depth (${MOST_DEPTH + 1}) exceeds the maximum allowed (${MOST_DEPTH}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
      );
    return kind;
  }

  private close(frame: Frame, char: string): TokenKind {
    const expected = frame.kind === 'Object' ? '}' : ']';
    this.at += 1;
    if (char !== expected)
      this.refuse(
        `Unexpected close marker '${char}': expected '${expected}' (for ${frame.kind} starting at ${this.described(this.place(frame.start))})`,
      );
    this.open.pop();
    this.current = char;
    return frame.kind === 'Object' ? 'end-object' : 'end-array';
  }

  private comma(frame: Frame): void {
    if (this.char() !== ',')
      this.unexpected(`was expecting comma to separate ${frame.kind} entries`);
    this.at += 1;
    this.skipSpace();
    this.requireMore(frame);
  }

  private name(frame: Frame): TokenKind {
    if (this.char() !== '"') this.unexpected('was expecting double-quote to start field name');
    this.at += 1;
    const name = this.quoted('name');
    this.skipSpace();
    this.requireMore(frame);
    if (this.char() !== ':')
      this.unexpected('was expecting a colon to separate field name and value');
    this.at += 1;
    this.skipSpace();
    this.requireMore(frame);
    const kind = this.value();
    this.pending = { kind, text: this.current };
    this.unfinished = false;
    this.current = name;
    return 'name';
  }

  private value(): TokenKind {
    const char = this.char();
    if (char === '"' || char === '{' || char === '[') {
      this.at += 1;
      this.current = char;
      this.unfinished = char === '"';
      return char === '"' ? 'string' : char === '{' ? 'object' : 'array';
    }
    if (char === '-' || (char >= '0' && char <= '9')) return this.number(char);
    WORD.lastIndex = this.at;
    const word = WORD.exec(this.source)?.[0];
    if (word === undefined) return this.unexpected(`expected a valid value ${VALUES}`);
    this.at += word.length;
    this.current = word;
    if (word === 'true' || word === 'false' || word === 'null') return word;
    return this.refuse(`Unrecognized token '${word}': was expecting ${VALUES}`);
  }

  private number(first: string): TokenKind {
    NUMBER.lastIndex = this.at;
    const written = NUMBER.exec(this.source)?.[0] ?? first;
    this.at += written.length;
    const after = this.char();
    if (written === '-')
      this.unexpected(
        'expected digit (0-9) to follow minus sign, for valid numeric value',
        ' in numeric value',
      );
    if (after >= '0' && after <= '9')
      this.refuse('Invalid numeric value: Leading zeroes not allowed');
    if (after === '.' || after === 'e' || after === 'E') {
      this.at += 1;
      const part = after === '.' ? 'Decimal point' : 'Exponent indicator';
      this.unexpected(`${part} not followed by a digit`, ' in numeric value');
    }
    this.current = written;
    return 'number';
  }

  /** The rest of a string whose opening quote is read. */
  private quoted(what: 'name' | 'string value'): string {
    let text = '';
    for (;;) {
      const char = this.char();
      if (char === '')
        this.refuse(
          what === 'name'
            ? 'Unexpected end-of-input in field name'
            : 'Unexpected end-of-input: was expecting closing quote for a string value',
        );
      this.at += 1;
      if (char === '"') return text;
      if (char < ' ')
        this.refuse(
          `Illegal unquoted character ((CTRL-CHAR, code ${char.charCodeAt(0)})): has to be escaped using backslash to be included in ${what}`,
        );
      text += char === '\\' ? this.escaped() : char;
    }
  }

  private escaped(): string {
    const char = this.char();
    this.at += 1;
    if (char === 'u') {
      HEX.lastIndex = this.at;
      const digits = HEX.exec(this.source)?.[0];
      if (digits === undefined)
        return this.unexpected('expected a hex-digit for character escape sequence');
      this.at += digits.length;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    return ESCAPES.get(char) ?? this.refuse(`Unrecognized character escape ${quotedCode(char)}`);
  }

  private requireMore({ kind }: Frame): void {
    if (this.at >= this.source.length)
      this.refuse(`Unexpected end-of-input within/between ${kind} entries`);
  }

  private refuseEnd({ kind, start }: Frame): never {
    return this.refuse(
      `Unexpected end-of-input: expected close marker for ${kind} (start marker at ${this.described(this.place(start))})`,
    );
  }

  private unexpected(expected: string, where = ''): never {
    return this.at < this.source.length
      ? this.refuse(`Unexpected character (${quotedCode(this.char())})${where}: ${expected}`)
      : this.refuse('Unexpected end-of-input in a value');
  }

  private place(at: number): Place {
    const before = this.source.slice(0, at).split(/\r\n|\n|\r/);
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }

  private described({ line, column }: Place): string {
    const shown = this.source.slice(0, SNIPPET).replaceAll(
      // oxlint-disable-next-line no-control-regex
      /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
    const left = this.source.length - SNIPPET;
    const cut = left > 0 ? `[truncated ${left} chars]` : '';
    return `[Source: (String)"${shown}"${cut}; line: ${line}, column: ${column}]`;
  }
}

const quotedCode = (char: string): string => `'${char}' (code ${char.charCodeAt(0)})`;
