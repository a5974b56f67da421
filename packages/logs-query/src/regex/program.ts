import { QueryRefusal } from '../problem.ts';
import type { Ranges } from './ranges.ts';
import type { Assertion, Node } from './syntax.ts';

/** One step; those that take nothing say where to go on, the preferred way first. */
export type Step =
  | { readonly kind: 'take'; readonly ranges: Ranges; readonly next: number }
  | { readonly kind: 'split'; readonly next: readonly number[] }
  | { readonly kind: 'assert'; readonly assertion: Assertion; readonly next: number }
  | { readonly kind: 'save'; readonly slot: number; readonly next: number }
  | { readonly kind: 'match' };

export interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
}

/** Following a text costs this many steps for each of its characters at worst. */
const MOST_STEPS = 1500;
/** Counts of what is empty make no steps, and yet work. */
const MOST_VISITS = 20_000;

/** @throws QueryRefusal */
export const programOf = (root: Node, offset: number): Program => {
  const steps: Step[] = [{ kind: 'match' }];
  const add = (step: Step): number => {
    if (steps.length >= MOST_STEPS)
      throw new QueryRefusal('The regular expression is too complex.', offset);
    return steps.push(step) - 1;
  };
  // Built from the end, so that each step knows where it goes on.
  const loop = (of: Node, next: number, greedy: boolean): number => {
    const ways: number[] = [];
    const again = add({ kind: 'split', next: ways });
    const once = build(of, again);
    ways.push(...(greedy ? [once, next] : [next, once]));
    return again;
  };
  const repeat = (node: Extract<Node, { kind: 'repeat' }>, behind: number): number => {
    const { of, least, most, greedy } = node;
    let next = behind;
    if (most === undefined) next = loop(of, next, greedy);
    else
      for (let times = least; times < most; times += 1) {
        const once = build(of, next);
        next = add({ kind: 'split', next: greedy ? [once, behind] : [behind, once] });
      }
    for (let times = 0; times < least; times += 1) next = build(of, next);
    return next;
  };
  let visits = 0;
  const build = (node: Node, next: number): number => {
    visits += 1;
    if (visits > MOST_VISITS)
      throw new QueryRefusal('The regular expression is too complex.', offset);
    switch (node.kind) {
      case 'set':
        return add({ kind: 'take', ranges: node.ranges, next });
      case 'assert':
        return add({ kind: 'assert', assertion: node.assertion, next });
      case 'sequence':
        return node.of.toReversed().reduce((behind, part) => build(part, behind), next);
      case 'choice':
        return add({ kind: 'split', next: node.of.map((part) => build(part, next)) });
      case 'group': {
        const end = add({ kind: 'save', slot: node.number * 2 + 1, next });
        return add({ kind: 'save', slot: node.number * 2, next: build(node.of, end) });
      }
      case 'repeat':
        return repeat(node, next);
      default:
        return node satisfies never;
    }
  };
  return { start: build(root, 0), steps };
};
