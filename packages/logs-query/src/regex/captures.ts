import { beforeOf, holds } from './automaton.ts';
import type { Program } from './program.ts';
import { isWordUnit } from './ranges.ts';

interface Thread {
  readonly step: number;
  /** Where each group begins and ends. */
  readonly saved: readonly (number | undefined)[];
}

/** Follows all ways at once in order of preference, each with what its groups have taken (Pike's machine). */
class Machine {
  readonly #program: Program;
  readonly #text: string;
  /** With what every match begins. */
  readonly #prefix: string;
  readonly #seen: Uint32Array;
  #run = 0;

  constructor(program: Program, text: string, prefix: string) {
    this.#program = program;
    this.#text = text;
    this.#prefix = prefix;
    this.#seen = new Uint32Array(program.steps.length);
  }

  find(): Thread['saved'] | undefined {
    let threads: Thread[] = [];
    let found: Thread['saved'] | undefined;
    for (let at = 0; at <= this.#text.length; at += 1) {
      if (threads.length === 0) {
        at = this.#text.indexOf(this.#prefix, at);
        if (at < 0) return found;
      }
      // What begins later is worth less than what has begun; once something matched nothing begins any more.
      const begun =
        found === undefined ? [...threads, { step: this.#program.start, saved: [] }] : threads;
      const next: Thread[] = [];
      this.#run += 1;
      const matched = this.#advance(this.#reached(begun, at), this.#text.charCodeAt(at), next);
      found = matched ?? found;
      threads = next;
      if (found !== undefined && threads.length === 0) return found;
    }
    return found;
  }

  /** Moves those that take this unit; a match ends all that are preferred less. */
  #advance(reached: readonly Thread[], code: number, next: Thread[]): Thread['saved'] | undefined {
    for (const thread of reached) {
      const step = this.#program.steps[thread.step];
      if (step?.kind === 'match') return thread.saved;
      if (step?.kind !== 'take') continue;
      if (step.ranges.some(([first, last]) => first <= code && code <= last))
        next.push({ step: step.next, saved: thread.saved });
    }
    return undefined;
  }

  #reached(threads: readonly Thread[], at: number): readonly Thread[] {
    const isWord = at === this.#text.length ? 'end' : isWordUnit(this.#text.charCodeAt(at));
    const before = beforeOf(this.#text, at);
    const found: Thread[] = [];
    const waiting: Thread[] = threads.toReversed();
    for (let thread = waiting.pop(); thread !== undefined; thread = waiting.pop()) {
      if (this.#seen[thread.step] === this.#run) continue;
      this.#seen[thread.step] = this.#run;
      const { saved } = thread;
      const step = this.#program.steps[thread.step];
      if (step === undefined) continue;
      if (step.kind === 'split')
        for (const way of step.next.toReversed()) waiting.push({ step: way, saved });
      else if (step.kind === 'save') {
        const more = [...saved];
        more[step.slot] = at;
        waiting.push({ step: step.next, saved: more });
      } else if (step.kind === 'assert') {
        if (holds(step.assertion, before, isWord)) waiting.push({ step: step.next, saved });
      } else found.push(thread);
    }
    return found;
  }
}

/** What each group took in the first match, if there is one. */
export const captures = (
  program: Program,
  text: string,
  { groups, prefix }: { readonly groups: number; readonly prefix: string },
): readonly (string | undefined)[] | undefined => {
  const saved = new Machine(program, text, prefix).find();
  if (saved === undefined) return undefined;
  return Array.from({ length: groups }, (_, group) => {
    const [from, to] = [saved[group * 2], saved[group * 2 + 1]];
    return from === undefined || to === undefined ? undefined : text.slice(from, to);
  });
};
