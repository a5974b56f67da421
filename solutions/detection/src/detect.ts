import { type Alerts, createAlerts } from './alerts/alerts.ts';
import type { AlertSettings } from './alerts/settings.ts';
import type { Detector, RuleFacts, Signal, TrailEvent } from './model.ts';

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
  /** In the order in which they come. Some hundred at once cost much less than one after another. */
  takeAll(events: readonly TrailEvent[]): void;
  readonly alerts: Alerts;
  readonly rules: ReadonlyMap<string, RuleFacts>;
}

/** What one detector says of them is added to what is said by others. */
const observeAll = (
  detector: Detector,
  events: readonly TrailEvent[],
  found: (readonly Signal[] | undefined)[],
): void => {
  let at = -1;
  for (const event of events) {
    at += 1;
    const signals = detector.observe(event);
    if (signals.length === 0) continue;
    const before = found[at];
    found[at] = before === undefined ? signals : [...before, ...signals];
  }
};

const NONE: readonly Signal[] = [];

export const createDetection = ({ detectors, alerts, rules }: DetectionSettings): Detection => {
  const collected = createAlerts(alerts);
  return {
    takeAll: (events) => {
      // Detectors do not know of one another: what each of them has in mind is asked for all events while it is at hand.
      const found: (readonly Signal[] | undefined)[] = Array.from({ length: events.length });
      for (const detector of detectors) observeAll(detector, events, found);
      let at = 0;
      for (const event of events) {
        collected.take(event, found[at] ?? NONE);
        at += 1;
      }
    },
    alerts: collected,
    rules,
  };
};
