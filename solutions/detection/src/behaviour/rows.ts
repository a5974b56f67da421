import type { Stage } from './actions.ts';
import { type BitSet, createBitSet } from './bits.ts';
import { createPeerGroup, groupBucketOf, type PeerGroup } from './peers.ts';
import {
  bitsOf,
  bucketOf,
  createProfile,
  type Dimension,
  DIMENSIONS,
  type Habit,
  type Profile,
} from './profile.ts';
import { createSession, type Evidence, type EvidenceKind, type Session } from './session.ts';
import { type State, stepsOf } from './state.ts';

/** A row of what a detector has learned: what to write or, where there is no value, to take away. */
export interface LearnedRow {
  readonly key: string;
  readonly value: string | undefined;
}

/** Parts of keys come from records: none may look like two. */
const part = (text: string): string => text.replaceAll('%', '%25').replaceAll('|', '%7C');

const profileKey = ({ kind, key }: Profile): string => `${kind}|${part(key)}`;

type ProfileRow = Omit<Profile, 'habits'> & {
  readonly rates: readonly (readonly [Dimension, number, number])[];
};

const profileRow = (profile: Profile): LearnedRow => {
  const { habits, ...facts } = profile;
  const rates = DIMENSIONS.flatMap((dimension): [Dimension, number, number][] => {
    const { novelDays, lastNovelDay } = habits[dimension];
    return lastNovelDay < 0 ? [] : [[dimension, novelDays, lastNovelDay]];
  });
  const row: ProfileRow = { ...facts, rates };
  return { key: `profile|${profileKey(profile)}`, value: JSON.stringify(row) };
};

const bitRows = (key: string, bits: BitSet | undefined): readonly LearnedRow[] =>
  (bits?.changes() ?? []).map(([chunk, value]) => ({ key: `${key}|${chunk}`, value }));

const bucketRows = (
  key: string,
  values: ReadonlyMap<string, number>,
  changed: Set<number>,
  bucketFor: (value: string) => number,
): readonly LearnedRow[] => {
  if (changed.size === 0) return [];
  const wanted = new Map([...changed].map((bucket): [number, [string, number][]] => [bucket, []]));
  changed.clear();
  for (const entry of values) wanted.get(bucketFor(entry[0]))?.push(entry);
  return [...wanted].map(([bucket, entries]) => ({
    key: `${key}|${bucket}`,
    value: JSON.stringify(entries),
  }));
};

const habitRows = (profile: Profile): readonly LearnedRow[] =>
  DIMENSIONS.flatMap((dimension) => {
    const { seen, changed, more } = profile.habits[dimension];
    const key = `${dimension}|${profileKey(profile)}`;
    return [
      ...bucketRows(`habit|${key}`, seen, changed, (value) => bucketOf(profile.kind, value)),
      ...bitRows(`more|${key}`, more),
    ];
  });

const goneHabit = (profile: Profile, dimension: Dimension, habit: Habit): readonly string[] => {
  const key = `${dimension}|${profileKey(profile)}`;
  const buckets = new Set([...habit.seen.keys()].map((value) => bucketOf(profile.kind, value)));
  return [
    ...[...buckets].map((bucket) => `habit|${key}|${bucket}`),
    ...(habit.more?.chunks() ?? []).map((chunk) => `more|${key}|${chunk}`),
  ];
};

/** Of an account its steps too: they are not in memory any more, so all their rows are named. */
const goneProfile = (profile: Profile): readonly LearnedRow[] => {
  const keys = [
    `profile|${profileKey(profile)}`,
    ...DIMENSIONS.flatMap((dimension) => goneHabit(profile, dimension, profile.habits[dimension])),
  ];
  if (profile.kind === 'account') {
    for (let chunk = 0; chunk < 64; chunk++) {
      if (chunk < 16) keys.push(`steps|2|${part(profile.key)}|${chunk}`);
      keys.push(`steps|3|${part(profile.key)}|${chunk}`);
    }
  }
  return keys.map((key) => ({ key, value: undefined }));
};

const groupRows = (group: PeerGroup): readonly LearnedRow[] => [
  {
    key: `group|${part(group.key)}`,
    value: JSON.stringify({ key: group.key, members: group.members }),
  },
  ...bucketRows(`did|${part(group.key)}`, group.actions, group.changed, groupBucketOf),
];

type SessionRow = Omit<Session, 'actions' | 'stages' | 'evidence' | 'profile' | 'account'> & {
  readonly principal: string;
  readonly inAccount: string;
  readonly actions: readonly number[];
  readonly stages: readonly (readonly [Stage, string[]])[];
  readonly evidence: readonly (readonly [EvidenceKind, Evidence])[];
};

const sessionRow = (session: Session): LearnedRow => {
  const { profile, account, ...facts } = session;
  const row: SessionRow = {
    ...facts,
    principal: profile.key,
    inAccount: account.key,
    actions: [...session.actions],
    stages: [...session.stages],
    evidence: [...session.evidence],
  };
  return { key: `session|${part(session.key)}`, value: JSON.stringify(row) };
};

