import { canonicalJson } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import type { Account, BrokeredRole, Catalog } from '../../model/index.ts';
import type { ListedAccount } from './organization.ts';
import type { FoundRole } from './roles.ts';

interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly units: string;
  readonly tags: string;
}

interface RoleRow {
  readonly arn: string;
  readonly account: string;
  readonly name: string;
  readonly max_seconds: number;
  readonly strangers: string;
  readonly needs_tag: number;
  readonly admits: number;
}

/** How an account was last read. */
export interface AccountStatus {
  readonly id: string;
  readonly name: string;
  /** When its roles were last read with success. */
  readonly rolesAt: Date | undefined;
  /** Why the last try failed; its roles are those of the time before. */
  readonly problem: string | undefined;
}

export interface CatalogStatus {
  readonly version: number;
  readonly syncedAt: Date | undefined;
  readonly problem: string | undefined;
  readonly failing: readonly AccountStatus[];
}

export const CATALOG_CHANNEL = 'broker-aws-catalog';
const MOST_FAILING = 100;

const toRole = (row: RoleRow): BrokeredRole => ({
  account: row.account,
  arn: row.arn,
  name: row.name,
  maxSessionSeconds: row.max_seconds,
});

const toFoundRole = (row: RoleRow): FoundRole => ({
  ...toRole(row),
  admits: row.admits === 1,
  strangers: JSON.parse(row.strangers) as string[],
  needsTag: row.needs_tag === 1,
});

/** Thousands of accounts share a few paths and sets of tags: equal texts become the same object. */
const shared = <Value>(parse: (text: string) => Value): ((text: string) => Value) => {
  const known = new Map<string, Value>();
  return (text) => {
    const value = known.get(text) ?? parse(text);
    known.set(text, value);
    return value;
  };
};

const parseTags = (text: string): ReadonlyMap<string, string> =>
  new Map(JSON.parse(text) as [string, string][]);

const grow = async (tx: Tx): Promise<void> => {
  await tx.run(
    `INSERT INTO broker_catalog (id, version) VALUES (1, 1)
     ON CONFLICT (id) DO UPDATE SET version = broker_catalog.version + 1`,
  );
  tx.notify(CATALOG_CHANNEL, '');
};

const version = async (tx: Tx): Promise<number> => {
  const row = await tx.get<{ version: number }>('SELECT version FROM broker_catalog WHERE id = 1');
  return row?.version ?? 0;
};

const read = async (tx: Tx): Promise<Catalog> => {
  const unitsOf = shared((text) => JSON.parse(text) as string[]);
  const tagsOf = shared(parseTags);
  const current = await version(tx);
  const accounts = new Map<string, Account>();
  for (const row of await tx.all<AccountRow>(
    'SELECT id, name, units, tags FROM broker_account ORDER BY id',
  ))
    accounts.set(row.id, {
      id: row.id,
      name: row.name,
      units: unitsOf(row.units),
      tags: tagsOf(row.tags),
    });
  const roles = new Map<string, BrokeredRole>();
  for (const row of await tx.all<RoleRow>(
    'SELECT * FROM broker_role WHERE admits = 1 ORDER BY account, arn',
  ))
    if (accounts.has(row.account)) roles.set(row.arn, toRole(row));
  return { version: current, accounts, roles };
};

const isSame = (row: AccountRow, { name, units }: ListedAccount): boolean =>
  row.name === name && row.units === JSON.stringify(units);

const noteSync = async (tx: Tx, now: Date): Promise<void> => {
  await tx.run(
    `INSERT INTO broker_catalog (id, version, synced_at) VALUES (1, 0, ?)
     ON CONFLICT (id) DO UPDATE SET synced_at = excluded.synced_at, problem = NULL`,
    [now.getTime()],
  );
};

/** The accounts of the organization as they are now. Answers those that are new, and those that are gone. */
const putAccounts = async (
  tx: Tx,
  listed: readonly ListedAccount[],
  now: Date,
): Promise<{ readonly added: readonly string[]; readonly removed: readonly string[] }> => {
  const rows = await tx.all<AccountRow>('SELECT id, name, units, tags FROM broker_account');
  const known = new Map(rows.map((row) => [row.id, row]));
  const wanted = new Map(listed.map((account) => [account.id, account]));
  const added = [...wanted.keys()].filter((id) => !known.has(id));
  const removed = [...known.keys()].filter((id) => !wanted.has(id));
  let changed = added.length + removed.length > 0;
  for (const account of wanted.values()) {
    const row = known.get(account.id);
    if (row !== undefined && isSame(row, account)) continue;
    changed = true;
    await tx.run(
      `INSERT INTO broker_account (id, name, units, tags, listed_at) VALUES (?, ?, ?, '[]', ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, units = excluded.units`,
      [account.id, account.name, JSON.stringify(account.units), now.getTime()],
    );
  }
  for (const id of removed) {
    await tx.run('DELETE FROM broker_account WHERE id = ?', [id]);
    await tx.run('DELETE FROM broker_role WHERE account = ?', [id]);
  }
  await noteSync(tx, now);
  if (changed) await grow(tx);
  return { added, removed };
};

