import type { Clock } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { discreet } from '../../findings/discreet.ts';
import { findingRef } from '../../findings/to-finding.ts';
import type {
  AlertAnswer,
  AlertsAnswer,
  AlertsQuestion,
  ChangeAlerts,
  ChangeAlertsAnswer,
} from '../api/index.ts';
import type { LiveDetection } from '../model.ts';
import { type AlertPosition, alertRows, rowOf } from '../store/alerts.ts';
import { invalid, notFound } from './refusal.ts';

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly live: LiveDetection;
}

/** Who asks. */
export interface Asking {
  readonly by: string;
  /** Alerts of traps are for administrators. */
  readonly seesTraps: boolean;
}

const PAGE = 25;

const timeOf = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid(`${name}: is a time such as 2026-11-25T12:00:00Z`);
  return at;
};

const positionOf = (text: string | undefined): AlertPosition | undefined => {
  if (text === undefined) return undefined;
  const [, at, id] = /^(\d{1,16})-([\da-f]{32})$/.exec(text) ?? [];
  if (at === undefined || id === undefined)
    throw invalid('after: is what the page before answered');
  return { lastAt: Number(at), id };
};

export const listAlerts = async (
  { store }: Deps,
  question: AlertsQuestion,
  { seesTraps }: Asking,
): Promise<AlertsAnswer> => {
  const limit = question.limit ?? PAGE;
  const filter = {
    ...question,
    from: timeOf('from', question.from),
    to: timeOf('to', question.to),
    withTraps: seesTraps,
  };
  const after = positionOf(question.after);
  return store.read(async (tx) => {
    const found = await alertRows.list(tx, filter, limit + 1, after);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      alerts: page.map(rowOf),
      next: last && `${Date.parse(last.alert.lastAt)}-${last.alert.id}`,
      counts: await alertRows.counts(tx, seesTraps),
    };
  });
};

export const showAlert = async (
  { store, live }: Deps,
  id: string,
  { seesTraps }: Asking,
): Promise<AlertAnswer> => {
  const found = await store.read(async (tx) => ({
    stored: await alertRows.find(tx, id),
    steps: await alertRows.steps(tx, id),
  }));
  const { stored, steps } = found;
  if (stored === undefined || (stored.alert.rule.origin === 'trap' && !seesTraps))
    throw notFound('alert');
  const { importedAt } = stored;
  return {
    alert: seesTraps ? stored.alert : discreet(stored.alert),
    status: stored.status,
    openedAt: new Date(stored.openedAt).toISOString(),
    updatedAt: new Date(stored.updatedAt).toISOString(),
    note: stored.note,
    steps,
    finding: {
      ...findingRef(id, live.place(stored.alert)),
      importedAt: importedAt === undefined ? undefined : new Date(importedAt).toISOString(),
      problem: stored.importProblem,
    },
  };
};

export const changeAlerts = async (
  { store, clock, live }: Deps,
  { ids, status, note }: ChangeAlerts,
  { by, seesTraps }: Asking,
): Promise<ChangeAlertsAnswer> => {
  if (status === undefined && note === undefined) throw invalid('status or note: one is needed');
  const changed = await store.write(async (tx) => {
    const done: string[] = [];
    for (const id of new Set(ids)) {
      const stored = await alertRows.find(tx, id);
      if (stored === undefined || (stored.alert.rule.origin === 'trap' && !seesTraps)) continue;
      const change = { status, note, by, at: clock.now().getTime(), fromHub: false };
      if (await alertRows.change(tx, id, change)) done.push(id);
    }
    return done;
  });
  if (changed.length > 0) live.tell();
  return { changed, missing: ids.filter((id) => !changed.includes(id)) };
};
