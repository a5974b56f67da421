import { Automaton } from './automaton.ts';
import { captures } from './captures.ts';
import { programOf } from './program.ts';
import { type Node, RegexReader } from './syntax.ts';

/** A regular expression whose time grows with the length of the text and with nothing else. */
export interface Regex {
  readonly source: string;
  /** Names of its groups, in order. */
  readonly groups: readonly (string | undefined)[];
  /** Whether it matches some part of the text. */
  test(text: string): boolean;
  /** What its groups took in the first match. */
  match(text: string): readonly (string | undefined)[] | undefined;
}

const charOf = (node: Node): string | undefined => {
  if (node.kind !== 'set') return undefined;
  const [range, ...more] = node.ranges;
  if (range === undefined || more.length > 0 || range[0] !== range[1]) return undefined;
  return String.fromCharCode(range[0]);
};

interface Literal {
  readonly text: string;
  /** Nothing else belongs to it. */
  readonly isAll: boolean;
}

/** The text with which each of its matches begins. */
const literalOf = (node: Node): Literal => {
  if (node.kind === 'group') return literalOf(node.of);
  if (node.kind !== 'sequence') {
    const char = charOf(node);
    return { text: char ?? '', isAll: char !== undefined };
  }
  let text = '';
  for (const part of node.of) {
    const inner = literalOf(part);
    text += inner.text;
    if (!inner.isAll) return { text, isAll: false };
  }
  return { text, isAll: true };
};

/** `offset`: where it stands in the query. @throws QueryRefusal */
export const regexOf = (source: string, offset: number): Regex => {
  const { root, groups } = new RegexReader(source, offset).read();
  const { text: prefix, isAll } = literalOf(root);
  if (isAll && groups.length === 0)
    return {
      source,
      groups,
      test: (text) => text.includes(prefix),
      match: (text) => (text.includes(prefix) ? [] : undefined),
    };
  const program = programOf(root, offset);
  const automaton = new Automaton(program);
  const test = (text: string): boolean => {
    const from = text.indexOf(prefix);
    return from >= 0 && automaton.test(text, from);
  };
  const shape = { groups: groups.length, prefix };
  return {
    source,
    groups,
    test,
    match: (text) => (test(text) ? captures(program, text, shape) : undefined),
  };
};
