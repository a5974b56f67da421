import { activeHoursBefore, hourTotal, whoBefore, windowBefore } from './history.ts';
import type { InsightTransition } from './model.ts';
import { aliveShare, type Scope } from './scope.ts';
import type { GapInsight, Series } from './series.ts';
import { DAY, dayOf, HOUR, hourOf, MINUTE, WEEK } from './units.ts';
import { attributionsOf, nobody } from './who.ts';

/** Calls in this many different hours of the baseline make a rhythm. */
const LEAST_OCCURRENCES = 6;
/** A rhythm is steady when its longest pause is at most this multiple of the usual one. */
const STEADY = 3;
/** So many of its pauses are like the usual one; all, where there are few. Calls by chance have pauses of every length. */
const ALIKE = 0.8;
const FEW_PAUSES = 12;
/** A pause beyond this multiple of the longest one is a gap. */
const BEYOND_LONGEST = 1.5;
/** Only of APIs with so many calls in every hour is a low rate told. */
const LEAST_QUIETEST = 12;
const LOW_HOURS = 3;

interface Rhythm {
  readonly usualPause: number;
  readonly longestPause: number;
  readonly occurrences: number;
}

/** A job slips across the hour, and nightly jobs begin when the one before is done. */
const tolerance = (usualPause: number): number =>
  usualPause < 4 ? 0 : Math.max(1, Math.floor(usualPause * 0.2));

/** Undefined where an API has no steady rhythm: people's work has nights and weekends, and is none. */
const rhythmOf = (hours: readonly number[]): Rhythm | undefined => {
  if (hours.length < LEAST_OCCURRENCES) return undefined;
  const pauses: number[] = [];
  for (let i = 1; i < hours.length; i++) pauses.push((hours[i] ?? 0) - (hours[i - 1] ?? 0));
  pauses.sort((a, b) => a - b);
  const usualPause = pauses[Math.floor(pauses.length / 2)] ?? 0;
  const longestPause = pauses.at(-1) ?? 0;
  const near = tolerance(usualPause);
  const alike = pauses.filter((pause) => Math.abs(pause - usualPause) <= near).length;
  if (alike < pauses.length * (pauses.length < FEW_PAUSES ? 1 : ALIKE)) return undefined;
  const first = hours[0] ?? 0;
  const last = hours.at(-1) ?? 0;
  // It must have kept its rhythm for most of the week, or a burst of six hours would be one.
  if (longestPause > usualPause * STEADY || last - first < (WEEK / HOUR) * 0.7) return undefined;
  return { usualPause, longestPause, occurrences: hours.length };
};

/** The hour at which the silence of this API becomes a gap; never, where it has no rhythm. */
const dueHour = (series: Series): number => {
  const last = hourOf(series.lastMinute);
  const rhythm = rhythmOf(activeHoursBefore(series.history, last + 1));
  return rhythm === undefined
    ? Number.POSITIVE_INFINITY
    : last + Math.ceil(rhythm.longestPause * BEYOND_LONGEST) + 2;
};

/** The fewest calls that any hour of the week before had. */
const quietestHour = (series: Series, hour: number): number | undefined => {
  let least = Number.POSITIVE_INFINITY;
  for (let past = hour - WEEK / HOUR; past < hour; past++) {
    least = Math.min(least, hourTotal(series.history, past));
    if (least < LEAST_QUIETEST) return undefined;
  }
  return least;
};

interface GapFacts {
  readonly kind: GapInsight['kind'];
  readonly sinceMinute: number;
  readonly untilMinute: number;
  readonly average: number;
  readonly quietest: number;
  readonly probability: number;
  readonly because: string;
}

const gapOf = (scope: Scope, series: Series, facts: GapFacts): GapInsight => {
  const window = windowBefore(series.history, facts.sinceMinute, scope.firstMinute);
  return {
    kind: facts.kind,
    quietest: facts.quietest,
    start: {
      ...series.subject,
      type: 'ApiCallGap',
      state: 'Start',
      key: `${series.key}|gap|${facts.sinceMinute}`,
      startedAt: facts.sinceMinute * MINUTE,
      endedAt: undefined,
      baselineAverage: window.total / window.minutes,
      insightAverage: facts.average,
      insightDuration: Math.max(1, facts.untilMinute - facts.sinceMinute),
      baselineDuration: window.minutes,
      attributions: attributionsOf(
        { who: nobody(), minutes: 1 },
        { who: whoBefore(series.history, facts.sinceMinute), minutes: window.minutes },
        true,
      ),
      probability: facts.probability,
      score: 50,
      because: [facts.because],
    },
  };
};

