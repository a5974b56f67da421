import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { Location, PathElement, Position } from './finding.ts';

/** A policy nests no deeper than nine levels; text that goes far beyond is an attack on the parser's stack. */
const MAX_DEPTH = 64;
/** Far above every policy quota (the largest is 20 480 characters), far below what would keep the process busy. */
const MAX_POLICY_TEXT = 131_072;

/** A part of the text, `end` exclusive, with the way to it. */
export interface Place {
  readonly path: readonly PathElement[];
  readonly start: number;
  readonly end: number;
}

export interface StringNode extends Place {
  readonly kind: 'string';
  readonly value: string;
}
export interface ScalarNode extends Place {
  readonly kind: 'number' | 'boolean' | 'null';
  readonly value: number | boolean | null;
}
interface ArrayNode extends Place {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}
export interface Member {
  readonly name: string;
  /** Of the name itself. */
  readonly place: Place;
  readonly value: JsonNode;
}
export interface ObjectNode extends Place {
  readonly kind: 'object';
  /** In the order of the text, a repeated name as often as it is written. */
  readonly members: readonly Member[];
}
export type JsonNode = StringNode | ScalarNode | ArrayNode | ObjectNode;

export type ParsedJson =
  | { readonly ok: true; readonly root: JsonNode }
  | { readonly ok: false; readonly place: Place };

/** The text as a tree that knows where each value stands, or the place of the first fault. Never throws. */
export const parseJson = (text: string): ParsedJson => {
  const fault = text.length > MAX_POLICY_TEXT ? MAX_POLICY_TEXT : tooDeepAt(text);
  if (fault !== undefined) return failedAt(text, fault, fault);

  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (error !== undefined) return failedAt(text, error.offset, error.offset + error.length);
  if (tree === undefined) return failedAt(text, 0, 0);
  return { ok: true, root: toNode(tree, []) };
};

const failedAt = (text: string, start: number, end: number): ParsedJson => ({
  ok: false,
  place: { path: [], start: Math.min(start, text.length), end: Math.min(end, text.length) },
});

/**
 * jsonc-parser calls itself for each level, so depth is checked before it sees the text. It also knows comments, which
 * JSON does not: a slash outside a string is a fault, and no comment can hide brackets from this count.
 */
const tooDeepAt = (text: string): number | undefined => {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    if (character === '[' || character === '{') depth += 1;
    if (character === ']' || character === '}') depth -= 1;
    if (depth > MAX_DEPTH || character === '/') return at;
  }
  return undefined;
};

/** Of its closing quote, or of the line: an open string ends with it. */
const endOfString = (text: string, quote: number): number => {
  for (let at = quote + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"' || character === '\n' || character === '\r') return at;
    if (character === '\\') at += 1;
  }
  return text.length;
};

const toNode = (node: Node, path: readonly PathElement[]): JsonNode => {
  const place = { path, start: node.offset, end: node.offset + node.length };
  const value: unknown = node.value;
  if (node.type === 'object')
    return { ...place, kind: 'object', members: (node.children ?? []).flatMap(toMember(path)) };
  if (node.type === 'array')
    return {
      ...place,
      kind: 'array',
      items: (node.children ?? []).map((child, index) => toNode(child, [...path, { index }])),
    };
  if (typeof value === 'string') return { ...place, kind: 'string', value };
  if (typeof value === 'number') return { ...place, kind: 'number', value };
  if (typeof value === 'boolean') return { ...place, kind: 'boolean', value };
  return { ...place, kind: 'null', value: null };
};

const toMember =
  (path: readonly PathElement[]) =>
  (property: Node): readonly Member[] => {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) return [];
    const name = String(key.value);
    const place = {
      path: [...path, { key: name }],
      start: key.offset,
      end: key.offset + key.length,
    };
    return [{ name, place, value: toNode(value, [...path, { value: name }]) }];
  };

/** A part of a string value, in characters of the value; the span covers it only where the text has no escapes. */
export const substring = (node: StringNode, start: number, length: number): Place => {
  const path = [...node.path, { substring: { start, length } }];
  const verbatim = node.end - node.start === node.value.length + 2;
  const from = verbatim ? node.start + 1 + start : node.start;
  return { path, start: from, end: verbatim ? from + length : node.end };
};

/** Turns offsets into lines and columns. */
export const locator = (text: string): ((place: Place) => Location) => {
  const lines = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);

  const position = (offset: number): Position => {
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lines[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (lines[low] ?? 0), offset };
  };
  return ({ path, start, end }) => ({ path, span: { start: position(start), end: position(end) } });
};
