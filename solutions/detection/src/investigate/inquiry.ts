import { summaryOf } from '../events/touched-resources.ts';
import type { InvestigateAnswer, TimelineEvent } from '../live/api/index.ts';
import type { Technique, TrailEvent } from '../model.ts';
import { isoOf } from '../report/report.ts';
import { createRules, type Rules } from '../rules/create-rules.ts';
import type { RuleSettings } from '../rules/model.ts';
import { type Assumption, linksOf } from './chain.ts';
import { createTallies } from './counted.ts';
import type { Subject } from './subject.ts';

const MOST_EVENTS = 1000;
const MOST_TECHNIQUES = 50;

/** Events of a subject, gathered: in no certain order. */
export interface Gathered {
  readonly subject: Subject;
  readonly from: number;
  readonly to: number;
  readonly events: readonly TrailEvent[];
  /** Events of the subject that were counted and not kept. */
  readonly more: number;
  readonly assumptions: readonly Assumption[];
  /** Calls by access key. */
  readonly calls: ReadonlyMap<string, number>;
  /** Ids of alerts by the id of an event that is evidence of them. */
  readonly alerts: ReadonlyMap<string, readonly string[]>;
  readonly rules: RuleSettings;
}

export type Inquiry = Omit<InvestigateAnswer, 'next' | 'searched' | 'unread'>;

const timelineEvent = (
  rules: Rules,
  event: TrailEvent,
  alerts: Gathered['alerts'],
): TimelineEvent => {
  const signals = rules.observe(event);
  const techniques = new Map<string, Technique>();
  for (const { rule } of signals) for (const one of rule.techniques) techniques.set(one.id, one);
  const summary = summaryOf(event);
  return {
    ...summary,
    at: isoOf(summary.at),
    errorCode: summary.errorCode ?? null,
    readOnly: event.readOnly,
    accessKeyId: event.actor.accessKeyId,
    techniques: [...techniques.values()].map(({ id, name }) => ({ id, name })),
    rules: signals.map(({ rule }) => rule.id),
    alerts: alerts.get(event.id) ?? [],
  };
};

const inTime = (one: TrailEvent, other: TrailEvent): number =>
  one.at - other.at || (one.id < other.id ? -1 : 1);

const summed = (events: readonly TrailEvent[], timeline: readonly TimelineEvent[]) => {
  const names = [
    'actors',
    'sessions',
    'accessKeys',
    'services',
    'actions',
    'regions',
    'accounts',
    'addresses',
    'userAgents',
    'errorCodes',
    'resources',
  ] as const;
  const tallies = Object.fromEntries(names.map((name) => [name, createTallies()])) as Record<
    (typeof names)[number],
    ReturnType<typeof createTallies>
  >;
  for (const event of events) {
    const { at, actor } = event;
    tallies.actors.add(actor.key, at);
    tallies.sessions.add(actor.session, at);
    tallies.accessKeys.add(actor.accessKeyId, at);
    tallies.services.add(event.service, at);
    tallies.actions.add(`${event.service}:${event.name}`, at);
    tallies.regions.add(event.region, at);
    tallies.accounts.add(event.account, at);
    tallies.addresses.add(event.sourceIp, at);
    tallies.userAgents.add(event.userAgent, at);
    tallies.errorCodes.add(event.errorCode, at);
  }
  for (const { resources, at } of timeline)
    for (const { id } of resources) tallies.resources.add(id, Date.parse(at));
  const lists = names.map((name) => [name, tallies[name].list()] as const);
  return Object.fromEntries(lists) as Record<
    (typeof names)[number],
    ReturnType<(typeof tallies)['actors']['list']>
  >;
};

const techniquesIn = (timeline: readonly TimelineEvent[]) => {
  const found = new Map<string, { id: string; name: string; count: number }>();
  for (const { techniques } of timeline)
    for (const { id, name } of techniques) {
      const known = found.get(id);
      if (known === undefined) found.set(id, { id, name, count: 1 });
      else known.count += 1;
    }
  return [...found.values()]
    .toSorted((one, other) => other.count - one.count || (one.id < other.id ? -1 : 1))
    .slice(0, MOST_TECHNIQUES);
};

/** What is told of a subject: its events in order, what they amount to, and where its credentials came from and led to. */
export const inquiryOf = (gathered: Gathered): Inquiry => {
  const { subject, from, to, assumptions, calls, alerts, rules, more } = gathered;
  const events = gathered.events.toSorted(inTime);
  const detector = createRules(rules);
  const timeline = events.map((event) => timelineEvent(detector, event, alerts));
  const keys = new Set(events.flatMap(({ actor }) => actor.accessKeyId ?? []));
  const eventIds = new Set(events.map(({ id }) => id));
  const first = events[0];
  const last = events.at(-1);
  return {
    subject,
    from: isoOf(from),
    to: isoOf(to),
    summary: {
      events: events.length + more,
      errors: events.filter(({ errorCode }) => errorCode !== undefined).length,
      writes: events.filter(({ readOnly }) => !readOnly).length,
      firstAt: first && isoOf(first.at),
      lastAt: last && isoOf(last.at),
      ...summed(events, timeline),
      techniques: techniquesIn(timeline),
    },
    chain: linksOf(assumptions, { keys, eventIds }).map(({ atMs: _atMs, ...link }) => ({
      ...link,
      calls: link.accessKeyId === undefined ? 0 : (calls.get(link.accessKeyId) ?? 0),
    })),
    timeline: timeline.length <= MOST_EVENTS ? timeline : timeline.slice(-MOST_EVENTS),
  };
};