/** A trail that is silent as a whole tells nothing of one API. */
const ALIVE = 0.5;

const silence = (scope: Scope, series: Series, hour: number): GapInsight | undefined => {
  const last = hourOf(series.lastMinute);
  if (hour - last < 2) return undefined;
  series.gapDueHour ??= dueHour(series);
  if (hour < series.gapDueHour || aliveShare(scope, last + 1, hour) < ALIVE) return undefined;
  const rhythm = rhythmOf(activeHoursBefore(series.history, last + 1));
  if (rhythm === undefined) return undefined;
  return gapOf(scope, series, {
    kind: 'silent',
    sinceMinute: series.lastMinute + 1,
    untilMinute: hour * HOUR,
    average: 0,
    quietest: 0,
    // Of so many pauses alike, the next is the longest by chance once in so many.
    probability: 1 / (rhythm.occurrences + 1),
    because: `no call for ${hour - last - 1} whole hours; in the week before it was called in ${rhythm.occurrences} hours, usually every ${rhythm.usualPause} ${rhythm.usualPause === 1 ? 'hour' : 'hours'} and at least every ${rhythm.longestPause}, while other calls of the account and Region went on`,
  });
};

const low = (scope: Scope, series: Series, hour: number): GapInsight | undefined => {
  const day = dayOf(hour * HOUR);
  if (series.quietest?.day !== day) {
    series.quietest = { day, count: quietestHour(series, hour - LOW_HOURS) };
  }
  const quietest = series.quietest.count;
  if (quietest === undefined) return undefined;
  let calls = 0;
  for (let past = hour - LOW_HOURS; past < hour; past++) {
    const count = hourTotal(series.history, past);
    if (count * 3 >= quietest) return undefined;
    calls += count;
  }
  if (aliveShare(scope, hour - LOW_HOURS, hour) < 1) return undefined;
  return gapOf(scope, series, {
    kind: 'low',
    sinceMinute: (hour - LOW_HOURS) * HOUR,
    untilMinute: hour * HOUR,
    average: calls / (LOW_HOURS * HOUR),
    quietest,
    probability: 1 / (WEEK / HOUR + 1),
    because: `${calls} calls in ${LOW_HOURS} hours; the quietest hour of the week before had ${quietest}`,
  });
};

/** Looks at an API when an hour has begun and all minutes before it are closed. */
export const gapStarts = (
  scope: Scope,
  series: Series,
  hour: number,
): InsightTransition | undefined => {
  if (series.gap !== undefined) return undefined;
  const gap = silence(scope, series, hour) ?? low(scope, series, hour);
  if (gap === undefined) return undefined;
  series.gap = gap;
  return gap.start;
};

const closing = (gap: GapInsight, minute: number, average: number): InsightTransition => ({
  ...gap.start,
  state: 'End',
  endedAt: minute * MINUTE,
  insightAverage: average,
  insightDuration: Math.max(1, minute - gap.start.startedAt / MINUTE),
});

/** A call has come: silence is over with it, a low rate when an hour has half of what the quietest had. */
export const gapEnds = (series: Series, minute: number): InsightTransition | undefined => {
  const gap = series.gap;
  if (gap === undefined || minute * MINUTE < gap.start.startedAt) return undefined;
  if (gap.kind === 'low' && hourTotal(series.history, hourOf(minute) - 1) * 2 < gap.quietest) {
    return undefined;
  }
  series.gap = undefined;
  return closing(gap, minute, gap.start.insightAverage);
};

/** Gaps nobody will close: the API is gone for good, and its absence has become usual. */
export const gapExpires = (series: Series, minute: number): InsightTransition | undefined => {
  const gap = series.gap;
  if (gap === undefined || minute - gap.start.startedAt / MINUTE < WEEK + DAY) return undefined;
  series.gap = undefined;
  return closing(gap, minute, gap.start.insightAverage);
};
