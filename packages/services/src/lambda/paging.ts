import { cutPage, type PageTokens, type Position } from '@gatehouse/service-kit';
import { markerInvalid } from './errors.ts';

const PAGE = 50;

/** One page of a list; at most 50, whatever a caller asks for. */
export const markedPage = async <Row>(
  pages: PageTokens,
  question: unknown,
  asked: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
  list: {
    readonly start: Position;
    readonly fetch: (after: Position, limit: number) => Promise<readonly Row[]>;
    readonly positionOf: (row: Row) => Position;
  },
): Promise<{ readonly rows: readonly Row[]; readonly NextMarker: string | undefined }> => {
  const { Marker, MaxItems = PAGE } = asked;
  const limit = Math.min(MaxItems, PAGE);
  const after = Marker === undefined || Marker === '' ? list.start : pages.open(question, Marker);
  if (after === undefined) throw markerInvalid();
  const { page, last } = cutPage(await list.fetch(after, limit + 1), limit);
  return {
    rows: page,
    NextMarker: last === undefined ? undefined : pages.seal(question, list.positionOf(last)),
  };
};

export const pageLimits = { MaxItems: { minValue: 1, maxValue: 10_000 } };
