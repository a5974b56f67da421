import type { Tx } from '@gatehouse/store';
import { hubsChanged } from '../hub/changes.ts';

export const LINKING_MODES = [
  'ALL_REGIONS',
  'ALL_REGIONS_EXCEPT_SPECIFIED',
  'SPECIFIED_REGIONS',
  'NO_REGIONS',
] as const;

export type LinkingMode = (typeof LINKING_MODES)[number];

/** An account's decision to see the findings of other Regions in one. */
export interface Aggregator {
  readonly account: string;
  readonly id: string;
  /** The aggregation Region, AWS's home Region. */
  readonly region: string;
  readonly linkingMode: LinkingMode;
  /** Linked or left out, as the mode says. */
  readonly regions: readonly string[];
}

interface AggregatorRow {
  readonly account: string;
  readonly id: string;
  readonly region: string;
  readonly linking_mode: LinkingMode;
  readonly regions: string;
}

const toAggregator = (row: AggregatorRow): Aggregator => ({
  account: row.account,
  id: row.id,
  region: row.region,
  linkingMode: row.linking_mode,
  regions: JSON.parse(row.regions) as readonly string[],
});

export const aggregators = {
  async find(tx: Tx, account: string): Promise<Aggregator | undefined> {
    const row = await tx.get<AggregatorRow>(
      'SELECT * FROM securityhub_aggregator WHERE account = ?',
      [account],
    );
    return row === undefined ? undefined : toAggregator(row);
  },

  /** False when the account has one already. */
  async insert(tx: Tx, made: Aggregator): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO securityhub_aggregator (account, id, region, linking_mode, regions)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [made.account, made.id, made.region, made.linkingMode, JSON.stringify(made.regions)],
    );
    hubsChanged(tx);
    return changes > 0;
  },

  async update(tx: Tx, { account, linkingMode, regions }: Aggregator): Promise<void> {
    await tx.run(
      'UPDATE securityhub_aggregator SET linking_mode = ?, regions = ? WHERE account = ?',
      [linkingMode, JSON.stringify(regions), account],
    );
    hubsChanged(tx);
  },

  async remove(tx: Tx, account: string): Promise<void> {
    await tx.run('DELETE FROM securityhub_aggregator WHERE account = ?', [account]);
    hubsChanged(tx);
  },
};

/** Whether findings of a Region are seen in the aggregation Region; of itself they always are. */
export const links = (aggregator: Aggregator, region: string): boolean => {
  if (region === aggregator.region) return true;
  const named = aggregator.regions.includes(region);
  switch (aggregator.linkingMode) {
    case 'ALL_REGIONS':
      return true;
    case 'ALL_REGIONS_EXCEPT_SPECIFIED':
      return !named;
    case 'SPECIFIED_REGIONS':
      return named;
    case 'NO_REGIONS':
      return false;
    default:
      return aggregator.linkingMode satisfies never;
  }
};
