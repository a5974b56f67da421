import type { Tx } from '@gatehouse/store';
import type { BandModel } from './anomaly/band-model.ts';
import { type Budget, createBudget } from './budget.ts';
import { PERIOD_RULE } from './errors.ts';
import { isPeriod } from './input.ts';
import type { Context } from './math/context.ts';
import { evaluateNode } from './math/evaluate.ts';
import type { Node } from './math/syntax.ts';
import type { Band, Origin, TimeSeries, Value } from './math/time-series.ts';
import { mapValues } from './math/time-series.ts';
import { ExpressionError } from './math/tokens.ts';
import { type Scope, seriesRef } from './model.ts';
import { periods } from './periods.ts';
import { type ExpressionQuery, inExpression, type MetricQuery, type Query } from './queries.ts';
import { roundedStart } from './resolution.ts';
import { distinctLabels, searchMetrics } from './search-metrics.ts';
import { type Statistic, statisticOf } from './statistic.ts';

export interface EvaluationSettings {
  readonly tx: Tx;
  readonly scope: Scope;
  readonly queries: readonly Query[];
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** What is usual for what a node stands for; undefined while there is too little data. */
  readonly model: (settings: EvaluationSettings, node: Node) => Promise<BandModel | undefined>;
  /** Default: one of its own. */
  readonly budget?: Budget | undefined;
}

export interface QueryEvaluation {
  /** The result of a query, computed once. @throws AwsError ValidationError */
  result(id: string): Promise<Value>;
  /** What a node stands for. @throws ExpressionError */
  evaluate(node: Node): Promise<Value>;
}

const PERIOD = 60;
// A request has no more of one metric.
const MOST_PERIODS = 1_000_000;

interface Reading {
  readonly origin: Origin;
  readonly label: string;
  readonly periodSeconds: number;
  readonly unit: string | undefined;
}

const emptySeries = ({ label, periodSeconds, origin }: Reading): TimeSeries => ({
  label,
  periodSeconds,
  origin,
  times: [],
  values: [],
});

const readingOf = (scope: Scope, query: MetricQuery): Reading => ({
  origin: {
    account: query.account ?? scope.account,
    region: scope.region,
    ...query.metric,
    statistic: query.statistic,
  },
  label: query.metric.name,
  periodSeconds: query.periodSeconds,
  unit: query.unit,
});

const requireStatistic = (name: string): Statistic => {
  const statistic = statisticOf(name);
  if (statistic === undefined) throw new ExpressionError(`'${name}' is not a valid statistic`);
  return statistic;
};

/** Reads metrics, and no more points than fit. */
const createLoader =
  ({ tx, scope, from, to, now }: EvaluationSettings, budget: Budget) =>
  async (reading: Reading): Promise<TimeSeries> => {
    const { origin, periodSeconds, unit } = reading;
    const statistic = requireStatistic(origin.statistic);
    // Nobody reads metrics of an account that is not his.
    if (origin.account !== scope.account) return emptySeries(reading);
    await budget.metric();
    const found = await periods(tx, {
      seriesId: seriesRef(scope, origin).id,
      unit,
      periodSeconds,
      needsSpread: statistic.needsSpread,
      from: roundedStart(from, now, periodSeconds),
      to,
      read: (rows) => budget.rows(rows),
    });
    budget.points(found.length);
    const [times, values, samples]: [number[], number[], number[]] = [[], [], []];
    for (const { at, aggregate } of found) {
      const value = statistic.of(aggregate);
      if (value === undefined) continue;
      times.push(at);
      values.push(value);
      samples.push(aggregate.samples);
    }
    return { ...emptySeries(reading), times, values, samples };
  };

const banded = (series: TimeSeries, model: BandModel | undefined, deviations: number): Band => {
  const line = (name: string, factor: number): TimeSeries => ({
    ...mapValues(series, (_value, at) => {
      const expected = model?.expected(at);
      return expected === undefined ? undefined : expected.middle + factor * expected.width;
    }),
    label: `${series.label} (expected)${name}`,
  });
  return {
    lower: line(' Low', -deviations),
    upper: line(' High', deviations),
    middle: line('', 0),
  };
};

