import { AwsError, parseArn } from '@gatehouse/core';
import type { CloudTrailDeps } from '../deps.ts';
import { type Lane, owed, type TakenBatch } from '../repositories/owed.ts';
import { statuses } from '../repositories/statuses.ts';
import { trails } from '../repositories/trails.ts';
import type { Trail } from '../trails.ts';
import { organizationOf, SERVICE, sourceOf, streamName } from './destinations.ts';

type Deps = Pick<
  CloudTrailDeps,
  'store' | 'clock' | 'ids' | 'log' | 'logs' | 'roles' | 'organizations'
>;

const MOST_BYTES = 4 * 1024 * 1024;
const LEASE_MILLISECONDS = 15_000;
/** What a log group does not take now, it may take a while later. */
export const AGAIN_AFTER_MILLISECONDS = 60_000;
/** CloudTrail User Guide, "CloudWatch log group and log stream naming": larger events are not sent. */
const MOST_EVENT_BYTES = 256 * 1024;

export const SESSION_NAME = 'CloudTrail';

type Lines = Parameters<Deps['logs']['write']>[0]['events'];

const fits = ({ text }: TakenBatch['events'][number]): boolean =>
  text.length * 3 <= MOST_EVENT_BYTES || Buffer.byteLength(text) <= MOST_EVENT_BYTES;

/** The events by the stream that they go to, each in the order in which they happened. */
const linesByStream = (
  batches: readonly TakenBatch[],
  organizationId: string | undefined,
): ReadonlyMap<string, Lines> => {
  const streams = new Map<string, { readonly at: Date; readonly message: string }[]>();
  for (const batch of batches) {
    const name = streamName(organizationId, batch);
    const lines = streams.get(name) ?? [];
    streams.set(name, lines);
    for (const event of batch.events)
      if (fits(event)) lines.push({ at: new Date(event.at), message: event.text });
  }
  for (const lines of streams.values()) lines.sort((a, b) => a.at.getTime() - b.at.getTime());
  return streams;
};

/** Writes to the trail's log group as its role; what CloudWatch Logs or STS had against it. */
const write = async (
  { roles, logs, organizations }: Deps,
  trail: Trail,
  batches: readonly TakenBatch[],
): Promise<string | undefined> => {
  const { CloudWatchLogsLogGroupArn: logGroupArn, CloudWatchLogsRoleArn: roleArn } = trail.settings;
  // Who takes the log group away wants no more of it.
  if (logGroupArn === undefined || roleArn === undefined) return undefined;
  const region = parseArn(logGroupArn)?.region ?? trail.homeRegion;
  const source = sourceOf(trail);
  const session = await roles.assume({ roleArn, sessionName: SESSION_NAME, source, region });
  if (session === undefined) return 'AccessDenied';
  const by = { principal: session.principal, service: SERVICE };
  for (const [stream, events] of linesByStream(
    batches,
    await organizationOf(organizations, trail),
  )) {
    const outcome = await logs.write({ logGroupArn, stream, events, by });
    if (outcome === 'missing') return 'ResourceNotFoundException';
    if (outcome === 'refused') return 'AccessDenied';
  }
  return undefined;
};

const attempt = async (
  deps: Deps,
  trail: Trail | undefined,
  batches: readonly TakenBatch[],
): Promise<string | undefined> => {
  if (trail === undefined) return undefined;
  try {
    return await write(deps, trail, batches);
  } catch (error) {
    deps.log.error('a log group could not be written to', { cause: String(error) });
    return error instanceof AwsError ? error.name : 'InternalFailure';
  }
};

const NOTHING = { count: 0, failed: false };

/**
 * Passes on a part of what a trail's log group is owed, and answers how many batches that was. Each batch comes once, or
 * twice where this node falls between writing and noting it.
 */
export const deliverToLogGroup = async (
  deps: Deps,
  trailId: string,
): Promise<{ readonly count: number; readonly failed: boolean }> => {
  const { store, clock, ids } = deps;
  const lane: Lane = { trailId, channel: 'logs' };
  const isReady = await store.read((tx) => owed.isReady(tx, lane, clock.now().getTime()));
  if (!isReady) return NOTHING;
  const lease = ids.uuid();
  const now = clock.now().getTime();
  const batches = await store.write((tx) =>
    owed.take(tx, lane, {
      now,
      mostBytes: MOST_BYTES,
      lease,
      until: now + LEASE_MILLISECONDS,
      skipsLocked: store.dialect === 'postgres',
    }),
  );
  if (batches.length === 0) return NOTHING;
  const trail = await store.read((tx) => trails.byId(tx, trailId));
  const error = await attempt(deps, trail, batches);
  await store.write(async (tx) => {
    const at = clock.now();
    if (error !== undefined)
      await owed.postpone(tx, lane, lease, at.getTime() + AGAIN_AFTER_MILLISECONDS);
    else
      await owed.end(
        tx,
        lane,
        lease,
        batches.map(({ batchId }) => batchId),
      );
    await statuses.note(tx, trailId, 'logs', at, error);
  });
  return { count: batches.length, failed: error !== undefined };
};
