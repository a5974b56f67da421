import { type Call, cutPage, type PageTokens, type Position } from '@gatehouse/service-kit';
import { maxResultsInvalid, nextTokenInvalid } from './errors.ts';

interface PageRequest {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}

interface PageQuestion<Row> {
  readonly operation: string;
  /** All that must be the same on the next page. */
  readonly filters: unknown;
  readonly most: number;
  /** Rows of a page when the request does not say; default `most`. */
  readonly usual?: number;
  readonly fetch: (after: Position | undefined, limit: number) => Promise<readonly Row[]>;
  readonly positionOf: (row: Row) => Position;
}

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextToken: string | undefined;
}

/** One page of a list, with a token that fits only this question of this account. */
export const readPage = async <Row>(
  pages: PageTokens,
  call: Call,
  { nextToken, maxResults }: PageRequest,
  { operation, filters, most, usual = most, fetch, positionOf }: PageQuestion<Row>,
): Promise<Page<Row>> => {
  if (maxResults !== undefined && (maxResults < 1 || maxResults > most))
    throw maxResultsInvalid(most);
  const limit = maxResults ?? usual;
  const question = {
    service: 'ecs',
    operation,
    account: call.account,
    region: call.region,
    filters,
  };
  const after =
    nextToken === undefined || nextToken === '' ? undefined : pages.open(question, nextToken);
  if (nextToken !== undefined && nextToken !== '' && after === undefined) throw nextTokenInvalid();
  const { page, last } = cutPage(await fetch(after, limit + 1), limit);
  return {
    rows: page,
    nextToken: last === undefined ? undefined : pages.seal(question, positionOf(last)),
  };
};

/** For lists sorted by one text: the text to start after. */
export const afterText = (after: Position | undefined): string => String(after?.[0] ?? '');
