import type { Window } from './history.ts';
import type { InsightsSettings } from './model.ts';
import { logUpperTail, smallestUnlikely } from './tail.ts';

/**
 * How the active minutes of an API are distributed. Calls come in bursts (a deployment makes thirty at once and then none for a
 * day), so the minutes with calls are modelled apart from those without: P(X >= c) = P(active) * P(Y >= c).
 */
interface Bursts {
  readonly active: number;
  readonly mean: number;
  readonly variance: number;
}

/** Until there are minutes enough, their variance is held to be that of bursts: mean + mean² / 2, with the weight of four minutes. */
const PRIOR_WEIGHT = 4;
const PRIOR_DISPERSION = 0.5;

/** However unlikely, a minute is no insight below this multiple of the busiest one of the baseline: tails are heavier than models. */
const BEYOND_MAXIMUM = 1.5;
const BEYOND_MAXIMUM_OF_OTHERS = 2;

/** Above this nothing is counted usual. */
const MOST = 10_000_000;

const bursts = (window: Window): Bursts => {
  const mean = window.sum / window.active;
  const sample = Math.max(0, window.squares / window.active - mean * mean);
  const prior = mean + PRIOR_DISPERSION * mean * mean;
  const variance =
    (window.active * Math.max(sample, mean) + PRIOR_WEIGHT * prior) /
    (window.active + PRIOR_WEIGHT);
  // The mean is itself known by so many minutes only.
  return {
    active: window.active / window.minutes,
    mean,
    variance: variance * (1 + 1 / window.active),
  };
};

export interface Comparison {
  readonly window: Window;
  /** The API is younger than the learning time, or was silent for a whole baseline. */
  readonly isNew: boolean;
  /** The busiest minute that any API of the scope had. */
  readonly busiestOfOthers: number;
  /** Active minutes of all APIs of the scope. */
  readonly minutesOfOthers: number;
}

/** This many calls in a minute start an insight. */
export const thresholdOf = (
  { window, isNew, busiestOfOthers }: Comparison,
  settings: InsightsSettings,
): number => {
  const floor = Math.max(
    settings.minimumCalls,
    Math.floor(window.maximum * BEYOND_MAXIMUM) + 1,
    isNew ? settings.minimumCallsOfNew : 0,
    isNew ? busiestOfOthers * BEYOND_MAXIMUM_OF_OTHERS + 1 : 0,
  );
  if (window.active === 0) return floor;
  const { active, mean, variance } = bursts(window);
  const limit = Math.log(settings.falseAlarm) - Math.log(Math.min(1, active));
  return smallestUnlikely(mean, variance, limit, { from: floor, most: MOST });
};

/** P(a minute has so many calls) under the baseline. An API without one is compared with all minutes of its scope. */
export const probabilityOf = ({ window, minutesOfOthers }: Comparison, count: number): number => {
  if (window.active === 0) return 1 / (1 + minutesOfOthers);
  const { active, mean, variance } = bursts(window);
  return Math.min(1, active) * Math.exp(logUpperTail(mean, variance, count));
};

const CERTAIN = 1e-40;

/** 50 at the bound where insights start, 100 where the probability is 1e-40 or less, by its logarithm between. */
export const scoreOf = (probability: number, settings: InsightsSettings): number => {
  const bound = Math.log(settings.falseAlarm);
  const beyond = bound - Math.log(Math.max(probability, CERTAIN));
  const share = beyond / (bound - Math.log(CERTAIN));
  return Math.round(50 + 50 * Math.min(1, Math.max(0, share)));
};
