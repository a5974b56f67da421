import type { Call, PageTokens } from '@gatehouse/service-kit';
import { cutPage } from '@gatehouse/service-kit';
import { invalidMarker } from './errors.ts';

/** Limit and Marker of the API model. */
export const PAGE = {
  Limit: { minValue: 1, maxValue: 1000 },
  Marker: { minLength: 1, maxLength: 1024, pattern: '[\\u0020-\\u00FF]*' },
} as const;

interface Asked {
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
}

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly truncation: { readonly NextMarker?: string; readonly Truncated: boolean };
}

/** One page in order of a text; `fetch` is asked for one row more than are shown. */
export const page = async <Row>(
  pages: PageTokens,
  call: Pick<Call, 'account' | 'region'>,
  {
    name,
    limit: usual,
  }: { readonly name: readonly (string | undefined)[]; readonly limit: number },
  asked: Asked,
  fetch: (after: string, limit: number) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): Promise<Page<Row>> => {
  const question = { name, account: call.account, region: call.region };
  const [after = ''] = asked.Marker === undefined ? [] : (pages.open(question, asked.Marker) ?? []);
  if (typeof after !== 'string' || (asked.Marker !== undefined && after === ''))
    throw invalidMarker();
  const limit = asked.Limit ?? usual;
  const { page: rows, last } = cutPage(await fetch(after, limit + 1), limit);
  return {
    rows,
    truncation:
      last === undefined
        ? { Truncated: false }
        : { NextMarker: pages.seal(question, [keyOf(last)]), Truncated: true },
  };
};
