import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  Parser,
  type YAMLMap,
} from 'yaml';

/** Something wrong in a document, and where: `path` such as `rules[2].maxDuration`. */
export interface DocumentProblem {
  readonly path: string;
  /** From 1; undefined where the document has no such place. */
  readonly line: number | undefined;
  readonly message: string;
}

export type Path = readonly (string | number)[];

export interface ReadDocument {
  readonly value: unknown;
  /** Line of the value at `path`, or of the nearest value around it. */
  line(path: Path): number | undefined;
}

export type ReadAnswer =
  | { readonly ok: true; readonly read: ReadDocument }
  | { readonly ok: false; readonly problems: readonly DocumentProblem[] };

const MOST_BYTES = 1_048_576;
const DEEPEST = 24;
const MOST_NODES = 100_000;
// The parser compares each name of a mapping with all of the others.
const MOST_NAMES = 1000;
// An object member of these names changes the object instead of being held by it, in one library or another.
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads YAML 1.2 (core schema) or JSON, which is a part of it: no anchors, aliases, tags, directives or second document,
 * no key twice. Values are plain objects, lists, strings, numbers, booleans and null.
 */
export const readYaml = (text: string): ReadAnswer => {
  if (text.length > MOST_BYTES || Buffer.byteLength(text) > MOST_BYTES)
    return refusal(undefined, `the document is larger than ${MOST_BYTES} bytes`);
  const lines = new LineCounter();
  const tokens = Array.from(new Parser(lines.addNewLine).parse(text));
  const unfit = tokensProblem(tokens, lines);
  if (unfit !== undefined) return unfit;
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: true, merge: false });
  const documents = Array.from(composer.compose(tokens, true, text.length));
  const [document] = documents;
  if (document === undefined) return refusal(undefined, 'the document is empty');
  if (documents.length > 1) return refusal(undefined, 'there is more than one document');
  const [error] = document.errors;
  if (error !== undefined) return refusal(lines.linePos(error.pos[0]).line, firstLine(error));
  return toValue(document, lines);
};

const refusal = (line: number | undefined, message: string): ReadAnswer => ({
  ok: false,
  problems: [{ path: '', line, message }],
});

const firstLine = (error: Error): string => error.message.split('\n', 1)[0] ?? '';

/** Looks over the tokens before anything recurses over them. */
const tokensProblem = (
  tokens: readonly CST.Token[],
  lines: LineCounter,
): ReadAnswer | undefined => {
  const open: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  let count = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    count += 1;
    const { line } = lines.linePos('offset' in next.token ? next.token.offset : 0);
    if (next.token.type === 'directive') return refusal(line, 'directives are not used here');
    if (next.depth > DEEPEST) return refusal(line, `nested more than ${DEEPEST} deep`);
    if (count > MOST_NODES) return refusal(line, 'the document has too many values');
    if (isMapping(next.token) && next.token.items.length > MOST_NAMES)
      return refusal(line, `a mapping has more than ${MOST_NAMES} names`);
    for (const token of inside(next.token)) open.push({ token, depth: next.depth + 1 });
  }
  return undefined;
};

const inside = (token: CST.Token): readonly CST.Token[] => {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [
    ...(key === undefined || key === null ? [] : [key]),
    ...(value === undefined ? [] : [value]),
  ]);
};

const isMapping = (token: CST.Token): token is CST.BlockMap | CST.FlowCollection =>
  token.type === 'block-map' ||
  (token.type === 'flow-collection' && token.start.type === 'flow-map-start');

class Unreadable extends Error {
  override readonly name = 'Unreadable';
  readonly path: Path;
  readonly offset: number | undefined;

  constructor(message: string, path: Path, node: ParsedNode | null) {
    super(message);
    this.path = path;
    this.offset = node?.range[0];
  }
}

const toValue = (document: Document.Parsed, lines: LineCounter): ReadAnswer => {
  const places = new Map<string, number>();
  const lineAt = (offset: number | undefined): number | undefined =>
    offset === undefined ? undefined : lines.linePos(offset).line;
  try {
    const value = plain(document.contents, [], (path, offset) => {
      const line = lineAt(offset);
      if (line !== undefined) places.set(JSON.stringify(path), line);
    });
    return { ok: true, read: { value, line: (path) => nearest(places, path) } };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { message, path, offset } = error;
    return { ok: false, problems: [{ path: pathText(path), line: lineAt(offset), message }] };
  }
};

const nearest = (places: ReadonlyMap<string, number>, path: Path): number | undefined => {
  for (let length = path.length; length >= 0; length -= 1) {
    const line = places.get(JSON.stringify(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return undefined;
};

type Note = (path: Path, offset: number | undefined) => void;

const plain = (node: ParsedNode | null, path: Path, note: Note): unknown => {
  if (node === null) return null;
  if (path.length === 0 || typeof path.at(-1) === 'number') note(path, node.range[0]);
  if (isAlias(node)) throw new Unreadable('aliases are not used here', path, node);
  if (node.anchor !== undefined) throw new Unreadable('anchors are not used here', path, node);
  if (node.tag !== undefined && !isOwnTag(node.tag))
    throw new Unreadable('tags are not used here', path, node);
  if (isMap(node)) return plainMap(node, path, note);
  if (isSeq<ParsedNode>(node))
    return node.items.map((item, at) => plain(item, [...path, at], note));
  if (isScalar(node)) return plainScalar(node.value, path, node);
  throw new Unreadable('this is no value', path, node);
};

// The composer writes the tag of a value that it has resolved by itself only where the author wrote one; "!" is "none".
const isOwnTag = (tag: string): boolean => tag === '!';

const plainMap = (map: YAMLMap.Parsed, path: Path, note: Note): unknown => {
  const members: [string, unknown][] = [];
  for (const { key, value } of map.items) {
    if (!isScalar(key) || isAlias(key) || typeof key.value !== 'string')
      throw new Unreadable('a name must be text; put it in quotes', path, key);
    if (key.anchor !== undefined || (key.tag !== undefined && !isOwnTag(key.tag)))
      throw new Unreadable('anchors and tags are not used here', path, key);
    if (FORBIDDEN_KEYS.has(key.value))
      throw new Unreadable(`"${key.value}" is no name that can be used`, path, key);
    const inner = [...path, key.value];
    note(inner, key.range[0]);
    members.push([key.value, plain(value, inner, note)]);
  }
  return Object.fromEntries(members);
};

const plainScalar = (value: unknown, path: Path, node: ParsedNode): unknown => {
  const plainEnough =
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value));
  if (!plainEnough) throw new Unreadable('must be text, a number, true, false or null', path, node);
  return value;
};

/** `rules[2].who.groups[0]` */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
