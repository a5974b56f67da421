import type { TrailEvent } from '../model.ts';
import { type BitSet, createBitSet } from './bits.ts';
import { createPeerGroup, groupOf, type PeerGroup, principalOf } from './peers.ts';
import { createProfile, type Profile } from './profile.ts';
import { createSession, isOver, type Session } from './session.ts';
import type { BehaviourSettings } from './settings.ts';

/** Steps between actions that the account knows. */
export interface Steps {
  /** Two actions in a row: 65 536 bits. */
  readonly pairs: BitSet;
  /** Three in a row: 262 144 bits. */
  readonly triples: BitSet;
}

export interface State {
  readonly settings: BehaviourSettings;
  readonly principals: Map<string, Profile>;
  readonly accounts: Map<string, Profile>;
  readonly groups: Map<string, PeerGroup>;
  readonly sessions: Map<string, Session>;
  readonly steps: Map<string, Steps>;
  readonly changedProfiles: Set<Profile>;
  readonly changedGroups: Set<PeerGroup>;
  readonly changedSessions: Set<Session>;
  /** Accounts. */
  readonly changedSteps: Set<string>;
  readonly goneProfiles: Profile[];
  readonly goneSessions: string[];
}

const MOST_ACCOUNTS = 1000;
const MOST_GROUPS = 5000;
const MOST_STEPS = 500;

/** Room made when there is none: a tenth, of what was active least recently. */
const MAKES_ROOM = 0.1;

export const createState = (settings: BehaviourSettings): State => ({
  settings,
  principals: new Map(),
  accounts: new Map(),
  groups: new Map(),
  sessions: new Map(),
  steps: new Map(),
  changedProfiles: new Set(),
  changedGroups: new Set(),
  changedSessions: new Set(),
  changedSteps: new Set(),
  goneProfiles: [],
  goneSessions: [],
});

const dropOldest = (
  state: State,
  profiles: Map<string, Profile>,
  dropped: (profile: Profile) => void,
): void => {
  const oldest = [...profiles.values()].toSorted((a, b) => a.lastAt - b.lastAt);
  for (const profile of oldest.slice(0, Math.ceil(profiles.size * MAKES_ROOM))) {
    profiles.delete(profile.key);
    profile.isGone = true;
    state.changedProfiles.delete(profile);
    if (profile.isWritten) state.goneProfiles.push(profile);
    dropped(profile);
  }
};

export const groupFor = (state: State, key: string): PeerGroup => {
  const known = state.groups.get(key);
  if (known !== undefined) return known;
  const made = createPeerGroup(key);
  // Beyond the cap a group is made for the event and forgotten: no peers are told then.
  if (state.groups.size < MOST_GROUPS) state.groups.set(key, made);
  return made;
};

const LONGEST_KEY = 512;

const profileFor = (state: State, event: TrailEvent): Profile => {
  const key = principalOf(event.actor).slice(0, LONGEST_KEY);
  const known = state.principals.get(key);
  if (known !== undefined) return known;
  if (state.principals.size >= state.settings.maximumPrincipals) {
    dropOldest(state, state.principals, ({ group }) => {
      const left = state.groups.get(group);
      if (left === undefined) return;
      left.members = Math.max(0, left.members - 1);
      state.changedGroups.add(left);
    });
  }
  const group = groupFor(state, groupOf(event.actor));
  group.members++;
  if (state.groups.has(group.key)) state.changedGroups.add(group);
  const made = createProfile(key, 'principal', group.key, event.at);
  state.principals.set(key, made);
  return made;
};

const accountFor = (state: State, event: TrailEvent): Profile => {
  const known = state.accounts.get(event.account);
  if (known !== undefined) return known;
  if (state.accounts.size >= MOST_ACCOUNTS) {
    dropOldest(state, state.accounts, ({ key }) => state.steps.delete(key));
  }
  const made = createProfile(event.account.slice(0, LONGEST_KEY), 'account', '', event.at);
  state.accounts.set(event.account, made);
  return made;
};

/** Undefined beyond the cap: sequences are then not judged. */
export const stepsOf = (state: State, account: string): Steps | undefined => {
  const known = state.steps.get(account);
  if (known !== undefined || state.steps.size >= MOST_STEPS) return known;
  const made = { pairs: createBitSet(65_536), triples: createBitSet(262_144) };
  state.steps.set(account, made);
  return made;
};

const forgetSession = (state: State, session: Session): void => {
  state.sessions.delete(session.key);
  state.changedSessions.delete(session);
  if (session.isWritten) state.goneSessions.push(session.key);
};

/** The session of an event, which knows its principal and account. */
export const sessionFor = (state: State, event: TrailEvent): Session => {
  const key = event.actor.session.slice(0, LONGEST_KEY);
  const known = state.sessions.get(key);
  if (
    known !== undefined &&
    !isOver(known, event.at) &&
    !known.profile.isGone &&
    !known.account.isGone &&
    known.account.key === event.account
  ) {
    return known;
  }
  if (known !== undefined) forgetSession(state, known);
  else if (state.sessions.size >= state.settings.maximumSessions) {
    // Maps keep the order of insertion: the first are the sessions that began first.
    let left = Math.ceil(state.settings.maximumSessions * MAKES_ROOM);
    for (const session of state.sessions.values()) {
      if (left-- <= 0) break;
      forgetSession(state, session);
    }
  }
  const made = createSession(key, profileFor(state, event), accountFor(state, event), event.at);
  state.sessions.set(key, made);
  return made;
};
