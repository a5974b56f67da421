import { whoBefore, windowBefore } from './history.ts';
import type { InsightsSettings, InsightTransition, InsightType } from './model.ts';
import { busiestOf, type Scope } from './scope.ts';
import type { OpenMinute, RateInsight, Series } from './series.ts';
import { type Comparison, probabilityOf, scoreOf, thresholdOf } from './threshold.ts';
import { CALM, hourOf, MINUTE } from './units.ts';
import { attributionsOf, mergeWho, nobody } from './who.ts';

/** What an API's minutes are compared with; undefined while the scope is younger than the learning time. */
export const comparisonFor = (
  scope: Scope,
  series: Series,
  minute: number,
  settings: InsightsSettings,
): Comparison | undefined => {
  if (minute - scope.firstMinute < settings.learningMinutes) return undefined;
  const window = windowBefore(series.history, minute, scope.firstMinute);
  const others = busiestOf(scope);
  return {
    window,
    isNew: window.active === 0 || minute - series.firstMinute < settings.learningMinutes,
    busiestOfOthers: others.busiest,
    minutesOfOthers: others.active,
  };
};

/** Found once per hour and API, and only when a minute is busy enough to ask. */
export const thresholdAt = (
  scope: Scope,
  series: Series,
  minute: number,
  settings: InsightsSettings,
): number => {
  const hour = hourOf(minute);
  if (series.threshold?.hour === hour) return series.threshold.count;
  const comparison = comparisonFor(scope, series, minute, settings);
  const count =
    comparison === undefined ? Number.POSITIVE_INFINITY : thresholdOf(comparison, settings);
  series.threshold = { hour, count };
  return count;
};

/** Called for every minute's count that may matter. */
export const noteCount = (
  scope: Scope,
  series: Series,
  open: OpenMinute,
  settings: InsightsSettings,
): void => {
  const insight = series.insight;
  if (insight !== undefined) {
    if (open.minute < insight.startMinute) return;
    if (open.count >= insight.calm && open.minute > insight.lastMinute) {
      insight.lastMinute = open.minute;
    }
    if (open.count > insight.busiest) insight.busiest = open.count;
    return;
  }
  if (open.told || open.count < settings.minimumCalls) return;
  if (open.count >= thresholdAt(scope, series, open.minute, settings)) scope.hot.add(series);
};

const typeOf = (series: Series): InsightType =>
  series.subject.errorCode === undefined ? 'ApiCallRateInsight' : 'ApiErrorRateInsight';

const rounded = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));

const startReasons = (
  { window, isNew, busiestOfOthers }: Comparison,
  {
    count,
    threshold,
    probability,
  }: Readonly<Record<'count' | 'threshold' | 'probability', number>>,
): readonly string[] => {
  const usual = `${window.total} calls in the ${window.minutes} minutes before (${rounded(window.total / window.minutes)} a minute, in ${window.active} minutes, the busiest with ${window.maximum})`;
  return [
    `${count} calls in one minute; ${usual}`,
    ...(isNew
      ? [
          `the API is new here; the busiest minute of any API of this account and Region had ${busiestOfOthers} calls`,
        ]
      : []),
    `an insight starts at ${threshold} calls a minute; a minute like this has a probability of ${probability.toExponential(1)} under the baseline`,
  ];
};

