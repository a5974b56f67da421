import { hashOf } from './actions.ts';
import { type BitSet, createBitSet } from './bits.ts';

export type Dimension = 'action' | 'service' | 'region' | 'network' | 'agent' | 'principal';

export const DIMENSIONS: readonly Dimension[] = [
  'action',
  'service',
  'region',
  'network',
  'agent',
  'principal',
];

const DAY = 86_400_000;

/** Novelty of 14 active days ago counts half. */
const FORGETTING = 2 ** (-1 / 14);

/** What a principal (or an account) has been seen to do in one respect, and how often that was new. */
export interface Habit {
  /** Value to the time it was first seen. */
  readonly seen: Map<string, number>;
  /** Beyond the cap. */
  more: BitSet | undefined;
  /** Days with something new, forgetting. */
  novelDays: number;
  lastNovelDay: number;
  /** Buckets of values whose rows are to be written. */
  readonly changed: Set<number>;
}

export interface Profile {
  readonly key: string;
  readonly kind: 'principal' | 'account';
  /** The group whose members are its peers. */
  readonly group: string;
  /** No longer kept: sessions that know it look it up anew. */
  isGone: boolean;
  /** Rows of it have been handed out: only then are there rows to take away. */
  isWritten: boolean;
  firstAt: number;
  lastAt: number;
  events: number;
  /** Days with an event. */
  days: number;
  lastDay: number;
  /** Days over which novelty has been counted, forgetting. */
  ratedDays: number;
  /** The most different actions, and refused calls, of one session: what a burst is compared with. */
  mostActions: number;
  mostRefused: number;
  /** Transitions between actions, and those never seen before, forgetting: of accounts. */
  transitions: number;
  newTransitions: number;
  newTriples: number;
  readonly habits: Readonly<Record<Dimension, Habit>>;
}

const CAPS: Readonly<Record<Profile['kind'], Readonly<Record<Dimension, number>>>> = {
  principal: { action: 400, service: 100, region: 40, network: 100, agent: 40, principal: 1 },
  account: {
    action: 3000,
    service: 300,
    region: 40,
    network: 1000,
    agent: 300,
    principal: 4000,
  },
};

const BITS: Readonly<Record<Profile['kind'], number>> = { principal: 4096, account: 65_536 };

export const bitsOf = (kind: Profile['kind']): number => BITS[kind];

/** Values lie in buckets by their hashes: what is new rewrites a few dozen neighbours at the most. */
const BUCKETS: Readonly<Record<Profile['kind'], number>> = { principal: 8, account: 64 };

export const bucketOf = (kind: Profile['kind'], value: string): number =>
  hashOf(value) % BUCKETS[kind];

const createHabit = (): Habit => ({
  seen: new Map(),
  more: undefined,
  novelDays: 0,
  lastNovelDay: -1,
  changed: new Set(),
});

export const createProfile = (
  key: string,
  kind: Profile['kind'],
  group: string,
  at: number,
): Profile => ({
  key,
  kind,
  group,
  isGone: false,
  isWritten: false,
  firstAt: at,
  lastAt: at,
  events: 0,
  days: 0,
  lastDay: -1,
  ratedDays: 0,
  mostActions: 0,
  mostRefused: 0,
  transitions: 0,
  newTransitions: 0,
  newTriples: 0,
  habits: {
    action: createHabit(),
    service: createHabit(),
    region: createHabit(),
    network: createHabit(),
    agent: createHabit(),
    principal: createHabit(),
  },
});

const dayOf = (at: number): number => Math.floor(at / DAY);

const beginDay = (profile: Profile, day: number, rated: boolean): void => {
  profile.days++;
  // A day that comes late is a day more, but the forgetting has gone past it.
  if (day < profile.lastDay) return;
  profile.lastDay = day;
  profile.mostActions *= 0.98;
  profile.mostRefused *= 0.98;
  profile.transitions *= FORGETTING;
  profile.newTransitions *= FORGETTING;
  profile.newTriples *= FORGETTING;
  if (!rated) return;
  profile.ratedDays = profile.ratedDays * FORGETTING + 1;
  for (const dimension of DIMENSIONS) profile.habits[dimension].novelDays *= FORGETTING;
};

/** Novelty is counted from the middle of the learning time on: in the first days everything is new. */
const isRated = (profile: Profile, at: number, learningDays: number): boolean =>
  at - profile.firstAt >= (learningDays * DAY) / 2;

export const countEvent = (profile: Profile, at: number, learningDays: number): void => {
  profile.events++;
  if (at < profile.firstAt) profile.firstAt = at;
  if (at > profile.lastAt) profile.lastAt = at;
  const day = dayOf(at);
  if (day > profile.lastDay) beginDay(profile, day, isRated(profile, at, learningDays));
};

export const isLearned = (
  profile: Profile,
  at: number,
  { learningDays, learningEvents }: Readonly<Record<'learningDays' | 'learningEvents', number>>,
): boolean =>
  at - profile.firstAt >= learningDays * DAY &&
  profile.events >= learningEvents &&
  profile.days >= 3;

/**
 * Whether the value is new; remembers it in any case. An event from before the first sight of its value, come late, moves that
 * sight back and is not new.
 */
export const isNew = (
  profile: Profile,
  dimension: Dimension,
  value: string,
  at: number,
): boolean => {
  const habit = profile.habits[dimension];
  const first = habit.seen.get(value);
  if (first !== undefined) {
    if (at < first) {
      habit.seen.set(value, at);
      habit.changed.add(bucketOf(profile.kind, value));
    }
    return false;
  }
  if (habit.seen.size < CAPS[profile.kind][dimension]) {
    habit.seen.set(value, at);
    habit.changed.add(bucketOf(profile.kind, value));
    return true;
  }
  habit.more ??= createBitSet(BITS[profile.kind]);
  return habit.more.add(hashOf(value));
};

/**
 * How surprising a day with something new is: -log10 of the chance, which is the share of such days (with half a day of
 * doubt). 0.3 where every other day brings something new, 1.6 at the most, after some 40 days with nothing.
 */
export const surpriseOf = (profile: Profile, dimension: Dimension, at: number): number => {
  const habit = profile.habits[dimension];
  const today = dayOf(at) === habit.lastNovelDay ? 1 : 0;
  const novel = Math.max(0, habit.novelDays - today);
  return -Math.log10(Math.min(1, (novel + 0.5) / (profile.ratedDays + 1)));
};

/** After it was judged: the day had something new. */
export const countNovelty = (
  profile: Profile,
  dimension: Dimension,
  at: number,
  learningDays: number,
): void => {
  const habit = profile.habits[dimension];
  const day = dayOf(at);
  if (day <= habit.lastNovelDay || !isRated(profile, at, learningDays)) return;
  habit.lastNovelDay = day;
  habit.novelDays++;
};

export const daysKnown = (profile: Profile, at: number): number =>
  Math.max(0, Math.floor((at - profile.firstAt) / DAY));
