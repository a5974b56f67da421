import type { Stage } from './actions.ts';
import type { Profile } from './profile.ts';

export type EvidenceKind =
  | 'action'
  | 'principal'
  | 'region'
  | 'network'
  | 'agent'
  | 'two-networks'
  | 'chain'
  | 'refused'
  | 'burst'
  | 'sequence';

export interface Evidence {
  /** Orders of magnitude: 1 is what happens by chance once in ten days. */
  readonly weight: number;
  readonly because: string;
}

/** What one sign-in or credential did: ends after two idle hours, or after twelve. */
export interface Session {
  readonly key: string;
  readonly profile: Profile;
  readonly account: Profile;
  /** As the event before had them: what is the same need not be looked up. */
  place: string;
  userAgent: string;
  region: string;
  readonly startedAt: number;
  lastAt: number;
  /** Hashes of the two actions before; 0 for none. */
  previous: number;
  beforePrevious: number;
  /** The last network of addresses, IPv4 and IPv6 apart: a machine may have both. */
  network4: string;
  network4At: number;
  network6: string;
  network6At: number;
  /** Ids of actions, up to a cap. */
  readonly actions: Set<number>;
  refused: number;
  transitions: number;
  newTransitions: number;
  newTriples: number;
  /** What burst and refusals are compared with: from before the session. */
  readonly usualActions: number;
  readonly usualRefused: number;
  /** New to the principal (of a principal still learned: to the account), by what they serve. */
  readonly stages: Map<Stage, string[]>;
  newActions: number;
  /** The most unusual of its new actions: weight and words. */
  heaviestAction: number;
  heaviestBecause: string;
  readonly evidence: Map<EvidenceKind, Evidence>;
  /** The rule it has spoken by, and the score told. */
  spokenAs: EvidenceKind | undefined;
  told: number;
  /** Its row has been handed out. */
  isWritten: boolean;
}

const IDLE = 2 * 3_600_000;
const LONGEST = 12 * 3_600_000;

export const isOver = (session: Session, at: number): boolean =>
  at - session.lastAt > IDLE || Math.abs(at - session.startedAt) > LONGEST;

export const createSession = (
  key: string,
  profile: Profile,
  account: Profile,
  at: number,
): Session => ({
  key,
  profile,
  account,
  place: '',
  userAgent: '',
  region: '',
  startedAt: at,
  lastAt: at,
  previous: 0,
  beforePrevious: 0,
  network4: '',
  network4At: 0,
  network6: '',
  network6At: 0,
  actions: new Set(),
  refused: 0,
  transitions: 0,
  newTransitions: 0,
  newTriples: 0,
  usualActions: profile.mostActions,
  usualRefused: profile.mostRefused,
  stages: new Map(),
  newActions: 0,
  heaviestAction: 0,
  heaviestBecause: '',
  evidence: new Map(),
  spokenAs: undefined,
  told: 0,
  isWritten: false,
});

/** Keeps the heavier of two of one kind; says whether there is something new to tell. */
export const addEvidence = (session: Session, kind: EvidenceKind, evidence: Evidence): boolean => {
  const known = session.evidence.get(kind);
  if (evidence.weight < 0.1 || (known !== undefined && known.weight >= evidence.weight)) {
    return false;
  }
  session.evidence.set(kind, evidence);
  return true;
};

/** Where a session comes from and with what: as against how it goes about, and what it does. */
const PLACE: ReadonlySet<EvidenceKind> = new Set(['network', 'agent']);
const DEEDS: ReadonlySet<EvidenceKind> = new Set(['action', 'principal', 'chain', 'sequence']);

/** What a program or a person does anew from its usual place with its usual tool is mostly a change of the work. */
const FROM_USUAL_PLACE = 0.4;
/** The usual work from a new place with a new tool is mostly a move. */
const OF_USUAL_WORK = 0.7;

const between = (least: number, unusual: number): number =>
  least + (1 - least) * Math.min(1, unusual);

/**
 * Independent evidence adds up: 50 at a sum of 4, 75 at 8, never 100. What is done, and where from, count in full only where the
 * other is unusual too.
 */
export const scoreOf = (session: Session, share: number): number => {
  let deeds = 0;
  let place = 0;
  let manner = 0;
  for (const [kind, { weight }] of session.evidence) {
    if (DEEDS.has(kind)) deeds += weight;
    else if (PLACE.has(kind)) place += weight;
    else manner += weight;
  }
  const sum =
    manner +
    place * between(OF_USUAL_WORK, deeds + manner) +
    deeds * between(FROM_USUAL_PLACE, place + manner);
  return Math.round(100 * (1 - 2 ** (-(sum * share) / 4)));
};

export const heaviest = (session: Session): EvidenceKind => {
  let kind: EvidenceKind = 'action';
  let most = 0;
  for (const [candidate, { weight }] of session.evidence) {
    // Stages in a row name the matter best, whatever weighs more.
    const counted = candidate === 'chain' ? weight + 2 : weight;
    if (counted <= most) continue;
    most = counted;
    kind = candidate;
  }
  return kind;
};
