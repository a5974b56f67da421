import type { Clock } from '@gatehouse/core';
import { summaryOf } from '../events/touched-resources.ts';
import { invalid } from '../live/answers/refusal.ts';
import type { FoundEvent, SearchAnswer, SearchQuestion } from '../live/api/index.ts';
import type { TrailEvent } from '../model.ts';
import { isoOf } from '../report/report.ts';
import { readContinuation, writeContinuation } from './continuation.ts';
import { attributeOf, eventTest } from './event-test.ts';
import type { EventHistory, EventPlace } from './history.ts';
import { mergedEvents } from './merged.ts';

const DAY_MS = 86_400_000;
const PAGE = 50;
/** Calls of LookupEvents for one answer, beside the first of each place. */
const MOST_PAGES = 40;
/** An answer always gets past a second, however much happened in it. */
const MOST_PAGES_IN_SECOND = 400;

export const timeOf = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid(`${name}: is a time such as 2026-11-25T12:00:00Z`);
  return at;
};

export const placesFor = (
  history: EventHistory,
  { accounts, regions }: Pick<SearchQuestion, 'accounts' | 'regions'>,
): readonly EventPlace[] =>
  history.places.filter(
    ({ account, region }) =>
      (accounts === undefined || accounts.includes(account)) &&
      (regions === undefined || regions.includes(region)),
  );

const foundEvent = (event: TrailEvent): FoundEvent => {
  const summary = summaryOf(event);
  return {
    ...summary,
    at: isoOf(summary.at),
    errorCode: summary.errorCode ?? null,
    actorKind: event.actor.kind,
    readOnly: event.readOnly,
    record: event.record,
  };
};

interface Looked {
  readonly found: readonly TrailEvent[];
  readonly searched: number;
  /** All events after this time were looked at. */
  readonly reachedAt: number;
  readonly toldThen: readonly string[];
  readonly isCut: boolean;
  readonly unread: SearchAnswer['unread'];
}

const look = async (
  history: EventHistory,
  question: SearchQuestion,
  span: { readonly from: number; readonly to: number; readonly isTold: (id: string) => boolean },
  mostPages: number,
): Promise<Looked> => {
  const test = eventTest(question);
  const { from, to, isTold } = span;
  const limit = question.limit ?? PAGE;
  const merged = mergedEvents(
    history,
    placesFor(history, question),
    { from, to, attribute: attributeOf(question) },
    mostPages,
  );
  const found: TrailEvent[] = [];
  let [searched, reachedAt] = [0, to];
  let toldThen: string[] = [];
  for (;;) {
    if (found.length >= limit)
      return { found, searched, reachedAt, toldThen, isCut: true, unread: merged.unread() };
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
    if (test(next)) found.push(event);
  }
  const isCut = merged.isCut();
  return {
    found,
    searched,
    reachedAt: isCut ? reachedAt : from,
    toldThen,
    isCut,
    unread: merged.unread(),
  };
};

/** Events of CloudTrail's histories by what they say, the newest first; so much work at once, and where to go on. */
export const searchEvents = async (
  { history, clock }: { readonly history: EventHistory; readonly clock: Clock },
  { token, ...question }: SearchQuestion,
): Promise<SearchAnswer> => {
  const now = clock.now().getTime();
  const end = timeOf('to', question.to) ?? now;
  const from = timeOf('from', question.from) ?? end - DAY_MS;
  if (from > end) throw invalid('from: is after to');
  const begun = token === undefined ? undefined : readContinuation(question, token);
  if (token !== undefined && begun === undefined)
    throw invalid('token: is what the answer before told, with the same question');
  const span = { from, to: begun?.to ?? end, isTold: begun?.isTold ?? (() => false) };
  let looked = await look(history, question, span, MOST_PAGES);
  // Within one second there is no place to go on from: it is read to its end.
  if (looked.isCut && looked.found.length === 0 && looked.reachedAt >= span.to)
    looked = await look(history, question, span, MOST_PAGES_IN_SECOND);
  const { found, searched, reachedAt, toldThen, isCut, unread } = looked;
  return {
    events: found.map(foundEvent),
    next: isCut ? writeContinuation(question, { to: reachedAt, told: toldThen }) : undefined,
    searched,
    reachedAt: isoOf(reachedAt),
    unread,
  };
};
