import { join } from 'node:path';
import {
  type Broker,
  brokerMigrations,
  type BrokerSettings,
  createBroker,
} from '@gatehouse/broker';
import type { Clients } from '@gatehouse/clients';
import {
  type Clock,
  type Log,
  type Mailer,
  systemIds,
  systemOutbound,
  systemTimers,
} from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import { createWorkRunner, migrate, type Store, type WorkRunner } from '@gatehouse/store';
import {
  copiedAnchor,
  type Copies,
  createFileAnchor,
  createFileSigner,
} from '../audit-files/index.ts';

export interface BrokerPlace {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: Vault;
  readonly mailer: Mailer;
  /** Data folder; the audit log's key and anchor are below it. */
  readonly data: string;
  /** Where the anchor is kept too, out of this machine's reach. */
  readonly copies?: Copies | undefined;
}

export interface RunningBroker {
  readonly broker: Broker;
  readonly runner: WorkRunner;
  stop(): Promise<void>;
}

const SIGNER_NAME = 'gatehouse-broker';

/** Opens the broker over a store; its work begins with `runner.start()`. */
export const startBroker = async (
  place: BrokerPlace,
  clients: Clients,
  settings: BrokerSettings,
): Promise<RunningBroker> => {
  const { store, clock, log, vault, mailer, data } = place;
  await migrate(store, brokerMigrations);
  const audit = join(data, 'audit');
  const kept = await createFileAnchor(audit);
  const anchor = place.copies === undefined ? kept : copiedAnchor(kept, place.copies);
  const { signer, publicKey } = createFileSigner(audit, SIGNER_NAME, systemIds);
  const broker = createBroker({
    store,
    clock,
    timers: systemTimers,
    ids: systemIds,
    log,
    outbound: systemOutbound,
    mailer,
    clients,
    anchor,
    signer,
    olderKeys: publicKey,
    cursorKey: vault.key('broker.cursor'),
    settings,
    wake: () => {
      runner.runDue().catch((error: unknown) => {
        log.error('due work of the broker failed', { cause: String(error) });
      });
    },
  });
  const runner = createWorkRunner({
    store,
    clock,
    timers: systemTimers,
    ids: systemIds,
    log,
    handlers: broker.work,
  });
  await broker.audit.prepare();
  await store.write((tx) => broker.prepare(tx, clock.now()));
  return {
    broker,
    runner,
    stop: async () => {
      await runner.stop();
      await broker.close();
      await anchor.close();
      clients.close();
    },
  };
};
