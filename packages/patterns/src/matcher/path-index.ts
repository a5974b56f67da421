import { type Bits, BitsTable, addBits, bitsOf, clearBit, setBit } from '../bits.ts';
import { type FieldTest, InexactNumber, type Scalar, type ValueTest } from '../model.ts';
import { type Atom, type Group, groupMaker } from './atom.ts';
import { RangeIndex } from './range-index.ts';
import { TextIndex } from './text-index.ts';

/** All values that the same alternatives accept. */
export interface ValueClass {
  /** Unique among all paths of a matcher. */
  readonly id: number;
  /** The alternatives whose field accepts. */
  readonly accepted: Bits;
}

/** What the indexes of a matcher share. */
export interface Sizing {
  words(): number;
  nextId(): number;
}

const MOST_KNOWN = 8192;
const LONGEST_KNOWN = 256;

/** Everything that the alternatives ask of one path. */
export class PathIndex {
  /** The alternatives that name the path, and those of them that need a value there. */
  readonly users = new Set<number>();
  readonly needing = new Set<number>();
  private readonly always = new Set<number>();
  private readonly denials = new Map<number, number[]>();
  private readonly deniedBy = new Map<number, number>();
  private readonly atoms = new Map<string, Atom>();
  private readonly groupOf = groupMaker();
  private readonly texts = new TextIndex(this.groupOf);
  private readonly ranges = new RangeIndex(this.groupOf);
  private readonly scalars = new Map<Scalar, Group>();
  private readonly longNumbers = new Map<string, Group>();
  private readonly known = new Map<Scalar, ValueClass>();
  private readonly byGroups = new Map<string, ValueClass>();
  private readonly classes = new BitsTable<ValueClass>();
  private readonly unions = new Map<string, ValueClass>();
  private readonly sizing: Sizing;
  private lastDenial = 0;
  /** Who accepts a value of which nothing is known. */
  private base: Bits | undefined;

  constructor(sizing: Sizing) {
    this.sizing = sizing;
  }

  /** How many exact texts are asked for: many of them tell many alternatives apart. */
  get exactTexts(): number {
    return this.texts.exactTexts;
  }

  add(user: number, tests: readonly FieldTest[]): void {
    this.users.add(user);
    this.needing.add(user);
    const denials: number[] = [];
    for (const test of tests) {
      if (test.kind === 'exists') {
        if (test.expected) this.always.add(user);
        else this.needing.delete(user);
      } else if (test.kind === 'anything-but') {
        this.lastDenial += 1;
        denials.push(this.lastDenial);
        this.deniedBy.set(this.lastDenial, user);
        for (const excluded of test.excluded) this.atom(excluded).denies.add(this.lastDenial);
      } else {
        this.atom(test).allows.add(user);
      }
    }
    if (denials.length > 0) this.denials.set(user, denials);
  }

  remove(user: number, tests: readonly FieldTest[]): void {
    this.users.delete(user);
    this.needing.delete(user);
    this.always.delete(user);
    const denials = this.denials.get(user) ?? [];
    this.denials.delete(user);
    for (const denial of denials) this.deniedBy.delete(denial);
    for (const test of tests) {
      if (test.kind === 'exists') continue;
      for (const one of test.kind === 'anything-but' ? test.excluded : [test])
        this.release(one, user, denials);
    }
  }

  /** Forgets the classes: to be called when users have changed. */
  forget(): void {
    this.base = undefined;
    this.known.clear();
    this.byGroups.clear();
    this.classes.clear();
    this.unions.clear();
  }

  classOf(value: Scalar): ValueClass {
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const valueClass = this.classOfGroups(this.groupsOf(value));
    const isKept =
      typeof value === 'string' ? value.length <= LONGEST_KNOWN : !(value instanceof InexactNumber);
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    if (isKept) this.known.set(value, valueClass);
    return valueClass;
  }

  /** What several values accept together: each alternative needs one of them. */
  union(a: ValueClass, b: ValueClass): ValueClass {
    if (a === b) return a;
    const key = `${a.id}:${b.id}`;
    let both = this.unions.get(key);
    if (both === undefined) {
      const accepted = a.accepted.slice();
      addBits(accepted, b.accepted);
      both = this.intern(accepted);
      if (this.unions.size >= MOST_KNOWN) this.unions.clear();
      this.unions.set(key, both);
    }
    return both;
  }

