import { cutPage, type PageTokens } from '@gatehouse/service-kit';
import { outOfRange, tokenInvalid } from './errors.ts';

const MOST_RESULTS = 1000;

interface Asked {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** One page of names. Only who says how many he wants is told how to go on (SQS API Reference, ListQueues). */
export const namePage = async (
  pages: PageTokens,
  question: unknown,
  { MaxResults, NextToken }: Asked,
  fetch: (after: string, limit: number) => Promise<readonly string[]>,
): Promise<{ readonly names: readonly string[]; readonly NextToken: string | undefined }> => {
  if (
    MaxResults !== undefined &&
    (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > MOST_RESULTS)
  )
    throw outOfRange('MaxResults', MaxResults, 1, MOST_RESULTS);
  const [after = ''] =
    NextToken === undefined ? [] : (pages.open(question, NextToken) ?? [undefined]);
  if (NextToken !== undefined && (typeof after !== 'string' || after === '')) throw tokenInvalid();
  const limit = MaxResults ?? MOST_RESULTS;
  const { page, last } = cutPage(await fetch(String(after), limit + 1), limit);
  return {
    names: page,
    NextToken:
      last === undefined || MaxResults === undefined ? undefined : pages.seal(question, [last]),
  };
};
