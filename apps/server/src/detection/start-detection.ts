import type { Clients } from '@gatehouse/clients';
import { type Clock, type Log, systemIds, systemPause, systemTimers } from '@gatehouse/core';
import {
  createHistory,
  createLiveDetection,
  createTraps,
  type EventHistory,
  type EventPlace,
  type LiveDetection,
  liveMigrations,
  type LiveSettings,
  trapMigrations,
  type Traps,
  type TrapSettings,
} from '@gatehouse/detection';
import type { Vault } from '@gatehouse/service-kit';
import { createWorkRunner, migrate, type Store, type WorkRunner } from '@gatehouse/store';

export interface DetectionPlace {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: Vault;
}

export interface DetectionSettings {
  readonly live: LiveSettings;
  readonly traps: TrapSettings | undefined;
  readonly places: readonly EventPlace[];
}

/** Detection while it runs. */
export interface RunningDetection {
  readonly live: LiveDetection;
  readonly traps: Traps | undefined;
  /** Of all accounts and Regions that can be searched. */
  readonly history: EventHistory;
  readonly runner: WorkRunner;
  /** `failed`: it could not begin; the log says why. */
  state(): 'starting' | 'running' | 'failed';
  stop(): Promise<void>;
}

/** Due work and what sources have: either may give the other something to do. */
const together = (runner: WorkRunner, live: LiveDetection, isStarted: () => Promise<boolean>) => ({
  ...runner,
  start: () => runner.start(),
  stop: () => runner.stop(),
  runDue: async () => {
    const ran = await runner.runDue();
    return (await isStarted()) ? ran + (await live.drain()) : ran;
  },
});

/** Opens it over a store; events are taken once rules are compiled and what was learned is read. */
export const startDetection = async (
  { store, clock, log, vault }: DetectionPlace,
  clients: Clients,
  settings: DetectionSettings,
): Promise<RunningDetection> => {
  await migrate(store, [...liveMigrations, ...trapMigrations]);
  const parts = { store, clock, log, ids: systemIds, timers: systemTimers, clients };
  const traps =
    settings.traps === undefined
      ? undefined
      : createTraps({ ...parts, vault, settings: settings.traps, pause: systemPause });
  const live = createLiveDetection({
    ...parts,
    settings: settings.live,
    ...(traps === undefined ? {} : { traps: () => traps.watch() }),
  });
  const runner = createWorkRunner({
    ...parts,
    handlers: new Map([...live.work, ...(traps?.work ?? [])]),
  });
  await store.write(async (tx) => {
    await live.prepare(tx, clock.now());
    await traps?.prepare(tx, clock.now());
  });
  let state: ReturnType<RunningDetection['state']> = 'starting';
  const begun = live.start().then(
    () => {
      state = 'running';
      return true;
    },
    (error: unknown) => {
      state = 'failed';
      log.error('detection could not begin', { cause: String(error) });
      return false;
    },
  );
  return {
    live,
    traps,
    history: createHistory(clients, settings.places),
    runner: together(runner, live, () => begun),
    state: () => state,
    stop: async () => {
      await begun;
      await live.stop();
      await runner.stop();
      await traps?.stop();
      clients.close();
    },
  };
};
