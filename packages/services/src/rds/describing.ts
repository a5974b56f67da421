import type { Filter } from '@aws-sdk/client-rds';
import { type Call, cutPage, type PageTokens, type Tags, tagStore } from '@gatehouse/service-kit';
import { arnOfResource } from './arns.ts';
import { invalidValue } from './errors.ts';
import type { Kind, Resource } from './model.ts';
import type { Stretch } from './repositories/resources.ts';

/** What every Describe operation of the API takes. */
export interface DescribeRequest {
  readonly Filters?: readonly Filter[] | undefined;
  readonly MaxRecords?: number | undefined;
  readonly Marker?: string | undefined;
}

/** What a filter looks at: it matches when any of these values does. */
export type FilterTable<Row> = Readonly<
  Record<string, (row: Row) => string | readonly (string | undefined)[] | undefined>
>;

const LEAST_RECORDS = 20;
const MOST_RECORDS = 100;
const BATCH = 200;

/** All filters must match, each by any of its values. */
export const filtering = <Row>(
  table: FilterTable<Row>,
  filters: readonly Filter[] | undefined,
): ((row: Row) => boolean) => {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const look = Object.hasOwn(table, Name) ? table[Name] : undefined;
    if (look === undefined) throw invalidValue(`Unrecognized filter name: ${Name}`);
    if (Values.length === 0) throw invalidValue(`The filter ${Name} must have a value.`);
    const wanted = new Set(Values.map((value) => value.toLowerCase()));
    return (row: Row): boolean =>
      [look(row)].flat().some((value) => value !== undefined && wanted.has(value.toLowerCase()));
  });
  return (row) => tests.every((test) => test(row));
};

export const pageSize = (given: number | undefined): number => {
  if (given !== undefined && (given < LEAST_RECORDS || given > MOST_RECORDS))
    throw invalidValue(
      `Invalid value ${given} for MaxRecords. Must be between ${LEAST_RECORDS} and ${MOST_RECORDS}`,
    );
  return given ?? MOST_RECORDS;
};

export const badMarker = () => invalidValue('The specified marker is invalid.');

const positionOf = (
  pages: PageTokens,
  question: unknown,
  marker: string | undefined,
): Stretch['after'] => {
  if (marker === undefined || marker === '') return undefined;
  const [id, account] = pages.open(question, marker) ?? [];
  if (typeof id !== 'string' || typeof account !== 'string') throw badMarker();
  return { id, account };
};

interface Listing<K extends Kind> {
  readonly operation: string;
  readonly input: DescribeRequest;
  /** What else the rows depend on, so that a marker fits only the same question. */
  readonly question?: unknown;
  readonly filters: FilterTable<Resource<K>>;
  readonly load: (stretch: Stretch) => Promise<readonly Resource<K>[]>;
  /** What a row must be besides. */
  readonly also?: (row: Resource<K>) => boolean;
}

export interface Described<K extends Kind> {
  readonly rows: readonly Resource<K>[];
  readonly next: { readonly Marker?: string };
}

/** One page of the rows that match. */
export const described = async <K extends Kind>(
  pages: PageTokens,
  { account, region }: Pick<Call, 'account' | 'region'>,
  { operation, input, question, filters, load, also = () => true }: Listing<K>,
): Promise<Described<K>> => {
  const size = pageSize(input.MaxRecords);
  const matches = filtering(filters, input.Filters);
  const sealed = { operation, account, region, filters: input.Filters ?? [], question };
  const found: Resource<K>[] = [];
  let after = positionOf(pages, sealed, input.Marker);
  // What filters leave over cannot be foreseen, so rows are read until a page is full.
  while (found.length <= size) {
    const rows = await load({ after, limit: BATCH });
    found.push(...rows.filter((row) => also(row) && matches(row)));
    after = rows.at(-1);
    if (rows.length < BATCH) break;
  }
  const { page, last } = cutPage(found, size);
  if (last === undefined) return { rows: page, next: {} };
  return { rows: page, next: { Marker: pages.seal(sealed, [last.id, last.account]) } };
};

/** The tags of each; of another account's nothing is told. */
export const tagsOfMany = async (
  { tx, account }: Pick<Call, 'tx' | 'account'>,
  rows: readonly Resource<Kind>[],
): Promise<(row: Resource<Kind>) => Tags> => {
  const own = rows.filter((row) => row.account === account);
  const found = await tagStore.ofMany(tx, own.map(arnOfResource));
  return (row) =>
    (row.account === account ? found.get(arnOfResource(row)) : undefined) ?? new Map();
};
