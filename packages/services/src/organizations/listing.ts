import { type Call, cutPage, type PageTokens, type Position } from '@gatehouse/service-kit';
import { invalidNextToken } from './errors.ts';

interface PageInput {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

const MOST = 20;

export interface Listing {
  /** How many rows to fetch: one more than the page shows. */
  readonly fetch: number;
  /** Sort key of the row that the page begins after: a time and an id. */
  readonly after: { readonly at: number; readonly id: string };
  readonly cut: <Row>(
    rows: readonly Row[],
    sortKey: (row: Row) => Position,
  ) => { readonly items: readonly Row[]; readonly more: { readonly NextToken?: string } };
}

const positionOf = (position: Position | undefined): Listing['after'] => {
  const [first, second] = position ?? [];
  return typeof first === 'number'
    ? { at: first, id: String(second ?? '') }
    : { at: -1, id: first ?? '' };
};

/** @param filters everything beside the token that decides which rows are listed */
export const listing = (
  pages: PageTokens,
  call: Call,
  operation: string,
  input: PageInput,
  filters: Readonly<Record<string, unknown>> = {},
): Listing => {
  const question = { operation, account: call.account, ...filters };
  const limit = input.MaxResults ?? MOST;
  const position =
    input.NextToken === undefined ? undefined : pages.open(question, input.NextToken);
  if (input.NextToken !== undefined && position === undefined) throw invalidNextToken();
  return {
    fetch: limit + 1,
    after: positionOf(position),
    cut: (rows, sortKey) => {
      const { page, last } = cutPage(rows, limit);
      return {
        items: page,
        more: last === undefined ? {} : { NextToken: pages.seal(question, sortKey(last)) },
      };
    },
  };
};
