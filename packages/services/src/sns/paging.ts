import { type Call, cutPage, type PageTokens } from '@gatehouse/service-kit';
import { invalidParameter } from './errors.ts';

const PAGE = 100;

/** One page of a list sorted by one text, with a token that fits only this question of this account. */
export const readPage = async <Row>(
  pages: PageTokens,
  call: Call,
  nextToken: string | undefined,
  list: {
    readonly operation: string;
    readonly filters: unknown;
    readonly fetch: (after: string, limit: number) => Promise<readonly Row[]>;
    readonly positionOf: (row: Row) => string;
  },
): Promise<{ readonly rows: readonly Row[]; readonly nextToken: string | undefined }> => {
  const { operation, filters } = list;
  const { account, region } = call;
  const question = { service: 'sns', operation, account, region, filters };
  const position =
    nextToken === undefined || nextToken === '' ? [''] : pages.open(question, nextToken);
  if (position === undefined) throw invalidParameter('NextToken');
  const { page, last } = cutPage(await list.fetch(String(position[0]), PAGE + 1), PAGE);
  return {
    rows: page,
    nextToken: last === undefined ? undefined : pages.seal(question, [list.positionOf(last)]),
  };
};
