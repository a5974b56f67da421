/** Question of `POST /api/detection/calls`: what is absent does not matter. */
export interface CallsQuestion {
  /** RFC 3339; default: the last 24 hours, at most 90 days. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** `iam.amazonaws.com`; with `name` the chart is of one API, with what is usual for it. */
  readonly source?: string | undefined;
  readonly name?: string | undefined;
}

export interface CallsPoint {
  /** The beginning of the period. */
  readonly at: string;
  readonly calls: number;
  readonly writes: number;
  readonly errors: number;
  /** Of one API: calls in such a period by the baseline, and above how many it is unusual. */
  readonly usual: number | undefined;
  readonly high: number | undefined;
}

/** An insight to mark in the chart. */
export interface InsightMark {
  readonly id: string;
  /** Opens the alert. */
  readonly alertId: string | undefined;
  readonly type: 'ApiCallRateInsight' | 'ApiErrorRateInsight' | 'ApiCallGap';
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly name: string;
  readonly errorCode: string | undefined;
  readonly startedAt: string;
  /** Undefined: it goes on. */
  readonly endedAt: string | undefined;
  /** Calls a minute. */
  readonly baselineAverage: number;
  readonly insightAverage: number;
  readonly because: readonly string[];
}

export interface CallsAnswer {
  readonly periodSeconds: number;
  /** Every period, also those without a call. */
  readonly points: readonly CallsPoint[];
  readonly insights: readonly InsightMark[];
  /** The APIs with the most calls in this time, for a choice: at most 50. */
  readonly apis: readonly {
    readonly source: string;
    readonly name: string;
    readonly calls: number;
    readonly errors: number;
  }[];
  /** Since when calls are counted here. */
  readonly countedSince: string | undefined;
}
