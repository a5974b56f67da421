import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Tx } from '@gatehouse/store';
import type { MetricRef, Scope, SeriesRef } from './model.ts';

/** Values to record for a metric. */
export interface MetricPoint extends Scope, MetricRef {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Undefined: `None`. */
  readonly unit?: string | undefined;
  /** Distinct values and how often each came. */
  readonly values: readonly (readonly [value: number, count: number])[];
  /** What is known instead of the values themselves. */
  readonly statistics?:
    | {
        readonly samples: number;
        readonly sum: number;
        readonly minimum: number;
        readonly maximum: number;
      }
    | undefined;
  /** Default: 60. */
  readonly resolutionSeconds?: 1 | 60 | undefined;
}

/** Who records metrics: metric filters of logs, and services about themselves. */
export interface MetricWriter {
  /** In a transaction of the caller's; whoever watches the metrics hears of it in the same transaction. */
  record(tx: Tx, points: readonly MetricPoint[]): Promise<void>;
}

/** What to read of one metric. */
export interface StatisticQuery extends Scope, MetricRef {
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or an extended one: `p99`, `TM(10%:90%)`, `IQM`. */
  readonly statistic: string;
  /** 1, 5, 10, 20, 30 or a multiple of 60. */
  readonly periodSeconds: number;
  /** Undefined: whatever their unit is. */
  readonly unit?: string | undefined;
}

/** The statistic of one period. A period without data has none. */
export interface StatisticPoint {
  /** The start of the period, milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
  readonly samples: number;
}

/** What one of several metric data queries comes to. */
export interface EvaluatedSeries {
  readonly id: string;
  readonly label: string;
  readonly periodSeconds: number;
  /** Oldest first. `samples` is undefined where the value was computed of others. */
  readonly points: readonly {
    readonly at: number;
    readonly value: number;
    readonly samples?: number | undefined;
  }[];
  /** For ANOMALY_DETECTION_BAND only, whose `points` are the middle of the band. Oldest first. */
  readonly band?:
    | readonly { readonly at: number; readonly lower: number; readonly upper: number }[]
    | undefined;
}

export interface Evaluation {
  /** The query with ReturnData that is no band: what an alarm compares. */
  readonly returned: EvaluatedSeries;
  /** Every query of the list. */
  readonly byId: ReadonlyMap<string, EvaluatedSeries>;
}

export interface MetricReader {
  /**
   * Oldest first, from `from` up to before `to` (milliseconds). Periods begin at `from`: give one that is a multiple of the
   * period to get the periods that AWS's alarms look at.
   */
  read(tx: Tx, query: StatisticQuery, from: number, to: number): Promise<readonly StatisticPoint[]>;
  /** Metric math as GetMetricData has it. @throws AwsError for queries that `check` refuses */
  evaluate(
    tx: Tx,
    scope: Scope,
    queries: readonly MetricDataQuery[],
    from: number,
    to: number,
  ): Promise<Evaluation>;
  /** What is wrong with queries before they are stored for an alarm. @throws AwsError `ValidationError` */
  check(queries: readonly MetricDataQuery[]): CheckedQueries;
}

export interface CheckedQueries {
  /** The metrics that the queries read by name, each once. */
  readonly metrics: readonly MetricRef[];
  /** Of the series that is returned. */
  readonly periodSeconds: number;
  /** Whether some metrics are found by SEARCH(). */
  readonly searches: boolean;
}

/** A series that got data. */
export interface Arrival {
  readonly series: SeriesRef;
  /** The times of the first and of the last datum, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** Whoever must look at once when data arrive: alarms. */
export interface PointListener {
  /** In the transaction that wrote them, after it wrote them. Costs nothing for a series that nobody watches. */
  arrived(tx: Tx, arrivals: readonly Arrival[]): Promise<void>;
}

/** Resources that tagging operations of this service know: alarms, dashboards. */
export interface TaggedKind {
  /** `alarm:`, what follows the account in their ARNs. */
  readonly prefix: string;
  /** Type as the tagging API spells it: `cloudwatch:alarm`. */
  readonly type: string;
  exists(tx: Tx, scope: Scope, name: string): Promise<boolean>;
}
