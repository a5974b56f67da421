import { bitsOf, wordsFor } from '../bits.ts';
import { type Effort, effortOfEvent, matchesTogether, mayBeAbsent } from '../consistent.ts';
import { EventFields, type NameNode, addPath, nameNode } from '../event-fields.ts';
import type { Alternative, Pattern } from '../model.ts';
import { mayHoldLongNumber, parseKeepingNumbers } from '../raw-json.ts';
import { Automaton } from './automaton.ts';
import { PathIndex, type Sizing, type ValueClass } from './path-index.ts';

export interface NamedPattern {
  readonly id: string;
  readonly pattern: Pattern;
}

/** Many patterns that are matched at once. */
export interface Matcher {
  readonly size: number;
  /** Adds a pattern, in place of one with the same id. */
  add(id: string, pattern: Pattern): void;
  /** Whether there was one. */
  remove(id: string): boolean;
  /**
   * The ids of the patterns that match, in no order. The event is the text of a JSON object, or its value; only the
   * text keeps numbers apart that are one double. @throws SyntaxError if the text is not JSON
   */
  match(event: string | object): readonly string[];
}

interface User {
  readonly id: string;
  readonly fields: Alternative;
}

export const compilePatterns = (patterns: Iterable<NamedPattern> = []): Matcher => {
  const matcher = new PatternMatcher();
  for (const { id, pattern } of patterns) matcher.add(id, pattern);
  return matcher;
};

const NOTHING: readonly string[] = [];

/** What is made for the patterns of the moment. */
interface Machine {
  readonly automaton: Automaton;
  readonly names: NameNode;
  /** The indexes in the order in which the automaton takes their paths. */
  readonly paths: readonly PathIndex[];
  readonly order: ReadonlyMap<string, number>;
  readonly ids: Map<readonly number[], readonly string[]>;
}

class PatternMatcher implements Matcher {
  private readonly byId = new Map<string, readonly number[]>();
  private readonly users: (User | undefined)[] = [];
  private readonly free: number[] = [];
  private readonly paths = new Map<string, PathIndex>();
  private readonly fields = new EventFields();
  private readonly sizing: Sizing;
  private machine: Machine | undefined;

  constructor() {
    let classes = 0;
    this.sizing = {
      words: () => wordsFor(this.users.length),
      nextId: () => (classes += 1),
    };
  }

  get size(): number {
    return this.byId.size;
  }

  add(id: string, { alternatives }: Pattern): void {
    this.remove(id);
    this.machine = undefined;
    const added = alternatives.map((fields) => {
      const user = this.free.pop() ?? this.users.length;
      this.users[user] = { id, fields };
      for (const { path, tests } of fields) this.pathOf(path).add(user, tests);
      return user;
    });
    this.byId.set(id, added);
  }

  remove(id: string): boolean {
    const users = this.byId.get(id);
    if (users === undefined) return false;
    this.machine = undefined;
    this.byId.delete(id);
    for (const user of users) this.removeUser(user);
    return true;
  }

  match(event: string | object): readonly string[] {
    const value: unknown = typeof event === 'string' ? JSON.parse(event) : event;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return NOTHING;
    const machine = (this.machine ??= this.build());
    this.fields.read(machine.names, value);
    if (this.fields.hasNumbers && typeof event === 'string' && mayHoldLongNumber(event)) {
      const exact = parseKeepingNumbers(event);
      if (typeof exact === 'object' && exact !== null) this.fields.read(machine.names, exact);
    }
    return this.run(machine);
  }

  private run({ automaton, paths, order, ids }: Machine): readonly string[] {
    const { fields } = this;
    let state = automaton.start();
    for (const path of inOrder(fields.present)) {
      if (!automaton.cares(state, path)) continue;
      const index = paths[path];
      if (index === undefined) continue;
      state = automaton.step(state, path, this.classAt(index, path));
      if (state.isEmpty) return NOTHING;
    }
    const last = state;
    const left = automaton.finish(last);
    const tied = fields.tied.filter((path) => automaton.cares(last, path));
    if (tied.length > 0) {
      const tiedIndexes = tied.flatMap((path) => paths[path] ?? []);
      const effort = effortOfEvent();
      return this.idsOf(
        left.filter((user) => this.isTogether(user, tiedIndexes, { order, effort })),
      );
    }
    let found = ids.get(left);
    if (found === undefined) ids.set(left, (found = this.idsOf(left)));
    return found;
  }

  /** Whether values that an alternative has accepted can be had from the same elements. */
  private isTogether(
    user: number,
    tied: readonly PathIndex[],
    { order, effort }: Pick<Machine, 'order'> & { readonly effort: Effort },
  ): boolean {
    const alternative = this.users[user]?.fields ?? [];
    const mine = tied.filter((index) => index.users.has(user));
    if (mine.length === 0 || (mine.length === 1 && !alternative.some(mayBeAbsent))) return true;
    return matchesTogether(
      alternative,
      (path) => this.fields.entries(order.get(path) ?? -1),
      effort,
    );
  }

  private classAt(index: PathIndex, path: number): ValueClass {
    const single = this.fields.single(path);
    if (single !== undefined) return index.classOf(single);
    let found: ValueClass | undefined;
    let isTied = true;
    for (const { value, within } of this.fields.entries(path)) {
      const one = index.classOf(value);
      found = found === undefined ? one : index.union(found, one);
      isTied &&= within.length > 0;
    }
    if (found === undefined) throw new Error('a path is present without a value');
    return isTied ? index.orAbsent(found) : found;
  }

  private idsOf(users: readonly number[]): readonly string[] {
    return [...new Set(users.map((user) => this.users[user]?.id ?? ''))];
  }

  private pathOf(path: string): PathIndex {
    const known = this.paths.get(path) ?? new PathIndex(this.sizing);
    this.paths.set(path, known);
    return known;
  }

  private removeUser(user: number): void {
    for (const { path, tests } of this.users[user]?.fields ?? []) {
      const index = this.pathOf(path);
      index.remove(user, tests);
      if (index.users.size === 0) this.paths.delete(path);
    }
    this.users[user] = undefined;
    this.free.push(user);
  }

  private build(): Machine {
    const words = this.sizing.words();
    const ordered = [...this.paths].toSorted(([, a], [, b]) => tellsMore(a, b));
    const names = nameNode();
    for (const [at, [path, index]] of ordered.entries()) {
      index.forget();
      addPath(names, path, at);
    }
    const users = this.users.flatMap((user, at) => (user === undefined ? [] : [at]));
    const sets = ordered.map(([, index]) => ({
      users: bitsOf(words, index.users),
      needing: bitsOf(words, index.needing),
    }));
    return {
      automaton: new Automaton(sets, words, users),
      names,
      paths: ordered.map(([, index]) => index),
      order: new Map(ordered.map(([path], at) => [path, at])),
      ids: new Map(),
    };
  }
}

/** What most patterns name, by exact texts, leaves the fewest of them for the paths behind it. */
const tellsMore = (a: PathIndex, b: PathIndex): number =>
  Math.floor(Math.log2(b.users.size)) - Math.floor(Math.log2(a.users.size)) ||
  b.exactTexts - a.exactTexts;

/** Sorts in place: they are few, and mostly in order. */
const inOrder = (paths: number[]): readonly number[] => {
  for (let at = 1; at < paths.length; at += 1) {
    const path = paths[at] ?? 0;
    let to = at;
    for (; to > 0 && (paths[to - 1] ?? 0) > path; to -= 1) paths[to] = paths[to - 1] ?? 0;
    paths[to] = path;
  }
  return paths;
};