export const changedRows = (state: State): readonly LearnedRow[] => {
  const rows: LearnedRow[] = [];
  // What is gone comes first: a session that is over may have begun anew under the same key.
  for (const profile of state.goneProfiles) rows.push(...goneProfile(profile));
  for (const key of state.goneSessions)
    rows.push({ key: `session|${part(key)}`, value: undefined });
  for (const profile of state.changedProfiles) {
    profile.isWritten = true;
    rows.push(profileRow(profile), ...habitRows(profile));
  }
  for (const group of state.changedGroups) rows.push(...groupRows(group));
  for (const session of state.changedSessions) {
    session.isWritten = true;
    rows.push(sessionRow(session));
  }
  for (const account of state.changedSteps) {
    const steps = state.steps.get(account);
    rows.push(
      ...bitRows(`steps|2|${part(account)}`, steps?.pairs),
      ...bitRows(`steps|3|${part(account)}`, steps?.triples),
    );
  }
  state.goneProfiles.length = 0;
  state.goneSessions.length = 0;
  state.changedProfiles.clear();
  state.changedGroups.clear();
  state.changedSessions.clear();
  state.changedSteps.clear();
  return rows;
};

const restoreProfile = (state: State, value: string): Profile => {
  const { rates, ...facts } = JSON.parse(value) as ProfileRow;
  const profile: Profile = {
    ...createProfile(facts.key, facts.kind, facts.group, facts.firstAt),
    ...facts,
  };
  for (const [dimension, novelDays, lastNovelDay] of rates) {
    profile.habits[dimension].novelDays = novelDays;
    profile.habits[dimension].lastNovelDay = lastNovelDay;
  }
  (profile.kind === 'account' ? state.accounts : state.principals).set(profile.key, profile);
  return profile;
};

const restoreSession = (state: State, value: string): void => {
  const { actions, stages, evidence, principal, inAccount, ...facts } = JSON.parse(
    value,
  ) as SessionRow;
  const profile = state.principals.get(principal);
  const account = state.accounts.get(inAccount);
  if (profile === undefined || account === undefined) return;
  state.sessions.set(facts.key, {
    ...createSession(facts.key, profile, account, facts.startedAt),
    ...facts,
    actions: new Set(actions.map((id) => id | 0)),
    stages: new Map(stages),
    evidence: new Map(evidence),
  });
};

interface Owners {
  readonly profiles: Map<string, Profile>;
  readonly groups: Map<string, PeerGroup>;
}

const restoreGroup = (state: State, owners: Owners, key: string, value: string): void => {
  const row = JSON.parse(value) as { readonly key: string; readonly members: number };
  const group = createPeerGroup(row.key);
  group.members = row.members;
  state.groups.set(row.key, group);
  owners.groups.set(key, group);
};

const entriesIn = (value: string): readonly (readonly [string, number])[] =>
  JSON.parse(value) as readonly (readonly [string, number])[];

const isDimension = (text: string): text is Dimension =>
  DIMENSIONS.some((dimension) => dimension === text);

/** The rows that belong to another one: what a profile knows, what members of a group did. */
const restorePart = (state: State, owners: Owners, key: string, value: string): void => {
  const [type = '', first = '', second = '', third = '', fourth = ''] = key.split('|');
  if (type === 'did') {
    const group = owners.groups.get(`group|${first}`);
    for (const [action, count] of entriesIn(value)) group?.actions.set(action, count);
    return;
  }
  if (type === 'steps') {
    const account = owners.profiles.get(`profile|account|${second}`);
    const steps = account === undefined ? undefined : stepsOf(state, account.key);
    (first === '2' ? steps?.pairs : steps?.triples)?.restore(Number(third), value);
    return;
  }
  const profile = owners.profiles.get(`profile|${second}|${third}`);
  if (profile === undefined || !isDimension(first)) return;
  const habit = profile.habits[first];
  if (type === 'habit') for (const [seen, at] of entriesIn(value)) habit.seen.set(seen, at);
  if (type !== 'more') return;
  habit.more ??= createBitSet(bitsOf(profile.kind));
  habit.more.restore(Number(fourth), value);
};

/** Rows in any order; a part whose owner is not there is left out. */
export const restoreState = (state: State, rows: Iterable<LearnedRow>): void => {
  const owners: Owners = { profiles: new Map(), groups: new Map() };
  const parts: (readonly [string, string])[] = [];
  for (const { key, value } of rows) {
    if (value === undefined) continue;
    if (key.startsWith('profile|')) owners.profiles.set(key, restoreProfile(state, value));
    else if (key.startsWith('group|')) restoreGroup(state, owners, key, value);
    else parts.push([key, value]);
  }
  for (const [key, value] of parts) {
    if (key.startsWith('session|')) restoreSession(state, value);
    else restorePart(state, owners, key, value);
  }
};
