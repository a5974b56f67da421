import { type AuditEntry, parseAuditEntries, type Service } from '@gatehouse/service-kit';
import { type OutboxRow, scheduleWork, type Tx } from '@gatehouse/store';
import type { CloudTrailDeps } from './deps.ts';
import { cloudTrailMigrations } from './migrations.ts';
import { createTrail } from './operations/create-trail.ts';
import { deleteTrail } from './operations/delete-trail.ts';
import { getEventSelectors, putEventSelectors } from './operations/event-selectors.ts';
import { describeTrails, getTrail, listTrails } from './operations/get-trails.ts';
import { getInsightSelectors, putInsightSelectors } from './operations/insight-selectors.ts';
import { listPublicKeys } from './operations/list-public-keys.ts';
import { getTrailStatus, startLogging, stopLogging } from './operations/logging.ts';
import { lookupEvents } from './operations/lookup-events.ts';
import { addTags, listTags, removeTags } from './operations/tags.ts';
import { updateTrail } from './operations/update-trail.ts';
import { events } from './repositories/events.ts';

const EXPIRY = 'cloudtrail.expire';
const DAY_MILLISECONDS = 24 * 3600 * 1000;
// Other writes get their turn in between.
const EXPIRED_AT_ONCE = 200;
const RETENTION_MILLISECONDS = 90 * DAY_MILLISECONDS;

/** Where the audit log puts what it has gathered: the event history of each account and Region. */
export const recordEvents = (tx: Tx, entries: readonly AuditEntry[]): Promise<void> =>
  events.insert(tx, entries);

/** Moves outbox rows of the audit topic into the event history. */
export const recordOutbox = (tx: Tx, rows: readonly OutboxRow[]): Promise<void> =>
  events.insert(
    tx,
    rows.flatMap(({ payload }) => parseAuditEntries(payload)),
  );

const scheduleExpiry = (tx: Tx, now: Date): Promise<void> =>
  scheduleWork(tx, {
    kind: EXPIRY,
    key: 'all',
    payload: '',
    dueAt: new Date(now.getTime() + DAY_MILLISECONDS),
  });

/** AWS CloudTrail: the event history that every call of the embedded cloud leaves behind, and trails as settings. */
export const createCloudTrail = (deps: CloudTrailDeps): Service => ({
  id: 'cloudtrail',
  eventSource: 'cloudtrail.amazonaws.com',
  accessDenied: 'AccessDeniedException',
  validationCode: 'ValidationException',
  operations: {
    AddTags: addTags(deps),
    CreateTrail: createTrail(deps),
    DeleteTrail: deleteTrail(deps),
    DescribeTrails: describeTrails(deps),
    GetEventSelectors: getEventSelectors(deps),
    GetInsightSelectors: getInsightSelectors(deps),
    GetTrail: getTrail(deps),
    GetTrailStatus: getTrailStatus(deps),
    ListPublicKeys: listPublicKeys(),
    ListTags: listTags(deps),
    ListTrails: listTrails(deps),
    LookupEvents: lookupEvents(deps),
    PutEventSelectors: putEventSelectors(deps),
    PutInsightSelectors: putInsightSelectors(deps),
    RemoveTags: removeTags(deps),
    StartLogging: startLogging(deps),
    StopLogging: stopLogging(deps),
    UpdateTrail: updateTrail(deps),
  },
  migrations: cloudTrailMigrations,
  work: {
    [EXPIRY]: async (store) => {
      const before = deps.clock.now().getTime() - RETENTION_MILLISECONDS;
      const expire = (tx: Tx): Promise<number> => events.expire(tx, before, EXPIRED_AT_ONCE);
      while ((await store.write(expire)) === EXPIRED_AT_ONCE);
      await store.write((tx) => scheduleExpiry(tx, deps.clock.now()));
    },
  },
  prepare: scheduleExpiry,
});
