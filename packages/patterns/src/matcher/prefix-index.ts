import type { Atom, Group, GroupOf } from './atom.ts';

interface Node {
  readonly key: string;
  readonly group: Group;
  readonly parent: Node | undefined;
}

/** Finds all keys that a text starts with, by one search in their order. */
export class PrefixIndex {
  private readonly atoms = new Map<string, Set<Atom>>();
  private readonly groupOf: GroupOf;
  private nodes: Node[] | undefined;
  private longest = 0;

  constructor(groupOf: GroupOf) {
    this.groupOf = groupOf;
  }

  get size(): number {
    return this.atoms.size;
  }

  get longestKey(): number {
    return this.longest;
  }

  add(key: string, atom: Atom): void {
    const known = this.atoms.get(key);
    if (known === undefined) this.atoms.set(key, new Set([atom]));
    else known.add(atom);
    this.longest = Math.max(this.longest, key.length);
    this.nodes = undefined;
  }

  remove(key: string, atom: Atom): void {
    const known = this.atoms.get(key);
    known?.delete(atom);
    if (known?.size === 0) this.atoms.delete(key);
    this.nodes = undefined;
  }

  /** The group of the longest key; its parents are the groups of the others. */
  find(text: string): Group | undefined {
    this.nodes ??= this.build();
    let low = 0;
    let high = this.nodes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.nodes[middle]?.key ?? '') <= text) low = middle + 1;
      else high = middle;
    }
    // Every key that starts the text also starts the last key that is not behind it.
    let node = this.nodes[low - 1];
    while (node !== undefined && !text.startsWith(node.key)) node = node.parent;
    return node?.group;
  }

  private build(): Node[] {
    const nodes: Node[] = [];
    const open: Node[] = [];
    const sorted = [...this.atoms].toSorted(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, atoms] of sorted) {
      while (open.length > 0 && !key.startsWith(open.at(-1)?.key ?? '')) open.pop();
      const parent = open.at(-1);
      const node = { key, group: this.groupOf([...atoms], parent?.group), parent };
      open.push(node);
      nodes.push(node);
    }
    return nodes;
  }
}
