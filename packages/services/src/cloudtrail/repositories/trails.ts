import type { InsightSelector } from '@aws-sdk/client-cloudtrail';
import type { SqlValue, Tx } from '@gatehouse/store';
import type { Selectors, Trail, TrailSettings } from '../trails.ts';

interface TrailRow {
  readonly trail_id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly settings: string;
  readonly selectors: string | null;
  readonly insights: string;
  readonly logging: number;
  readonly started_at: number | null;
  readonly stopped_at: number | null;
}

const toDate = (milliseconds: number | null): Date | undefined =>
  milliseconds === null ? undefined : new Date(milliseconds);

const toTrail = (row: TrailRow): Trail => ({
  id: row.trail_id,
  account: row.account,
  homeRegion: row.region,
  name: row.name,
  settings: JSON.parse(row.settings) as TrailSettings,
  selectors: row.selectors === null ? undefined : (JSON.parse(row.selectors) as Selectors),
  insights: JSON.parse(row.insights) as InsightSelector[],
  logging: row.logging === 1,
  startedAt: toDate(row.started_at),
  stoppedAt: toDate(row.stopped_at),
});

const changeable = (trail: Trail): readonly SqlValue[] => [
  trail.settings.IsOrganizationTrail ? 1 : 0,
  JSON.stringify(trail.settings),
  trail.selectors === undefined ? null : JSON.stringify(trail.selectors),
  JSON.stringify(trail.insights),
  trail.logging ? 1 : 0,
  trail.startedAt?.getTime() ?? null,
  trail.stoppedAt?.getTime() ?? null,
];

/** A trail is another than it was: each node forgets what it knows. */
export const TRAILS = 'cloudtrail.trails';
const trailsChanged = (tx: Tx): void => {
  tx.notify(TRAILS, 'all');
};

interface EndedRow {
  readonly trail: string;
}

/** As `end` wrote it. */
const toEnded = ({ trail }: EndedRow): Trail => {
  const stored = JSON.parse(trail) as Omit<Trail, 'startedAt' | 'stoppedAt'> & {
    readonly startedAt?: number;
    readonly stoppedAt?: number;
  };
  return {
    ...stored,
    startedAt: toDate(stored.startedAt ?? null),
    stoppedAt: toDate(stored.stoppedAt ?? null),
  };
};

export const trails = {
  /** False when the account has a trail of this name in this Region. */
  async insert(tx: Tx, trail: Trail): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO cloudtrail_trail
         (account, region, name, trail_id, organization, settings, selectors, insights, logging, started_at, stopped_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, region, name) DO NOTHING`,
      [trail.account, trail.homeRegion, trail.name, trail.id, ...changeable(trail)],
    );
    if (changes === 1) trailsChanged(tx);
    return changes === 1;
  },

  async update(tx: Tx, trail: Trail): Promise<void> {
    await tx.run(
      `UPDATE cloudtrail_trail SET organization = ?, settings = ?, selectors = ?, insights = ?, logging = ?,
         started_at = ?, stopped_at = ?
       WHERE account = ? AND region = ? AND name = ?`,
      [...changeable(trail), trail.account, trail.homeRegion, trail.name],
    );
    trailsChanged(tx);
  },

  async delete(tx: Tx, { account, homeRegion, name }: Trail): Promise<void> {
    await tx.run('DELETE FROM cloudtrail_trail WHERE account = ? AND region = ? AND name = ?', [
      account,
      homeRegion,
      name,
    ]);
    trailsChanged(tx);
  },

  async find(tx: Tx, account: string, region: string, name: string): Promise<Trail | undefined> {
    const row = await tx.get<TrailRow>(
      'SELECT * FROM cloudtrail_trail WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row === undefined ? undefined : toTrail(row);
  },

  /** Trails that log now, and those that did at this time or later. */
  async active(tx: Tx, since: number): Promise<readonly Trail[]> {
    const rows = await tx.all<TrailRow>(
      'SELECT * FROM cloudtrail_trail WHERE logging = 1 OR stopped_at >= ?',
      [since],
    );
    const ended = await tx.all<EndedRow>(
      'SELECT trail FROM cloudtrail_ended_trail WHERE ended_at >= ?',
      [since],
    );
    return [...rows.map(toTrail), ...ended.map(toEnded)];
  },

  /** By its id, also when it is deleted and still owed something. */
  async byId(tx: Tx, id: string): Promise<Trail | undefined> {
    const row = await tx.get<TrailRow>('SELECT * FROM cloudtrail_trail WHERE trail_id = ?', [id]);
    if (row !== undefined) return toTrail(row);
    const ended = await tx.get<EndedRow>(
      'SELECT trail FROM cloudtrail_ended_trail WHERE trail_id = ?',
      [id],
    );
    return ended === undefined ? undefined : toEnded(ended);
  },

  /** A trail that is deleted while it logs gets what happened until then. */
  async end(tx: Tx, trail: Trail, at: Date): Promise<void> {
    const ended = {
      ...trail,
      logging: false,
      startedAt: trail.startedAt?.getTime(),
      stoppedAt: trail.logging ? at.getTime() : trail.stoppedAt?.getTime(),
    };
    await tx.run(
      'INSERT INTO cloudtrail_ended_trail (trail_id, ended_at, trail) VALUES (?, ?, ?)',
      [trail.id, at.getTime(), JSON.stringify(ended)],
    );
    await this.delete(tx, trail);
  },

  /** Forgets trails that ended before this time; their ids. */
  async forgetEnded(tx: Tx, before: number): Promise<readonly string[]> {
    const rows = await tx.all<{ readonly trail_id: string }>(
      'SELECT trail_id FROM cloudtrail_ended_trail WHERE ended_at < ? ORDER BY ended_at LIMIT 100',
      [before],
    );
    for (const { trail_id } of rows)
      await tx.run('DELETE FROM cloudtrail_ended_trail WHERE trail_id = ?', [trail_id]);
    return rows.map(({ trail_id }) => trail_id);
  },

  /** The account's own trails in all Regions, by Region and name: at most five for each Region. */
  async ofAccount(tx: Tx, account: string): Promise<readonly Trail[]> {
    const rows = await tx.all<TrailRow>(
      'SELECT * FROM cloudtrail_trail WHERE account = ? ORDER BY region, name',
      [account],
    );
    return rows.map(toTrail);
  },
};
