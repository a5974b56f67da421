import type { Call, ServiceDeps } from '@gatehouse/service-kit';
import { expiredPaginationToken, invalidPaginationToken } from './errors.ts';

const TOKEN_MILLISECONDS = 15 * 60_000;

/** The pages of one question, by the text that the last row of a page is sorted by. */
export interface Pages {
  /** The text after which the page begins; empty text is before all others. */
  readonly after: string;
  /** The token behind `last`; empty text when nothing follows, as this API ends its lists. */
  readonly next: (last: string | undefined) => string;
}

/** @throws PaginationTokenExpiredException for a token older than 15 minutes. */
export const pagesOf = (
  { pages }: Pick<ServiceDeps, 'pages'>,
  call: Call,
  asked: { readonly operation: string; readonly filters: unknown },
  token: string | undefined,
): Pages => {
  const question = { ...asked, account: call.account, region: call.region };
  const next = (last: string | undefined): string =>
    last === undefined ? '' : pages.seal(question, [last, call.now.getTime()]);
  if (token === undefined || token === '') return { after: '', next };
  const [after, issuedAt] = pages.open(question, token) ?? [];
  if (typeof after !== 'string' || typeof issuedAt !== 'number') throw invalidPaginationToken();
  if (call.now.getTime() - issuedAt > TOKEN_MILLISECONDS) throw expiredPaginationToken();
  return { after, next };
};
