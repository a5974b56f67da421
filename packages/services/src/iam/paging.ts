import { type Call, cutPage, type PageTokens, type Position } from '@gatehouse/service-kit';
import { invalidMarker } from './errors.ts';

type PageInput = {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
};

const DEFAULT_ITEMS = 100;

interface Page<Row> {
  readonly items: readonly Row[];
  /** The members of every list answer, to be spread into it. */
  readonly more: { readonly IsTruncated: boolean; readonly Marker?: string };
}

export interface Paging {
  /** How many rows to fetch: one more than the page shows. */
  readonly fetch: number;
  /** Sort key of the row that the page begins after. */
  readonly after: Position | undefined;
  cut<Row>(rows: readonly Row[], sortKey: (row: Row) => Position): Page<Row>;
}

/** @param filters everything beside the marker that decides which rows are listed */
export const paging = (
  pages: PageTokens,
  call: Call,
  operation: string,
  input: PageInput,
  filters: Readonly<Record<string, unknown>> = {},
): Paging => {
  const question = { operation, account: call.account, ...filters };
  const limit = input.MaxItems ?? DEFAULT_ITEMS;
  const after = input.Marker === undefined ? undefined : pages.open(question, input.Marker);
  if (input.Marker !== undefined && after === undefined) throw invalidMarker();
  return {
    fetch: limit + 1,
    after,
    cut: (rows, sortKey) => {
      const { page, last } = cutPage(rows, limit);
      return {
        items: page,
        more:
          last === undefined
            ? { IsTruncated: false }
            : { IsTruncated: true, Marker: pages.seal(question, sortKey(last)) },
      };
    },
  };
};

/** The one text that `after` holds where a list is sorted by one name. */
export const afterName = ({ after }: Paging): string => String(after?.[0] ?? '');
