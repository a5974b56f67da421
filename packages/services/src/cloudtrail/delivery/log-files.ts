import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { scheduleWork, scheduleWorkOnce, type Store, type WorkHandler } from '@gatehouse/store';
import type { CloudTrailDeps } from '../deps.ts';
import { type LogFile, logFiles } from '../repositories/log-files.ts';
import { type Lane, owed, type TakenBatch } from '../repositories/owed.ts';
import { statuses } from '../repositories/statuses.ts';
import { trails } from '../repositories/trails.ts';
import { topicArn, type Trail } from '../trails.ts';
import { encryptionOf, logFileKey, organizationOf, regionOf, sourceOf } from './destinations.ts';
import { digestWork, type FilesJob, filesJob, filesWork } from './jobs.ts';

type Deps = Pick<
  CloudTrailDeps,
  'audit' | 'clock' | 'ids' | 'log' | 'objects' | 'organizations' | 'store' | 'topics'
>;

/** Before it is compressed. */
const MOST_BYTES = 32 * 1024 * 1024;
const LEASE_MILLISECONDS = 10 * 60_000;
const UNIQUE_CHARACTERS = 16;

const compress = promisify(gzip);

interface Taken {
  readonly trail: Trail;
  readonly job: FilesJob;
  readonly lane: Lane;
  readonly lease: string;
  readonly batches: readonly TakenBatch[];
}

const contentOf = (batches: readonly TakenBatch[]): Buffer =>
  Buffer.from(
    `{"Records":[${batches.flatMap(({ events }) => events.map(({ text }) => text)).join(',')}]}`,
  );

const spanOf = (batches: readonly TakenBatch[]): Pick<LogFile, 'newest' | 'oldest'> => {
  let oldest = Number.POSITIVE_INFINITY;
  let newest = 0;
  for (const { events } of batches)
    for (const { at } of events) {
      oldest = Math.min(oldest, at);
      newest = Math.max(newest, at);
    }
  return { oldest: new Date(oldest), newest: new Date(newest) };
};

/** Sixteen letters and digits, as AWS has them behind the time. */
const uniqueName = ({ ids }: Deps): string => {
  const letters = ids
    .bytes(UNIQUE_CHARACTERS * 2)
    .toString('base64')
    .replaceAll(/[^\w]|_/g, '');
  return letters.padEnd(UNIQUE_CHARACTERS, 'A').slice(0, UNIQUE_CHARACTERS);
};

interface Written {
  readonly file: LogFile;
  readonly error: string | undefined;
}

const write = async (deps: Deps, { trail, job, batches }: Taken): Promise<Written> => {
  const { clock, objects, organizations, log } = deps;
  const organizationId = await organizationOf(organizations, trail);
  const content = contentOf(batches);
  const bucket = trail.settings.S3BucketName;
  const key = logFileKey(trail, organizationId, job, clock.now(), uniqueName(deps));
  const hash = createHash('sha256').update(content).digest('hex');
  const file = { bucket, key, hash, ...spanOf(batches) };
  try {
    const error = await objects.write({
      bucket,
      key,
      body: await compress(content),
      contentType: 'application/json',
      contentEncoding: 'gzip',
      encryption: encryptionOf(trail),
      source: sourceOf(trail),
      region: regionOf(trail),
    });
    return { file, error };
  } catch (cause) {
    log.error('a log file could not be written', { cause: String(cause) });
    return { file, error: 'InternalError' };
  }
};

/** Tells the trail's topic of a file; undefined where it has none. */
const notify = async (
  { topics, log }: Deps,
  trail: Trail,
  { bucket, key }: LogFile,
): Promise<{ readonly error: string | undefined } | undefined> => {
  const arn = topicArn(trail, trail.settings.SnsTopicName);
  if (arn === undefined) return undefined;
  const message = JSON.stringify({ s3Bucket: bucket, s3ObjectKey: [key] });
  try {
    switch (await topics.publish({ topicArn: arn, message, source: sourceOf(trail) })) {
      case 'sent':
        return { error: undefined };
      case 'missing':
        return { error: 'NotFound' };
      default:
        return { error: 'AuthorizationError' };
    }
  } catch (cause) {
    log.error('a log file could not be announced', { cause: String(cause) });
    return { error: 'InternalError' };
  }
};

/** Notes the file; from now on a digest an hour tells of it and of those that follow. */
const settle = (deps: Deps, taken: Taken, { file, error }: Written): Promise<void> => {
  const { store, clock } = deps;
  const { trail, job, lane, lease, batches } = taken;
  return store.write(async (tx) => {
    const at = clock.now();
    await statuses.note(tx, trail.id, 'files', at, error);
    if (error !== undefined) {
      await owed.postpone(tx, lane, lease, at.getTime());
      await scheduleWork(tx, filesWork(job, at));
      return;
    }
    await owed.end(
      tx,
      lane,
      lease,
      batches.map(({ batchId }) => batchId),
    );
    if (!trail.settings.LogFileValidationEnabled) return;
    await logFiles.insert(tx, job, file);
    await scheduleWorkOnce(tx, digestWork(job, at));
  });
};

const laneOf = ({ trailId, account, region, folder }: FilesJob): Lane => ({
  trailId,
  channel: 'files',
  scope: { account, region, folder },
});

const take = async (deps: Deps, job: FilesJob): Promise<Taken | undefined> => {
  const { store, clock, ids } = deps;
  const { trailId } = job;
  const lane = laneOf(job);
  const trail = await store.read((tx) => trails.byId(tx, trailId));
  // What a trail is owed that is gone for long is dropped with it.
  if (trail === undefined) return undefined;
  const lease = ids.uuid();
  const batches = await store.write((tx) => {
    const now = clock.now().getTime();
    return owed.take(tx, lane, {
      now,
      mostBytes: MOST_BYTES,
      lease,
      until: now + LEASE_MILLISECONDS,
      skipsLocked: store.dialect === 'postgres',
    });
  });
  return batches.length === 0 ? undefined : { trail, job, lane, lease, batches };
};

/** A node that fell has left its lease behind: what it holds is looked for again, and need not wait for another event. */
const lookAgain = ({ clock }: Deps, store: Store, job: FilesJob): Promise<void> =>
  store.write(async (tx) => {
    const trail = await trails.byId(tx, job.trailId);
    if (trail !== undefined && (await owed.hasAny(tx, laneOf(job))))
      await scheduleWork(tx, filesWork(job, clock.now()));
  });

/** Writes what a trail is owed of an account and Region to its bucket, and says so to its topic. */
export const writeLogFiles =
  (deps: Deps): WorkHandler =>
  async (store, { payload }) => {
    // What happened before the end of the window is in its files.
    await deps.audit.flush();
    for (;;) {
      const taken = await take(deps, filesJob(payload));
      if (taken === undefined) return lookAgain(deps, store, filesJob(payload));
      const written = await write(deps, taken);
      await settle(deps, taken, written);
      if (written.error !== undefined) return;
      const told = await notify(deps, taken.trail, written.file);
      if (told !== undefined)
        await store.write((tx) =>
          statuses.note(tx, taken.trail.id, 'notices', deps.clock.now(), told.error),
        );
    }
  };
