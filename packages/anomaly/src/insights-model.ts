import { chartHours } from './chart.ts';
import { gapEnds, gapExpires, gapStarts } from './gaps.ts';
import type {
  ApiCall,
  Baseline,
  InsightsModel,
  InsightsSettings,
  InsightSubject,
  InsightTransition,
  StateRow,
} from './model.ts';
import { comparisonFor, decide, noteCount, thresholdAt } from './rates.ts';
import { countBusiest, countHour, forgetHours, moveOn, type Scope } from './scope.ts';
import { closeMinutes, countLate, countOpen, type Series } from './series.ts';
import { createState, type State } from './state.ts';
import { hourOf, LATENESS, minuteOf, WEEK } from './units.ts';
import { countWho } from './who.ts';

const DEFAULTS: InsightsSettings = {
  learningMinutes: WEEK,
  falseAlarm: 1e-8,
  minimumCalls: 10,
  minimumCallsOfNew: 20,
  maximumSeries: 20_000,
  gaps: true,
};

const NOTHING: readonly InsightTransition[] = [];

/** What is said is added to one list, made when there is something to say: nearly every call says nothing. */
interface Said {
  list: InsightTransition[] | undefined;
}

const say = (said: Said, transition: InsightTransition | undefined): void => {
  if (transition === undefined) return;
  said.list ??= [];
  said.list.push(transition);
};

const close = (scope: Scope, series: Series): void => {
  if (series.open.length === 0) return;
  const minute = series.open[0]?.minute ?? scope.latest;
  const busiest = closeMinutes(series, scope.latest);
  if (busiest > 0) countBusiest(scope, minute, busiest);
};

const count = (state: State, scope: Scope, series: Series, call: ApiCall, said: Said): void => {
  const minute = minuteOf(call.at);
  if (minute < series.firstMinute) series.firstMinute = minute;
  state.touch(series);
  if (minute > scope.latest || minute <= scope.latest - LATENESS) {
    // Far ahead and not believed, or too late.
    if (minute <= scope.latest) countLate(series, minute, call);
    return;
  }
  if (minute > series.lastMinute) {
    series.lastMinute = minute;
    series.gapDueHour = undefined;
  }
  if (series.gap !== undefined) {
    say(said, gapEnds(series, minute));
    if (series.gap === undefined) scope.gaps.delete(series);
  }
  // Before the minute of this call is there: the minutes that are over are decided first.
  if (series.open.length > 0 && (series.open[0]?.minute ?? minute) <= scope.latest - LATENESS) {
    close(scope, series);
  }
  const open = countOpen(series, minute, call);
  if (series.insight !== undefined && minute >= series.insight.startMinute) {
    series.insight.count++;
    countWho(series.insight.who, call);
  }
  noteCount(scope, series, open, state.settings);
};

const decideScope = (state: State, scope: Scope, minute: number, said: Said): void => {
  // A copy: settling puts back what is still to be decided.
  const asked = new Set([...scope.hot, ...scope.insights]);
  scope.hot.clear();
  for (const series of asked) settle(state, scope, series, minute, said);
};

const settle = (state: State, scope: Scope, series: Series, minute: number, said: Said): void => {
  const hotNow = series.open.some((open) => open.minute >= minute && !open.told);
  for (const transition of decide(scope, series, minute, state.settings)) say(said, transition);
  state.touch(series);
  if (series.insight === undefined) scope.insights.delete(series);
  else scope.insights.add(series);
  // The minute that is still running may be the hot one: asked again when it is over.
  if (hotNow && series.insight === undefined) {
    for (const open of series.open) noteCount(scope, series, open, state.settings);
  }
};

/** An hour has begun: every API of the scope is looked at once. */
const beginHour = (state: State, scope: Scope, said: Said): void => {
  const hour = hourOf(scope.latest);
  const old = scope.latest - scope.firstMinute >= state.settings.learningMinutes;
  for (const byName of scope.writes.values()) {
    for (const series of byName.values()) {
      if (series.open.length > 0) close(scope, series);
      if (!state.settings.gaps || !old) continue;
      const gap = gapStarts(scope, series, hour) ?? gapExpires(series, scope.latest);
      say(said, gap);
      if (gap === undefined) continue;
      state.touch(series);
      if (series.gap === undefined) scope.gaps.delete(series);
      else scope.gaps.add(series);
    }
  }
  forgetHours(scope);
};

const passed = (state: State, scope: Scope, hourBefore: number, said: Said): void => {
  if (scope.hot.size > 0 || scope.insights.size > 0) {
    decideScope(state, scope, scope.latest, said);
  }
  if (hourOf(scope.latest) !== hourBefore) beginHour(state, scope, said);
};

const observe = (state: State, call: ApiCall): readonly InsightTransition[] => {
  const minute = minuteOf(call.at);
  if (!Number.isFinite(minute)) return NOTHING;
  const scope = state.scope(call.account, call.region, minute);
  const hourBefore = hourOf(scope.latest);
  if (minute < scope.firstMinute) scope.firstMinute = minute;
  const moved = moveOn(scope, minute);
  const said: Said = { list: undefined };
  // Decided before the call is counted: a long pause may lie between, and its minutes must not be closed undecided.
  if (moved) passed(state, scope, hourBefore, said);
  if (minute <= scope.latest) {
    countHour(scope, minute);
    state.touchScope(scope);
  }
  if (call.write) {
    const series = state.writes(scope, call, minute);
    count(state, scope, series, call, said);
  }
  if (call.errorCode !== undefined) {
    const series = state.errors(scope, call, call.errorCode, minute);
    count(state, scope, series, call, said);
  }
  return said.list ?? NOTHING;
};

const advance = (state: State, at: number): readonly InsightTransition[] => {
  const minute = minuteOf(at);
  const said: Said = { list: undefined };
  for (const scope of state.scopes()) {
    if (minute <= scope.latest) continue;
    const hourBefore = hourOf(scope.latest);
    scope.latest = minute;
    state.touchScope(scope);
    passed(state, scope, hourBefore, said);
  }
  return said.list ?? NOTHING;
};

const baselineOf = (state: State, subject: InsightSubject): Baseline | undefined => {
  const found = state.find(subject);
  if (found === undefined) return undefined;
  const { scope, series } = found;
  const minute = scope.latest;
  const comparison = comparisonFor(scope, series, minute, {
    ...state.settings,
    learningMinutes: 0,
  });
  if (comparison === undefined) return undefined;
  const { window } = comparison;
  const threshold = thresholdAt(scope, series, minute, state.settings);
  return {
    average: window.total / window.minutes,
    duration: window.minutes,
    activeMinutes: window.active,
    maximum: window.maximum,
    threshold: Number.isFinite(threshold) ? threshold : undefined,
  };
};

/**
 * Counts calls per account and Region, API and minute, and tells when a rate leaves its baseline of seven days. Time is that of the
 * calls, per account and Region, so that the logs of one Region may be read after those of another.
 */
export const createInsightsModel = (
  restored: Iterable<StateRow> = [],
  settings: Partial<InsightsSettings> = {},
): InsightsModel => {
  const state = createState({ ...DEFAULTS, ...settings }, restored);
  return {
    observe: (call) => observe(state, call),
    advance: (at) => advance(state, at),
    open: () => state.open(),
    baseline: (subject) => baselineOf(state, subject),
    hours: (subject) => {
      const found = state.find(subject);
      const baseline = baselineOf(state, subject);
      return found === undefined || baseline === undefined
        ? []
        : chartHours(found.series, baseline, found.scope);
    },
    changes: () => state.changes(),
  };
};
