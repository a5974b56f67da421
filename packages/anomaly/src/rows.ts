import type { DayCounts } from './history.ts';
import type { InsightSubject, StateRow } from './model.ts';
import { createScope, type Scope } from './scope.ts';
import { createSeries, type GapInsight, type RateInsight, type Series } from './series.ts';
import { type WhoRow, whoFromRow, whoRow } from './who.ts';

interface ScopeRow {
  readonly account: string;
  readonly region: string;
  readonly first: number;
  readonly latest: number;
  readonly hours: readonly (readonly [number, number])[];
  readonly days: readonly (readonly [number, number, number])[];
}

type InsightRow = Omit<RateInsight, 'who' | 'baseline'> & {
  readonly who: WhoRow;
  readonly before: WhoRow;
  readonly beforeMinutes: number;
};

interface SeriesRow {
  readonly scope: string;
  readonly subject: InsightSubject;
  readonly first: number;
  readonly last: number;
  readonly open: readonly (readonly [number, number, boolean, WhoRow])[];
  readonly insight?: InsightRow;
  readonly gap?: GapInsight;
}

interface DayRow {
  readonly day: number;
  /** Hour, total, active, sum, squares, maximum. */
  readonly hours: readonly (readonly [number, number, number, number, number, number])[];
  readonly who: WhoRow;
}

const scopeRow = (scope: Scope): StateRow => {
  const row: ScopeRow = {
    account: scope.account,
    region: scope.region,
    first: scope.firstMinute,
    latest: scope.latest,
    hours: [...scope.hours],
    days: [...scope.days].map(([day, { busiest, active }]) => [day, busiest, active]),
  };
  return { key: `scope|${scope.key}`, value: JSON.stringify(row) };
};

const insightRow = ({ who, baseline, ...insight }: RateInsight): InsightRow => ({
  ...insight,
  who: whoRow(who),
  before: whoRow(baseline.who),
  beforeMinutes: baseline.minutes,
});

const scopeKeyOf = (seriesKey: string): string => seriesKey.split('|').slice(0, 2).join('|');

const seriesRow = (series: Series): StateRow => {
  const row: SeriesRow = {
    scope: scopeKeyOf(series.key),
    subject: series.subject,
    first: series.firstMinute,
    last: series.lastMinute,
    open: series.open.map(({ minute, count, told, who }) => [minute, count, told, whoRow(who)]),
    ...(series.insight === undefined ? {} : { insight: insightRow(series.insight) }),
    ...(series.gap === undefined ? {} : { gap: series.gap }),
  };
  return { key: `series|${series.key}`, value: JSON.stringify(row) };
};

const dayRow = (series: Series, { day, hours, who }: DayCounts): StateRow => {
  const row: DayRow = {
    day,
    hours: [...hours].map(([hour, { total, active, sum, squares, maximum }]) => [
      hour,
      total,
      active,
      sum,
      squares,
      maximum,
    ]),
    who: whoRow(who),
  };
  return { key: `day|${series.key}|${day}`, value: JSON.stringify(row) };
};

export const changedRows = (
  scopes: Iterable<Scope>,
  changed: Iterable<Series>,
): readonly StateRow[] => {
  const rows: StateRow[] = [];
  for (const scope of scopes) {
    rows.push(scopeRow(scope));
    scope.isWritten = true;
  }
  for (const series of changed) {
    rows.push(seriesRow(series));
    series.isWritten = true;
    for (const day of series.goneDays) {
      rows.push({ key: `day|${series.key}|${day}`, value: undefined });
    }
    series.goneDays.length = 0;
    for (const day of series.history) {
      if (day.changed) rows.push(dayRow(series, day));
      day.changed = false;
    }
  }
  return rows;
};

const restoredScope = (key: string, value: string): Scope => {
  const row = JSON.parse(value) as ScopeRow;
  const scope = createScope(row.account, row.region, row.latest, key.slice('scope|'.length));
  scope.firstMinute = row.first;
  scope.isWritten = true;
  for (const [hour, calls] of row.hours) scope.hours.set(hour, calls);
  for (const [day, busiest, active] of row.days) scope.days.set(day, { busiest, active });
  return scope;
};

const restoredInsight = ({ who, before, beforeMinutes, ...insight }: InsightRow): RateInsight => ({
  ...insight,
  who: whoFromRow(who),
  baseline: { who: whoFromRow(before), minutes: beforeMinutes },
});

const restoredSeries = (key: string, row: SeriesRow): Series => {
  const series = createSeries(key.slice('series|'.length), row.subject, row.first);
  series.lastMinute = row.last;
  series.isWritten = true;
  for (const [minute, count, told, who] of row.open) {
    series.open.push({ minute, count, told, who: whoFromRow(who) });
  }
  if (row.insight !== undefined) series.insight = restoredInsight(row.insight);
  series.gap = row.gap;
  return series;
};

const restoreDay = (series: Series, value: string): void => {
  const row = JSON.parse(value) as DayRow;
  const hours: DayCounts['hours'] = new Map();
  for (const [hour, total, active, sum, squares, maximum] of row.hours) {
    hours.set(hour, { total, active, sum, squares, maximum });
  }
  series.history.push({ day: row.day, hours, who: whoFromRow(row.who), changed: false });
};

const put = <V>(map: Map<string, Map<string, V>>, key: string, inner: string, value: V): void => {
  const found = map.get(key) ?? new Map<string, V>();
  found.set(inner, value);
  map.set(key, found);
};

const place = (scope: Scope, series: Series): void => {
  const { source, name, errorCode } = series.subject;
  if (errorCode === undefined) put(scope.writes, source, name, series);
  else {
    const byName = scope.errors.get(source) ?? new Map<string, Map<string, Series>>();
    put(byName, name, errorCode, series);
    scope.errors.set(source, byName);
  }
  if (series.insight !== undefined) scope.insights.add(series);
  if (series.gap !== undefined) scope.gaps.add(series);
  // Whether a minute is hot is found anew: it costs one look.
  if (series.open.some((open) => !open.told)) scope.hot.add(series);
};

/** Rows in any order; a series whose scope is not there, and a day whose series is not there, are left out. */
export const restoreRows = (rows: Iterable<StateRow>): Iterable<Scope> => {
  const scopes = new Map<string, Scope>();
  const series = new Map<string, Series>();
  const later: (readonly [string, string])[] = [];
  for (const { key, value } of rows) {
    if (value === undefined) continue;
    if (!key.startsWith('scope|')) later.push([key, value]);
    else {
      const scope = restoredScope(key, value);
      scopes.set(scope.key, scope);
    }
  }
  for (const [key, value] of later) {
    if (!key.startsWith('series|')) continue;
    const row = JSON.parse(value) as SeriesRow;
    const scope = scopes.get(row.scope);
    if (scope === undefined) continue;
    const restored = restoredSeries(key, row);
    place(scope, restored);
    series.set(restored.key, restored);
  }
  for (const [key, value] of later) {
    if (!key.startsWith('day|')) continue;
    const owner = series.get(key.slice('day|'.length, key.lastIndexOf('|')));
    if (owner !== undefined) restoreDay(owner, value);
  }
  for (const { history } of series.values()) history.sort((a, b) => a.day - b.day);
  return scopes.values();
};
