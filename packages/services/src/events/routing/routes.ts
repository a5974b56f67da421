import type { Log } from '@gatehouse/core';
import { compilePatterns, type Matcher, type Pattern, parsePattern } from '@gatehouse/patterns';
import { type Cache, createCache } from '@gatehouse/service-kit';
import type { Store, Tx } from '@gatehouse/store';
import { laneOf } from '../delivery/lanes.ts';
import type { Rule } from '../model.ts';
import { archiveKey } from '../repositories/archived-events.ts';
import { archives } from '../repositories/archives.ts';
import { rules } from '../repositories/rules.ts';
import { targets } from '../repositories/targets.ts';

/** Where events of one rule go. */
export interface Route {
  readonly ruleArn: string;
  /** Read-only management events reach it too. */
  readonly takesReads: boolean;
  readonly targets: readonly { readonly id: string; readonly lane: string }[];
}

export interface ArchiveRoute {
  readonly arn: string;
  /** What its events are stored under. */
  readonly key: string;
}

/** All that listens to one bus, as it was when somebody last changed it. */
export interface BusRoutes {
  /** Whether an event of this source, and of this detail type, may have any listener: without a look at the event itself. */
  mayTake(source: string, detailType?: string): boolean;
  /** The routes and the archives that take an event, the text of its JSON or its value. */
  match(event: string | object): Matches;
}

export interface Matches {
  readonly routes: readonly Route[];
  readonly archives: readonly ArchiveRoute[];
}

const CHANNEL = 'events.routes';
// A bus has at most some hundred rules; buses that nobody listens to are kept too, at next to no cost.
const MOST_BUSES = 5000;

const NOTHING: Matches = { routes: [], archives: [] };
const NOBODY: BusRoutes = { mayTake: () => false, match: () => NOTHING };

/** What an event must have for one alternative of a pattern; undefined where that may be anything. */
interface Wanted {
  readonly sources: readonly string[] | undefined;
  readonly detailTypes: readonly string[] | undefined;
}

type Fields = Pattern['alternatives'][number];

/** The texts that alternatives name for a member of the event; undefined when others may match too. */
const textsAt = (fields: Fields, member: string): readonly string[] | undefined => {
  const tests = fields.find(({ path }) => path === member)?.tests;
  if (tests === undefined) return undefined;
  const found: string[] = [];
  for (const test of tests) {
    if (test.kind !== 'string') return undefined;
    found.push(test.text);
  }
  return found;
};

const wantedBy = ({ alternatives }: Pattern): readonly Wanted[] =>
  alternatives.map((fields) => ({
    sources: textsAt(fields, 'source'),
    detailTypes: textsAt(fields, 'detail-type'),
  }));

const mayWant = (
  { sources, detailTypes }: Wanted,
  source: string,
  detailType: string | undefined,
): boolean =>
  (sources === undefined || sources.includes(source)) &&
  (detailType === undefined || detailTypes === undefined || detailTypes.includes(detailType));

/** Answers are kept: services ask the same few questions all the time. */
const MOST_ANSWERS = 256;

const mayTakeOf = (wanted: Iterable<Wanted>): BusRoutes['mayTake'] => {
  const all = [...wanted];
  const answers = new Map<string, boolean>();
  return (source, detailType) => {
    const question = detailType === undefined ? source : `${source}\0${detailType}`;
    const known = answers.get(question);
    if (known !== undefined) return known;
    const answer = all.some((one) => mayWant(one, source, detailType));
    if (answers.size < MOST_ANSWERS) answers.set(question, answer);
    return answer;
  };
};

/** Gathers what listens, pattern by pattern. */
class Gathering {
  readonly matcher: Matcher = compilePatterns();
  readonly routes = new Map<string, Route>();
  readonly archives = new Map<string, ArchiveRoute>();
  readonly takingAll: string[] = [];
  /** By their text: hundreds of rules want the same few things. */
  readonly wanted = new Map<string, Wanted>();

  /** False when the pattern cannot be read, which nobody could have stored. */
  add(id: string, text: string | undefined): boolean {
    if (text === undefined) {
      this.takingAll.push(id);
      this.wanted.set('', { sources: undefined, detailTypes: undefined });
      return true;
    }
    const pattern = parsePattern(text);
    if (Array.isArray(pattern)) return false;
    this.matcher.add(id, pattern);
    for (const wanted of wantedBy(pattern)) this.wanted.set(JSON.stringify(wanted), wanted);
    return true;
  }

  end(): BusRoutes {
    const { matcher, routes, archives: kept, takingAll, wanted } = this;
    if (routes.size === 0 && kept.size === 0) return NOBODY;
    return {
      mayTake: mayTakeOf(wanted.values()),
      match: (event) => {
        const ids = matcher.size === 0 ? [] : matcher.match(event);
        const found = takingAll.length === 0 ? ids : [...takingAll, ...ids];
        return found.length === 0
          ? NOTHING
          : {
              routes: found.flatMap((id) => routes.get(id) ?? []),
              archives: found.flatMap((id) => kept.get(id) ?? []),
            };
      },
    };
  }
}

const routeOf = (rule: Rule, own: Awaited<ReturnType<typeof targets.ofRule>>): Route => ({
  ruleArn: rule.arn,
  takesReads: rule.state === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
  targets: own.map((target) => ({ id: target.Id, lane: laneOf(target.Arn, rule.account) })),
});

const load = async (tx: Tx, log: Log, busArn: string): Promise<BusRoutes> => {
  const found = await rules.matching(tx, busArn);
  const kept = await archives.ofBus(tx, busArn);
  if (found.length === 0 && kept.length === 0) return NOBODY;
  const targetsOfBus = await targets.ofBus(tx, busArn);
  const gathering = new Gathering();
  const warn = (arn: string): void => log.error('an event pattern cannot be read', { arn });
  for (const rule of found) {
    const own = targetsOfBus.get(rule.arn);
    // A rule without targets makes no work.
    if (own === undefined) continue;
    if (gathering.add(rule.arn, rule.eventPattern))
      gathering.routes.set(rule.arn, routeOf(rule, own));
    else warn(rule.arn);
  }
  for (const archive of kept) {
    const { arn, eventPattern, state } = archive;
    if (state !== 'ENABLED' && state !== 'UPDATING') continue;
    if (gathering.add(arn, eventPattern))
      gathering.archives.set(arn, { arn, key: archiveKey(archive) });
    else warn(arn);
  }
  return gathering.end();
};

/** What listens to each bus, in memory. */
export const createRoutes = (store: Store, log: Log): Cache<BusRoutes> =>
  createCache({
    store,
    channel: CHANNEL,
    capacity: MOST_BUSES,
    load: (busArn) => store.read((tx) => load(tx, log, busArn)),
  });

/** In the transaction that changes a rule, its targets or an archive of the bus. */
export const routesChanged = (tx: Tx, busArn: string): void => tx.notify(CHANNEL, busArn);
