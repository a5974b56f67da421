import type { Timers } from '@gatehouse/core';
import type { ManualClock } from './manual-clock.ts';

/** Timers that go off when their clock is advanced past them. */
export interface ManualTimers extends Timers {
  /** How many are set and have not gone off. */
  pending(): number;
}

interface Alarm {
  readonly at: number;
  readonly fire: () => void;
}

export const manualTimers = (clock: ManualClock): ManualTimers => {
  const alarms = new Set<Alarm>();
  const next = (): Alarm | undefined => {
    const due = Array.from(alarms).filter((alarm) => alarm.at <= clock.now().getTime());
    return due.toSorted((a, b) => a.at - b.at)[0];
  };
  clock.onAdvance(() => {
    for (let alarm = next(); alarm !== undefined; alarm = next()) {
      alarms.delete(alarm);
      alarm.fire();
    }
  });
  return {
    after: (pause, fire) => {
      const alarm = { at: clock.now().getTime() + pause, fire };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    pending: () => alarms.size,
  };
};

/** Timers that go off at once, after the present code has run: a pause takes no time. */
export const immediateTimers: Timers = {
  after: (_pause, fire) => {
    const immediate = setImmediate(fire);
    return () => clearImmediate(immediate);
  },
};
