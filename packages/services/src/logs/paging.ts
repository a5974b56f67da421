import { cutPage, type PageTokens, type Position } from '@gatehouse/service-kit';
import { tokenInvalid } from './errors.ts';

/** Where a page begins; undefined without a token. */
export const openToken = (
  pages: PageTokens,
  question: unknown,
  token: string | undefined,
): Position | undefined => {
  if (token === undefined) return undefined;
  const position = pages.open(question, token);
  if (position === undefined) throw tokenInvalid();
  return position;
};

/** One page of rows that are listed by a key. */
export const rowPage = async <Row>(
  pages: PageTokens,
  question: unknown,
  { token, limit }: { readonly token: string | undefined; readonly limit: number },
  fetch: (after: Position | undefined, limit: number) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Position,
): Promise<{ readonly rows: readonly Row[]; readonly nextToken: string | undefined }> => {
  const after = openToken(pages, question, token);
  const { page, last } = cutPage(await fetch(after, limit + 1), limit);
  return {
    rows: page,
    nextToken: last === undefined ? undefined : pages.seal(question, keyOf(last)),
  };
};

export const LIMIT = { minValue: 1, maxValue: 50 };
export const DEFAULT_LIMIT = 50;
