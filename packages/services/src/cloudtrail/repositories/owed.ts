import type { SqlValue, Tx } from '@gatehouse/store';

/** The ways on which a trail passes on what it logs; each is served by itself. */
export type Channel = 'logs' | 'files' | 'insights';

/** Where files of these events lie; Insights events lie apart. */
export type Folder = 'CloudTrail' | 'CloudTrail-Insight';

/** Whose events these are. */
export interface OwedScope {
  readonly account: string;
  readonly region: string;
  readonly folder: Folder;
}

/** One event as it is passed on. */
export interface OwedEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The record, JSON. */
  readonly text: string;
}

export interface NewBatch extends OwedScope {
  readonly id: string;
  readonly events: readonly OwedEvent[];
}

/** What a trail is owed on a channel, leased by whoever passes it on. */
export interface TakenBatch extends OwedScope {
  readonly batchId: string;
  readonly createdAt: number;
  readonly events: readonly OwedEvent[];
}

/** A part of what a trail is owed; without a scope all of the channel. */
export interface Lane {
  readonly trailId: string;
  readonly channel: Channel;
  readonly scope?: OwedScope | undefined;
}

interface OwedRow {
  readonly batch_id: string;
  readonly created_at: number;
  readonly bytes: number;
}

interface BatchRow {
  readonly batch_id: string;
  readonly account: string;
  readonly region: string;
  readonly folder: Folder;
  readonly events: string;
}

// A line is a time, a space and the record.
const toLine = ({ at, text }: OwedEvent): string => `${at} ${text}`;

const toEvent = (line: string): OwedEvent => {
  const end = line.indexOf(' ');
  return { at: Number(line.slice(0, end)), text: line.slice(end + 1) };
};

const MOST_ROWS = 500;

const ofLane = ({ trailId, channel, scope }: Lane): { sql: string; parameters: SqlValue[] } => ({
  sql: `trail_id = ? AND channel = ?${
    scope === undefined ? '' : ' AND account = ? AND region = ? AND folder = ?'
  }`,
  parameters: [
    trailId,
    channel,
    ...(scope === undefined ? [] : [scope.account, scope.region, scope.folder]),
  ],
});

/** The first, and those behind it that fit beside it. */
const within = (rows: readonly OwedRow[], mostBytes: number): readonly OwedRow[] => {
  let sum = 0;
  const end = rows.findIndex(({ bytes }) => (sum += bytes) > mostBytes);
  return end < 0 ? rows : rows.slice(0, Math.max(1, end));
};

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

const batchesOf = async (tx: Tx, rows: readonly OwedRow[]): Promise<readonly TakenBatch[]> => {
  if (rows.length === 0) return [];
  const ids = rows.map(({ batch_id }) => batch_id);
  const found = await tx.all<BatchRow>(
    `SELECT batch_id, account, region, folder, events FROM cloudtrail_batch WHERE batch_id IN (${marks(ids)})`,
    ids,
  );
  const byId = new Map(found.map((row) => [row.batch_id, row]));
  return rows.map(({ batch_id: batchId, created_at: createdAt }) => {
    const row = byId.get(batchId);
    if (row === undefined) throw new Error(`batch ${batchId} is owed and not stored`);
    const { account, region, folder, events } = row;
    return { batchId, createdAt, account, region, folder, events: events.split('\n').map(toEvent) };
  });
};

/** A batch goes when nobody is owed it any more. */
const dropUnowed = async (tx: Tx, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  await tx.run(
    `DELETE FROM cloudtrail_batch WHERE batch_id IN (${marks(ids)}) AND NOT EXISTS
       (SELECT 1 FROM cloudtrail_owed o WHERE o.batch_id = cloudtrail_batch.batch_id)`,
    ids,
  );
};

