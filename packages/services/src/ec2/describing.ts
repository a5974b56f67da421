import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { type Call, cutPage, type ServiceDeps, type Tags } from '@gatehouse/service-kit';
import {
  idsWithMaxResults,
  malformed,
  maxResultsOutside,
  nextTokenInvalid,
  notFound,
} from './errors.ts';
import { type FilterTable, filtering } from './filters.ts';
import { isIdOf } from './kinds.ts';
import type { Kind, Resource } from './model.ts';
import { resources, type Stretch } from './repositories/resources.ts';
import { tagsOfMany } from './tags.ts';

/** What every Describe operation of the API takes. */
interface DescribeRequest {
  readonly Filters?: readonly Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** How the resources of a kind are found, shown and filtered. */
export interface Description<K extends Kind, Shown> {
  readonly kind: K;
  readonly filters: FilterTable<Shown>;
  show(
    call: Call,
    rows: readonly Resource<K>[],
    tags: (row: Resource<Kind>) => Tags,
  ): Promise<readonly Shown[]> | readonly Shown[];
  /** Default: those of the caller's account. */
  readonly find?: {
    all(call: Call, stretch: Stretch): Promise<Resource<K>[]>;
    byId(call: Call, ids: readonly string[]): Promise<Resource<K>[]>;
  };
  /** Smallest MaxResults, where the API has one. Default: 5. */
  readonly leastResults?: number;
}

const LEAST_RESULTS = 5;
const MOST_RESULTS = 1000;

const sortKey = (row: Resource<Kind>): { createdAt: number; id: string } => ({
  createdAt: row.createdAt.getTime(),
  id: row.id,
});

export const wellFormed = (kind: Kind, ids: readonly string[]): readonly string[] => {
  const bad = ids.find((id) => !isIdOf(kind, id));
  if (bad !== undefined) throw malformed(kind, bad);
  return ids;
};

const rowsById = async <K extends Kind, Shown>(
  call: Call,
  { kind, find }: Description<K, Shown>,
  ids: readonly string[],
): Promise<Resource<K>[]> => {
  wellFormed(kind, ids);
  const rows = await (find === undefined
    ? resources.findMany(call.tx, call, kind, ids)
    : find.byId(call, ids));
  const known = new Set(rows.map(({ id }) => id));
  const missing = [...new Set(ids)].filter((id) => !known.has(id));
  if (missing.length > 0) throw notFound(kind, ...missing);
  return rows;
};

const positionOf = (
  pages: ServiceDeps['pages'],
  question: unknown,
  token: string | undefined,
): Stretch['after'] => {
  if (token === undefined || token === '') return undefined;
  const [createdAt, id] = pages.open(question, token) ?? [];
  if (typeof createdAt !== 'number' || typeof id !== 'string') throw nextTokenInvalid(token);
  return { createdAt, id };
};

/** Matching resources as the API shows them, and the token of the next page. */
export const described = async <
  K extends Kind,
  Shown extends { readonly Tags?: Tag[] | undefined },
>(
  pages: ServiceDeps['pages'],
  call: Call,
  description: Description<K, Shown>,
  { Filters, MaxResults, NextToken }: DescribeRequest,
  ids: readonly string[] | undefined,
): Promise<{
  readonly shown: readonly Shown[];
  readonly next: { readonly NextToken?: string };
}> => {
  const least = description.leastResults ?? LEAST_RESULTS;
  if (MaxResults !== undefined && MaxResults < least) throw maxResultsOutside(MaxResults, least);
  const matches = filtering(description.filters, Filters);
  const byId = ids !== undefined && ids.length > 0;
  if (byId && MaxResults !== undefined) throw idsWithMaxResults(`${description.kind}Ids`);

  const { account, region } = call;
  const question = { kind: description.kind, account, region, filters: Filters ?? [] };
  const after = positionOf(pages, question, NextToken);
  const limit = MaxResults === undefined ? undefined : Math.min(MaxResults, MOST_RESULTS);
  const isFiltered = (Filters ?? []).length > 0;
  // What filters leave over cannot be foreseen, so only an unfiltered page is cut by the database.
  const stretch = { after, limit: isFiltered || limit === undefined ? undefined : limit + 1 };
  const rows = byId
    ? await rowsById(call, description, ids)
    : await (description.find === undefined
        ? resources.list(call.tx, call, description.kind, stretch)
        : description.find.all(call, stretch));

  const tags = await tagsOfMany(call.tx, account, rows);
  const shown = await description.show(call, rows, tags);
  const pairs = rows.flatMap((row, at) => {
    const one = shown[at];
    return one !== undefined && matches(one) ? [{ row, one }] : [];
  });
  const { page, last } = cutPage(pairs, limit ?? pairs.length);
  if (last === undefined) return { shown: page.map(({ one }) => one), next: {} };
  const { createdAt, id } = sortKey(last.row);
  return {
    shown: page.map(({ one }) => one),
    next: { NextToken: pages.seal(question, [createdAt, id]) },
  };
};
