import type {
  ApiCall,
  InsightsSettings,
  InsightSubject,
  InsightTransition,
  StateRow,
} from './model.ts';
import { changedRows, restoreRows } from './rows.ts';
import { createScope, type Scope } from './scope.ts';
import { createSeries, type Series } from './series.ts';
import { shortened } from './top-values.ts';

export interface Found {
  readonly scope: Scope;
  readonly series: Series;
}

/** Everything the model keeps: scopes, their series, and what of it has changed since it was last written. */
export interface State {
  readonly settings: InsightsSettings;
  scope(account: string, region: string, minute: number): Scope;
  scopes(): Iterable<Scope>;
  writes(scope: Scope, call: ApiCall, minute: number): Series;
  errors(scope: Scope, call: ApiCall, code: string, minute: number): Series;
  find(subject: InsightSubject): Found | undefined;
  touch(series: Series): void;
  touchScope(scope: Scope): void;
  open(): readonly InsightTransition[];
  changes(): readonly StateRow[];
}

interface Kept {
  readonly settings: InsightsSettings;
  readonly byAccount: Map<string, Map<string, Scope>>;
  readonly changedSeries: Set<Series>;
  readonly changedScopes: Set<Scope>;
  readonly goneRows: string[];
  seriesCount: number;
  scopeCount: number;
}

/** Room made when there is none: a tenth. */
const MAKES_ROOM = 0.1;

const nested = <K, L, V>(map: Map<K, Map<L, V>>, key: K): Map<L, V> => {
  let inner = map.get(key);
  if (inner === undefined) {
    inner = new Map();
    map.set(key, inner);
  }
  return inner;
};

/** Parts of a key come from records: none may look like two. */
const keyPart = (part: string): string => shortened(part).replaceAll('|', '%7C');

const seriesKey = (scope: Scope, source: string, name: string, code?: string): string => {
  const api = `${scope.key}|${keyPart(source)}|${keyPart(name)}`;
  return code === undefined ? api : `${api}|${keyPart(code)}`;
};

const seriesOf = (scope: Scope): readonly Series[] => {
  const all: Series[] = [];
  for (const byName of scope.writes.values()) all.push(...byName.values());
  for (const byName of scope.errors.values()) {
    for (const byCode of byName.values()) all.push(...byCode.values());
  }
  return all;
};

const allScopes = (kept: Kept): readonly Scope[] =>
  [...kept.byAccount.values()].flatMap((byRegion) => [...byRegion.values()]);

const dropSeries = (kept: Kept, scope: Scope, series: Series): void => {
  const { source, name, errorCode } = series.subject;
  if (errorCode === undefined) scope.writes.get(source)?.delete(name);
  else scope.errors.get(source)?.get(name)?.delete(errorCode);
  scope.hot.delete(series);
  scope.insights.delete(series);
  scope.gaps.delete(series);
  kept.changedSeries.delete(series);
  kept.seriesCount--;
  if (!series.isWritten) return;
  kept.goneRows.push(
    `series|${series.key}`,
    ...series.history.map(({ day }) => `day|${series.key}|${day}`),
    ...series.goneDays.map((day) => `day|${series.key}|${day}`),
  );
};

/**
 * Whose rows go first: those of an account that has more than its share, then those of scopes that are still learned, then what
 * was called least recently. Who calls what nobody ever called, in Regions without end, pushes out his own and not what others
 * are compared with.
 */
const dispensable = (kept: Kept): ((a: Scope, b: Scope) => number) => {
  const counts = new Map<string, number>();
  for (const scope of allScopes(kept))
    counts.set(scope.account, (counts.get(scope.account) ?? 0) + seriesOf(scope).length + 1);
  const share = (kept.seriesCount + kept.scopeCount) / Math.max(1, counts.size);
  const isKept = ({ account, latest, firstMinute }: Scope): number =>
    (Number((counts.get(account) ?? 0) <= share) << 1) |
    Number(latest - firstMinute >= kept.settings.learningMinutes);
  return (a, b) => isKept(a) - isKept(b);
};

const makeRoomForSeries = (kept: Kept): void => {
  const all = allScopes(kept).flatMap((scope) =>
    seriesOf(scope).map((series) => ({ scope, series })),
  );
  const before = dispensable(kept);
  all.sort((a, b) => before(a.scope, b.scope) || a.series.lastMinute - b.series.lastMinute);
  const most = Math.ceil(kept.settings.maximumSeries * MAKES_ROOM);
  for (const { scope, series } of all.slice(0, most)) dropSeries(kept, scope, series);
};

