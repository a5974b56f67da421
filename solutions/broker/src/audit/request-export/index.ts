import type { AccessRequest } from '../../model/index.ts';
import { csvHeader, csvRow } from './csv.ts';
import { requestJson } from './json.ts';
import type { Product } from './ocsf-objects.ts';
import { ocsfEvents } from './ocsf.ts';

/** Where an export goes on: behind this request. */
export type ExportKey = Pick<AccessRequest, 'createdAt' | 'id'>;

/**
 * Requests that match, ordered by (createdAt, id) in either direction, those behind `after`, at most `limit` of them; fewer
 * only at the end. Read by key: the ten thousandth page costs what the first does.
 */
export type RequestRows<Filter> = (
  filter: Filter,
  after: ExportKey | undefined,
  limit: number,
) => Promise<readonly AccessRequest[]>;

export type ExportFormat = 'csv' | 'json' | 'ocsf';

export interface RequestExport<Filter> {
  readonly rows: RequestRows<Filter>;
  readonly filter: Filter;
  readonly format: ExportFormat;
  /** For spreadsheets that take CSV without a byte order mark for another encoding. */
  readonly byteOrderMark?: boolean | undefined;
  /** For OCSF: who says it. */
  readonly product: Product;
}

const ROWS_AT_ONCE = 100;
// Small enough that pages and chunks die young: what outlives a young collection waits in memory for a full one.
const CHUNK_CHARACTERS = 16_384;

/** Chunks of some 16 000 characters; the next 100 requests are read when the reader has taken the ones before. */
export async function* exportRequests<Filter>(
  wanted: RequestExport<Filter>,
): AsyncGenerator<string> {
  const { before, row, after } = writer(wanted);
  if (before !== '') yield before;
  let first = true;
  for (let key: ExportKey | undefined; ;) {
    const page = await wanted.rows(wanted.filter, key, ROWS_AT_ONCE);
    let chunk = '';
    for (const request of page) {
      chunk += row(request, first);
      first = false;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      yield chunk;
      chunk = '';
    }
    if (chunk !== '') yield chunk;
    const last = page.at(-1);
    if (last === undefined || page.length < ROWS_AT_ONCE) break;
    key = { createdAt: last.createdAt, id: last.id };
  }
  if (after !== '') yield after;
}

interface Writer {
  readonly before: string;
  readonly row: (request: AccessRequest, first: boolean) => string;
  readonly after: string;
}

const writer = <Filter>({ format, byteOrderMark, product }: RequestExport<Filter>): Writer => {
  switch (format) {
    case 'csv':
      return {
        before: `${byteOrderMark === true ? '\uFEFF' : ''}${csvHeader()}`,
        row: csvRow,
        after: '',
      };
    case 'json':
      return {
        before: '[',
        row: (request, first) => `${first ? '' : ','}\n${requestJson(request)}`,
        after: '\n]\n',
      };
    case 'ocsf':
      return {
        before: '',
        row: (request) =>
          ocsfEvents(request, product)
            .map((event) => `${JSON.stringify(event)}\n`)
            .join(''),
        after: '',
      };
    default:
      return format satisfies never;
  }
};
