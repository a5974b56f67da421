import type { Action, Stage } from './actions.ts';
import { type PeerGroup, peersWho } from './peers.ts';
import { daysKnown, type Dimension, type Profile, surpriseOf } from './profile.ts';
import { addEvidence, type EvidenceKind, type Session } from './session.ts';

/** What an event brings that was never seen of its principal, and of its account. */
export interface Novelty {
  action: boolean;
  service: boolean;
  region: boolean;
  network: boolean;
  agent: boolean;
  principal: boolean;
  /** The same, new to the account too. */
  readonly account: Record<Dimension, boolean>;
}

/** What an event is judged by: filled anew for every event with something new. */
export interface Sight {
  readonly at: number;
  readonly action: Action;
  readonly readOnly: boolean;
  readonly service: string;
  readonly region: string;
  readonly network: string;
  readonly agent: string;
  readonly profile: Profile;
  readonly account: Profile;
  readonly group: PeerGroup;
  readonly session: Session;
  /** The principal has a history to compare with; otherwise only its account has. */
  readonly learned: boolean;
  readonly novelty: Novelty;
}

/** How much an action matters, by what it serves. */
const WEIGHTS: Readonly<Record<Stage, number>> = {
  discovery: 0.35,
  'credential access': 1.3,
  'privilege escalation': 1.6,
  persistence: 1.5,
  'defense evasion': 1.8,
  'collection and exfiltration': 1.3,
  impact: 1,
};
const CHANGE = 0.8;
const READ = 0.35;

/** Names kept of each stage. */
const NAMES = 8;
/** So many different reads that are new make looking around. */
const LOOKING_AROUND = 3;

const count = (value: number): string => value.toLocaleString('en-US').replaceAll(',', ' ');

const history = (profile: Profile, at: number): string =>
  `in ${daysKnown(profile, at)} days and ${count(profile.events)} calls`;

const weightOf = ({ action, readOnly }: Sight): number =>
  action.stage === undefined ? (readOnly ? READ : CHANGE) : WEIGHTS[action.stage];

/** @return the surprise of the account, where the value is new to it too and it has been learned */
const ofAccount = (sight: Sight, dimension: Dimension): number =>
  sight.novelty.account[dimension] ? surpriseOf(sight.account, dimension, sight.at) : 0;

const actionWords = (sight: Sight): string => {
  const { action, profile, group, at, learned, novelty, account } = sight;
  if (!learned) {
    return `nobody in the account ever used ${action.key} ${history(account, at)}, and the principal is new`;
  }
  const { peers, did } = peersWho(group, action.key);
  return [
    `never used ${action.key} ${history(profile, at)}`,
    ...(peers > 0 ? [`${did} of ${peers} ${peers === 1 ? 'peer' : 'peers'} did`] : []),
    ...(novelty.account.action ? ['nor did anybody in the account'] : []),
  ].join('; ');
};

const noteStage = (session: Session, action: Action): void => {
  if (action.stage === undefined) return;
  const names = session.stages.get(action.stage);
  if (names === undefined) session.stages.set(action.stage, [action.key]);
  else if (names.length < NAMES && !names.includes(action.key)) names.push(action.key);
};

const chain = (sight: Sight, surprise: number): boolean => {
  const { session } = sight;
  const passed: string[] = [];
  for (const [stage, names] of session.stages) {
    if (stage === 'discovery' && names.length < LOOKING_AROUND) continue;
    passed.push(`${stage} (${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''})`);
  }
  if (passed.length < 2) return false;
  // Of somebody who does new things every other day, several at once are less.
  const weight = (passed.length === 2 ? 1.5 : 3) * Math.min(1, surprise);
  return addEvidence(session, 'chain', {
    weight,
    because: `new to the ${sight.learned ? 'principal' : 'account'} in one session: ${passed.join(', then ')}`,
  });
};

const judgeAction = (sight: Sight): boolean => {
  const { session, profile, action, at, learned, novelty } = sight;
  if (!learned && !novelty.account.action) return false;
  const surprise = learned
    ? Math.max(
        surpriseOf(profile, 'action', at),
        novelty.service ? surpriseOf(profile, 'service', at) + 0.2 : 0,
      )
    : ofAccount(sight, 'action') * 0.8;
  const factor = learned ? peersWho(sight.group, action.key).factor : 1;
  const alone =
    (surprise + (learned ? 0.4 * ofAccount(sight, 'action') : 0)) * weightOf(sight) * factor;
  session.newActions++;
  if (alone > session.heaviestAction) {
    session.heaviestAction = alone;
    session.heaviestBecause = actionWords(sight);
  }
  const more = session.newActions - 1;
  const changed = addEvidence(session, 'action', {
    weight: session.heaviestAction * (1 + 0.25 * Math.log2(session.newActions)),
    because: `${session.heaviestBecause}${more === 0 ? '' : `; ${more} more ${more === 1 ? 'action is' : 'actions are'} new in this session`}`,
  });
  if (factor >= 0.6) noteStage(session, action);
  return chain(sight, surprise) || changed;
};

interface Respect {
  readonly kind: EvidenceKind;
  readonly dimension: 'region' | 'network' | 'agent';
  readonly own: number;
  readonly account: number;
  readonly words: string;
}