const started = (
  scope: Scope,
  series: Series,
  open: OpenMinute,
  settings: InsightsSettings,
): RateInsight | undefined => {
  const comparison = comparisonFor(scope, series, open.minute, settings);
  if (comparison === undefined) return undefined;
  const threshold = thresholdAt(scope, series, open.minute, settings);
  const probability = probabilityOf(comparison, open.count);
  const { window } = comparison;
  const baseline = { who: whoBefore(series.history, open.minute), minutes: window.minutes };
  const type = typeOf(series);
  const start: InsightTransition = {
    ...series.subject,
    type,
    state: 'Start',
    key: `${series.key}|rate|${open.minute}`,
    startedAt: open.minute * MINUTE,
    endedAt: undefined,
    baselineAverage: window.total / window.minutes,
    insightAverage: open.count,
    insightDuration: 1,
    baselineDuration: window.minutes,
    attributions: attributionsOf(
      { who: open.who, minutes: 1 },
      baseline,
      type === 'ApiCallRateInsight',
    ),
    probability,
    score: scoreOf(probability, settings),
    because: startReasons(comparison, { count: open.count, threshold, probability }),
  };
  return {
    start,
    startMinute: open.minute,
    lastMinute: open.minute,
    // A minute as busy as the baseline had is calm.
    calm: Math.max(window.maximum + 1, Math.ceil(threshold / 2)),
    threshold,
    busiest: 0,
    count: 0,
    who: nobody(),
    baseline,
  };
};

const ended = (
  series: Series,
  insight: RateInsight,
  settings: InsightsSettings,
): InsightTransition => {
  const duration = insight.lastMinute - insight.startMinute + 1;
  let count = insight.count;
  const who = nobody();
  mergeWho(who, insight.who);
  for (const open of series.open) {
    if (open.minute >= insight.startMinute && open.minute <= insight.lastMinute) open.told = true;
    if (open.minute <= insight.lastMinute) continue;
    // These came after the last unusual minute: no part of the insight.
    count -= open.count;
    mergeWho(who, open.who, -1);
  }
  const { start } = insight;
  return {
    ...start,
    state: 'End',
    endedAt: (insight.lastMinute + 1) * MINUTE,
    insightAverage: count / duration,
    insightDuration: duration,
    attributions: attributionsOf(
      { who, minutes: duration },
      insight.baseline,
      start.type === 'ApiCallRateInsight',
    ),
    score: scoreOf(start.probability, settings),
    because: [
      ...start.because,
      `${count} calls in ${duration} ${duration === 1 ? 'minute' : 'minutes'}, the busiest minute with ${insight.busiest}; usual again for ${CALM} minutes`,
    ],
  };
};

const begin = (series: Series, insight: RateInsight): void => {
  series.insight = insight;
  for (const open of series.open.toSorted((a, b) => a.minute - b.minute)) {
    if (open.minute < insight.startMinute) continue;
    insight.count += open.count;
    mergeWho(insight.who, open.who);
    if (open.count > insight.busiest) insight.busiest = open.count;
    if (open.count < insight.calm || open.minute - insight.lastMinute > CALM) continue;
    insight.lastMinute = Math.max(insight.lastMinute, open.minute);
  }
};

/** Starts and ends what the minutes before `minute` decide. */
export const decide = (
  scope: Scope,
  series: Series,
  minute: number,
  settings: InsightsSettings,
): readonly InsightTransition[] => {
  const said: InsightTransition[] = [];
  // Each round tells of one insight, and each takes at least one open minute with it.
  for (let round = 0; round < 32; round++) {
    if (series.insight === undefined) {
      const next = firstHot(scope, series, minute, settings);
      if (next === undefined) break;
      const insight = started(scope, series, next, settings);
      if (insight === undefined) break;
      begin(series, insight);
      said.push(insight.start);
    }
    const insight = series.insight;
    if (insight === undefined) break;
    for (const open of series.open) {
      if (open.minute <= insight.lastMinute) open.told = true;
    }
    if (minute <= insight.lastMinute + CALM) break;
    said.push(ended(series, insight, settings));
    series.insight = undefined;
  }
  return said;
};

const firstHot = (
  scope: Scope,
  series: Series,
  minute: number,
  settings: InsightsSettings,
): OpenMinute | undefined => {
  let first: OpenMinute | undefined;
  for (const open of series.open) {
    if (open.told || open.minute >= minute || open.count < settings.minimumCalls) continue;
    if (open.count < thresholdAt(scope, series, open.minute, settings)) continue;
    if (first === undefined || open.minute < first.minute) first = open;
  }
  return first;
};
