import { isUtf8 } from 'node:buffer';
import { MAX_DEPTH } from './json-text.ts';
import { Unreadable } from './unreadable.ts';

/** An element of a document: of mixed content only the text as a whole is kept, because no AWS shape is mixed. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/**
 * The root of an XML 1.0 document in UTF-8. Entities other than the five that XML itself defines do not exist here,
 * and neither does a document type declaration, so nothing can expand or be fetched.
 * @throws Unreadable
 */
export const parseXml = (bytes: Uint8Array): XmlElement => {
  if (!isUtf8(bytes)) throw malformed();
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return new XmlReader(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).document();
};

interface OpenElement {
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  text: string;
}

class XmlReader {
  readonly #xml: string;
  readonly #open: OpenElement[] = [];
  #root: XmlElement | undefined;
  #at = 0;

  constructor(xml: string) {
    this.#xml = xml;
  }

  document(): XmlElement {
    while (this.#at < this.#xml.length) {
      if (this.#xml.charCodeAt(this.#at) === LESS) this.#markup();
      else this.#text();
    }
    if (this.#root === undefined || this.#open.length > 0) throw malformed();
    return this.#root;
  }

  #markup(): void {
    const next = this.#xml.charCodeAt(this.#at + 1);
    if (next === SLASH) this.#endTag();
    else if (next === QUESTION) this.#skipPast('<?', '?>');
    else if (next !== BANG) this.#startTag();
    else if (this.#xml.startsWith('<!--', this.#at)) this.#skipPast('<!--', '-->');
    else if (this.#xml.startsWith('<![CDATA[', this.#at)) this.#characterData();
    else throw malformed(); // A document type declaration.
  }

  /** What stands between the two. */
  #skipPast(start: string, end: string): string {
    const from = this.#at + start.length;
    const found = this.#xml.indexOf(end, from);
    if (found < 0) throw malformed();
    const skipped = this.#xml.slice(from, found);
    this.#at = found + end.length;
    return skipped;
  }

  #characterData(): void {
    const text = this.#skipPast('<![CDATA[', ']]>');
    const element = this.#open.at(-1);
    if (element === undefined) throw malformed();
    element.text += lineEnds(text);
  }

  #text(): void {
    const less = this.#xml.indexOf('<', this.#at);
    const end = less < 0 ? this.#xml.length : less;
    const text = this.#xml.slice(this.#at, end);
    this.#at = end;
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += unescaped(lineEnds(text));
    else if (text.trim() !== '') throw malformed();
  }

  #startTag(): void {
    if (this.#root !== undefined || this.#open.length >= MAX_DEPTH) throw malformed();
    this.#at += 1;
    const element: OpenElement = {
      name: this.#name(),
      attributes: new Map(),
      children: [],
      text: '',
    };
    this.#attributes(element.attributes);
    this.#open.push(element);
    if (this.#xml.charCodeAt(this.#at) === SLASH) {
      this.#at += 1;
      this.#expect(GREATER);
      this.#close();
    } else this.#expect(GREATER);
  }

  #endTag(): void {
    this.#at += 2;
    if (this.#name() !== this.#open.at(-1)?.name) throw malformed();
    this.#space();
    this.#expect(GREATER);
    this.#close();
  }

  #close(): void {
    const element = this.#open.pop();
    const parent = this.#open.at(-1);
    if (parent !== undefined && element !== undefined) parent.children.push(element);
    else this.#root = element;
  }

  #attributes(into: Map<string, string>): void {
    for (;;) {
      this.#space();
      const next = this.#xml.charCodeAt(this.#at);
      if (next === GREATER || next === SLASH) return;
      const name = this.#name();
      this.#space();
      this.#expect(EQUALS);
      this.#space();
      const quote = this.#xml.charAt(this.#at);
      const end = quote === '"' || quote === "'" ? this.#xml.indexOf(quote, this.#at + 1) : -1;
      const value = this.#xml.slice(this.#at + 1, end);
      if (end < 0 || into.has(name) || value.includes('<')) throw malformed();
      into.set(name, unescaped(lineEnds(value)));
      this.#at = end + 1;
    }
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#xml)?.[0];
    if (name === undefined) throw malformed();
    this.#at += name.length;
    return name;
  }

  #space(): void {
    while (SPACES.has(this.#xml.charCodeAt(this.#at))) this.#at += 1;
  }

  #expect(code: number): void {
    if (this.#xml.charCodeAt(this.#at) !== code) throw malformed();
    this.#at += 1;
  }
}

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const QUESTION = 0x3f;
const BANG = 0x21;
const EQUALS = 0x3d;
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const NAME = /[A-Za-z_\u0080-\uffff][\w.:\u0080-\uffff-]*/y;

const malformed = (): Unreadable => new Unreadable('The XML is not well-formed', 'syntax');

// XML 1.0 §2.11: every line end reaches the application as one line feed.
const lineEnds = (text: string): string =>
  text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;

const unescaped = (text: string): string =>
  text.includes('&')
    ? text.replaceAll(/&(?:([^;&]{1,12});)?/g, (_, name?: string) => character(name))
    : text;

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const character = (name = ''): string => {
  const known = PREDEFINED.get(name);
  if (known !== undefined) return known;
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name) ?? [];
  const code = hex === undefined ? Number(decimal ?? NaN) : Number.parseInt(hex, 16);
  if (!(code <= 0x10ffff)) throw malformed();
  return String.fromCodePoint(code);
};