const judgeRespect = (sight: Sight, respect: Respect): boolean => {
  const { session, profile, account, at, learned } = sight;
  const shared = ofAccount(sight, respect.dimension) * respect.account;
  const own = learned ? surpriseOf(profile, respect.dimension, at) * respect.own : 0;
  const whose = learned ? profile : account;
  const everybody = shared > 0 && learned ? ', nor has anybody in the account' : '';
  return addEvidence(session, respect.kind, {
    weight: own + shared,
    because: `${respect.words} first seen now ${history(whose, at)}${everybody}`,
  });
};

/** Adds to the session's evidence what is new of this event; says whether it became heavier. */
export const judgeNovelty = (sight: Sight): boolean => {
  const { novelty, session, account, at } = sight;
  let changed = false;
  if (novelty.region) {
    const words = `Region ${sight.region}`;
    changed =
      judgeRespect(sight, { kind: 'region', dimension: 'region', own: 1.2, account: 1, words }) ||
      changed;
  }
  if (novelty.network) {
    const words = `from network ${sight.network}`;
    changed =
      judgeRespect(sight, { kind: 'network', dimension: 'network', own: 1, account: 0.5, words }) ||
      changed;
  }
  if (novelty.agent) {
    const words = `with ${sight.agent},`;
    changed =
      judgeRespect(sight, { kind: 'agent', dimension: 'agent', own: 1, account: 0.5, words }) ||
      changed;
  }
  if (novelty.principal && novelty.account.principal) {
    changed =
      addEvidence(session, 'principal', {
        weight: ofAccount(sight, 'principal') * 0.5,
        because: `the principal is new to the account ${history(account, at)}`,
      }) || changed;
  }
  if (novelty.action) changed = judgeAction(sight) || changed;
  return changed;
};

/** P(X >= atLeast) of a Poisson count, by its terms. */
const poissonTail = (mean: number, atLeast: number): number => {
  let term = Math.exp(-mean);
  let below = 0;
  for (let k = 0; k < atLeast; k++) {
    below += term;
    term *= mean / (k + 1);
  }
  let tail = term;
  for (let k = atLeast; k < atLeast + 60; k++) {
    term *= mean / (k + 1);
    tail += term;
  }
  return atLeast > mean ? tail : 1 - below;
};

const FEWEST_TRANSITIONS = 500;

/** Transitions between actions that the account knows, but not in this order. */
export const judgeSequence = (session: Session, profile: Profile, account: Profile): boolean => {
  if (session.newTransitions < 4 || account.transitions < FEWEST_TRANSITIONS) return false;
  const rateOf = (whose: Profile, known: number, found: number): number =>
    (Math.max(0, known - found) + 1) / (Math.max(0, whose.transitions - session.transitions) + 20);
  // People find new ways all the time, programs do not: both the principal's own rate and the account's must be exceeded.
  const tail = (found: number, own: number, all: number): number =>
    poissonTail(
      session.transitions * Math.max(rateOf(profile, own, found), rateOf(account, all, found)),
      found,
    );
  const chance = Math.min(
    1,
    2 *
      Math.min(
        tail(session.newTransitions, profile.newTransitions, account.newTransitions),
        tail(session.newTriples, profile.newTriples, account.newTriples),
      ),
  );
  return addEvidence(session, 'sequence', {
    weight: Math.min(1.5, -Math.log10(Math.max(chance, 1e-9)) / 3),
    because: `${session.newTransitions} of ${session.transitions} steps from one action to the next were never taken in the account before; by chance so many come with a probability of ${chance.toExponential(0)}`,
  });
};

const LEAST_REFUSED = 5;
const LEAST_ACTIONS = 15;

export const judgeRefused = (session: Session): boolean => {
  const { refused, usualRefused } = session;
  if (refused < LEAST_REFUSED || refused < usualRefused * 2 + 3) return false;
  return addEvidence(session, 'refused', {
    weight: Math.min(2.5, 0.8 * Math.log2(refused / (usualRefused + 1))),
    because: `${refused} refused calls in one session; the most before were ${Math.ceil(usualRefused)}`,
  });
};

export const judgeBurst = (session: Session): boolean => {
  const size = session.actions.size;
  const usual = Math.max(4, session.usualActions);
  if (size < LEAST_ACTIONS || size < usual * 1.5) return false;
  return addEvidence(session, 'burst', {
    weight: Math.min(2, 0.7 * Math.log2(size / usual)),
    because: `${size} different actions in one session; the most before were ${Math.ceil(session.usualActions)}`,
  });
};

/** One session's credentials in two networks within minutes. */
export const judgeTwoNetworks = (
  session: Session,
  profile: Profile,
  at: number,
  facts: {
    readonly from: string;
    readonly to: string;
    readonly minutes: number;
    readonly temporary: boolean;
  },
): boolean => {
  // Of a principal the dimension counts such days: CI with one key in many places does this all the time.
  const surprise = Math.min(1.2, surpriseOf(profile, 'principal', at));
  return addEvidence(session, 'two-networks', {
    weight: (facts.temporary ? 2 : 1) * surprise,
    because: `the same ${facts.temporary ? 'temporary credentials' : 'access key'} from ${facts.from} and ${facts.to} within ${facts.minutes} ${facts.minutes === 1 ? 'minute' : 'minutes'}`,
  });
};
