import type { Clients } from '@gatehouse/clients';
import { type Clock, type Log, systemIds, systemTimers } from '@gatehouse/core';
import { createFalco, type Falco, falcoMigrations, type FalcoSettings } from '@gatehouse/falco';
import {
  createResolver,
  type Resolver,
  resolverMigrations,
  type ResolverSettings,
} from '@gatehouse/resolver';
import { createWorkRunner, migrate, type Store, type WorkRunner } from '@gatehouse/store';

export interface FindingsPlace {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** Resolver and Falco bridge, and what runs their work. */
export interface RunningFindings {
  readonly resolver: Resolver | undefined;
  readonly falco: Falco | undefined;
  readonly runner: WorkRunner;
  stop(): Promise<void>;
}

interface Solutions {
  /** As the role of each. */
  readonly resolver?:
    | { readonly clients: Clients; readonly settings: ResolverSettings }
    | undefined;
  readonly falco?: { readonly clients: Clients; readonly settings: FalcoSettings } | undefined;
}

/** Opens them over a store; their work begins with `runner.start()`, the resolver listens at once. */
export const startFindings = async (
  place: FindingsPlace,
  { resolver: resolving, falco: bridging }: Solutions,
): Promise<RunningFindings> => {
  const { store, clock } = place;
  const parts = { ...place, timers: systemTimers };
  await migrate(store, [...resolverMigrations, ...falcoMigrations]);
  const resolver = resolving === undefined ? undefined : createResolver({ ...parts, ...resolving });
  const falco = bridging === undefined ? undefined : createFalco({ ...parts, ...bridging });
  const runner = createWorkRunner({
    ...parts,
    ids: systemIds,
    handlers: new Map([...(resolver?.work ?? []), ...(falco?.work ?? [])]),
  });
  await store.write(async (tx) => {
    await resolver?.prepare(tx, clock.now());
    await falco?.prepare(tx, clock.now());
  });
  resolver?.start();
  return {
    resolver,
    falco,
    runner,
    stop: async () => {
      await resolver?.stop();
      await falco?.stop();
      await runner.stop();
      resolving?.clients.close();
      bridging?.clients.close();
    },
  };
};
