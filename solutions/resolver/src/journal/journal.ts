import type { Store, Tx } from '@gatehouse/store';
import type { Deletion, Ignored } from '../deletions/deletion.ts';
import type { Outcome } from '../resolving/resolve.ts';
import { keyOfName } from './name-keys.ts';

export type DeletionState = 'waiting' | 'done' | 'failing';

/** A deletion, and what has been made of it so far. */
export interface Entry {
  readonly deletion: Deletion;
  readonly heardAt: Date;
  readonly state: DeletionState;
  readonly problem: string | undefined;
  readonly resolved: number;
  readonly failed: number;
  readonly finishedAt: Date | undefined;
}

export interface JournaledOutcome extends Outcome {
  readonly deletionId: string;
  readonly at: Date;
}

interface DeletionRow {
  readonly id: string;
  readonly heard_at: number;
  readonly document: string;
  readonly state: DeletionState;
  readonly problem: string | null;
  readonly resolved: number;
  readonly failed: number;
  readonly finished_at: number | null;
}

interface OutcomeRow {
  readonly deletion_id: string;
  readonly product_arn: string;
  readonly finding_id: string;
  readonly product: string;
  readonly title: string;
  readonly account: string;
  readonly region: string;
  readonly outcome: Outcome['outcome'];
  readonly error: string | null;
  readonly at: number;
}

const revive = (text: string): Deletion => {
  const { at, ...rest } = JSON.parse(text) as Omit<Deletion, 'at'> & { readonly at: string };
  return { ...rest, at: new Date(at) };
};

const toEntry = (row: DeletionRow): Entry => ({
  deletion: revive(row.document),
  heardAt: new Date(row.heard_at),
  state: row.state,
  problem: row.problem ?? undefined,
  resolved: row.resolved,
  failed: row.failed,
  finishedAt: row.finished_at === null ? undefined : new Date(row.finished_at),
});

const toOutcome = (row: OutcomeRow): JournaledOutcome => ({
  deletionId: row.deletion_id,
  at: new Date(row.at),
  outcome: row.outcome,
  error: row.error ?? undefined,
  finding: {
    id: row.finding_id,
    productArn: row.product_arn,
    product: row.product,
    title: row.title,
    account: row.account,
    region: row.region,
  },
});

/** Keeps a deletion once, however often it is told. False: it was known. */
export const keep = async (tx: Tx, deletion: Deletion, now: Date): Promise<boolean> => {
  const { changes } = await tx.run(
    `INSERT INTO resolver_deletion
       (id, at, heard_at, account, region, type, label, document, state, resolved, failed)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, 0) ON CONFLICT DO NOTHING`,
    [
      deletion.id,
      deletion.at.getTime(),
      now.getTime(),
      deletion.account,
      deletion.region ?? null,
      deletion.type,
      deletion.label,
      JSON.stringify(deletion),
    ],
  );
  if (changes === 0) return false;
  for (const name of deletion.names)
    await tx.run(
      'INSERT INTO resolver_name (name, deletion_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
      [keyOfName(name), deletion.id],
    );
  return true;
};

/** Counts what leads to nothing, so that a person sees that it was heard. */
export const countIgnored = async (
  tx: Tx,
  what: string,
  reason: Ignored,
  now: Date,
): Promise<void> => {
  await tx.run(
    `INSERT INTO resolver_ignored (what, reason, number, last_at) VALUES (?, ?, 1, ?)
     ON CONFLICT (what, reason) DO UPDATE SET
       number = resolver_ignored.number + 1, last_at = excluded.last_at`,
    [what.slice(0, 200), reason, now.getTime()],
  );
};

