import type { Node } from './syntax.ts';
import type { Band, TimeSeries, Value } from './time-series.ts';

/** What an expression is evaluated in. */
export interface Context {
  /** The ids of metrics in the request, in its order. */
  readonly metricIds: readonly string[];
  /** Of series that have no period of their own, in seconds. */
  readonly periodSeconds: number;
  /** The starts of all periods that are asked for, oldest first. */
  periods(periodSeconds: number): readonly number[];
  /** Counts what is computed, and lets others in now and then. @throws ExpressionError when it is too much */
  spend(value: Value): Promise<void>;
  /** The result of another query; undefined when there is none of this id. */
  named(id: string): Promise<Value | undefined>;
  search(
    query: string,
    statistic: string,
    periodSeconds: number | undefined,
  ): Promise<readonly TimeSeries[]>;
  /** What is usual for what `node` stands for, where `series` has values. */
  band(node: Node, series: TimeSeries, deviations: number): Promise<Band>;
}

/** A call as its function sees it. */
export interface FunctionCall {
  readonly name: string;
  readonly given: readonly Node[];
  readonly context: Context;
  evaluate(node: Node): Promise<Value>;
}

export type MathFunction = (call: FunctionCall) => Promise<Value>;
