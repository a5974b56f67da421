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

/** The text that it is, if it is nothing but one. */
const literalOf = (root: Node): string | undefined => {
  if (root.kind !== 'sequence') return undefined;
  let text = '';
  for (const part of root.of) {
    if (part.kind !== 'set') return undefined;
    const [range, ...more] = part.ranges;
    if (range === undefined || more.length > 0 || range[0] !== range[1]) return undefined;
    text += String.fromCharCode(range[0]);
  }
  return text;
};

/** `offset`: where it stands in the query. @throws QueryRefusal */
export const regexOf = (source: string, offset: number): Regex => {
  const { root, groups } = new RegexReader(source, offset).read();
  const literal = literalOf(root);
  if (literal !== undefined)
    return {
      source,
      groups,
      test: (text) => text.includes(literal),
      match: (text) => (text.includes(literal) ? [] : undefined),
    };
  const program = programOf(root, offset);
  const automaton = new Automaton(program);
  return {
    source,
    groups,
    test: (text) => automaton.test(text),
    match: (text) => (automaton.test(text) ? captures(program, text, groups.length) : undefined),
  };
};