const insertOutcome = (tx: Tx, id: string, { finding, outcome, error }: Outcome, now: Date) =>
  tx.run(
    `INSERT INTO resolver_outcome
       (deletion_id, product_arn, finding_id, product, title, account, region, outcome, error, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (deletion_id, product_arn, finding_id) DO UPDATE SET
       outcome = excluded.outcome, error = excluded.error, at = excluded.at`,
    [
      id,
      finding.productArn,
      finding.id,
      finding.product,
      finding.title,
      finding.account,
      finding.region,
      outcome,
      error ?? null,
      now.getTime(),
    ],
  );

/** Writes what became of findings; the numbers of the deletion are counted anew, so that a repetition changes nothing. */
export const settle = async (
  tx: Tx,
  id: string,
  outcomes: readonly Outcome[],
  state: DeletionState,
  problem: string | undefined,
  now: Date,
): Promise<void> => {
  for (const outcome of outcomes) await insertOutcome(tx, id, outcome, now);
  const count = 'SELECT COUNT(*) FROM resolver_outcome WHERE deletion_id = ? AND outcome';
  await tx.run(
    `UPDATE resolver_deletion SET state = ?, problem = ?, finished_at = ?,
       resolved = (${count} IN ('resolved', 'would-resolve')), failed = (${count} = 'failed')
     WHERE id = ?`,
    [state, problem ?? null, state === 'done' ? now.getTime() : null, id, id, id],
  );
};

export const entryOf = async (store: Store, id: string): Promise<Entry | undefined> => {
  const row = await store.read((tx) =>
    tx.get<DeletionRow>('SELECT * FROM resolver_deletion WHERE id = ?', [id]),
  );
  return row === undefined ? undefined : toEntry(row);
};

const marks = (values: readonly string[]): string => values.map(() => '?').join(', ');

/**
 * The last deletion in these accounts for each of these keys and each type of resource: whoever was seen before an earlier
 * one was seen before the last.
 */
export const entriesByKeys = async (
  store: Store,
  keys: readonly string[],
  accounts: readonly string[],
): Promise<readonly Entry[]> => {
  if (keys.length === 0) return [];
  const rows = await store.read((tx) =>
    tx.all<DeletionRow>(
      `SELECT * FROM resolver_deletion WHERE id IN
         (SELECT id FROM
           (SELECT deletion.id, ROW_NUMBER() OVER (
              PARTITION BY named.name, deletion.account, deletion.region, deletion.type
              ORDER BY deletion.at DESC, deletion.id) AS place
            FROM resolver_name named JOIN resolver_deletion deletion ON deletion.id = named.deletion_id
            WHERE named.name IN (${marks(keys)}) AND deletion.account IN (${marks(accounts)})) placed
          WHERE place = 1)
       ORDER BY at DESC, id`,
      [...keys, ...accounts],
    ),
  );
  return rows.map(toEntry);
};

export interface Position {
  readonly heardAt: number;
  readonly id: string;
}

/** Deletions, the last heard first. */
export const entries = async (
  store: Store,
  limit: number,
  after: Position | undefined,
): Promise<readonly Entry[]> => {
  const from = after ?? { heardAt: Number.MAX_SAFE_INTEGER, id: '' };
  const rows = await store.read((tx) =>
    tx.all<DeletionRow>(
      `SELECT * FROM resolver_deletion WHERE heard_at < ? OR (heard_at = ? AND id < ?)
       ORDER BY heard_at DESC, id DESC LIMIT ?`,
      [from.heardAt, from.heardAt, from.id, limit],
    ),
  );
  return rows.map(toEntry);
};

export const outcomesOf = async (
  store: Store,
  id: string,
): Promise<readonly JournaledOutcome[]> => {
  const rows = await store.read((tx) =>
    tx.all<OutcomeRow>(
      'SELECT * FROM resolver_outcome WHERE deletion_id = ? ORDER BY at, product_arn, finding_id LIMIT 1000',
      [id],
    ),
  );
  return rows.map(toOutcome);
};

