import { forgetBefore, type History, remember } from './history.ts';
import type { ApiCall, InsightSubject, InsightTransition } from './model.ts';
import { LATENESS } from './units.ts';
import { countWho, nobody, type Who } from './who.ts';

/** A minute that calls can still come to. */
export interface OpenMinute {
  readonly minute: number;
  count: number;
  readonly who: Who;
  /** An insight has told of it. */
  told: boolean;
}

export interface RateInsight {
  readonly start: InsightTransition;
  readonly startMinute: number;
  /** The last minute that was not calm. */
  lastMinute: number;
  /** From this many calls on a minute keeps the insight going. */
  readonly calm: number;
  readonly threshold: number;
  busiest: number;
  count: number;
  readonly who: Who;
  readonly baseline: { readonly who: Who; readonly minutes: number };
}

export interface GapInsight {
  readonly start: InsightTransition;
  readonly kind: 'silent' | 'low';
  /** The fewest calls of an hour before; ends a low rate. */
  readonly quietest: number;
}

/** The writes of one API in one account and Region, or its errors of one code. */
export interface Series {
  readonly key: string;
  readonly subject: InsightSubject;
  firstMinute: number;
  lastMinute: number;
  readonly open: OpenMinute[];
  readonly history: History;
  /** Days that are in the store and no longer here. */
  readonly goneDays: number[];
  insight: RateInsight | undefined;
  gap: GapInsight | undefined;
  /** The hour at which silence becomes a gap: found once per silence. */
  gapDueHour: number | undefined;
  /** The fewest calls in an hour over the week before this day; undefined of an API that has idle hours. */
  quietest: { readonly day: number; readonly count: number | undefined } | undefined;
  /** The threshold as of this hour. */
  threshold: { readonly hour: number; readonly count: number } | undefined;
  /** Rows of it have been handed out: only then are there rows to take away. */
  isWritten: boolean;
}

export const createSeries = (key: string, subject: InsightSubject, minute: number): Series => ({
  key,
  subject,
  firstMinute: minute,
  lastMinute: minute,
  open: [],
  history: [],
  goneDays: [],
  insight: undefined,
  gap: undefined,
  gapDueHour: undefined,
  quietest: undefined,
  threshold: undefined,
  isWritten: false,
});

/** Counts a call of a minute that is still open, and says how many that minute has now. */
export const countOpen = (series: Series, minute: number, call: ApiCall): OpenMinute => {
  let found = series.open.at(-1);
  if (found?.minute !== minute) found = series.open.find((open) => open.minute === minute);
  if (found === undefined) {
    found = { minute, count: 0, who: nobody(), told: false };
    series.open.push(found);
  }
  found.count++;
  countWho(found.who, call);
  return found;
};

/** A call too late for its minute stands in its hour as a minute of its own. */
export const countLate = (series: Series, minute: number, call: ApiCall): boolean => {
  const who = nobody();
  countWho(who, call);
  return remember(series.history, minute, { count: 1, usual: 1, who });
};

/** Minutes that no call can come to any more go into the history; returns the busiest of them, as it is remembered. */
export const closeMinutes = (series: Series, latest: number): number => {
  let busiest = 0;
  for (let i = 0; i < series.open.length;) {
    const open = series.open[i];
    if (open === undefined || open.minute > latest - LATENESS) {
      i++;
      continue;
    }
    const limit = open.told ? (series.insight?.threshold ?? series.threshold?.count) : undefined;
    const usual = limit === undefined ? open.count : Math.min(open.count, limit);
    remember(series.history, open.minute, { count: open.count, usual, who: open.who });
    if (usual > busiest) busiest = usual;
    series.open.splice(i, 1);
  }
  if (series.history.length <= 1) return busiest;
  const gone = forgetBefore(series.history, latest);
  if (series.isWritten) series.goneDays.push(...gone);
  return busiest;
};
