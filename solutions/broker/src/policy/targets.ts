import { canonicalJson, parseArn } from '@gatehouse/core';
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
  readonly #byAccount: ReadonlyMap<string, readonly number[]>;
  readonly #catalog: Catalog;
  readonly #byUnit = new Map<string, Set<string>>();
  readonly #selections = new Map<string, ReadonlySet<string>>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.all = sorted(catalog);
    this.#ordinals = new Map(this.all.map(({ role }, at) => [role.arn, at]));
    this.#byRoleName = grouped(this.all, ({ role }) => role.name);
    this.#byAccount = grouped(this.all, ({ account }) => account.id);
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
    for (const entry of what) for (const at of this.#selectEntry(entry)) bits.add(at);
    return bits;
  }

  /** Ids of accounts that satisfy every selector of `entry`: accounts, units and tags narrow one another. */
  accounts(entry: WhatDocument): ReadonlySet<string> {
    const { accounts, units, accountTags } = entry;
    const key = canonicalJson([accounts, units, accountTags]);
    const kept = this.#selections.get(key);
    if (kept !== undefined) return kept;
    const selected = new Set(this.#candidates(entry).filter((id) => this.#fits(id, entry)));
    this.#selections.set(key, selected);
    return selected;
  }

  hasUnit(unit: string): boolean {
    return this.#byUnit.has(unit);
  }

  hasRoleName(name: string): boolean {
    return this.#byRoleName.has(name);
  }

  #candidates({ accounts, units }: WhatDocument): readonly string[] {
    if (accounts !== undefined) return accounts.filter((id) => this.#catalog.accounts.has(id));
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

  #selectEntry(entry: WhatDocument): readonly number[] {
    const { roles, roleArns } = entry;
    if (roleArns !== undefined) return roleArns.flatMap((arn) => this.#ordinals.get(arn) ?? []);
    const accounts = this.accounts(entry);
    if (roles === undefined) return [];
    if (roles === 'all')
      return [...accounts].flatMap((account) => this.#byAccount.get(account) ?? []);
    return roles.flatMap((role) =>
      (this.#byRoleName.get(role) ?? []).filter((at) => {
        const known = this.all[at];
        return known !== undefined && accounts.has(known.account.id);
      }),
    );
  }
}

const sorted = (catalog: Catalog): readonly KnownTarget[] => {
  const all: KnownTarget[] = [];
  for (const [arn, role] of catalog.roles) {
    const account = catalog.accounts.get(role.account);
    // A role that stands under another name or account than its ARN has is nothing that a person can mean.
    if (account === undefined || arn !== role.arn || parseArn(arn)?.account !== account.id)
      continue;
    all.push({
      target: { account: account.id, roleArn: arn },
      account,
      role,
      words: `${account.id}\n${account.name}\n${role.name}`.toLowerCase(),
    });
  }
  return all.toSorted((a, b) => compare(a.target, b.target));
};

const compare = (a: Target, b: Target): number => {
  if (a.account !== b.account) return a.account < b.account ? -1 : 1;
  if (a.roleArn === b.roleArn) return 0;
  return a.roleArn < b.roleArn ? -1 : 1;
};

const grouped = (
  all: readonly KnownTarget[],
  key: (known: KnownTarget) => string,
): ReadonlyMap<string, readonly number[]> => {
  const groups = new Map<string, number[]>();
  for (const [at, known] of all.entries()) {
    const group = groups.get(key(known));
    if (group === undefined) groups.set(key(known), [at]);
    else group.push(at);
  }
  return groups;
};