const makeRoomForScopes = (kept: Kept, most: number): void => {
  const before = dispensable(kept);
  const first = allScopes(kept).toSorted((a, b) => before(a, b) || a.latest - b.latest);
  for (const scope of first.slice(0, Math.ceil(most * MAKES_ROOM))) {
    for (const series of seriesOf(scope)) dropSeries(kept, scope, series);
    kept.byAccount.get(scope.account)?.delete(scope.region);
    kept.changedScopes.delete(scope);
    if (scope.isWritten) kept.goneRows.push(`scope|${scope.key}`);
    kept.scopeCount--;
  }
};

const scopeFor = (kept: Kept, account: string, region: string, minute: number): Scope => {
  const known = kept.byAccount.get(account)?.get(region);
  if (known !== undefined) return known;
  const most = Math.max(10, Math.floor(kept.settings.maximumSeries / 4));
  if (kept.scopeCount >= most) makeRoomForScopes(kept, most);
  const made = createScope(account, region, minute, `${keyPart(account)}|${keyPart(region)}`);
  nested(kept.byAccount, account).set(region, made);
  kept.scopeCount++;
  kept.changedScopes.add(made);
  return made;
};

const newSeries = (
  kept: Kept,
  scope: Scope,
  { source, name }: ApiCall,
  { errorCode, minute }: { readonly errorCode: string | undefined; readonly minute: number },
): Series => {
  if (kept.seriesCount >= kept.settings.maximumSeries) makeRoomForSeries(kept);
  kept.seriesCount++;
  const { account, region } = scope;
  return createSeries(
    seriesKey(scope, source, name, errorCode),
    { account, region, source, name, errorCode },
    minute,
  );
};

const writesOf = (kept: Kept, scope: Scope, call: ApiCall, minute: number): Series => {
  const known = scope.writes.get(call.source)?.get(call.name);
  if (known !== undefined) return known;
  const made = newSeries(kept, scope, call, { errorCode: undefined, minute });
  nested(scope.writes, call.source).set(call.name, made);
  return made;
};

const errorsOf = (
  kept: Kept,
  scope: Scope,
  call: ApiCall,
  { errorCode, minute }: { readonly errorCode: string; readonly minute: number },
): Series => {
  const known = scope.errors.get(call.source)?.get(call.name)?.get(errorCode);
  if (known !== undefined) return known;
  const made = newSeries(kept, scope, call, { errorCode, minute });
  nested(nested(scope.errors, call.source), call.name).set(errorCode, made);
  return made;
};

const find = (kept: Kept, subject: InsightSubject): Found | undefined => {
  const scope = kept.byAccount.get(subject.account)?.get(subject.region);
  const { source, name, errorCode } = subject;
  const series =
    errorCode === undefined
      ? scope?.writes.get(source)?.get(name)
      : scope?.errors.get(source)?.get(name)?.get(errorCode);
  return scope === undefined || series === undefined ? undefined : { scope, series };
};

const openInsights = (kept: Kept): readonly InsightTransition[] =>
  allScopes(kept).flatMap((scope) => [
    ...[...scope.insights].flatMap((series) => series.insight?.start ?? []),
    ...[...scope.gaps].flatMap((series) => series.gap?.start ?? []),
  ]);

const changes = (kept: Kept): readonly StateRow[] => {
  const rows: StateRow[] = kept.goneRows.map((key) => ({ key, value: undefined }));
  rows.push(...changedRows(kept.changedScopes, kept.changedSeries));
  kept.goneRows.length = 0;
  kept.changedScopes.clear();
  kept.changedSeries.clear();
  return rows;
};

export const createState = (settings: InsightsSettings, rows: Iterable<StateRow>): State => {
  const kept: Kept = {
    settings,
    byAccount: new Map(),
    changedSeries: new Set(),
    changedScopes: new Set(),
    goneRows: [],
    seriesCount: 0,
    scopeCount: 0,
  };
  for (const scope of restoreRows(rows)) {
    nested(kept.byAccount, scope.account).set(scope.region, scope);
    kept.scopeCount++;
    kept.seriesCount += seriesOf(scope).length;
  }
  return {
    settings,
    scope: (account, region, minute) => scopeFor(kept, account, region, minute),
    scopes: () => allScopes(kept),
    writes: (scope, call, minute) => writesOf(kept, scope, call, minute),
    errors: (scope, call, errorCode, minute) => errorsOf(kept, scope, call, { errorCode, minute }),
    find: (subject) => find(kept, subject),
    touch: (series) => kept.changedSeries.add(series),
    touchScope: (scope) => kept.changedScopes.add(scope),
    open: () => openInsights(kept),
    changes: () => changes(kept),
  };
};
