import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';

/** A value of a YAML file, with the line that it stands in. */
export type Tree =
  | { readonly kind: 'map'; readonly line: number; readonly entries: ReadonlyMap<string, Tree> }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly Tree[] }
  | {
      readonly kind: 'value';
      readonly line: number;
      readonly value: string | number | boolean | null;
    };

export type TreeMap = Extract<Tree, { kind: 'map' }>;

/** What is wrong with a file of rules, and where. */
export interface RuleProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** Stays among the readers of rules: they return it as a problem. */
export class RuleRefusal extends Error {
  override readonly name = 'RuleRefusal';
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

const LARGEST = 256 * 1024;
const MOST_DEPTH = 20;
const MOST_NODES = 20_000;
/** More of these in a row are no rule, and deeper than a parser should go. */
const NESTED = /(?:[[{]\s*){30}|(?:[-?:][ \t]+){30}/;

/** The documents of a YAML file, without anchors and aliases, which no rule needs and which can grow without end. @throws RuleRefusal */
export const parseYaml = (text: string): readonly Tree[] => {
  if (text.length > LARGEST) throw new RuleRefusal(1, 'The file is larger than 256 KiB.');
  if (NESTED.test(text)) throw new RuleRefusal(1, 'Values are nested too deep.');
  const lines = new LineCounter();
  const reader = new TreeReader(lines);
  const documents = parsed(text, lines);
  const found: Tree[] = [];
  for (const document of documents) {
    const [error] = document.errors;
    if (error !== undefined)
      throw new RuleRefusal(lines.linePos(error.pos[0]).line, firstLine(error.message));
    if (document.contents !== null) found.push(reader.read(document.contents, 0));
  }
  return found;
};

const parsed = (text: string, lineCounter: LineCounter) => {
  try {
    const documents = parseAllDocuments(text, {
      lineCounter,
      schema: 'core',
      merge: false,
      logLevel: 'silent',
      prettyErrors: false,
    });
    return Array.isArray(documents) ? documents : [];
  } catch (error) {
    // Nested deeper than the parser's stack.
    if (error instanceof RangeError) throw new RuleRefusal(1, 'Values are nested too deep.');
    throw error;
  }
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;

class TreeReader {
  readonly #lines: LineCounter;
  #nodes = 0;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  read(node: unknown, depth: number): Tree {
    const line = this.#lineOf(node);
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES) throw new RuleRefusal(line, 'The file has too many values.');
    if (depth > MOST_DEPTH) throw new RuleRefusal(line, 'Values are nested too deep.');
    if (isAlias(node)) throw new RuleRefusal(line, 'Aliases are not read in rules.');
    if (isMap(node)) {
      const entries = new Map<string, Tree>();
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? key.value : undefined;
        if (typeof name !== 'string' && typeof name !== 'number')
          throw new RuleRefusal(this.#lineOf(key), 'The name of a member is no text.');
        entries.set(String(name), this.#orNull(value, depth + 1, this.#lineOf(key)));
      }
      return { kind: 'map', line, entries };
    }
    if (isSeq(node))
      return {
        kind: 'list',
        line,
        items: node.items.map((item) => this.#orNull(item, depth + 1, line)),
      };
    return this.#value(node, line);
  }

  #value(node: unknown, line: number): Tree {
    const value: unknown = isScalar(node) ? node.value : null;
    if (value === null || typeof value === 'boolean' || typeof value === 'string')
      return { kind: 'value', line, value };
    if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'value', line, value };
    throw new RuleRefusal(line, 'A value is neither text nor number.');
  }

  #orNull(node: unknown, depth: number, line: number): Tree {
    return node === null || node === undefined
      ? { kind: 'value', line, value: null }
      : this.read(node, depth);
  }

  #lineOf(node: unknown): number {
    const range =
      isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
    return this.#lines.linePos(range?.[0] ?? 0).line;
  }
}

/** A member that must be a text; undefined where there is none. */
export const textMember = (map: TreeMap, name: string): string | undefined => {
  const found = map.entries.get(name);
  if (found === undefined || (found.kind === 'value' && found.value === null)) return undefined;
  if (found.kind !== 'value') throw new RuleRefusal(found.line, `${name} must be a text.`);
  return String(found.value);
};

/** A member that must be a text or a list of them. */
export const textsMember = (map: TreeMap, name: string): readonly string[] => {
  const found = map.entries.get(name);
  if (found === undefined || (found.kind === 'value' && found.value === null)) return [];
  const items = found.kind === 'list' ? found.items : [found];
  return items.map((item) => {
    if (item.kind !== 'value') throw new RuleRefusal(item.line, `${name} must hold texts.`);
    return String(item.value ?? '');
  });
};

export const mapMember = (map: TreeMap, name: string): TreeMap | undefined => {
  const found = map.entries.get(name);
  if (found === undefined) return undefined;
  if (found.kind !== 'map') throw new RuleRefusal(found.line, `${name} must be a map.`);
  return found;
};
