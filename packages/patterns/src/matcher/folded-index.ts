import {
  endsIgnoringCase,
  equalsIgnoringCase,
  fold,
  isAscii,
  startsIgnoringCase,
} from '../ignore-case.ts';
import type { Atom, Group, GroupOf } from './atom.ts';
import { PrefixIndex } from './prefix-index.ts';
import { reversed } from './reversed.ts';

export type FoldedPlace = 'start' | 'end';

const STARTS_WITH = { start: startsIgnoringCase, end: endsIgnoringCase } as const;

// oxlint-disable-next-line no-control-regex
const ASCII_START = /^[\u0000-\u007f]*/;

/** The part in which a pattern of ASCII can lie: its letters are met by their own two cases alone. */
const asciiStart = (text: string): string => ASCII_START.exec(text)?.[0] ?? '';

/**
 * Finds the starts (or ends, or wholes) of a value that ignore case. Outside ASCII one fold stands for texts that
 * differ, so those are compared one by one after their folds met.
 */
class Folded {
  private readonly plain: PrefixIndex;
  private readonly special: PrefixIndex;
  private readonly alone = new Map<Atom, Group>();
  private readonly groupOf: GroupOf;

  constructor(groupOf: GroupOf) {
    this.groupOf = groupOf;
    this.plain = new PrefixIndex(groupOf);
    this.special = new PrefixIndex(groupOf);
  }

  change(how: 'add' | 'remove', key: string, text: string, atom: Atom): void {
    (isAscii(text) ? this.plain : this.special)[how](key, atom);
    this.alone.delete(atom);
  }

  get isEmpty(): boolean {
    return this.plain.size + this.special.size === 0;
  }

  plainGroup(folded: string): Group | undefined {
    return this.plain.size === 0 ? undefined : this.plain.find(folded);
  }

  *specialAtoms(folded: string): Iterable<readonly [Atom, Group]> {
    if (this.special.size === 0) return;
    for (let group = this.special.find(folded); group !== undefined; group = group.parent)
      for (const atom of group.atoms) yield [atom, this.groupAlone(atom)];
  }

  private groupAlone(atom: Atom): Group {
    const group = this.alone.get(atom) ?? this.groupOf([atom]);
    this.alone.set(atom, group);
    return group;
  }
}

const textOf = ({ test }: Atom): string => ('text' in test ? test.text : '');

export class FoldedAffixes {
  private readonly place: FoldedPlace;
  private readonly folded: Folded;

  constructor(place: FoldedPlace, groupOf: GroupOf) {
    this.place = place;
    this.folded = new Folded(groupOf);
  }

  change(how: 'add' | 'remove', text: string, atom: Atom): void {
    this.folded.change(how, this.turned(fold(text)), text, atom);
  }

  collect(value: string, found: Group[]): void {
    if (this.folded.isEmpty) return;
    const group = this.folded.plainGroup(fold(asciiStart(this.turned(value))));
    if (group !== undefined) found.push(group);
    for (const [atom, alone] of this.folded.specialAtoms(this.turned(fold(value))))
      if (STARTS_WITH[this.place](textOf(atom), value)) found.push(alone);
  }

  private turned(text: string): string {
    return this.place === 'end' ? reversed(text) : text;
  }
}

export class FoldedTexts {
  private readonly plain = new Map<string, { readonly atoms: Set<Atom>; group?: Group }>();
  private readonly folded: Folded;
  private readonly groupOf: GroupOf;

  constructor(groupOf: GroupOf) {
    this.groupOf = groupOf;
    this.folded = new Folded(groupOf);
  }

  change(how: 'add' | 'remove', text: string, atom: Atom): void {
    if (!isAscii(text)) return this.folded.change(how, fold(text), text, atom);
    const known = this.plain.get(fold(text)) ?? { atoms: new Set() };
    if (how === 'add') known.atoms.add(atom);
    else known.atoms.delete(atom);
    delete known.group;
    if (known.atoms.size === 0) this.plain.delete(fold(text));
    else this.plain.set(fold(text), known);
  }

  collect(value: string, found: Group[]): void {
    if (this.plain.size > 0 && isAscii(value)) {
      const known = this.plain.get(fold(value));
      if (known !== undefined) found.push((known.group ??= this.groupOf([...known.atoms])));
    }
    if (this.folded.isEmpty) return;
    for (const [atom, alone] of this.folded.specialAtoms(fold(value)))
      if (equalsIgnoringCase(textOf(atom), value)) found.push(alone);
  }
}
