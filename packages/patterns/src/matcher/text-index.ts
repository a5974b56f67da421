import { addressBits } from '../ip-address.ts';
import type { Atom, Group, GroupOf } from './atom.ts';
import { FoldedAffixes, FoldedTexts } from './folded-index.ts';
import { PrefixIndex } from './prefix-index.ts';
import { reversed } from './reversed.ts';
import { WildcardIndex } from './wildcard-index.ts';

/** Everything that can be asked of a string. */
export class TextIndex {
  private readonly exact = new Map<string, Group>();
  private readonly prefixes: PrefixIndex;
  private readonly suffixes: PrefixIndex;
  private readonly networks: PrefixIndex;
  private readonly wildcards: WildcardIndex;
  private readonly foldedTexts: FoldedTexts;
  private readonly foldedPrefixes: FoldedAffixes;
  private readonly foldedSuffixes: FoldedAffixes;
  private readonly groupOf: GroupOf;

  constructor(groupOf: GroupOf) {
    this.groupOf = groupOf;
    this.prefixes = new PrefixIndex(groupOf);
    this.suffixes = new PrefixIndex(groupOf);
    this.networks = new PrefixIndex(groupOf);
    this.wildcards = new WildcardIndex(groupOf);
    this.foldedTexts = new FoldedTexts(groupOf);
    this.foldedPrefixes = new FoldedAffixes('start', groupOf);
    this.foldedSuffixes = new FoldedAffixes('end', groupOf);
  }

  get exactTexts(): number {
    return this.exact.size;
  }

  /** Adds or removes the atom; false if it asks nothing of strings. */
  change(how: 'add' | 'remove', atom: Atom): boolean {
    const { test } = atom;
    switch (test.kind) {
      case 'string':
        if (how === 'add') this.exact.set(test.text, this.groupOf([atom]));
        else this.exact.delete(test.text);
        return true;
      case 'prefix':
        if (test.ignoreCase) this.foldedPrefixes.change(how, test.text, atom);
        else this.prefixes[how](test.text, atom);
        return true;
      case 'suffix':
        if (test.ignoreCase) this.foldedSuffixes.change(how, test.text, atom);
        else this.suffixes[how](reversed(test.text), atom);
        return true;
      case 'equals-ignore-case':
        this.foldedTexts.change(how, test.text, atom);
        return true;
      case 'wildcard':
        if (how === 'add') this.wildcards.add(atom, test.tokens);
        else this.wildcards.remove(atom);
        return true;
      case 'ip':
        this.networks[how](test.bits, atom);
        return true;
      default:
        return false;
    }
  }

  collect(value: string, found: Group[]): void {
    const exact = this.exact.get(value);
    if (exact !== undefined) found.push(exact);
    this.affixes(value, found);
    this.wildcards.collect(value, found);
    this.foldedTexts.collect(value, found);
    this.foldedPrefixes.collect(value, found);
    this.foldedSuffixes.collect(value, found);
  }

  private affixes(value: string, found: Group[]): void {
    const { prefixes, suffixes, networks } = this;
    const prefix = prefixes.size > 0 ? prefixes.find(value) : undefined;
    if (prefix !== undefined) found.push(prefix);
    if (suffixes.size > 0) {
      const from = Math.max(0, value.length - suffixes.longestKey);
      const suffix = suffixes.find(reversed(value.slice(from)));
      if (suffix !== undefined) found.push(suffix);
    }
    if (networks.size > 0) {
      const bits = addressBits(value);
      const network = bits === undefined ? undefined : networks.find(bits);
      if (network !== undefined) found.push(network);
    }
  }
}