  /** What is accepted besides when the values may be those of other elements than the ones that count. */
  orAbsent(a: ValueClass): ValueClass {
    if (this.needing.size === this.users.size) return a;
    const absent = [...this.users].filter((user) => !this.needing.has(user));
    return this.union(a, this.intern(bitsOf(this.sizing.words(), absent)));
  }

  private groupsOf(value: Scalar): Group[] {
    const found: Group[] = [];
    if (typeof value === 'string') {
      this.texts.collect(value, found);
      return found;
    }
    const group =
      value instanceof InexactNumber ? this.longNumbers.get(value.text) : this.scalars.get(value);
    if (group !== undefined) found.push(group);
    if (typeof value === 'number') this.ranges.collect(value, found);
    return found;
  }

  private classOfGroups(groups: readonly Group[]): ValueClass {
    const key = groups.map(({ id }) => id).join();
    const known = this.byGroups.get(key);
    if (known !== undefined) return known;
    const valueClass = this.intern(this.accepted(groups));
    if (this.byGroups.size >= MOST_KNOWN) this.byGroups.clear();
    this.byGroups.set(key, valueClass);
    return valueClass;
  }

  private accepted(groups: readonly Group[]): Bits {
    this.base ??= bitsOf(this.sizing.words(), [...this.always, ...this.denials.keys()]);
    const bits = this.base.slice();
    const failed = new Map<number, number>();
    const denied = new Set<number>();
    const atoms = groups.flatMap(atomsOf);
    for (const { denies } of atoms) for (const denial of denies) denied.add(denial);
    for (const denial of denied) {
      const user = this.deniedBy.get(denial) ?? -1;
      const count = (failed.get(user) ?? 0) + 1;
      failed.set(user, count);
      if (count === this.denials.get(user)?.length && !this.always.has(user)) clearBit(bits, user);
    }
    for (const { allows } of atoms) for (const user of allows) setBit(bits, user);
    return bits;
  }

  private intern(accepted: Bits): ValueClass {
    return this.classes.intern(accepted, 0, () => ({ id: this.sizing.nextId(), accepted }));
  }

  private atom(test: ValueTest): Atom {
    const key = keyOf(test);
    const known = this.atoms.get(key);
    if (known !== undefined) return known;
    const atom: Atom = { test, allows: new Set(), denies: new Set() };
    this.atoms.set(key, atom);
    if (this.texts.change('add', atom)) return atom;
    if (test.kind === 'numeric') this.ranges.add(atom, test);
    else if (test.kind === 'number-text') this.longNumbers.set(test.text, this.groupOf([atom]));
    else if (test.kind === 'number' || test.kind === 'literal')
      this.scalars.set(test.value, this.groupOf([atom]));
    return atom;
  }

  private release(test: ValueTest, user: number, denials: readonly number[]): void {
    const key = keyOf(test);
    const atom = this.atoms.get(key);
    if (atom === undefined) return;
    atom.allows.delete(user);
    for (const denial of denials) atom.denies.delete(denial);
    if (atom.allows.size + atom.denies.size > 0) return;
    this.atoms.delete(key);
    if (this.texts.change('remove', atom)) return;
    if (test.kind === 'numeric') this.ranges.remove(atom);
    else if (test.kind === 'number-text') this.longNumbers.delete(test.text);
    else if (test.kind === 'number' || test.kind === 'literal') this.scalars.delete(test.value);
  }
}

const atomsOf = (group: Group): readonly Atom[] => {
  if (group.parent === undefined) return group.atoms;
  const atoms: Atom[] = [];
  for (let at: Group | undefined = group; at !== undefined; at = at.parent) atoms.push(...at.atoms);
  return atoms;
};

/** The same test has the same key. */
const keyOf = (test: ValueTest): string => {
  switch (test.kind) {
    case 'number':
    case 'literal':
      return `${test.kind}:${test.value}`;
    case 'ip':
      return `ip:${test.bits}`;
    case 'prefix':
    case 'suffix':
      return `${test.kind}:${test.ignoreCase}:${test.text}`;
    case 'numeric':
      return `numeric:${JSON.stringify([test.from, test.to])}`;
    default:
      return `${test.kind}:${test.text}`;
  }
};
