import type { Clock, Ids } from '@gatehouse/core';
import type { Store, Tx } from './store.ts';
import type { Work } from './work.ts';

/** Work that this node alone may do until its lease ends. */
export interface LeasedWork extends Work {
  /** Which run this is: 1 for the first. */
  readonly attempts: number;
  readonly lease: string;
  /** What the row's version was when it was taken: it tells a run whether it was moved or cancelled since. */
  readonly version: number;
}

interface Settings {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly kinds: readonly string[];
  readonly leaseMilliseconds: number;
  readonly maxAttempts: number;
}

interface DueRow {
  readonly kind: string;
  readonly work_key: string;
  readonly payload: string;
  readonly due_at: number;
  readonly attempts: number;
  readonly version: number;
  readonly lease: string | null;
  readonly cancelled: number;
}

const FIRST_PAUSE_MILLISECONDS = 1000;
const LONGEST_PAUSE_MILLISECONDS = 15 * 60 * 1000;
const LONGEST_ERROR = 500;

/** The rows of due work: taking them, keeping them, and giving them back. */
export class WorkLeases {
  readonly #settings: Settings;
  readonly #due: string;
  readonly #take: string;

  constructor(settings: Settings) {
    this.#settings = settings;
    const kinds = settings.kinds.map(() => '?').join(', ');
    // An expression and an order, so that both databases look at what is due, in its index, and not at all work of these kinds:
    // a hundred thousand rows that wait for next week must cost nothing.
    const where = `WHERE ready_at <= ? AND kind || '' IN (${kinds})`;
    const lock = settings.store.dialect === 'postgres' ? ' FOR UPDATE SKIP LOCKED' : '';
    this.#due = `SELECT kind FROM store_work ${where} ORDER BY ready_at LIMIT ?`;
    this.#take =
      `SELECT kind, work_key, payload, due_at, attempts, version, lease, cancelled FROM store_work ${where} ` +
      `ORDER BY ready_at, kind, work_key LIMIT 1${lock}`;
  }

  /** How many rows are due, counting no further than `most`. */
  async countDue(most: number): Promise<number> {
    const { store, kinds, clock } = this.#settings;
    if (kinds.length === 0) return 0;
    const now = clock.now().getTime();
    const rows = await store.read((tx) => tx.all(this.#due, [now, ...kinds, most]));
    return rows.length;
  }

  /** Leases the row that has been due the longest. */
  async take(): Promise<LeasedWork | undefined> {
    const { store, kinds, clock, ids, leaseMilliseconds } = this.#settings;
    // An empty look must not cost a durable commit.
    if ((await this.countDue(1)) === 0) return undefined;
    const lease = ids.uuid();
    return store.write(async (tx) => {
      const now = clock.now().getTime();
      for (;;) {
        const row = await tx.get<DueRow>(this.#take, [now, ...kinds]);
        if (row === undefined) return undefined;
        if (await this.#setAside(tx, row, now)) continue;
        await tx.run(
          `UPDATE store_work SET lease = ?, ready_at = ?, attempts = attempts + 1
           WHERE kind = ? AND work_key = ?`,
          [lease, now + leaseMilliseconds, row.kind, row.work_key],
        );
        return toLeasedWork(row, lease);
      }
    });
  }

  async renew({ lease, kind, key }: LeasedWork): Promise<void> {
    const { store, clock, leaseMilliseconds } = this.#settings;
    const until = clock.now().getTime() + leaseMilliseconds;
    await store.write((tx) =>
      tx.run('UPDATE store_work SET ready_at = ? WHERE kind = ? AND work_key = ? AND lease = ?', [
        until,
        kind,
        key,
        lease,
      ]),
    );
  }

  async complete({ lease, kind, key, version }: LeasedWork): Promise<void> {
    await this.#settings.store.write(async (tx) => {
      const { changes } = await tx.run(
        'DELETE FROM store_work WHERE kind = ? AND work_key = ? AND lease = ? AND version = ?',
        [kind, key, lease, version],
      );
      if (changes === 0) await release(tx, { lease, kind, key });
    });
  }

  /** Plans the next attempt, or gives the work up; true when it is given up. */
  async fail(
    { lease, kind, key, version, attempts }: LeasedWork,
    error: unknown,
  ): Promise<boolean> {
    const { store, clock, maxAttempts } = this.#settings;
    const now = clock.now().getTime();
    const isLast = attempts >= maxAttempts;
    const pause = isLast ? 0 : this.#pauseMilliseconds(attempts);
    return store.write(async (tx) => {
      const { changes } = await tx.run(
        `UPDATE store_work SET lease = NULL, ready_at = ?, dead_at = ?, last_error = ?
         WHERE kind = ? AND work_key = ? AND lease = ? AND version = ?`,
        [
          isLast ? null : now + pause,
          isLast ? now : null,
          String(error).slice(0, LONGEST_ERROR),
          kind,
          key,
          lease,
          version,
        ],
      );
      if (changes === 0) await release(tx, { lease, kind, key });
      return isLast && changes > 0;
    });
  }

  /** Deals with a row whose node fell: one cancelled or moved meanwhile, or on its last attempt, must not run now. */
  async #setAside(tx: Tx, row: DueRow, now: number): Promise<boolean> {
    const identity = [row.kind, row.work_key];
    if (row.cancelled === 1) {
      await tx.run('DELETE FROM store_work WHERE kind = ? AND work_key = ?', identity);
      return true;
    }
    if (row.lease !== null && row.due_at > now) {
      await tx.run(
        'UPDATE store_work SET lease = NULL, ready_at = due_at WHERE kind = ? AND work_key = ?',
        identity,
      );
      return true;
    }
    if (row.attempts < this.#settings.maxAttempts) return false;
    await tx.run(
      `UPDATE store_work SET lease = NULL, ready_at = NULL, dead_at = ?,
         last_error = COALESCE(last_error, 'its node stopped during the last attempt')
       WHERE kind = ? AND work_key = ?`,
      [now, ...identity],
    );
    return true;
  }

  /** Doubles with each attempt; up to half of it is chance, so that what failed together returns apart. */
  #pauseMilliseconds(attempts: number): number {
    const whole = Math.min(
      FIRST_PAUSE_MILLISECONDS * 2 ** (attempts - 1),
      LONGEST_PAUSE_MILLISECONDS,
    );
    const chance = this.#settings.ids.bytes(2).readUInt16BE() / 0x1_0000;
    return Math.round(whole * (1 - chance / 2));
  }
}

/** The row was moved or cancelled while its handler ran: it becomes free for its new time, or goes. */
const release = async (
  tx: Tx,
  { lease, kind, key }: Pick<LeasedWork, 'lease' | 'kind' | 'key'>,
): Promise<void> => {
  await tx.run(
    'DELETE FROM store_work WHERE kind = ? AND work_key = ? AND lease = ? AND cancelled = 1',
    [kind, key, lease],
  );
  await tx.run(
    'UPDATE store_work SET lease = NULL, ready_at = due_at WHERE kind = ? AND work_key = ? AND lease = ?',
    [kind, key, lease],
  );
};

const toLeasedWork = (row: DueRow, lease: string): LeasedWork => ({
  kind: row.kind,
  key: row.work_key,
  payload: row.payload,
  dueAt: new Date(row.due_at),
  attempts: row.attempts + 1,
  lease,
  version: row.version,
});
