import type { InsightSelector } from '@aws-sdk/client-cloudtrail';
import type { SqlValue, Tx } from '@gatehouse/store';
import type { Selectors, Trail, TrailSettings } from '../trails.ts';

interface TrailRow {
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

export const trails = {
  /** False when the account has a trail of this name in this Region. */
  async insert(tx: Tx, trail: Trail): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO cloudtrail_trail
         (account, region, name, organization, settings, selectors, insights, logging, started_at, stopped_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, region, name) DO NOTHING`,
      [trail.account, trail.homeRegion, trail.name, ...changeable(trail)],
    );
    return changes === 1;
  },

  async update(tx: Tx, trail: Trail): Promise<void> {
    await tx.run(
      `UPDATE cloudtrail_trail SET organization = ?, settings = ?, selectors = ?, insights = ?, logging = ?,
         started_at = ?, stopped_at = ?
       WHERE account = ? AND region = ? AND name = ?`,
      [...changeable(trail), trail.account, trail.homeRegion, trail.name],
    );
  },

  async delete(tx: Tx, { account, homeRegion, name }: Trail): Promise<void> {
    await tx.run('DELETE FROM cloudtrail_trail WHERE account = ? AND region = ? AND name = ?', [
      account,
      homeRegion,
      name,
    ]);
  },

  async find(tx: Tx, account: string, region: string, name: string): Promise<Trail | undefined> {
    const row = await tx.get<TrailRow>(
      'SELECT * FROM cloudtrail_trail WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row === undefined ? undefined : toTrail(row);
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
