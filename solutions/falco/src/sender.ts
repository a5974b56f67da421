import type { Clients } from '@gatehouse/clients';
import type { Clock, Timers } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { type Place, toFinding } from './findings/to-finding.ts';
import { type FailedImport, importFindings } from './importing.ts';
import { placeKey, placeOfKey, settleAlerts, waitingAt } from './spool/spool.ts';

export interface SenderSettings {
  /** ARN of the role by which findings of an account are imported; undefined: with our own credentials. */
  readonly roleArnOf: (account: string) => string | undefined;
  /** Calls of BatchImportFindings a second and place. AWS's quota is 10. */
  readonly callsPerSecond: number;
}

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly clients: Clients;
  readonly settings: SenderSettings;
}

export interface Sender {
  /** Imports all that waits at a place; callers at the same time share one run. Rejects when some of it must wait. */
  send(place: Place): Promise<void>;
}

const BATCH = 100;
const SESSION_NAME = 'gatehouse-falco';

const hubOf = ({ clients, settings }: Deps, { account, region }: Place) => {
  const roleArn = settings.roleArnOf(account);
  return clients.securityHub({
    region,
    ...(roleArn === undefined ? {} : { hop: { roleArn, sessionName: SESSION_NAME } }),
  });
};

/** One batch. False: nothing waits. */
const sendBatch = async (deps: Deps, place: Place): Promise<boolean> => {
  const { store, clock } = deps;
  const waiting = await waitingAt(store, placeKey(place), BATCH);
  if (waiting.length === 0) return false;
  const findings = waiting.map(({ alert, sightings }) => toFinding(alert, place, sightings));
  const failed = await importFindings(hubOf(deps, place), findings);
  const passing = new Map<string, FailedImport>();
  const refused = new Map<string, FailedImport>();
  for (const failure of failed) (failure.passing ? passing : refused).set(failure.id, failure);
  const done = waiting.filter(({ findingId: id }) => !passing.has(id));
  await settleAlerts(store, done, refused, clock.now());
  const [again] = passing.values();
  if (again !== undefined)
    throw new Error(`${passing.size} findings must wait: ${again.code} ${again.message}`);
  return true;
};

export const createSender = (deps: Deps): Sender => {
  const running = new Map<string, Promise<void>>();
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      deps.timers.after(1000 / deps.settings.callsPerSecond, resolve);
    });
  const sendAll = async (place: Place): Promise<void> => {
    while (await sendBatch(deps, place)) await pause();
  };
  return {
    send: (place) => {
      const key = placeKey(place);
      const run = (running.get(key) ?? Promise.resolve())
        .catch(() => {})
        .then(() => sendAll(placeOfKey(key)))
        .finally(() => {
          if (running.get(key) === run) running.delete(key);
        });
      running.set(key, run);
      return run;
    },
  };
};
