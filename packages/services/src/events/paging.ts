import { type Call, cutPage, type PageTokens } from '@gatehouse/service-kit';
import { tokenInvalid } from './errors.ts';

const MOST_RESULTS = 100;

export const pageLimits = {
  NextToken: { minLength: 1, maxLength: 2048 },
  Limit: { minValue: 1, maxValue: MOST_RESULTS },
};

interface Asked {
  readonly NextToken?: string | undefined;
  readonly Limit?: number | undefined;
}

interface List<Row> {
  readonly operation: string;
  /** All that must be the same on the next page. */
  readonly filters: unknown;
  readonly fetch: (page: {
    readonly after: string;
    readonly limit: number;
  }) => Promise<readonly Row[]>;
  readonly positionOf: (row: Row) => string;
}

/** One page of a list sorted by one text, with a token that fits only this question of this account. */
export const readPage = async <Row>(
  pages: PageTokens,
  { account, region }: Pick<Call, 'account' | 'region'>,
  { NextToken, Limit = MOST_RESULTS }: Asked,
  { operation, filters, fetch, positionOf }: List<Row>,
): Promise<{ readonly rows: readonly Row[]; readonly NextToken: string | undefined }> => {
  const question = { service: 'events', operation, account, region, filters };
  const position = NextToken === undefined ? [''] : pages.open(question, NextToken);
  if (position === undefined) throw tokenInvalid();
  const { page, last } = cutPage(
    await fetch({ after: String(position[0]), limit: Limit + 1 }),
    Limit,
  );
  return {
    rows: page,
    NextToken: last === undefined ? undefined : pages.seal(question, [positionOf(last)]),
  };
};
