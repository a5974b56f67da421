import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';
import { validationError } from './errors.ts';
import { isPeriod, requestDimensions, UNITS } from './input.ts';
import { type Node, parseExpression } from './math/syntax.ts';
import { ExpressionError } from './math/tokens.ts';
import type { MetricRef } from './model.ts';
import { statisticOf } from './statistic.ts';

/** A metric of a request. */
export interface MetricQuery {
  readonly kind: 'metric';
  readonly id: string;
  readonly label: string | undefined;
  readonly isReturned: boolean;
  readonly metric: MetricRef;
  readonly statistic: string;
  readonly periodSeconds: number;
  readonly unit: string | undefined;
  /** Whose metric it is; undefined: the caller's. */
  readonly account: string | undefined;
}

export interface ExpressionQuery {
  readonly kind: 'expression';
  readonly id: string;
  readonly label: string | undefined;
  readonly isReturned: boolean;
  readonly expression: string;
  readonly node: Node;
  readonly periodSeconds: number | undefined;
}

export type Query = MetricQuery | ExpressionQuery;

export const MOST_QUERIES = 500;

const ID = /^[a-z]\w{0,254}$/;

/** A complaint about one query. */
type Complaint = string;

const complaintsOfStat = (stat: MetricStat, at: string): readonly Complaint[] => {
  const { Metric, Period, Stat, Unit } = stat;
  const found: Complaint[] = [];
  if (Metric?.MetricName === undefined)
    found.push(`The parameter ${at}.Metric.MetricName is required.`);
  if (Metric?.Namespace === undefined)
    found.push(`The parameter ${at}.Metric.Namespace is required.`);
  if (Period === undefined || !isPeriod(Period))
    found.push(
      `The value for parameter ${at}.Period must be a value in the set [1, 5, 10, 20, 30] or a multiple of 60.`,
    );
  if (Stat === undefined || statisticOf(Stat) === undefined)
    found.push(`The value for parameter ${at}.Stat is not a valid statistic.`);
  if (Unit !== undefined && !UNITS.has(Unit))
    found.push(`The value for parameter ${at}.Unit is not a valid unit.`);
  return found;
};

const complaintsOf = (query: MetricDataQuery, at: string): readonly Complaint[] => {
  const { Id, MetricStat, Expression, Period } = query;
  const found: Complaint[] = [];
  if (Id === undefined || !ID.test(Id))
    found.push(`The value ${Id ?? ''} for parameter ${at}.Id is invalid.`);
  if (MetricStat === undefined && Expression === undefined)
    return [...found, `The parameter ${at}.MetricStat is required.`];
  if (MetricStat === undefined) {
    if (Period !== undefined && !isPeriod(Period))
      found.push(
        `The value for parameter ${at}.Period must be a value in the set [1, 5, 10, 20, 30] or a multiple of 60.`,
      );
    return found;
  }
  for (const [name, value] of [
    ['Expression', Expression],
    ['Period', Period],
  ] as const)
    if (value !== undefined)
      found.push(
        `The parameters ${at}.${name} and ${at}.MetricStat are mutually exclusive and you have specified both.`,
      );
  return [...found, ...complaintsOfStat(MetricStat, `${at}.MetricStat`)];
};

export const inExpression = (id: string, error: ExpressionError): Error =>
  validationError(`Error in expression '${id}': ${error.message}`);

const parsed = (id: string, expression: string): Node => {
  // The other language of Expression, for which there is no engine here.
  if (/^\s*SELECT\b/i.test(expression))
    throw validationError(
      `Error in expression '${id}': Metrics Insights queries are not supported`,
    );
  try {
    return parseExpression(expression);
  } catch (error) {
    throw error instanceof ExpressionError ? inExpression(id, error) : error;
  }
};

const toQuery = (given: MetricDataQuery, at: string): Query => {
  const { Id: id = '', Label: label, ReturnData: isReturned = true, MetricStat, AccountId } = given;
  if (MetricStat === undefined) {
    const expression = given.Expression ?? '';
    const node = parsed(id, expression);
    return {
      kind: 'expression',
      id,
      label,
      isReturned,
      expression,
      node,
      periodSeconds: given.Period,
    };
  }
  const { Metric, Period = 60, Stat = '', Unit } = MetricStat;
  const dimensions = requestDimensions(Metric?.Dimensions, `${at}.MetricStat.Metric.Dimensions`);
  return {
    kind: 'metric',
    id,
    label,
    isReturned,
    metric: { namespace: Metric?.Namespace ?? '', name: Metric?.MetricName ?? '', dimensions },
    statistic: Stat,
    periodSeconds: Period,
    unit: Unit,
    account: AccountId,
  };
};

/**
 * Queries as they are evaluated.
 * @param parameter how the list is named in errors: `MetricDataQueries`
 * @throws AwsError ValidationError
 */
export const parseQueries = (
  given: readonly MetricDataQuery[],
  parameter: string,
): readonly Query[] => {
  if (given.length > MOST_QUERIES)
    throw validationError(
      `The collection ${parameter} must not have a size greater than ${MOST_QUERIES}.`,
    );
  const complaints = given.flatMap((query, index) =>
    complaintsOf(query, `${parameter}.member.${index + 1}`),
  );
  if (complaints.length > 0) throw validationError(complaints.join('\n'));
  if (new Set(given.map(({ Id }) => Id)).size < given.length)
    throw validationError(`The values for parameter id in ${parameter} are not unique.`);
  return given.map((query, index) => toQuery(query, `${parameter}.member.${index + 1}`));
};