export const owed = {
  /** Stores a batch; answers how many bytes it has. */
  async insertBatch(tx: Tx, { id, account, region, folder, events }: NewBatch): Promise<number> {
    const text = events.map(toLine).join('\n');
    await tx.run(
      'INSERT INTO cloudtrail_batch (batch_id, account, region, folder, events) VALUES (?, ?, ?, ?, ?)',
      [id, account, region, folder, text],
    );
    return text.length;
  },

  async insert(
    tx: Tx,
    { trailId, channel, scope: { account, region, folder } }: Lane & { readonly scope: OwedScope },
    batch: { readonly id: string; readonly bytes: number },
    now: number,
  ): Promise<void> {
    await tx.run(
      `INSERT INTO cloudtrail_owed
         (trail_id, channel, account, region, folder, created_at, batch_id, bytes, ready_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [trailId, channel, account, region, folder, now, batch.id, batch.bytes, now],
    );
  },

  /** Leases what is ready on a lane, the oldest first, no more than so many bytes but at least one batch. */
  async take(
    tx: Tx,
    lane: Lane,
    settings: {
      readonly now: number;
      readonly mostBytes: number;
      readonly lease: string;
      readonly until: number;
      readonly skipsLocked: boolean;
    },
  ): Promise<readonly TakenBatch[]> {
    const { sql, parameters } = ofLane(lane);
    const found = await tx.all<OwedRow>(
      `SELECT batch_id, created_at, bytes FROM cloudtrail_owed
       WHERE ${sql} AND ready_at <= ? ORDER BY created_at, batch_id LIMIT ?
       ${settings.skipsLocked ? ' FOR UPDATE SKIP LOCKED' : ''}`,
      [...parameters, settings.now, MOST_ROWS],
    );
    const rows = within(found, settings.mostBytes);
    if (rows.length === 0) return [];
    const ids = rows.map(({ batch_id }) => batch_id);
    await tx.run(
      `UPDATE cloudtrail_owed SET lease = ?, ready_at = ?
       WHERE trail_id = ? AND channel = ? AND batch_id IN (${marks(ids)})`,
      [settings.lease, settings.until, lane.trailId, lane.channel, ...ids],
    );
    return batchesOf(tx, rows);
  },

  async isReady(tx: Tx, lane: Lane, now: number): Promise<boolean> {
    const { sql, parameters } = ofLane(lane);
    const row = await tx.get(
      `SELECT batch_id FROM cloudtrail_owed WHERE ${sql} AND ready_at <= ? LIMIT 1`,
      [...parameters, now],
    );
    return row !== undefined;
  },

  /** Whether anything is owed on a lane, whoever holds it. */
  async hasAny(tx: Tx, lane: Lane): Promise<boolean> {
    const { sql, parameters } = ofLane(lane);
    const row = await tx.get(
      `SELECT batch_id FROM cloudtrail_owed WHERE ${sql} LIMIT 1`,
      parameters,
    );
    return row !== undefined;
  },

  /** What was passed on under a lease. */
  async end(
    tx: Tx,
    { trailId, channel }: Lane,
    lease: string,
    ids: readonly string[],
  ): Promise<void> {
    if (ids.length === 0) return;
    await tx.run(
      `DELETE FROM cloudtrail_owed
       WHERE trail_id = ? AND channel = ? AND lease = ? AND batch_id IN (${marks(ids)})`,
      [trailId, channel, lease, ...ids],
    );
    await dropUnowed(tx, ids);
  },

  /** Gives back what a lease holds, for a later try. */
  async postpone(tx: Tx, { trailId, channel }: Lane, lease: string, until: number): Promise<void> {
    await tx.run(
      `UPDATE cloudtrail_owed SET lease = NULL, ready_at = ?
       WHERE trail_id = ? AND channel = ? AND lease = ?`,
      [until, trailId, channel, lease],
    );
  },

  /** Trails that are owed something on a channel now. */
  async readyTrails(tx: Tx, channel: Channel, now: number): Promise<readonly string[]> {
    const rows = await tx.all<{ readonly trail_id: string }>(
      `SELECT DISTINCT trail_id FROM cloudtrail_owed WHERE channel = ? AND ready_at <= ?`,
      [channel, now],
    );
    return rows.map(({ trail_id }) => trail_id);
  },

  /** Gives back what another run of this node had leased; only where no other node can have a lease. */
  async release(tx: Tx, now: number): Promise<void> {
    await tx.run('UPDATE cloudtrail_owed SET lease = NULL, ready_at = ? WHERE lease IS NOT NULL', [
      now,
    ]);
  },

  /** Drops up to `limit` of what nobody took for too long; answers how many. */
  async expire(tx: Tx, channel: Channel, before: number, limit: number): Promise<number> {
    const rows = await tx.all<OwedRow & { readonly trail_id: string }>(
      `SELECT trail_id, batch_id, created_at, bytes FROM cloudtrail_owed
       WHERE channel = ? AND created_at < ? ORDER BY created_at LIMIT ?`,
      [channel, before, limit],
    );
    for (const { trail_id, batch_id } of rows)
      await tx.run(
        'DELETE FROM cloudtrail_owed WHERE trail_id = ? AND channel = ? AND batch_id = ?',
        [trail_id, channel, batch_id],
      );
    await dropUnowed(tx, [...new Set(rows.map(({ batch_id }) => batch_id))]);
    return rows.length;
  },
};
