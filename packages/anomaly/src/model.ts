/** A call as CloudTrail recorded it. Every management call of a scope is shown to the model, reads too: they tell that the trail is alive. */
export interface ApiCall {
  /** Milliseconds since 1970, of `eventTime`. */
  readonly at: number;
  readonly account: string;
  readonly region: string;
  /** `ec2.amazonaws.com` */
  readonly source: string;
  /** `RunInstances` */
  readonly name: string;
  readonly write: boolean;
  readonly errorCode: string | undefined;
  /** `userIdentity.arn` */
  readonly userIdentityArn: string | undefined;
  readonly userAgent: string | undefined;
}

/**
 * The first two are CloudTrail's (CloudTrail User Guide, "Working with CloudTrail Insights"). A gap is ours: an API that is called
 * steadily and no longer is.
 */
export type InsightType = 'ApiCallRateInsight' | 'ApiErrorRateInsight' | 'ApiCallGap';

/** What is counted: the writes of one API, or one of its errors. */
export interface InsightSubject {
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly name: string;
  /** Only of an error rate. */
  readonly errorCode: string | undefined;
}

export interface AttributedAverage {
  /** `"null"` where the calls have none, as CloudTrail writes it. */
  readonly value: string;
  /** Calls a minute. */
  readonly average: number;
}

/** Who made the calls, and how: at most five values each, the most frequent first. */
export interface Attribution {
  readonly attribute: 'userIdentityArn' | 'userAgent' | 'errorCode';
  readonly insight: readonly AttributedAverage[];
  readonly baseline: readonly AttributedAverage[];
}

/** A rate has left its baseline, or is back. */
export interface InsightTransition extends InsightSubject {
  readonly type: InsightType;
  readonly state: 'Start' | 'End';
  /** The same for the start and the end of one insight, and for nothing else: what a shared event id can be kept under. */
  readonly key: string;
  /** The first minute of the unusual rate; of a gap, the minute after the last call. */
  readonly startedAt: number;
  /** At the end: the end of the last unusual minute; of a gap, the call that ended it. */
  readonly endedAt: number | undefined;
  /** Calls a minute over the baseline. */
  readonly baselineAverage: number;
  /** At the start the calls of the minute that decided; at the end the calls a minute over the whole insight. */
  readonly insightAverage: number;
  /** Minutes, at least 1. */
  readonly insightDuration: number;
  /** Minutes. */
  readonly baselineDuration: number;
  readonly attributions: readonly Attribution[];
  /** How likely a minute as busy as the busiest of this insight is under the baseline; 0 means below what a double can say. */
  readonly probability: number;
  /** 0 to 100: 50 at the bound where an insight starts, 100 at a probability of 1e-40. */
  readonly score: number;
  /** The numbers that decided, in sentences. */
  readonly because: readonly string[];
}

/** One row of the model's state: its key is stable, its value JSON of a few kilobytes. */
export interface StateRow {
  readonly key: string;
  /** Undefined in `changes()`: the row is gone. */
  readonly value: string | undefined;
}

/** What is usual for an API, per minute. */
export interface Baseline {
  /** Calls a minute. */
  readonly average: number;
  /** Minutes. */
  readonly duration: number;
  /** Minutes with a call. */
  readonly activeMinutes: number;
  /** The busiest minute. */
  readonly maximum: number;
  /** This many calls in one minute start an insight; undefined while there is too little to compare with. */
  readonly threshold: number | undefined;
}

export interface ChartPoint {
  /** The beginning of the period. */
  readonly at: number;
  readonly count: number;
  /** Calls in a period of this length by the baseline. */
  readonly expected: number;
  /** Above this a period is unusual; undefined while there is too little to compare with. */
  readonly high: number | undefined;
}

export interface InsightsSettings {
  /** Minutes of history before anything is said. CloudTrail's: 7 days. */
  readonly learningMinutes: number;
  /** The chance that one minute of a usual rate starts an insight. */
  readonly falseAlarm: number;
  /** Fewer calls in a minute are never unusual. */
  readonly minimumCalls: number;
  /** The same for an API that is itself younger than the learning time. */
  readonly minimumCallsOfNew: number;
  readonly maximumSeries: number;
  /** Gaps are looked for. */
  readonly gaps: boolean;
}

/** One per trail or scan. All its work for a call is bounded, and so is what it keeps. */
export interface InsightsModel {
  /** Counts a call and says what the passing of its scope's time (account and Region) has decided. */
  observe(call: ApiCall): readonly InsightTransition[];
  /** Time has passed everywhere: decides minutes that are over, though no call came after them. */
  advance(at: number): readonly InsightTransition[];
  /** Insights that have started and not ended, by their keys. */
  open(): readonly InsightTransition[];
  baseline(subject: InsightSubject): Baseline | undefined;
  /** Hours of the last 8 days that the model itself remembers, with the baseline of now. */
  hours(subject: InsightSubject): readonly ChartPoint[];
  /** The rows that changed since this was last asked: what to write, in the transaction that also says what has been read. */
  changes(): readonly StateRow[];
}
