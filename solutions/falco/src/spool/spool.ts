import type { Store, Tx } from '@gatehouse/store';
import type { FalcoAlert, Origin } from '../alerts/alert.ts';
import { findingId } from '../findings/identity.ts';
import type { Place, Sightings } from '../findings/to-finding.ts';
import type { FailedImport } from '../importing.ts';

/** An alert that waits for its import. */
export interface Waiting {
  readonly findingId: string;
  /** Tells whether a later alert took its place meanwhile. */
  readonly version: number;
  readonly alert: FalcoAlert;
  readonly sightings: Sightings;
}

export const placeKey = ({ account, region }: Place): string => `${account} ${region}`;

export const placeOfKey = (key: string): Place => {
  const [account = '', region = ''] = key.split(' ');
  return { account, region };
};

interface StoredAlert extends Omit<FalcoAlert, 'at' | 'fields' | 'origin'> {
  readonly at: string;
  readonly fields: readonly [string, string][];
  readonly origin: Omit<Origin, 'at'>;
}

const textOf = ({ fields, origin: { at: _at, ...origin }, ...alert }: FalcoAlert): string =>
  JSON.stringify({ ...alert, fields: [...fields], origin });

const alertOf = (text: string): FalcoAlert => {
  const stored = JSON.parse(text) as StoredAlert;
  return { ...stored, at: new Date(stored.at), fields: new Map(stored.fields) };
};

/** True when it says something that was not known: the first of its kind, or a later one. */
const see = async (
  tx: Tx,
  id: string,
  { account, region }: Place,
  at: number,
): Promise<boolean> => {
  const { changes } = await tx.run(
    `INSERT INTO falco_sighting (finding_id, account, region, first_at, last_at, number)
     VALUES (?, ?, ?, ?, ?, 1)
     ON CONFLICT (finding_id) DO UPDATE SET
       last_at = excluded.last_at, number = falco_sighting.number + 1
     WHERE falco_sighting.last_at < excluded.last_at`,
    [id, account, region, at, at],
  );
  return changes > 0;
};

/**
 * Keeps alerts until Security Hub has them; repetitions become one finding, and what is delivered twice counts once. Answers the
 * places that have something to send.
 */
export const spoolAlerts = async (
  tx: Tx,
  alerts: readonly { readonly alert: FalcoAlert; readonly place: Place }[],
  now: Date,
): Promise<readonly Place[]> => {
  const places = new Map<string, Place>();
  for (const { alert, place } of alerts) {
    const id = findingId(alert, place.account, place.region);
    const at = alert.at.getTime();
    if (!(await see(tx, id, place, at))) continue;
    await tx.run(
      `INSERT INTO falco_spool (finding_id, place, version, alert, queued_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (finding_id) DO UPDATE SET version = excluded.version, alert = excluded.alert`,
      [id, placeKey(place), at, textOf(alert), now.getTime()],
    );
    places.set(placeKey(place), place);
  }
  return [...places.values()];
};

interface WaitingRow {
  readonly finding_id: string;
  readonly version: number;
  readonly alert: string;
  readonly first_at: number;
  readonly last_at: number;
  readonly number: number;
}

/** The alerts of a place that have waited longest. */
export const waitingAt = async (
  store: Store,
  place: string,
  limit: number,
): Promise<readonly Waiting[]> => {
  const rows = await store.read((tx) =>
    tx.all<WaitingRow>(
      `SELECT s.finding_id, s.version, s.alert, g.first_at, g.last_at, g.number
       FROM falco_spool s JOIN falco_sighting g ON g.finding_id = s.finding_id
       WHERE s.place = ? ORDER BY s.queued_at, s.finding_id LIMIT ?`,
      [place, limit],
    ),
  );
  return rows.map((row) => ({
    findingId: row.finding_id,
    version: row.version,
    alert: alertOf(row.alert),
    sightings: {
      firstAt: new Date(row.first_at),
      lastAt: new Date(row.last_at),
      number: row.number,
    },
  }));
};

export const waitsAt = async (tx: Tx, place: string): Promise<boolean> =>
  (await tx.get('SELECT finding_id FROM falco_spool WHERE place = ? LIMIT 1', [place])) !==
  undefined;

/** Takes what was imported, and what never will be, out of the spool; what a later alert replaced meanwhile stays. */
export const settleAlerts = (
  store: Store,
  done: readonly Waiting[],
  refused: ReadonlyMap<string, FailedImport>,
  now: Date,
): Promise<void> =>
  store.write(async (tx) => {
    for (const { findingId: id, version, alert } of done) {
      await tx.run('DELETE FROM falco_spool WHERE finding_id = ? AND version = ?', [id, version]);
      const failure = refused.get(id);
      if (failure !== undefined)
        await tx.run(
          `INSERT INTO falco_refused (finding_id, at, rule, code, message) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (finding_id) DO UPDATE SET at = excluded.at, message = excluded.message`,
          [id, now.getTime(), alert.rule, failure.code, failure.message.slice(0, 1000)],
        );
    }
  });

export interface SpoolState {
  readonly waiting: number;
  readonly places: readonly string[];
  readonly refused: readonly {
    readonly findingId: string;
    readonly at: Date;
    readonly rule: string;
    readonly code: string;
    readonly message: string;
  }[];
}

interface RefusedRow {
  readonly finding_id: string;
  readonly at: number;
  readonly rule: string;
  readonly code: string;
  readonly message: string;
}

export const spoolState = (store: Store): Promise<SpoolState> =>
  store.read(async (tx) => {
    const count = await tx.get<{ number: number }>('SELECT COUNT(*) AS number FROM falco_spool');
    const places = await tx.all<{ place: string }>(
      'SELECT DISTINCT place FROM falco_spool ORDER BY place',
    );
    const refused = await tx.all<RefusedRow>(
      'SELECT * FROM falco_refused ORDER BY at DESC, finding_id LIMIT 100',
    );
    return {
      waiting: count?.number ?? 0,
      places: places.map(({ place }) => place),
      refused: refused.map(({ finding_id: id, at, rule, code, message }) => ({
        findingId: id,
        at: new Date(at),
        rule,
        code,
        message,
      })),
    };
  });

export const isFull = async (store: Store, most: number): Promise<boolean> => {
  // One row beyond the limit is found without counting all.
  const row = await store.read((tx) =>
    tx.get<{ one: number }>('SELECT 1 AS one FROM falco_spool LIMIT 1 OFFSET ?', [most]),
  );
  return row !== undefined;
};

/** Forgets what was last seen before then and is not waiting. */
export const forgetSightings = (store: Store, before: Date): Promise<void> =>
  store.write(async (tx) => {
    await tx.run(
      `DELETE FROM falco_sighting WHERE last_at < ?
       AND finding_id NOT IN (SELECT finding_id FROM falco_spool)`,
      [before.getTime()],
    );
    await tx.run('DELETE FROM falco_refused WHERE at < ?', [before.getTime()]);
  });
