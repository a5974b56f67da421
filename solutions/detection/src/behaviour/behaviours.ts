import type { Detector, Signal, TrailEvent } from '../model.ts';
import { createActions, type Action, GLOBAL_SERVICES } from './actions.ts';
import { createAgents } from './agent.ts';
import { hashedTogether } from './bits.ts';
import { behaviourRule } from './facts.ts';
import {
  judgeBurst,
  judgeNovelty,
  judgeRefused,
  judgeSequence,
  judgeTwoNetworks,
  type Novelty,
} from './judge.ts';
import { createNetworks, type Network } from './network.ts';
import { countPeer, groupOf } from './peers.ts';
import {
  countEvent,
  countNovelty,
  type Dimension,
  isLearned,
  isNew,
  type Profile,
} from './profile.ts';
import { changedRows, type LearnedRow, restoreState } from './rows.ts';
import { heaviest, scoreOf, type Session } from './session.ts';
import { BEHAVIOUR_DEFAULTS, type BehaviourSettings } from './settings.ts';
import { createState, groupFor, sessionFor, type State, stepsOf } from './state.ts';

/** A detector that learns, and says what of it to keep. */
export interface LearningDetector extends Detector {
  /** Rows that changed since this was last asked. */
  changes(): readonly LearnedRow[];
}

interface Readers {
  readonly actionOf: (service: string, name: string) => Action;
  readonly networkOf: (source: string) => Network;
  readonly agentOf: (userAgent: string) => string;
  readonly ignored: ReadonlySet<string>;
}

const NONE: readonly Signal[] = [];

/** A principal of which nothing is known can still do what its account never saw: told with this share of the score. */
const SHARE_OF_UNLEARNED = 0.6;

const isRefusal = (errorCode: string): boolean =>
  errorCode.includes('Denied') || errorCode.includes('Unauthorized') || errorCode === '403';

/** What is read of an event once, and judged by several. */
interface Seen {
  readonly event: TrailEvent;
  readonly action: Action;
  readonly network: Network;
  readonly profile: Profile;
  readonly account: Profile;
  readonly session: Session;
}

const NOT_IN_ACCOUNT: Readonly<Record<Dimension, boolean>> = {
  action: false,
  service: false,
  region: false,
  network: false,
  agent: false,
  principal: false,
};

/** Undefined for nearly all events: what the session did a moment ago need not be looked up. */
const noveltyOf = (readers: Readers, seen: Seen): Novelty | undefined => {
  const { event, action, network, profile, session } = seen;
  const { at, userAgent, region } = event;
  const isFirst = profile.events === 1;
  const newAction = !session.actions.has(action.id) && isNew(profile, 'action', action.key, at);
  const own = network.kind === 'ipv4' || network.kind === 'ipv6';
  const isGlobal = session.region !== region && GLOBAL_SERVICES.has(event.service);
  const newRegion = session.region !== region && !isGlobal && isNew(profile, 'region', region, at);
  const newNetwork =
    own && session.place !== network.key && isNew(profile, 'network', network.key, at);
  // What AWS services do on behalf of a principal has their user agent.
  const newAgent =
    own &&
    session.userAgent !== userAgent &&
    isNew(profile, 'agent', readers.agentOf(userAgent), at);
  if (own) {
    session.place = network.key;
    session.userAgent = userAgent;
  }
  if (!isGlobal) session.region = region;
  if (!newAction && !newRegion && !newNetwork && !newAgent && !isFirst) return undefined;
  return {
    action: newAction,
    service: newAction && isNew(profile, 'service', event.service, at),
    region: newRegion,
    network: newNetwork && !network.known,
    agent: newAgent,
    principal: isFirst,
    account: { ...NOT_IN_ACCOUNT },
  };
};

const DIMENSIONS = ['action', 'service', 'region', 'network', 'agent', 'principal'] as const;

const valuesOf = (
  readers: Readers,
  { event, action, network, profile }: Seen,
): Record<Dimension, string> => ({
  action: action.key,
  service: event.service,
  region: event.region,
  network: network.key,
  agent: readers.agentOf(event.userAgent),
  principal: profile.key,
});

