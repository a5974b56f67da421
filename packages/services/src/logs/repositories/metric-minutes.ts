import type { Tx } from '@gatehouse/store';

/** Minutes for which a metric filter with a default value needs none any more. */
export const metricMinutes = {
  async add(tx: Tx, groupId: string, minute: number, filter: string): Promise<void> {
    await tx.run(
      'INSERT INTO logs_metric_minute (group_id, minute, filter) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      [groupId, minute, filter],
    );
  },

  /** The filters that have this minute. */
  async filters(tx: Tx, groupId: string, minute: number): Promise<ReadonlySet<string>> {
    const rows = await tx.all<{ readonly filter: string }>(
      'SELECT filter FROM logs_metric_minute WHERE group_id = ? AND minute = ?',
      [groupId, minute],
    );
    return new Set(rows.map(({ filter }) => filter));
  },

  async removeBefore(tx: Tx, groupId: string, minute: number): Promise<void> {
    await tx.run('DELETE FROM logs_metric_minute WHERE group_id = ? AND minute < ?', [
      groupId,
      minute,
    ]);
  },
};
