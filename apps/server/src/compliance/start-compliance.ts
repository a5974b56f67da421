import type { Clients } from '@gatehouse/clients';
import { type ComplianceSettings, createCompliance } from '@gatehouse/compliance';
import { type Clock, type Log, systemIds, systemTimers } from '@gatehouse/core';
import { createWorkRunner, type Store, type WorkRunner } from '@gatehouse/store';

export interface CompliancePlace {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RunningCompliance {
  readonly runner: WorkRunner;
  stop(): Promise<void>;
}

/** Longer than all secrets of an organization take, so that no other node begins the same. */
const LEASE_SECONDS = 1800;

/** Opens it over a store; it begins with `runner.start()`. */
export const startCompliance = async (
  { store, clock, log }: CompliancePlace,
  clients: Clients,
  settings: ComplianceSettings,
): Promise<RunningCompliance> => {
  const compliance = createCompliance({ clock, log, clients, settings });
  const runner = createWorkRunner({
    store,
    clock,
    log,
    timers: systemTimers,
    ids: systemIds,
    handlers: compliance.work,
    leaseSeconds: LEASE_SECONDS,
  });
  await store.write((tx) => compliance.prepare(tx, clock.now()));
  return {
    runner,
    stop: async () => {
      await runner.stop();
      clients.close();
    },
  };
};