const rolesOf = async (tx: Tx, account: string): Promise<readonly FoundRole[]> => {
  const rows = await tx.all<RoleRow>('SELECT * FROM broker_role WHERE account = ? ORDER BY arn', [
    account,
  ]);
  return rows.map(toFoundRole);
};

const putRole = async (tx: Tx, role: FoundRole): Promise<void> => {
  await tx.run(
    `INSERT INTO broker_role (arn, account, name, max_seconds, strangers, needs_tag, admits)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (arn) DO UPDATE SET name = excluded.name, max_seconds = excluded.max_seconds,
       strangers = excluded.strangers, needs_tag = excluded.needs_tag, admits = excluded.admits`,
    [
      role.arn,
      role.account,
      role.name,
      role.maxSessionSeconds,
      JSON.stringify(role.strangers),
      role.needsTag ? 1 : 0,
      role.admits ? 1 : 0,
    ],
  );
};

/** What one account has now: its tags and its brokered roles, together. */
const putContent = async (
  tx: Tx,
  account: string,
  content: { readonly tags: ReadonlyMap<string, string>; readonly roles: readonly FoundRole[] },
  now: Date,
): Promise<void> => {
  const row = await tx.get<{ tags: string }>('SELECT tags FROM broker_account WHERE id = ?', [
    account,
  ]);
  if (row === undefined) return;
  const tags = canonicalJson(
    [...content.tags].toSorted(([a], [b]) => (a < b ? -1 : 1)).map((pair) => [...pair]),
  );
  const before = await rolesOf(tx, account);
  const after = content.roles.toSorted((a, b) => (a.arn < b.arn ? -1 : 1));
  const same = row.tags === tags && JSON.stringify(before) === JSON.stringify(after);
  await tx.run(
    'UPDATE broker_account SET tags = ?, roles_at = ?, roles_problem = NULL WHERE id = ?',
    [tags, now.getTime(), account],
  );
  if (same) return;
  const kept = new Set(after.map(({ arn }) => arn));
  for (const { arn } of before)
    if (!kept.has(arn)) await tx.run('DELETE FROM broker_role WHERE arn = ?', [arn]);
  for (const role of after) await putRole(tx, role);
  await grow(tx);
};

const status = async (tx: Tx): Promise<CatalogStatus> => {
  const row = await tx.get<{ version: number; synced_at: number | null; problem: string | null }>(
    'SELECT version, synced_at, problem FROM broker_catalog WHERE id = 1',
  );
  const failing = await tx.all<{
    id: string;
    name: string;
    roles_at: number | null;
    roles_problem: string;
  }>(
    `SELECT id, name, roles_at, roles_problem FROM broker_account WHERE roles_problem IS NOT NULL
     ORDER BY id LIMIT ?`,
    [MOST_FAILING],
  );
  return {
    version: row?.version ?? 0,
    syncedAt: row?.synced_at == null ? undefined : new Date(row.synced_at),
    problem: row?.problem ?? undefined,
    failing: failing.map((account) => ({
      id: account.id,
      name: account.name,
      rolesAt: account.roles_at === null ? undefined : new Date(account.roles_at),
      problem: account.roles_problem,
    })),
  };
};

export const catalogRows = {
  version,
  read,
  putAccounts,
  putContent,
  rolesOf,
  status,

  /** Accounts that have not been read since `before`, at most `most`, the oldest reading first. */
  stale: async (tx: Tx, before: Date, most: number): Promise<readonly string[]> => {
    const rows = await tx.all<{ id: string }>(
      `SELECT id FROM broker_account WHERE COALESCE(roles_at, listed_at) < ?
       ORDER BY COALESCE(roles_at, listed_at), id LIMIT ?`,
      [before.getTime(), most],
    );
    return rows.map(({ id }) => id);
  },

  accountCount: async (tx: Tx): Promise<number> => {
    const row = await tx.get<{ n: number }>('SELECT count(*) AS n FROM broker_account');
    return row?.n ?? 0;
  },

  /** Its roles stay as they were. */
  accountFailed: async (tx: Tx, account: string, problem: string): Promise<void> => {
    await tx.run('UPDATE broker_account SET roles_problem = ? WHERE id = ?', [problem, account]);
  },

  syncFailed: async (tx: Tx, problem: string): Promise<void> => {
    await tx.run(
      `INSERT INTO broker_catalog (id, version, problem) VALUES (1, 0, ?)
       ON CONFLICT (id) DO UPDATE SET problem = excluded.problem`,
      [problem],
    );
  },
};
