import { createHash } from 'node:crypto';

/** Whose metrics and alarms: every row is keyed by account and Region. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** Names of dimensions and their values, in the order of their names. */
export type Dimensions = ReadonlyMap<string, string>;

/** One time series: a metric is its namespace, its name and exactly these dimensions. */
export interface MetricRef {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
}

export interface SeriesRef extends Scope, MetricRef {
  /** Made of all the rest: whoever knows the metric knows the id without asking the database. */
  readonly id: string;
}

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  a < b ? -1 : Number(a > b);

/** Dimensions in their order: the order in which they are given says nothing. */
export const dimensionsOf = (given: Iterable<readonly [string, string]>): Dimensions =>
  new Map([...given].toSorted(byName));

/** The dimensions as one text, as they are stored and compared. */
export const dimensionsText = (dimensions: Dimensions): string => JSON.stringify([...dimensions]);

export const seriesRef = (
  { account, region }: Scope,
  { namespace, name, dimensions: given }: MetricRef,
): SeriesRef => {
  const dimensions = given.size < 2 ? given : dimensionsOf(given);
  const text = JSON.stringify([account, region, namespace, name, ...dimensions]);
  const id = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return { account, region, namespace, name, dimensions, id };
};
