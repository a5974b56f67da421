import type { Vault } from '@gatehouse/service-kit';
import type { SqlValue, Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';
import { inBatches, insertRows } from './batches.ts';

/** An event on its way to targets. */
export interface AcceptedEvent {
  readonly key: string;
  readonly busArn: string;
  /** It came from another bus. */
  readonly forwarded: boolean;
  readonly acceptedAt: Date;
  readonly text: string;
}

export interface NewDelivery {
  readonly eventKey: string;
  readonly ruleArn: string;
  readonly targetId: string;
  readonly lane: string;
}

/** A delivery that this node alone may make until its lease ends. */
export interface TakenDelivery {
  readonly id: number;
  readonly ruleArn: string;
  readonly targetId: string;
  /** Attempts before this one. */
  readonly attempts: number;
  readonly lastError: string | undefined;
  readonly event: AcceptedEvent;
}

interface DeliveryRow {
  readonly id: number;
  readonly event_key: string;
  readonly rule_arn: string;
  readonly target_id: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly bytes: number;
}

interface EventRow {
  readonly event_key: string;
  readonly bus_arn: string;
  readonly forwarded: number;
  readonly accepted_at: number;
  readonly content: Uint8Array;
}

const context = (key: string): string => `events-accepted:${key}`;

const toEvent = (vault: Vault, row: EventRow): AcceptedEvent => {
  const text = vault.open(row.content, context(row.event_key));
  if (text === undefined) throw new Error(`event ${row.event_key} cannot be opened`);
  return {
    key: row.event_key,
    busArn: row.bus_arn,
    forwarded: row.forwarded === 1,
    acceptedAt: new Date(row.accepted_at),
    text: text.toString('utf8'),
  };
};

/** Events of a batch are in memory together: the first, and those behind it that fit beside it. */
const MOST_BYTES = 8 * 1024 * 1024;

const withinBytes = (rows: readonly DeliveryRow[]): readonly DeliveryRow[] => {
  let sum = 0;
  const end = rows.findIndex(({ bytes }) => (sum += bytes) > MOST_BYTES);
  return end < 0 ? rows : rows.slice(0, Math.max(1, end));
};

export const deliveries = {
  /** What events say does not lie in the database in clear. */
  async insert(
    tx: Tx,
    vault: Vault,
    events: readonly AcceptedEvent[],
    added: readonly NewDelivery[],
    now: number,
  ): Promise<void> {
    await insertRows(
      tx,
      'events_accepted (event_key, bus_arn, forwarded, accepted_at, content)',
      events.map(({ key, busArn, forwarded, acceptedAt, text }) => [
        key,
        busArn,
        forwarded ? 1 : 0,
        acceptedAt.getTime(),
        vault.seal(Buffer.from(text), context(key)),
      ]),
    );
    await insertRows(
      tx,
      'events_delivery (event_key, rule_arn, target_id, lane, attempts, ready_at)',
      added.map(({ eventKey, ruleArn, targetId, lane }) => [
        eventKey,
        ruleArn,
        targetId,
        lane,
        0,
        now,
      ]),
    );
  },

  /** The lanes in which something is due: one look for each lane that has anything. */
  async dueLanes(tx: Tx, now: number): Promise<readonly string[]> {
    const lanes: string[] = [];
    let reached = '';
    for (;;) {
      const row = await tx.get<{ readonly lane: string; readonly ready_at: number }>(
        `SELECT lane, ready_at FROM events_delivery WHERE lane > ? ORDER BY lane, ready_at LIMIT 1`,
        [reached],
      );
      if (row === undefined) return lanes;
      if (row.ready_at <= now) lanes.push(row.lane);
      reached = row.lane;
    }
  },

  async isDue(tx: Tx, lane: string, now: number): Promise<boolean> {
    const row = await tx.get(
      'SELECT id FROM events_delivery WHERE lane = ? AND ready_at <= ? LIMIT 1',
      [lane, now],
    );
    return row !== undefined;
  },

  /** Leases up to `limit` due deliveries of a lane, the longest due first; on PostgreSQL those that no other node takes. */
  async take(
    tx: Tx,
    vault: Vault,
    lane: string,
    settings: {
      readonly now: number;
      readonly limit: number;
      readonly lease: string;
      readonly until: number;
      readonly skipsLocked: boolean;
    },
  ): Promise<readonly TakenDelivery[]> {
    const { now, limit, lease, until, skipsLocked } = settings;
    const found = await tx.all<DeliveryRow>(
      `SELECT d.id, d.event_key, d.rule_arn, d.target_id, d.attempts, d.last_error, LENGTH(e.content) AS bytes
       FROM events_delivery d JOIN events_accepted e ON e.event_key = d.event_key
       WHERE d.lane = ? AND d.ready_at <= ? ORDER BY d.ready_at, d.id LIMIT ?
       ${skipsLocked ? ' FOR UPDATE OF d SKIP LOCKED' : ''}`,
      [lane, now, limit],
    );
    const rows = withinBytes(found);
    await inBatches(rows, async (some, marks) => {
      await tx.run(
        `UPDATE events_delivery SET lease = ?, ready_at = ?, attempts = attempts + 1 WHERE id IN (${marks})`,
        [lease, until, ...some.map(({ id }) => id)],
      );
    });
    const events = await this.events(tx, vault, [
      ...new Set(rows.map(({ event_key }) => event_key)),
    ]);
    return rows.flatMap((row) => {
      const event = events.get(row.event_key);
      if (event === undefined) throw new Error(`delivery ${row.id} is stored without its event`);
      return {
        id: row.id,
        ruleArn: row.rule_arn,
        targetId: row.target_id,
        attempts: row.attempts,
        lastError: row.last_error ?? undefined,
        event,
      };
    });
  },

  async events(
    tx: Tx,
    vault: Vault,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, AcceptedEvent>> {
    const found = new Map<string, AcceptedEvent>();
    await inBatches(keys, async (some, marks) => {
      const rows = await tx.all<EventRow>(
        `SELECT event_key, bus_arn, forwarded, accepted_at, content FROM events_accepted WHERE event_key IN (${marks})`,
        some,
      );
      for (const row of rows) found.set(row.event_key, toEvent(vault, row));
    });
    return found;
  },

  /** Ends deliveries, for good or ill, and the events that have no other. */
  async end(tx: Tx, lease: string, ended: readonly TakenDelivery[]): Promise<void> {
    await inBatches(ended, async (some, marks) => {
      await tx.run(`DELETE FROM events_delivery WHERE lease = ? AND id IN (${marks})`, [
        lease,
        ...some.map(({ id }) => id),
      ]);
    });
    const keys = [...new Set(ended.map(({ event }) => event.key))];
    await inBatches(keys, async (some, marks) => {
      await tx.run(
        `DELETE FROM events_accepted WHERE event_key IN (${marks}) AND NOT EXISTS
           (SELECT 1 FROM events_delivery d WHERE d.event_key = events_accepted.event_key)`,
        some,
      );
    });
  },

  /** Plans the next attempt. */
  async postpone(
    tx: Tx,
    lease: string,
    id: number,
    readyAt: number,
    lastError: string,
  ): Promise<void> {
    await tx.run(
      'UPDATE events_delivery SET lease = NULL, ready_at = ?, last_error = ? WHERE id = ? AND lease = ?',
      [readyAt, lastError, id, lease],
    );
  },

  /** Gives back what another run of this node had leased; only where no other node can have a lease. */
  async release(tx: Tx, now: number): Promise<void> {
    await tx.run('UPDATE events_delivery SET lease = NULL, ready_at = ? WHERE lease IS NOT NULL', [
      now,
    ]);
  },

  /** How many wait, for each target of a rule. */
  async waiting(
    tx: Tx,
    ruleArn: string,
  ): Promise<readonly { readonly targetId: string; readonly count: number }[]> {
    const rows = await tx.all<{ readonly target_id: string; readonly many: number }>(
      `SELECT target_id, COUNT(*) AS many FROM events_delivery WHERE rule_arn = ?
       GROUP BY target_id ORDER BY target_id`,
      [ruleArn],
    );
    return rows.map(({ target_id, many }) => ({ targetId: target_id, count: many }));
  },

  /** The same for each target of all rules of an account in a Region; the first thousand. */
  async waitingIn(
    tx: Tx,
    { account, region }: Scope,
  ): Promise<
    readonly { readonly ruleArn: string; readonly targetId: string; readonly count: number }[]
  > {
    const rows = await tx.all<{
      readonly rule_arn: string;
      readonly target_id: string;
      readonly many: number;
    }>(
      `SELECT rule_arn, target_id, COUNT(*) AS many FROM events_delivery WHERE rule_arn LIKE ?
       GROUP BY rule_arn, target_id ORDER BY rule_arn, target_id LIMIT 1000`,
      [`arn:aws:events:${region}:${account}:rule/%`],
    );
    return rows.map(({ rule_arn, target_id, many }) => ({
      ruleArn: rule_arn,
      targetId: target_id,
      count: many,
    }));
  },

  /** Takes up to `wanted` of what a lane may begin in this second; answers how many it may. */
  async pace(tx: Tx, lane: string, second: number, rate: number, wanted: number): Promise<number> {
    const row = await tx.get<{ readonly second: number; readonly used: number }>(
      'SELECT second, used FROM events_pace WHERE lane = ?',
      [lane],
    );
    const used = row?.second === second ? row.used : 0;
    const granted = Math.max(0, Math.min(wanted, rate - used));
    if (granted === 0) return 0;
    const values: readonly SqlValue[] = [lane, second, used + granted];
    await tx.run(
      `INSERT INTO events_pace (lane, second, used) VALUES (?, ?, ?)
       ON CONFLICT (lane) DO UPDATE SET second = excluded.second, used = excluded.used`,
      values,
    );
    return granted;
  },
};
