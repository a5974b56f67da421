import {
  dueIn,
  type Next,
  retryAt,
  type RotationState,
  type Running,
  stepAfter,
} from './progress.ts';
import type { RotationEvent } from './service-events.ts';
import {
  countsFrom,
  daysBetween,
  lastSecondOf,
  type Timetable,
  type Window,
  windowAfter,
  windowAt,
} from './timetable.ts';

/** What a moment brings with it. */
export interface Moment {
  /** Undefined: it rotates only when it is asked. */
  readonly timetable: Timetable | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** From 0 to less than 1, of chance. */
  readonly chance: number;
}

/** What becomes of a rotation. */
export interface Change {
  readonly state: RotationState;
  /** When the secret has something to do next; undefined: never. */
  readonly dueAt: number | undefined;
  readonly event: RotationEvent | undefined;
  /** Where they change. */
  readonly lastRotatedAt?: number;
  readonly nextRotationAt?: number | undefined;
}

const dueFor = (
  window: Window | undefined,
  { now, chance }: Pick<Moment, 'now' | 'chance'>,
): number | undefined => (window === undefined ? undefined : dueIn(window, now, chance));

/** It counts as rotated at this moment: its next window is planned from here. */
const plannedFrom = (
  state: RotationState,
  moment: Moment,
): Pick<Change, 'state' | 'dueAt' | 'nextRotationAt'> => {
  const { timetable, now } = moment;
  if (timetable === undefined)
    return {
      state: { ...state, since: now, window: undefined, running: undefined },
      dueAt: undefined,
      nextRotationAt: undefined,
    };
  const since = countsFrom(timetable, state.since, now);
  const window = windowAfter(timetable, since, now);
  return {
    state: { ...state, since, window, running: undefined },
    dueAt: dueFor(window, moment),
    nextRotationAt: window === undefined ? undefined : lastSecondOf(window),
  };
};

/** It has rotated. */
const succeeded = (state: RotationState, running: Running, moment: Moment): Change => {
  const { timetable, now } = moment;
  const planned = plannedFrom(state, moment);
  const afterDays =
    timetable === undefined ? undefined : daysBetween(timetable, now, planned.state.window);
  return {
    ...planned,
    state: { ...planned.state, afterDays, lastVersionId: running.versionId },
    event: { name: 'RotationSucceeded' },
    lastRotatedAt: now,
  };
};

/** Nothing runs any more, and the secret waits for its window: `NextRotationDate` stays where it was. */
const waiting = (state: RotationState, moment: Moment): Pick<Change, 'state' | 'dueAt'> => ({
  state: { ...state, running: undefined },
  dueAt: dueFor(state.window, moment),
});

/** The window after the one that a failed rotation had; a rotation that was asked for had none of the schedule's. */
const windowAfterFailure = (
  { since, window }: RotationState,
  { asked }: Running,
  { timetable, now }: Moment,
): Window | undefined => {
  if (timetable === undefined) return undefined;
  const open = windowAt(timetable, since, now);
  if (open !== undefined && (asked || open.opensAt !== window?.opensAt)) return open;
  return windowAfter(timetable, since, now);
};

const testEnded = (state: RotationState, moment: Moment, event: RotationEvent): Change => ({
  ...waiting(state, moment),
  event,
});

/** A step has failed: the whole rotation is tried again while there is time, else it waits for the next window. */
export const stepFailed = (state: RotationState, running: Running, moment: Moment): Change => {
  const { step, attempt } = running;
  const { now } = moment;
  if (running.kind === 'test')
    return testEnded(state, moment, { name: 'TestRotationFailed', step: running.step });
  const event: RotationEvent = { name: 'RotationFailed', step };
  const pausedUntil = retryAt(running, now, moment.chance);
  if (pausedUntil !== undefined) {
    const again: Running = {
      ...running,
      step: 'createSecret',
      attempt: attempt + 1,
      pausedUntil,
      holder: undefined,
    };
    return { state: { ...state, running: again }, dueAt: pausedUntil, event };
  }
  const window = windowAfterFailure(state, running, moment);
  return { ...waiting({ ...state, window }, moment), event };
};

/** A step has ended well; `current` is the version that has AWSCURRENT now. */
export const stepEnded = (
  state: RotationState,
  running: Running,
  current: string | undefined,
  moment: Moment,
): Change => {
  if (running.kind === 'test') return testEnded(state, moment, { name: 'TestRotationSucceeded' });
  const step = stepAfter(running.step);
  if (step !== undefined) {
    const on: Running = { ...running, step, holder: undefined };
    return { state: { ...state, running: on }, dueAt: moment.now, event: undefined };
  }
  // A function that does nothing has rotated nothing.
  if (current !== running.versionId) return stepFailed(state, running, moment);
  return succeeded(state, running, moment);
};

/** Its window closed before it had begun, or before it changed anything. */
export const missed = (
  state: RotationState,
  next: Extract<Next, { do: 'miss' | 'give-up' }>,
  moment: Moment,
): Change => {
  if (next.do === 'give-up') {
    const out: Running = { ...next.running, until: moment.now };
    return stepFailed(state, out, moment);
  }
  return {
    ...waiting({ ...state, window: next.window }, moment),
    event: { name: 'RotationFailed', window: next.missed },
  };
};

/** Somebody took AWSPENDING away: what ran is given up, and the next window is another's. */
export const abandoned = (state: RotationState, running: Running, moment: Moment): Change => ({
  ...waiting({ ...state, window: windowAfterFailure(state, running, moment) }, moment),
  event: { name: 'RotationAbandoned' },
});

/** Somebody put a value by hand, which "is considered a valid rotation" (RotationRulesType, AutomaticallyAfterDays). */
export const changedByHand = (
  state: RotationState,
  isPending: boolean,
  moment: Moment,
): Change => ({
  ...plannedFrom(state, moment),
  event: isPending ? { name: 'RotationAbandoned' } : undefined,
});

/** It is turned on, or gets other rules: a rate in days goes on from the last rotation unless its time is over by then. */
export const configured = (
  state: RotationState | undefined,
  { timetable, now, chance }: Moment,
): Pick<Change, 'state' | 'dueAt' | 'nextRotationAt'> => {
  const since = state?.since ?? now;
  if (timetable === undefined)
    return { state: { ...state, since, window: undefined }, dueAt: undefined };
  const { schedule } = timetable;
  const first = windowAfter(timetable, since, since);
  const counts =
    schedule.kind === 'rate' &&
    schedule.unit === 'days' &&
    first !== undefined &&
    now < first.opensAt
      ? since
      : now;
  const window = windowAfter(timetable, counts, now);
  return {
    state: { ...state, since: counts, window },
    dueAt: dueFor(window, { now, chance }),
    nextRotationAt: window === undefined ? undefined : lastSecondOf(window),
  };
};
