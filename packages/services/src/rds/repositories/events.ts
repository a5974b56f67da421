import type { Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';

export interface KeptEvent extends Scope {
  readonly id: string;
  readonly at: Date;
  /** `db-instance` */
  readonly sourceType: string;
  readonly sourceId: string;
  readonly sourceArn: string;
  readonly categories: readonly string[];
  readonly message: string;
}

interface EventRow {
  readonly id: string;
  readonly at: number;
  readonly source_type: string;
  readonly source_id: string;
  readonly source_arn: string;
  readonly categories: string;
  readonly message: string;
}

/** Times are milliseconds since 1970; `until` is excluded. */
export interface EventQuestion {
  readonly from: number;
  readonly until: number;
  readonly after?: { readonly at: number; readonly id: string } | undefined;
  readonly limit: number;
}

export const keptEvents = {
  async list(
    tx: Tx,
    scope: Scope,
    { from, until, after, limit }: EventQuestion,
  ): Promise<KeptEvent[]> {
    const rows = await tx.all<EventRow>(
      `SELECT id, at, source_type, source_id, source_arn, categories, message FROM rds_event
       WHERE account = ? AND region = ? AND at >= ? AND at < ?${after === undefined ? '' : ' AND (at, id) > (?, ?)'}
       ORDER BY at, id LIMIT ?`,
      [
        scope.account,
        scope.region,
        from,
        until,
        ...(after === undefined ? [] : [after.at, after.id]),
        limit,
      ],
    );
    return rows.map((row) => ({
      account: scope.account,
      region: scope.region,
      id: row.id,
      at: new Date(row.at),
      sourceType: row.source_type,
      sourceId: row.source_id,
      sourceArn: row.source_arn,
      categories: JSON.parse(row.categories) as string[],
      message: row.message,
    }));
  },

  async insert(tx: Tx, event: KeptEvent): Promise<void> {
    await tx.run(
      `INSERT INTO rds_event (account, region, at, id, source_type, source_id, source_arn, categories, message)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        event.account,
        event.region,
        event.at.getTime(),
        event.id,
        event.sourceType,
        event.sourceId,
        event.sourceArn,
        JSON.stringify(event.categories),
        event.message,
      ],
    );
  },

  async removeBefore(tx: Tx, { account, region }: Scope, at: number): Promise<void> {
    await tx.run('DELETE FROM rds_event WHERE account = ? AND region = ? AND at < ?', [
      account,
      region,
      at,
    ]);
  },
};