const learn = (state: State, seen: Seen, novelty: Novelty): void => {
  const { event, profile, account } = seen;
  const days = state.settings.learningDays;
  for (const dimension of DIMENSIONS) {
    if (novelty.account[dimension]) countNovelty(account, dimension, event.at, days);
    if (dimension !== 'principal' && novelty[dimension]) {
      countNovelty(profile, dimension, event.at, days);
    }
  }
};

/** Something of this event is new: is it unusual? */
const judge = (state: State, readers: Readers, seen: Seen, novelty: Novelty): boolean => {
  const { event, action, profile, account, session } = seen;
  const values = valuesOf(readers, seen);
  for (const dimension of DIMENSIONS) {
    if (novelty[dimension]) {
      novelty.account[dimension] = isNew(account, dimension, values[dimension], event.at);
    }
  }
  const group = groupFor(state, groupOf(event.actor));
  if (novelty.action) {
    countPeer(group, action.key);
    if (state.groups.has(group.key)) state.changedGroups.add(group);
  }
  const learned = isLearned(profile, event.at, state.settings);
  const changed =
    (learned || isLearned(account, event.at, state.settings)) &&
    judgeNovelty({
      at: event.at,
      action,
      readOnly: event.readOnly,
      service: event.service,
      region: event.region,
      network: seen.network.key,
      agent: values.agent,
      profile,
      account,
      group,
      session,
      learned,
      novelty,
    });
  learn(state, seen, novelty);
  return changed;
};

const step = (state: State, seen: Seen, isNewAction: boolean): boolean => {
  const { session, profile, account, action } = seen;
  const { previous, beforePrevious } = session;
  session.previous = action.hash;
  session.beforePrevious = previous;
  // The same call again and again is no step.
  if (previous === 0 || previous === action.hash) {
    session.beforePrevious = beforePrevious;
    return false;
  }
  const steps = stepsOf(state, account.key);
  if (steps === undefined || steps.pairs.isFull()) return false;
  account.transitions++;
  profile.transitions++;
  session.transitions++;
  const pair = hashedTogether(previous, action.hash);
  const newPair = steps.pairs.add(pair);
  const newTriple =
    beforePrevious !== 0 &&
    !steps.triples.isFull() &&
    steps.triples.add(hashedTogether(hashedTogether(beforePrevious, previous), action.hash));
  if (!newPair && !newTriple) return false;
  state.changedSteps.add(account.key);
  if (newTriple) {
    account.newTriples++;
    profile.newTriples++;
    session.newTriples++;
  }
  if (!newPair) return false;
  account.newTransitions++;
  profile.newTransitions++;
  // A new action has new steps of course: it is judged as such.
  if (!isNewAction) session.newTransitions++;
  return !isNewAction;
};

const twoNetworks = (state: State, { event, network, session, profile }: Seen): boolean => {
  if (network.known || (network.kind !== 'ipv4' && network.kind !== 'ipv6')) return false;
  const four = network.kind === 'ipv4';
  const before = four ? session.network4 : session.network6;
  const beforeAt = four ? session.network4At : session.network6At;
  if (four) {
    session.network4 = network.key;
    session.network4At = event.at;
  } else {
    session.network6 = network.key;
    session.network6At = event.at;
  }
  if (before === '' || before === network.key) return false;
  const minutes = Math.ceil(Math.abs(event.at - beforeAt) / 60_000);
  if (minutes > state.settings.twoNetworksMinutes) return false;
  const changed =
    isLearned(profile, event.at, state.settings) &&
    judgeTwoNetworks(session, profile, event.at, {
      from: before,
      to: network.key,
      minutes: Math.max(1, minutes),
      temporary: event.actor.accessKeyId?.startsWith('ASIA') === true,
    });
  countNovelty(profile, 'principal', event.at, state.settings.learningDays);
  return changed;
};

