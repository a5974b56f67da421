import type { Clock } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { invalid, notFound } from '../live/answers/refusal.ts';
import type { InvestigateAnswer, InvestigateQuestion } from '../live/api/index.ts';
import { readSettings } from '../live/pipeline/processor.ts';
import { engineSettingsOf } from '../live/pipeline/settings.ts';
import { alertRows, type StoredAlert } from '../live/store/alerts.ts';
import type { TrailEvent } from '../model.ts';
import { type Assumption, ASSUMING, assumptionOf, isAssuming } from './chain.ts';
import { readContinuation, writeContinuation } from './continuation.ts';
import type { EventHistory, HistoryQuestion } from './history.ts';
import { inquiryOf } from './inquiry.ts';
import { mergedEvents } from './merged.ts';
import { timeOf } from './search.ts';
import { kindOf, type Subject, subjectAttribute, subjectTest } from './subject.ts';

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly history: EventHistory;
}

const DAY_MS = 86_400_000;
const NEAR_MS = 1_800_000;
/** Credentials of a role last at most twelve hours: who has them got them since then. */
const SESSION_MS = 12 * 3_600_000;
const MOST_EVENTS = 1000;
const MOST_PAGES = 200;
const MOST_CHAIN_PAGES = 20;
const MOST_KEYS = 20;
const MOST_KEY_PAGES = 4;
const MOST_ALERTS = 500;

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Asked extends Span {
  readonly subject: Subject;
  readonly sessions: ReadonlySet<string>;
}

const ofAlert = (question: InvestigateQuestion, { alert }: StoredAlert): Asked => ({
  subject: { kind: 'alert', value: alert.id },
  sessions: new Set(alert.evidence.map(({ session }) => session)),
  from: timeOf('from', question.from) ?? Date.parse(alert.firstAt) - NEAR_MS,
  to: timeOf('to', question.to) ?? Date.parse(alert.lastAt) + NEAR_MS,
});

const askedOf = async (
  { store, clock }: Deps,
  question: InvestigateQuestion,
  seesTraps: boolean,
): Promise<Asked> => {
  const kind = question.kind ?? kindOf(question.value);
  if (kind === 'alert') {
    const stored = await store.read((tx) => alertRows.find(tx, question.value));
    if (stored === undefined || (stored.alert.rule.origin === 'trap' && !seesTraps))
      throw notFound('alert');
    return ofAlert(question, stored);
  }
  const to = timeOf('to', question.to) ?? clock.now().getTime();
  const from = timeOf('from', question.from) ?? to - DAY_MS;
  if (from > to) throw invalid('from: is after to');
  return { subject: { kind, value: question.value }, sessions: new Set(), from, to };
};

/** Everything there is to a question, as far as so many calls reach. */
const all = async (
  history: EventHistory,
  question: HistoryQuestion,
  mostPages: number,
): Promise<readonly TrailEvent[]> => {
  const merged = mergedEvents(history, history.places, question, mostPages);
  const events: TrailEvent[] = [];
  for (let next = await merged.next(); next !== undefined; next = await merged.next())
    events.push(next.event);
  return events;
};

const assumptionsIn = async (
  history: EventHistory,
  { from, to }: Span,
): Promise<readonly Assumption[]> => {
  const found = await Promise.all(
    ASSUMING.map((value) =>
      all(
        history,
        { from: from - SESSION_MS, to, attribute: { key: 'EventName', value } },
        MOST_CHAIN_PAGES,
      ),
    ),
  );
  return found.flat().filter(isAssuming).map(assumptionOf);
};

/** How much was done with the credentials that assumptions gave. */
const callsWith = async (
  history: EventHistory,
  { from, to }: Span,
  keys: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const counts = await Promise.all(
    keys.slice(0, MOST_KEYS).map(async (value) => {
      const question = { from, to, attribute: { key: 'AccessKeyId', value } as const };
      return [value, (await all(history, question, MOST_KEY_PAGES)).length] as const;
    }),
  );
  return new Map(counts);
};

const alertsNear = async (
  store: Store,
  { from, to }: Span,
  seesTraps: boolean,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const found = await store.read((tx) =>
    alertRows.list(tx, { from, to: to + DAY_MS, withTraps: seesTraps }, MOST_ALERTS, undefined),
  );
  const byEvent = new Map<string, string[]>();
  for (const { alert } of found)
    for (const { id } of alert.evidence) {
      const known = byEvent.get(id);
      if (known === undefined) byEvent.set(id, [alert.id]);
      else known.push(alert.id);
    }
  return byEvent;
};

interface Looked {
  readonly events: readonly TrailEvent[];
  readonly searched: number;
  readonly reachedAt: number;
  readonly toldThen: readonly string[];
  readonly isCut: boolean;
  readonly unread: InvestigateAnswer['unread'];
}

const lookFor = async (
  history: EventHistory,
  { subject, sessions, from }: Asked,
  to: number,
  isTold: (id: string) => boolean,
): Promise<Looked> => {
  const test = subjectTest(subject, sessions);
  const question = { from, to, attribute: subjectAttribute(subject) };
  const merged = mergedEvents(history, history.places, question, MOST_PAGES);
  const events: TrailEvent[] = [];
  let [searched, reachedAt] = [0, to];
  let toldThen: string[] = [];
  while (events.length < MOST_EVENTS) {
    const next = await merged.next();
    if (next === undefined) break;
    const { event } = next;
    if (event.at < reachedAt) {
      reachedAt = event.at;
      toldThen = [];
    }
    toldThen.push(event.id);
    if (isTold(event.id)) continue;
    searched += 1;
    if (test(event)) events.push(event);
  }
  const isCut = merged.isCut() || events.length >= MOST_EVENTS;
  return { events, searched, reachedAt, toldThen, isCut, unread: merged.unread() };
};

/** The timeline of a subject, from CloudTrail's event histories. */
export const investigate = async (
  deps: Deps,
  { token, ...question }: InvestigateQuestion,
  seesTraps: boolean,
): Promise<InvestigateAnswer> => {
  const { store, history } = deps;
  const asked = await askedOf(deps, question, seesTraps);
  const begun = token === undefined ? undefined : readContinuation(question, token);
  if (token !== undefined && begun === undefined)
    throw invalid('token: is what the answer before told, with the same question');
  const to = begun?.to ?? asked.to;
  const looked = await lookFor(history, asked, to, begun?.isTold ?? (() => false));
  const { events, searched, reachedAt, toldThen, isCut, unread } = looked;
  const span = { from: isCut ? reachedAt : asked.from, to };
  const assumptions = events.length === 0 ? [] : await assumptionsIn(history, span);
  const own = new Set(events.flatMap(({ actor }) => actor.accessKeyId ?? []));
  const reached = assumptions.flatMap(({ accessKeyId, fromAccessKeyId, eventId }) =>
    accessKeyId !== undefined &&
    ((fromAccessKeyId !== undefined && own.has(fromAccessKeyId)) ||
      own.has(accessKeyId) ||
      events.some(({ id }) => id === eventId))
      ? [accessKeyId]
      : [],
  );
  const inquiry = inquiryOf({
    subject: asked.subject,
    ...span,
    events,
    more: 0,
    assumptions,
    calls: await callsWith(history, span, [...new Set(reached)]),
    alerts: await alertsNear(store, span, seesTraps),
    rules: engineSettingsOf(await readSettings(store)).rules,
  });
  return {
    ...inquiry,
    next: isCut ? writeContinuation(question, { to: reachedAt, told: toldThen }) : undefined,
    searched,
    unread,
  };
};
