import type { Tx } from '@gatehouse/store';
import type { InsightMark } from '../api/index.ts';

interface Row {
  readonly document: string;
}

export const insightRows = {
  async save(tx: Tx, mark: InsightMark): Promise<void> {
    const started = Date.parse(mark.startedAt);
    const ended = mark.endedAt === undefined ? null : Date.parse(mark.endedAt);
    await tx.run(
      `INSERT INTO detection_insight (id, started_at, ended_at, account, region, document)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, document = excluded.document`,
      [mark.id, started, ended, mark.account, mark.region, JSON.stringify(mark)],
    );
  },

  /** Those that went on at some time of it, the latest first. */
  async within(tx: Tx, from: number, to: number, limit: number): Promise<readonly InsightMark[]> {
    const rows = await tx.all<Row>(
      `SELECT document FROM detection_insight WHERE started_at < ? AND (ended_at IS NULL OR ended_at >= ?)
       ORDER BY started_at DESC LIMIT ?`,
      [to, from, limit],
    );
    // Written here and nowhere else.
    return rows.map(({ document }) => JSON.parse(document) as InsightMark);
  },

  async expire(tx: Tx, before: number): Promise<void> {
    await tx.run('DELETE FROM detection_insight WHERE started_at < ?', [before]);
  },
};
