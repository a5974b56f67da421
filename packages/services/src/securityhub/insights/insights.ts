import type { AwsSecurityFindingFilters } from '@aws-sdk/client-securityhub';
import type { Tx } from '@gatehouse/store';
import type { HubRef } from '../ports.ts';

/** A custom insight: filters, and what the findings that they find are grouped by. */
export interface Insight extends HubRef {
  readonly id: string;
  readonly name: string;
  readonly filters: AwsSecurityFindingFilters;
  readonly groupBy: string;
}

interface InsightRow extends HubRef {
  readonly id: string;
  readonly name: string;
  readonly filters: string;
  readonly group_by: string;
}

const toInsight = (row: InsightRow): Insight => ({
  account: row.account,
  region: row.region,
  id: row.id,
  name: row.name,
  filters: JSON.parse(row.filters) as AwsSecurityFindingFilters,
  groupBy: row.group_by,
});

/** Filters without a value match everything, which nobody means. */
export const filtersNothing = (filters: object): boolean =>
  Object.values(filters).every((values) => !Array.isArray(values) || values.length === 0);

export const insightArn = ({ account, region, id }: Insight): string =>
  `arn:aws:securityhub:${region}:${account}:insight/${account}/custom/${id}`;

export const insights = {
  async find(tx: Tx, { account, region }: HubRef, id: string): Promise<Insight | undefined> {
    const row = await tx.get<InsightRow>(
      'SELECT * FROM securityhub_insight WHERE account = ? AND region = ? AND id = ?',
      [account, region, id],
    );
    return row === undefined ? undefined : toInsight(row);
  },

  async list(
    tx: Tx,
    { account, region }: HubRef,
    after: string,
    limit: number,
  ): Promise<readonly Insight[]> {
    const rows = await tx.all<InsightRow>(
      `SELECT * FROM securityhub_insight WHERE account = ? AND region = ? AND id > ?
       ORDER BY id LIMIT ?`,
      [account, region, after, limit],
    );
    return rows.map(toInsight);
  },

  async count(tx: Tx, { account, region }: HubRef): Promise<number> {
    const row = await tx.get<{ readonly found: number }>(
      'SELECT COUNT(*) AS found FROM securityhub_insight WHERE account = ? AND region = ?',
      [account, region],
    );
    return row?.found ?? 0;
  },

  /** Adds it or replaces what it was. */
  async put(tx: Tx, { account, region, id, name, filters, groupBy }: Insight): Promise<void> {
    await tx.run(
      `INSERT INTO securityhub_insight (account, region, id, name, filters, group_by)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, id) DO UPDATE SET
         name = excluded.name, filters = excluded.filters, group_by = excluded.group_by`,
      [account, region, id, name, JSON.stringify(filters), groupBy],
    );
  },

  async remove(tx: Tx, { account, region, id }: Insight): Promise<void> {
    await tx.run('DELETE FROM securityhub_insight WHERE account = ? AND region = ? AND id = ?', [
      account,
      region,
      id,
    ]);
  },
};
