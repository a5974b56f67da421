import type { Organizations } from '@gatehouse/clients';

/** An account that is in use, and where it is in the organization. */
export interface ListedAccount {
  readonly id: string;
  readonly name: string;
  /** From the root down. */
  readonly units: readonly string[];
}

// Organizations quotas: 5 levels below the root and 2000 units; ours only keeps a loop from being endless.
const MOST_PAGES = 20_000;

/** All pages of a listing; a service that repeats its token is not followed for ever. */
export const pages = async <Item>(
  list: (token: string | undefined) => Promise<{
    readonly items: readonly Item[] | undefined;
    readonly next: string | undefined;
  }>,
): Promise<readonly Item[]> => {
  const all: Item[] = [];
  let token: string | undefined;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const { items = [], next } = await list(token);
    all.push(...items);
    if (next === undefined || next === '') return all;
    token = next;
  }
  throw new Error(`a listing has more than ${MOST_PAGES} pages`);
};

const accountsOf = async (
  organizations: Organizations,
  ParentId: string,
  units: readonly string[],
): Promise<readonly ListedAccount[]> => {
  const found = await pages(async (NextToken) => {
    const page = await organizations.listAccountsForParent({ ParentId, NextToken });
    return { items: page.Accounts, next: page.NextToken };
  });
  return found.flatMap(({ Id, Name, Status, State }) =>
    Id !== undefined && (State ?? Status) === 'ACTIVE' ? [{ id: Id, name: Name ?? Id, units }] : [],
  );
};

/** Every active account, walking the units down from the root. @throws what Organizations throws */
export const listOrganization = async (
  organizations: Organizations,
): Promise<readonly ListedAccount[]> => {
  const roots = await pages(async (NextToken) => {
    const page = await organizations.listRoots({ NextToken });
    return { items: page.Roots, next: page.NextToken };
  });
  const waiting: (readonly string[])[] = roots.flatMap(({ Id }) =>
    Id === undefined ? [] : [[Id]],
  );
  const accounts: ListedAccount[] = [];
  for (let units = waiting.pop(); units !== undefined; units = waiting.pop()) {
    const path = units;
    const ParentId = path.at(-1) ?? '';
    accounts.push(...(await accountsOf(organizations, ParentId, path)));
    const below = await pages(async (NextToken) => {
      const page = await organizations.listOrganizationalUnitsForParent({ ParentId, NextToken });
      return { items: page.OrganizationalUnits, next: page.NextToken };
    });
    for (const { Id } of below) if (Id !== undefined) waiting.push([...path, Id]);
  }
  return accounts;
};

export const listTags = async (
  organizations: Organizations,
  account: string,
): Promise<ReadonlyMap<string, string>> => {
  const tags = await pages(async (NextToken) => {
    const page = await organizations.listTagsForResource({ ResourceId: account, NextToken });
    return { items: page.Tags, next: page.NextToken };
  });
  return new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
};
