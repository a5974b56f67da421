import type { Rotation } from '../model.ts';
import { storedTimetable, type Window, windowAfter, windowAt } from './timetable.ts';

/** In this order. AWS's own functions compare these names. */
export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type Step = (typeof STEPS)[number];

/** A rotation that has begun, or a test of the function; times are milliseconds since 1970. */
export interface Running {
  readonly kind: 'rotation' | 'test';
  readonly versionId: string;
  /** Sealed. */
  readonly token: string;
  /** The step that has not been seen to end. */
  readonly step: Step;
  /** 1 for the first. */
  readonly attempt: number;
  /** No attempt begins at this time or later. */
  readonly until: number;
  /** By RotateSecret; else by its schedule. */
  readonly asked: boolean;
  /** When the attempt is due; unset once it has begun. */
  readonly pausedUntil?: number | undefined;
  /** The lease of the node that runs the step: a node that lost its lease must not record what it did. */
  readonly holder?: string | undefined;
}

export interface RotationState {
  /** From when on a rate counts. */
  readonly since: number;
  /** The window in which it rotates next; undefined without a schedule. */
  readonly window?: Window | undefined;
  readonly running?: Running | undefined;
  /** Computed when it rotated last. */
  readonly afterDays?: number | undefined;
  /** The version that the last rotation or test was asked to make. */
  readonly lastVersionId?: string | undefined;
}

/** What the work of a secret has to do now. */
export type Next =
  /** Nothing now, and nothing before `dueAt` (undefined: ever). */
  | { readonly do: 'wait'; readonly dueAt: number | undefined }
  | { readonly do: 'begin'; readonly window: Window }
  | { readonly do: 'step'; readonly running: Running }
  /** No node was there while the window was open. `window` is the next one, which may be open already. */
  | { readonly do: 'miss'; readonly missed: Window; readonly window: Window | undefined }
  /** Its window closed before the rotation changed anything. */
  | { readonly do: 'give-up'; readonly running: Running };

/**
 * A pause doubles from a minute to four hours; up to half of it is chance, so that what failed together returns apart. Undefined:
 * there is no time for another attempt.
 */
export const retryAt = (
  { attempt, until }: Pick<Running, 'attempt' | 'until'>,
  now: number,
  chance: number,
): number | undefined => {
  const whole = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1), LONGEST_PAUSE_MILLISECONDS);
  const at = now + Math.round(whole * (1 - chance / 2));
  return at < until ? at : undefined;
};

const FIRST_PAUSE_MILLISECONDS = 60_000;
const LONGEST_PAUSE_MILLISECONDS = 4 * 60 * 60_000;

/** Somewhere in the first half of the window, so that not all begin at once and each has time for another attempt. */
export const dueIn = ({ opensAt, closesAt }: Window, now: number, chance: number): number =>
  Math.max(now, opensAt + Math.floor(((closesAt - opensAt) / 2) * chance));

/** Once setSecret may have run, the old credentials may be void: only going on helps whoever uses them. */
const mayHaveChangedCredentials = ({ kind, step }: Running): boolean =>
  kind === 'rotation' && step !== 'createSecret';

const ofRunning = (running: Running, now: number): Next => {
  const { pausedUntil, until } = running;
  if (pausedUntil !== undefined && now < pausedUntil) return { do: 'wait', dueAt: pausedUntil };
  return now < until || mayHaveChangedCredentials(running)
    ? { do: 'step', running }
    : { do: 'give-up', running };
};

/** What is next for a secret with this rotation and its state. */
export const nextFor = (
  { enabled, rules }: Pick<Rotation, 'enabled' | 'rules'>,
  { since, window, running }: RotationState,
  now: number,
): Next => {
  if (!enabled) return { do: 'wait', dueAt: undefined };
  if (running !== undefined) return ofRunning(running, now);
  if (window === undefined) return { do: 'wait', dueAt: undefined };
  if (now < window.opensAt) return { do: 'wait', dueAt: window.opensAt };
  if (now < window.closesAt) return { do: 'begin', window };
  const timetable = storedTimetable(rules);
  const next =
    timetable === undefined
      ? undefined
      : (windowAt(timetable, since, now) ?? windowAfter(timetable, since, now));
  return { do: 'miss', missed: window, window: next };
};

/** The step after this one; undefined: it was the last. */
export const stepAfter = (step: Step): Step | undefined => STEPS[STEPS.indexOf(step) + 1];

export const readState = ({ state }: Pick<Rotation, 'state'>): RotationState | undefined =>
  // It was written by `writeState`.
  state === undefined ? undefined : (JSON.parse(state) as RotationState);

export const writeState = (state: RotationState): string => JSON.stringify(state);
