import type { Suppression } from './suppressions.ts';

export interface AlertLimits {
  /** Alerts of one rule; further ones are only counted. */
  readonly alertsPerRule: number;
  /** Alerts of all rules together. */
  readonly alerts: number;
  /** So many alerts of a rule have all their evidence and context, four times as many from HIGH on; the others the first and the last event. */
  readonly detailedPerRule: number;
  /** Groups that wait for their threshold: twice as many are remembered, the longest untouched are forgotten first. */
  readonly waitingGroups: number;
  /** Sessions whose recent events are remembered for context: twice as many, the longest silent are forgotten first. */
  readonly sessions: number;
  readonly eventsPerSession: number;
  /** Events of context in an alert. */
  readonly context: number;
  /** The first and the last so many signals of an alert are its evidence. */
  readonly evidence: number;
  /** Different actors, addresses, … that an alert names. */
  readonly values: number;
}

export const ALERT_LIMITS: AlertLimits = {
  alertsPerRule: 2000,
  alerts: 10_000,
  detailedPerRule: 50,
  waitingGroups: 4000,
  sessions: 1500,
  eventsPerSession: 32,
  context: 24,
  evidence: 5,
  values: 20,
};

export interface AlertSettings {
  readonly suppressions: readonly Suppression[];
  readonly limits?: Partial<AlertLimits>;
  /**
   * Alerts are sent as they open: their ids stay what they were then, and two of them never become one. Without it alerts are the
   * same in whatever order events come.
   */
  readonly live: boolean;
}

export const CONTEXT_MS = 1_800_000;