type Loader = ReturnType<typeof createLoader>;

const pointsIn = (value: Value): number => {
  if (value.kind === 'series') return value.series.times.length;
  if (value.kind !== 'list') return 1;
  return value.list.reduce((sum, { times }) => sum + times.length, 0);
};

const contextOf = (
  settings: EvaluationSettings,
  query: ExpressionQuery | undefined,
  load: Loader,
  budget: Budget,
  named: (id: string) => Promise<Value | undefined>,
): Context => {
  const { tx, scope, queries, from, to, now } = settings;
  const metrics = queries.filter((one): one is MetricQuery => one.kind === 'metric');
  const periodSeconds =
    query?.periodSeconds ?? Math.max(PERIOD, ...metrics.map((metric) => metric.periodSeconds));
  return {
    metricIds: metrics.map(({ id }) => id),
    periodSeconds,
    named,
    spend: (value) => {
      budget.computed(pointsIn(value));
      return budget.turn();
    },
    periods: (seconds) => {
      const starts: number[] = [];
      for (let at = roundedStart(from, now, seconds); at < to; at += seconds * 1000) {
        starts.push(at);
        if (starts.length > MOST_PERIODS) throw new ExpressionError('The period is too short');
      }
      // Of a list each series asks for them anew, before there is a result that could be counted.
      budget.computed(starts.length);
      return starts;
    },
    search: async (text, statistic, seconds) => {
      requireStatistic(statistic);
      if (seconds !== undefined && !isPeriod(seconds)) throw new ExpressionError(PERIOD_RULE);
      const found = await searchMetrics(tx, scope, text, now, (size) => budget.searched(size));
      const labels = distinctLabels(found);
      const list: TimeSeries[] = [];
      for (const [index, ref] of found.entries())
        list.push(
          await load({
            origin: { ...ref, statistic },
            label: labels[index] ?? ref.name,
            periodSeconds: seconds ?? periodSeconds,
            unit: undefined,
          }),
        );
      return list;
    },
    band: async (node, series, deviations) =>
      banded(series, await settings.model({ ...settings, budget }, node), deviations),
  };
};

const requireSeries = (value: Value): Value => {
  if (value.kind === 'scalar' || value.kind === 'text')
    throw new ExpressionError(
      'The expression must result in a time series or an array of time series',
    );
  return value;
};

/** Queries that name one another, evaluated as they are asked for. */
export const createEvaluation = (settings: EvaluationSettings): QueryEvaluation => {
  const byId = new Map(settings.queries.map((query) => [query.id, query]));
  const results = new Map<string, Promise<Value>>();
  const underWay = new Set<string>();
  const budget = settings.budget ?? createBudget();
  const load = createLoader(settings, budget);

  const compute = async (query: Query): Promise<Value> => {
    if (query.kind === 'metric')
      return { kind: 'series', series: await load(readingOf(settings.scope, query)) };
    underWay.add(query.id);
    try {
      const context = contextOf(settings, query, load, budget, named);
      return requireSeries(await evaluateNode(context, query.node));
    } catch (error) {
      throw error instanceof ExpressionError ? inExpression(query.id, error) : error;
    } finally {
      underWay.delete(query.id);
    }
  };
  const named = async (id: string): Promise<Value | undefined> => {
    const query = byId.get(id);
    if (query === undefined) return undefined;
    if (underWay.has(id)) throw new ExpressionError(`'${id}' refers to itself`);
    const result = results.get(id) ?? compute(query);
    results.set(id, result);
    return result;
  };

  return {
    result: async (id) => {
      const value = await named(id);
      if (value === undefined) throw new Error(`there is no query ${id}`);
      return value;
    },
    evaluate: (node) => evaluateNode(contextOf(settings, undefined, load, budget, named), node),
  };
};
