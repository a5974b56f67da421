import type { SqlValue, Tx } from '@gatehouse/store';
import type { MetricFilter, MetricTransformation, Scope, SubscriptionFilter } from '../model.ts';

interface SubscriptionRow {
  readonly group_id: string;
  readonly name: string;
  readonly id: string;
  readonly pattern: string;
  readonly destination_arn: string;
  readonly role_arn: string | null;
  readonly distribution: string;
  readonly created_at: number;
}

const toSubscription = (row: SubscriptionRow): SubscriptionFilter => ({
  id: row.id,
  groupId: row.group_id,
  name: row.name,
  pattern: row.pattern,
  destinationArn: row.destination_arn,
  roleArn: row.role_arn ?? undefined,
  distribution: row.distribution,
  createdAt: row.created_at,
});

interface MetricRow {
  readonly group_id: string;
  readonly group_name: string;
  readonly name: string;
  readonly pattern: string;
  readonly transformations: string;
  readonly created_at: number;
}

const toMetric = (row: MetricRow): MetricFilter => ({
  groupId: row.group_id,
  groupName: row.group_name,
  name: row.name,
  pattern: row.pattern,
  transformations: JSON.parse(row.transformations) as MetricTransformation[],
  createdAt: row.created_at,
});

export const subscriptions = {
  /** A group has at most a few. */
  async ofGroup(tx: Tx, groupId: string): Promise<readonly SubscriptionFilter[]> {
    const rows = await tx.all<SubscriptionRow>(
      'SELECT * FROM logs_subscription_filter WHERE group_id = ? ORDER BY name',
      [groupId],
    );
    return rows.map(toSubscription);
  },

  async findById(tx: Tx, id: string): Promise<SubscriptionFilter | undefined> {
    const row = await tx.get<SubscriptionRow>(
      'SELECT * FROM logs_subscription_filter WHERE id = ?',
      [id],
    );
    return row === undefined ? undefined : toSubscription(row);
  },

  /** One of the same name keeps its id and what is on its way. */
  async put(tx: Tx, filter: SubscriptionFilter): Promise<void> {
    await tx.run(
      `INSERT INTO logs_subscription_filter (group_id, name, id, pattern, destination_arn, role_arn, distribution, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (group_id, name) DO UPDATE SET pattern = excluded.pattern,
         destination_arn = excluded.destination_arn, role_arn = excluded.role_arn,
         distribution = excluded.distribution`,
      [
        filter.groupId,
        filter.name,
        filter.id,
        filter.pattern,
        filter.destinationArn,
        filter.roleArn ?? null,
        filter.distribution,
        filter.createdAt,
      ],
    );
  },

  async remove(tx: Tx, { id }: SubscriptionFilter): Promise<void> {
    await tx.run('DELETE FROM logs_subscription_filter WHERE id = ?', [id]);
    await tx.run('DELETE FROM logs_delivery WHERE filter_id = ?', [id]);
  },
};

export interface MetricFilterQuery {
  readonly groupName?: string | undefined;
  readonly prefix: string;
  readonly after: readonly [group: string, name: string];
  readonly limit: number;
}

export const metricFilters = {
  async ofGroup(tx: Tx, groupId: string): Promise<readonly MetricFilter[]> {
    const rows = await tx.all<MetricRow>(
      'SELECT * FROM logs_metric_filter WHERE group_id = ? ORDER BY name',
      [groupId],
    );
    return rows.map(toMetric);
  },

  async put(tx: Tx, { account, region }: Scope, filter: MetricFilter): Promise<void> {
    await tx.run(
      `INSERT INTO logs_metric_filter (group_id, name, account, region, group_name, pattern, transformations, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (group_id, name) DO UPDATE SET pattern = excluded.pattern,
         transformations = excluded.transformations`,
      [
        filter.groupId,
        filter.name,
        account,
        region,
        filter.groupName,
        filter.pattern,
        JSON.stringify(filter.transformations),
        filter.createdAt,
      ],
    );
  },

  /** False when there is none of the name. */
  async remove(tx: Tx, groupId: string, name: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM logs_metric_filter WHERE group_id = ? AND name = ?',
      [groupId, name],
    );
    return changes > 0;
  },

  async removeAll(tx: Tx, groupId: string): Promise<void> {
    await tx.run('DELETE FROM logs_metric_filter WHERE group_id = ?', [groupId]);
  },

  async list(
    tx: Tx,
    { account, region }: Scope,
    { groupName, prefix, after, limit }: MetricFilterQuery,
  ): Promise<readonly MetricFilter[]> {
    const parameters: SqlValue[] = [account, region, ...after];
    let where = 'account = ? AND region = ? AND (group_name, name) > (?, ?)';
    if (groupName !== undefined) {
      where += ' AND group_name = ?';
      parameters.push(groupName);
    }
    if (prefix !== '') {
      where += ' AND substr(name, 1, length(CAST(? AS TEXT))) = ?';
      parameters.push(prefix, prefix);
    }
    const rows = await tx.all<MetricRow>(
      `SELECT * FROM logs_metric_filter WHERE ${where} ORDER BY group_name, name LIMIT ?`,
      [...parameters, limit],
    );
    return rows.map(toMetric);
  },
};
