import { PolicySyntaxError } from './syntax-error.ts';

export interface JsonMember {
  readonly name: string;
  /** Where the name stands. */
  readonly offset: number;
  readonly value: JsonNode;
}

/** A JSON value that knows where it stands in its text, in UTF-16 code units. */
export type JsonNode =
  | { readonly kind: 'object'; readonly offset: number; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly offset: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly offset: number; readonly value: string }
  /** The value as it is written: a number keeps all its digits. */
  | { readonly kind: 'number' | 'boolean'; readonly offset: number; readonly value: string }
  | { readonly kind: 'null'; readonly offset: number };

// Deeper than any policy can be (Statement, Condition, operator, key, values), far from exhausting the stack.
const MAX_DEPTH = 16;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** RFC 8259, with one restriction: names within an object are unique, because IAM rejects what others would ignore. */
export const readJson = (text: string): JsonNode => {
  const reader = new Reader(text);
  const node = reader.value(0);
  reader.end();
  return node;
};

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): JsonNode {
    this.#space();
    const offset = this.#at;
    switch (this.#text.charAt(offset)) {
      case '{':
        return this.#object(offset, this.#deeper(depth));
      case '[':
        return this.#array(offset, this.#deeper(depth));
      case '"':
        return { kind: 'string', offset, value: this.#string() };
      case 't':
        return { kind: 'boolean', offset, value: this.#word('true') };
      case 'f':
        return { kind: 'boolean', offset, value: this.#word('false') };
      case 'n':
        this.#word('null');
        return { kind: 'null', offset };
      default:
        return { kind: 'number', offset, value: this.#number() };
    }
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) this.#fail();
  }

  #object(offset: number, depth: number): JsonNode {
    const members: JsonMember[] = [];
    const names = new Set<string>();
    this.#at += 1;
    this.#space();
    while (this.#text.charAt(this.#at) !== '}') {
      if (members.length > 0) this.#expect(',');
      this.#space();
      const member = this.#at;
      if (this.#text.charAt(member) !== '"') this.#fail();
      const name = this.#string();
      if (names.has(name)) this.#fail(member);
      names.add(name);
      this.#space();
      this.#expect(':');
      members.push({ name, offset: member, value: this.value(depth) });
      this.#space();
    }
    this.#at += 1;
    return { kind: 'object', offset, members };
  }

  #array(offset: number, depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at += 1;
    this.#space();
    while (this.#text.charAt(this.#at) !== ']') {
      if (items.length > 0) this.#expect(',');
      items.push(this.value(depth));
      this.#space();
    }
    this.#at += 1;
    return { kind: 'array', offset, items };
  }

  #string(): string {
    const start = this.#at;
    let escaped = false;
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const unit = this.#text.charCodeAt(at);
      if (unit === 0x22) {
        this.#at = at + 1;
        const value = escaped ? this.#unescape(start) : this.#text.slice(start + 1, at);
        // Half a character is no text, and patterns use such halves for their wildcards.
        return value.isWellFormed() ? value : this.#fail(start);
      }
      if (unit < 0x20) this.#fail(at);
      if (unit === 0x5c) {
        escaped = true;
        at += 1;
      }
    }
    return this.#fail(start);
  }

  #unescape(start: number): string {
    try {
      return String(JSON.parse(this.#text.slice(start, this.#at)));
    } catch {
      // An unknown escape; the position inside the string adds nothing.
      return this.#fail(start);
    }
  }

  #number(): string {
    NUMBER.lastIndex = this.#at;
    const [found = ''] = NUMBER.exec(this.#text) ?? [];
    if (found === '') this.#fail();
    this.#at += found.length;
    return found;
  }

  #word<const Word extends string>(word: Word): Word {
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return word;
  }

  #expect(character: string): void {
    if (this.#text.charAt(this.#at) !== character) this.#fail();
    this.#at += 1;
  }

  #space(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.#at += 1;
    }
  }

  #deeper(depth: number): number {
    if (depth >= MAX_DEPTH) this.#fail();
    return depth + 1;
  }

  #fail(offset = this.#at): never {
    throw new PolicySyntaxError('Syntax errors in policy.', [], offset);
  }
}
