import type { Store, Tx } from './store.ts';

/** Something to do later. It survives a restart, and any node may do it. */
export interface Work {
  readonly kind: string;
  /** Unique within `kind`. */
  readonly key: string;
  readonly payload: string;
  readonly dueAt: Date;
}

/** Work that waits, pauses after a failure, or is being done. */
export interface ScheduledWork extends Work {
  /** How often it has been begun. */
  readonly attempts: number;
  readonly running: boolean;
  /** When a runner may take it next: due time, end of the pause, or end of the running lease. */
  readonly readyAt: Date;
  readonly lastError: string | undefined;
}

/** Work given up after its last attempt; it stays until someone retries or cancels it. */
export interface DeadWork extends Work {
  readonly attempts: number;
  readonly deadAt: Date;
  readonly lastError: string;
}

interface WorkRow {
  readonly kind: string;
  readonly work_key: string;
  readonly payload: string;
  readonly due_at: number;
  readonly ready_at: number | null;
  readonly attempts: number;
  readonly lease: string | null;
  readonly last_error: string | null;
  readonly dead_at: number | null;
}

/**
 * Schedules work, or moves and replaces what has the same kind and key. Work that is being done right now is
 * done again at the new time, after the present run has ended.
 */
export const scheduleWork = async (tx: Tx, work: Work): Promise<void> => {
  const due = work.dueAt.getTime();
  await tx.run(
    `INSERT INTO store_work (kind, work_key, payload, due_at, ready_at, attempts, version, cancelled)
     VALUES (?, ?, ?, ?, ?, 0, 1, 0)
     ON CONFLICT (kind, work_key) DO UPDATE SET
       payload = excluded.payload,
       due_at = excluded.due_at,
       ready_at = CASE WHEN store_work.lease IS NULL THEN excluded.due_at ELSE store_work.ready_at END,
       attempts = 0,
       version = store_work.version + 1,
       cancelled = 0,
       last_error = NULL,
       dead_at = NULL`,
    [work.kind, work.key, work.payload, due, due],
  );
};

/** Schedules standing work unless it is there already, alive or given up: a restart does not put it off. */
export const scheduleWorkOnce = async (tx: Tx, work: Work): Promise<void> => {
  const due = work.dueAt.getTime();
  await tx.run(
    `INSERT INTO store_work (kind, work_key, payload, due_at, ready_at, attempts, version, cancelled)
     VALUES (?, ?, ?, ?, ?, 0, 1, 0) ON CONFLICT DO NOTHING`,
    [work.kind, work.key, work.payload, due, due],
  );
};

/** Removes work, dead or alive. A run that has already begun ends, and is not repeated. */
export const cancelWork = async (tx: Tx, kind: string, key: string): Promise<void> => {
  const { changes } = await tx.run(
    'DELETE FROM store_work WHERE kind = ? AND work_key = ? AND lease IS NULL',
    [kind, key],
  );
  if (changes > 0) return;
  // The row stays while a runner holds it: the same key scheduled anew must not run beside the old run.
  await tx.run(
    'UPDATE store_work SET cancelled = 1, version = version + 1 WHERE kind = ? AND work_key = ?',
    [kind, key],
  );
};

/** Live work, next first. */
export const listWork = async (
  store: Store,
  filter: { readonly kind?: string; readonly limit: number },
): Promise<readonly ScheduledWork[]> => {
  const { where, parameters } = ofKind(filter.kind);
  const rows = await store.read((tx) =>
    tx.all<WorkRow>(
      `SELECT * FROM store_work WHERE ready_at IS NOT NULL AND cancelled = 0${where}
       ORDER BY ready_at, kind, work_key LIMIT ?`,
      [...parameters, filter.limit],
    ),
  );
  return rows.map((row) => ({
    ...toWork(row),
    attempts: row.attempts,
    running: row.lease !== null,
    readyAt: new Date(row.ready_at ?? row.due_at),
    lastError: row.last_error ?? undefined,
  }));
};

/** Work given up, the longest dead first. */
export const listDeadWork = async (
  store: Store,
  filter: { readonly kind?: string; readonly limit: number },
): Promise<readonly DeadWork[]> => {
  const { where, parameters } = ofKind(filter.kind);
  const rows = await store.read((tx) =>
    tx.all<WorkRow>(
      `SELECT * FROM store_work WHERE dead_at IS NOT NULL${where}
       ORDER BY dead_at, kind, work_key LIMIT ?`,
      [...parameters, filter.limit],
    ),
  );
  return rows.map((row) => ({
    ...toWork(row),
    attempts: row.attempts,
    deadAt: new Date(row.dead_at ?? row.due_at),
    lastError: row.last_error ?? '',
  }));
};

/** Gives dead work a new set of attempts, from `at` on. False when there is no such dead work. */
export const retryDeadWork = async (
  tx: Tx,
  kind: string,
  key: string,
  at: Date,
): Promise<boolean> => {
  const { changes } = await tx.run(
    `UPDATE store_work SET due_at = ?, ready_at = ?, attempts = 0, version = version + 1, dead_at = NULL
     WHERE kind = ? AND work_key = ? AND dead_at IS NOT NULL`,
    [at.getTime(), at.getTime(), kind, key],
  );
  return changes > 0;
};

const ofKind = (kind: string | undefined): { where: string; parameters: readonly string[] } =>
  kind === undefined
    ? { where: '', parameters: [] }
    : { where: ' AND kind = ?', parameters: [kind] };

const toWork = (row: WorkRow): Work => ({
  kind: row.kind,
  key: row.work_key,
  payload: row.payload,
  dueAt: new Date(row.due_at),
});
