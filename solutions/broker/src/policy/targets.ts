import { canonicalJson } from '@gatehouse/core';
import type { Account, BrokeredRole, Catalog, Target } from '../model/index.ts';
import { Bits } from './bits.ts';
import type { WhatDocument } from './document.ts';

/** One role of the catalog with the account that it is in. */
export interface KnownTarget {
  readonly target: Target;
  readonly account: Account;
  readonly role: BrokeredRole;
  /** Lower case, for searching: account id, account name, role name. */
  readonly words: string;
}

/** The targets of one catalog in (account, role ARN) order, and what parts of a rule select of them. */
export class Targets {
  readonly all: readonly KnownTarget[];
  readonly #ordinals: ReadonlyMap<string, number>;
  readonly #byRoleName: ReadonlyMap<string, readonly number[]>;
  readonly #catalog: Catalog;
  readonly #byUnit = new Map<string, Set<string>>();
  /** Where the account of each target stands in the catalog. */
  readonly #accountOf: Uint32Array;
  readonly #accountAt: ReadonlyMap<string, number>;
  readonly #selections = new Map<string, Uint8Array>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.all = sorted(catalog);
    this.#ordinals = new Map(this.all.map(({ role }, at) => [role.arn, at]));
    this.#byRoleName = grouped(this.all, ({ role }) => role.name);
    this.#accountAt = new Map([...catalog.accounts.keys()].map((id, at) => [id, at]));
    this.#accountOf = Uint32Array.from(
      this.all,
      ({ account }) => this.#accountAt.get(account.id) ?? 0,
    );
    for (const { id, units } of catalog.accounts.values())
      for (const unit of units)
        this.#byUnit.set(unit, (this.#byUnit.get(unit) ?? new Set()).add(id));
  }

  /** Where an exactly equal target stands. */
  ordinal({ account, roleArn }: Target): number | undefined {
    const at = this.#ordinals.get(roleArn);
    return at !== undefined && this.all[at]?.account.id === account ? at : undefined;
  }

  /** Where the first target after `after` stands. */
  following(after: Target): number {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const known = this.all[middle];
      if (known !== undefined && compare(known.target, after) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** All that any entry of `what` selects. */
  select(what: readonly WhatDocument[]): Bits {
    const bits = new Bits(this.all.length);
    for (const entry of what) this.#selectEntry(entry, bits);
    return bits;
  }

  hasUnit(unit: string): boolean {
    return this.#byUnit.has(unit);
  }

  /** Whether any account that `entry` selects has a role of this name. */
  hasRole(entry: WhatDocument, name: string): boolean {
    const accounts = this.#accounts(entry);
    return (this.#byRoleName.get(name) ?? []).some((at) => this.#isIn(at, accounts));
  }

  /** 1 for each account that satisfies every selector of `entry`: accounts, units and tags narrow one another. */
  #accounts(entry: WhatDocument): Uint8Array {
    const { accounts, units, accountTags } = entry;
    const key = canonicalJson([accounts, units, accountTags]);
    const kept = this.#selections.get(key);
    if (kept !== undefined) return kept;
    const selected = new Uint8Array(this.#accountAt.size);
    for (const id of this.#candidates(entry)) {
      const at = this.#accountAt.get(id);
      if (at !== undefined && this.#fits(id, entry)) selected[at] = 1;
    }
    this.#selections.set(key, selected);
    return selected;
  }

  #isIn(at: number, accounts: Uint8Array): boolean {
    return accounts[this.#accountOf[at] ?? -1] === 1;
  }

  #candidates({ accounts, units }: WhatDocument): readonly string[] {
    if (accounts !== undefined) return accounts;
    if (units !== undefined) return units.flatMap((unit) => [...(this.#byUnit.get(unit) ?? [])]);
    return [...this.#catalog.accounts.keys()];
  }

  #fits(id: string, { units, accountTags }: WhatDocument): boolean {
    const tags = this.#catalog.accounts.get(id)?.tags;
    const inUnits =
      units === undefined || units.some((unit) => this.#byUnit.get(unit)?.has(id) === true);
    return (
      inUnits &&
      Object.entries(accountTags ?? {}).every(([name, values]) => {
        const value = tags?.get(name);
        return value !== undefined && values.includes(value);
      })
    );
  }

  #selectEntry(entry: WhatDocument, bits: Bits): void {
    const { roles, roleArns } = entry;
    for (const arn of roleArns ?? []) {
      const at = this.#ordinals.get(arn);
      if (at !== undefined) bits.add(at);
    }
    if (roles === undefined) return;
    const accounts = this.#accounts(entry);
    const lists =
      roles === 'all' ? this.#byRoleName.values() : roles.map((role) => this.#byRoleName.get(role));
    for (const list of lists)
      for (const at of list ?? []) if (this.#isIn(at, accounts)) bits.add(at);
  }
}

const sorted = (catalog: Catalog): readonly KnownTarget[] => {
  const everyRole = [...catalog.roles.values()];
  const roles = grouped(everyRole, ({ account }) => account);
  return [...roles.keys()].toSorted(inCodeUnits).flatMap((id) => {
    const account = catalog.accounts.get(id);
    if (account === undefined) return [];
    return (roles.get(id) ?? [])
      .flatMap((at) => everyRole[at] ?? [])
      .filter((role) => isOf(role, account, catalog))
      .toSorted((a, b) => inCodeUnits(a.arn, b.arn))
      .map((role) => ({
        target: { account: id, roleArn: role.arn },
        account,
        role,
        words: `${id}\n${account.name}\n${role.name}`.toLowerCase(),
      }));
  });
};

// A role that stands under another name or account than its ARN has is nothing that a person can mean.
const isOf = (role: BrokeredRole, account: Account, catalog: Catalog): boolean =>
  catalog.roles.get(role.arn) === role && role.arn.includes(`:iam::${account.id}:role/`);

const inCodeUnits = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const compare = (a: Target, b: Target): number =>
  inCodeUnits(a.account, b.account) || inCodeUnits(a.roleArn, b.roleArn);

const grouped = <Item>(
  all: readonly Item[],
  key: (item: Item) => string,
): ReadonlyMap<string, readonly number[]> => {
  const groups = new Map<string, number[]>();
  for (const [at, item] of all.entries()) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [at]);
    else group.push(at);
  }
  return groups;
};
