import { type Alerts, createAlerts } from './alerts/alerts.ts';
import type { AlertSettings } from './alerts/settings.ts';
import type { Alert, Detector, RuleFacts, Signal, TrailEvent } from './model.ts';

/** A part of detection that remembers: what it learned goes on after a restart. */
export interface Memory {
  readonly name: string;
  /** Everything, as JSON values. */
  state(): Iterable<unknown>;
  /** What `state` gave, before the first event. */
  restore(states: Iterable<unknown>): void;
}

export interface DetectionSettings {
  readonly detectors: readonly Detector[];
  readonly alerts: AlertSettings;
  /** Every rule that the detectors may speak for, by id: alerts are restored with them. */
  readonly rules: ReadonlyMap<string, RuleFacts>;
}

/** Detectors and alerts together: events in, alerts out. */
export interface Detection {
  /** Answers alerts that opened or changed, when alerts are live. */
  take(event: TrailEvent): readonly Alert[];
  readonly alerts: Alerts;
  readonly rules: ReadonlyMap<string, RuleFacts>;
}

const NONE: readonly Signal[] = [];

export const createDetection = ({ detectors, alerts, rules }: DetectionSettings): Detection => {
  const collected = createAlerts(alerts);

  const signalsOf = (event: TrailEvent): readonly Signal[] => {
    let found = NONE;
    for (const detector of detectors) {
      const signals = detector.observe(event);
      if (signals.length > 0) found = found.length === 0 ? signals : [...found, ...signals];
    }
    return found;
  };

  return {
    take: (event) => collected.take(event, signalsOf(event)),
    alerts: collected,
    rules,
  };
};
