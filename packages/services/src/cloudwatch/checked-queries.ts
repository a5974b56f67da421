import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { validationError } from './errors.ts';
import { FUNCTIONS } from './math/functions.ts';
import { nodesOf } from './math/syntax.ts';
import type { CheckedQueries } from './ports.ts';
import { type MetricQuery, parseQueries, type Query } from './queries.ts';

const BAND = 'ANOMALY_DETECTION_BAND';
// Words that begin in lower case are ids; the others belong to functions.
const ID = /^[a-z]/;

export const isBand = (query: Query): boolean =>
  query.kind === 'expression' && query.node.kind === 'call' && query.node.name === BAND;

const requireKnown = (queries: readonly Query[]): void => {
  const ids = new Set(queries.map(({ id }) => id));
  for (const query of queries) {
    if (query.kind !== 'expression') continue;
    for (const node of nodesOf(query.node)) {
      if (node.kind === 'name' && ID.test(node.name) && !ids.has(node.name))
        throw validationError(
          `Error in expression '${query.id}': Undefined variable '${node.name}'`,
        );
      if (node.kind === 'call' && !FUNCTIONS.has(node.name))
        throw validationError(`Error in expression '${query.id}': Unknown function '${node.name}'`);
    }
  }
};

/** The one series that an alarm compares: a band is what it may be compared with. */
export const returnedOf = (queries: readonly Query[]): Query => {
  const [returned, ...others] = queries.filter((query) => query.isReturned && !isBand(query));
  if (returned === undefined || others.length > 0)
    throw validationError('Exactly one element of the metrics list should return data.');
  return returned;
};

/** @throws AwsError ValidationError */
export const checkQueries = (given: readonly MetricDataQuery[]): CheckedQueries => {
  const queries = parseQueries(given, 'Metrics');
  requireKnown(queries);
  const metrics = queries.filter((query): query is MetricQuery => query.kind === 'metric');
  const { periodSeconds } = returnedOf(queries);
  return {
    metrics: metrics.map(({ metric }) => metric),
    searches: queries.some(
      (query) =>
        query.kind === 'expression' &&
        nodesOf(query.node).some((node) => node.kind === 'call' && node.name === 'SEARCH'),
    ),
    periodSeconds: periodSeconds ?? Math.max(60, ...metrics.map((one) => one.periodSeconds)),
  };
};
