import {
  type AuditEntry,
  type DataEventInterest,
  isDataEntry,
  type Service,
} from '@gatehouse/service-kit';
import { scheduleWork, type Tx } from '@gatehouse/store';
import { writeDigest } from './delivery/digests.ts';
import { DIGEST, FILES, INSIGHTS } from './delivery/jobs.ts';
import { writeLogFiles } from './delivery/log-files.ts';
import { createLogPump, type TrailPump } from './delivery/log-pump.ts';
import { createOwe } from './delivery/owing.ts';
import { createDigestSigning } from './delivery/signing.ts';
import type { CloudTrailDeps } from './deps.ts';
import { expire } from './expiry.ts';
import { watchInsights } from './insights/watch.ts';
import { deliveryMigrations } from './migrations-delivery.ts';
import { cloudTrailMigrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import { events } from './repositories/events.ts';
import { createActiveTrails } from './selection/active-trails.ts';

export type { CloudTrailDeps, ObjectWriter } from './deps.ts';

const EXPIRY = 'cloudtrail.expire';
const DAY_MILLISECONDS = 24 * 3600 * 1000;

/** AWS CloudTrail, and what the rest of the cloud tells it and asks it. */
export interface CloudTrail {
  readonly service: Service;
  /** Who wants data events. */
  readonly dataEvents: DataEventInterest;
  /** Gives trails what they want of new records, in the transaction that makes them part of the history. */
  follow(tx: Tx, entries: readonly AuditEntry[]): Promise<void>;
  /** Writes to the log groups of trails; their files are due work. */
  readonly pump: TrailPump;
}

/** Where the audit log puts what it has gathered: the event history of each account and Region, which has no data events. */
export const recordEvents = (tx: Tx, entries: readonly AuditEntry[]): Promise<void> =>
  events.insert(
    tx,
    entries.some(isDataEntry) ? entries.filter((one) => !isDataEntry(one)) : entries,
  );

const scheduleExpiry = (tx: Tx, now: Date): Promise<void> =>
  scheduleWork(tx, {
    kind: EXPIRY,
    key: 'all',
    payload: '',
    dueAt: new Date(now.getTime() + DAY_MILLISECONDS),
  });

/** AWS CloudTrail: the event history that every call of the embedded cloud leaves behind, and trails that deliver it. */
export const createCloudTrail = (deps: CloudTrailDeps): CloudTrail => {
  const { clock } = deps;
  const active = createActiveTrails(deps);
  const owe = createOwe({ ...deps, trails: active });
  const signing = createDigestSigning(deps);
  return {
    dataEvents: active,
    follow: (tx, entries) => owe(tx, entries, clock.now()),
    pump: createLogPump(deps),
    service: {
      id: 'cloudtrail',
      eventSource: 'cloudtrail.amazonaws.com',
      accessDenied: 'AccessDeniedException',
      validationCode: 'ValidationException',
      operations: operations(deps),
      migrations: [...cloudTrailMigrations, ...deliveryMigrations],
      work: {
        [EXPIRY]: async (store) => {
          await expire(store, clock.now());
          await store.write((tx) => scheduleExpiry(tx, clock.now()));
        },
        [FILES]: writeLogFiles(deps),
        [DIGEST]: writeDigest({ ...deps, signing }),
        [INSIGHTS]: watchInsights(deps),
      },
      prepare: scheduleExpiry,
    },
  };
};