const volume = ({ event, action, session, profile }: Seen, learned: boolean): boolean => {
  const before = session.actions.size;
  if (before < 256) session.actions.add(action.id);
  const wider = session.actions.size > before;
  if (wider && session.actions.size > profile.mostActions) {
    profile.mostActions = session.actions.size;
  }
  const refused = event.errorCode !== undefined && isRefusal(event.errorCode);
  if (refused) {
    session.refused++;
    if (session.refused > profile.mostRefused) profile.mostRefused = session.refused;
  }
  if (!learned) return false;
  const more = refused && judgeRefused(session);
  return (wider && judgeBurst(session)) || more;
};

const reasons = (session: Session): readonly string[] =>
  [...session.evidence.values()]
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ because }) => because);

/** Of a session that has spoken, everything is told again when the score rises by this much; until then only what is new. */
const RISE = 10;

/** HIGH begins here. */
const SEVERE = 75;

const speak = (
  state: State,
  readers: Readers,
  seen: Seen,
  isNewAction: boolean,
): readonly Signal[] => {
  const { event, session, profile, action } = seen;
  const share = isLearned(profile, event.at, state.settings) ? 1 : SHARE_OF_UNLEARNED;
  const score = Math.max(session.told, scoreOf(session, share));
  state.changedSessions.add(session);
  if (score < state.settings.leastScore || readers.ignored.has(event.actor.key)) return NONE;
  const rise = session.spokenAs === undefined || score >= session.told + RISE;
  if (!rise && !isNewAction) return NONE;
  session.spokenAs ??= heaviest(session);
  // What began as an oddity has turned out to be more: that is worth an alert of its own, once.
  if (score >= SEVERE && (session.evidence.get('chain')?.weight ?? 0) > 1)
    session.spokenAs = 'chain';
  if (rise) session.told = score;
  return [
    {
      rule: behaviourRule(session.spokenAs, score),
      event,
      group: `${profile.key} ${session.key}`,
      distinct: undefined,
      because: rise ? reasons(session) : [`${action.key} is new too`],
      score,
      resources: [],
    },
  ];
};

const observe = (state: State, readers: Readers, event: TrailEvent): readonly Signal[] => {
  const { kind } = event.actor;
  // What AWS does by itself has no credentials that could be taken.
  if (kind === 'service' || kind === 'anonymous' || event.category === 'Insight') return NONE;
  const session = sessionFor(state, event);
  const { profile, account } = session;
  const { learningDays } = state.settings;
  countEvent(profile, event.at, learningDays);
  countEvent(account, event.at, learningDays);
  state.changedProfiles.add(profile);
  state.changedProfiles.add(account);
  if (event.at > session.lastAt) session.lastAt = event.at;
  const seen: Seen = {
    event,
    action: readers.actionOf(event.service, event.name),
    network: readers.networkOf(event.sourceIp),
    profile,
    account,
    session,
  };
  const learned = isLearned(profile, event.at, state.settings);
  const novelty = noveltyOf(readers, seen);
  let changed = novelty !== undefined && judge(state, readers, seen, novelty);
  changed = volume(seen, learned) || changed;
  changed = twoNetworks(state, seen) || changed;
  if (step(state, seen, novelty?.action === true) && learned) {
    changed = judgeSequence(session, profile, account) || changed;
  }
  return changed ? speak(state, readers, seen, novelty?.action === true) : NONE;
};

/**
 * Learns what every principal does, and tells of sessions that are not like it (docs/detection-behaviour.md).
 * @throws an error that names an address range of the settings that is none
 */
export const createBehaviours = (
  settings: Partial<BehaviourSettings> = {},
  restored: Iterable<LearnedRow> = [],
): LearningDetector => {
  const state = createState({ ...BEHAVIOUR_DEFAULTS, ...settings });
  restoreState(state, restored);
  const readers: Readers = {
    actionOf: createActions(),
    networkOf: createNetworks(state.settings.knownNetworks),
    agentOf: createAgents(),
    ignored: new Set(state.settings.ignoredPrincipals),
  };
  return {
    observe: (event) => observe(state, readers, event),
    changes: () => changedRows(state),
  };
};
