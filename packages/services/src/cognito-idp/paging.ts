import { type Call, cutPage, type PageTokens, type Position } from '@gatehouse/service-kit';
import { pageTokenInvalid } from './errors.ts';

interface PageQuestion<Row> {
  readonly operation: string;
  /** All that must be the same on the next page. */
  readonly filters: unknown;
  readonly limit: number;
  readonly token: string | undefined;
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
  { operation, filters, limit, token, fetch, positionOf }: PageQuestion<Row>,
): Promise<Page<Row>> => {
  const question = {
    service: 'cognito-idp',
    operation,
    account: call.account,
    region: call.region,
    filters,
  };
  const after = token === undefined ? undefined : pages.open(question, token);
  if (token !== undefined && after === undefined) throw pageTokenInvalid();
  const { page, last } = cutPage(await fetch(after, limit + 1), limit);
  return {
    rows: page,
    nextToken: last === undefined ? undefined : pages.seal(question, positionOf(last)),
  };
};

/** For lists sorted by one text: the text to start after. */
export const afterText = (after: Position | undefined): string => String(after?.[0] ?? '');

/** For lists sorted by name, then id. */
export const afterName = (
  after: Position | undefined,
): { readonly name: string; readonly id: string } | undefined =>
  after === undefined ? undefined : { name: String(after[0] ?? ''), id: String(after[1] ?? '') };

export const MOST_PER_PAGE = 60;

/** `Limit` 0, as no limit at all, is the most. */
export const pageLimit = (asked: number | undefined): number =>
  asked === undefined || asked === 0 ? MOST_PER_PAGE : asked;

export const PAGE_LIMIT = { minValue: 0, maxValue: MOST_PER_PAGE };
export const PAGE_TOKEN = { minLength: 1, maxLength: 131_072, pattern: '[\\S]+' };