/** Those of these findings that were resolved because of a deletion, as `product ARN` and `Id`. */
export const resolvedBefore = async (
  store: Store,
  id: string,
  findings: readonly Pick<Outcome['finding'], 'id'>[],
): Promise<readonly { readonly productArn: string; readonly id: string }[]> => {
  if (findings.length === 0) return [];
  const ids = findings.map((finding) => finding.id);
  const rows = await store.read((tx) =>
    tx.all<Pick<OutcomeRow, 'product_arn' | 'finding_id'>>(
      `SELECT product_arn, finding_id FROM resolver_outcome
       WHERE deletion_id = ? AND outcome = 'resolved' AND finding_id IN (${marks(ids)})`,
      [id, ...ids],
    ),
  );
  return rows.map((row) => ({ productArn: row.product_arn, id: row.finding_id }));
};

export interface Totals {
  /** Outcomes by product and outcome. */
  readonly products: readonly {
    readonly product: string;
    readonly outcome: Outcome['outcome'];
    readonly number: number;
  }[];
  readonly types: readonly {
    readonly type: string;
    readonly deletions: number;
    readonly resolved: number;
  }[];
  readonly ignored: readonly {
    readonly what: string;
    readonly reason: Ignored;
    readonly number: number;
    readonly lastAt: Date;
  }[];
}

interface IgnoredRow {
  readonly what: string;
  readonly reason: Ignored;
  readonly number: number;
  readonly last_at: number;
}

export const totals = (store: Store, since: Date): Promise<Totals> =>
  store.read(async (tx) => ({
    products: await tx.all<Totals['products'][number]>(
      `SELECT product, outcome, COUNT(*) AS number FROM resolver_outcome WHERE at >= ?
       GROUP BY product, outcome ORDER BY number DESC, product LIMIT 100`,
      [since.getTime()],
    ),
    types: await tx.all<Totals['types'][number]>(
      `SELECT type, COUNT(*) AS deletions, SUM(resolved) AS resolved FROM resolver_deletion
       WHERE heard_at >= ? GROUP BY type ORDER BY deletions DESC, type LIMIT 100`,
      [since.getTime()],
    ),
    ignored: (
      await tx.all<IgnoredRow>(
        'SELECT * FROM resolver_ignored WHERE last_at >= ? ORDER BY number DESC, what LIMIT 100',
        [since.getTime()],
      )
    ).map(({ last_at: lastAt, ...row }) => ({ ...row, lastAt: new Date(lastAt) })),
  }));

const EXPIRED_AT_ONCE = 200;

/** Forgets deletions heard before then, with their names and outcomes. Answers how many, at most 200. */
export const forget = async (tx: Tx, before: Date): Promise<number> => {
  const rows = await tx.all<{ id: string }>(
    'SELECT id FROM resolver_deletion WHERE heard_at < ? ORDER BY heard_at, id LIMIT ?',
    [before.getTime(), EXPIRED_AT_ONCE],
  );
  for (const { id } of rows) {
    await tx.run('DELETE FROM resolver_name WHERE deletion_id = ?', [id]);
    await tx.run('DELETE FROM resolver_outcome WHERE deletion_id = ?', [id]);
    await tx.run('DELETE FROM resolver_deletion WHERE id = ?', [id]);
  }
  await tx.run('DELETE FROM resolver_ignored WHERE last_at < ?', [before.getTime()]);
  return rows.length;
};

export const cursorOf = async (store: Store, place: string): Promise<Date | undefined> => {
  const row = await store.read((tx) =>
    tx.get<{ at: number }>('SELECT at FROM resolver_cursor WHERE place = ?', [place]),
  );
  return row === undefined ? undefined : new Date(row.at);
};

export const moveCursor = async (tx: Tx, place: string, at: Date): Promise<void> => {
  await tx.run(
    `INSERT INTO resolver_cursor (place, at) VALUES (?, ?)
     ON CONFLICT (place) DO UPDATE SET at = excluded.at`,
    [place, at.getTime()],
  );
};
