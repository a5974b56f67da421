import type { AlarmType, HistoryItemType, ScanBy } from '@aws-sdk/client-cloudwatch';
import type { Tx } from '@gatehouse/store';
import type { Scope } from '../../model.ts';
import type { AlarmRef, Configuration } from '../model.ts';

export interface HistoryItem {
  readonly name: string;
  readonly alarmType: AlarmType;
  readonly type: HistoryItemType;
  readonly at: Date;
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
  /** Orders the items of one alarm. */
  readonly sequence: number;
}

interface HistoryRow {
  readonly name: string;
  readonly sequence: number;
  readonly kind: Configuration['kind'];
  readonly at: number;
  readonly type: HistoryItemType;
  readonly summary: string;
  readonly data: string;
}

const toItem = (row: HistoryRow): HistoryItem => ({
  name: row.name,
  alarmType: row.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm',
  type: row.type,
  at: new Date(row.at),
  summary: row.summary,
  data: row.data,
  sequence: row.sequence,
});

export interface HistoryFilter {
  readonly name?: string | undefined;
  readonly kinds: readonly Configuration['kind'][];
  readonly type?: HistoryItemType | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly order: ScanBy;
}

/** Where a page ended. */
export interface HistoryPosition {
  readonly at: number;
  readonly name: string;
  readonly sequence: number;
}

export const history = {
  async append(
    tx: Tx,
    { account, region, name }: Omit<AlarmRef, 'arn'>,
    item: Omit<HistoryRow, 'name' | 'sequence' | 'at'> & { readonly at: Date },
  ): Promise<void> {
    await tx.run(
      `INSERT INTO cloudwatch_alarm_history (account, region, name, sequence, kind, at, type, summary, data)
       SELECT ?, ?, ?, COALESCE(MAX(sequence), 0) + 1, ?, CAST(? AS BIGINT), ?, ?, ?
       FROM cloudwatch_alarm_history WHERE account = ? AND region = ? AND name = ?`,
      [
        account,
        region,
        name,
        item.kind,
        item.at.getTime(),
        item.type,
        item.summary,
        item.data,
        account,
        region,
        name,
      ],
    );
  },

  async list(
    tx: Tx,
    { account, region }: Scope,
    filter: HistoryFilter,
    page: { readonly after: HistoryPosition | undefined; readonly limit: number },
  ): Promise<readonly HistoryItem[]> {
    const isAscending = filter.order === 'TimestampAscending';
    const { after } = page;
    const conditions: [string, ...(string | number)[]][] = [
      ['account = ?', account],
      ['region = ?', region],
      [`kind IN (${filter.kinds.map(() => '?').join(', ')})`, ...filter.kinds],
    ];
    if (filter.name !== undefined) conditions.push(['name = ?', filter.name]);
    if (filter.type !== undefined) conditions.push(['type = ?', filter.type]);
    if (filter.from !== undefined) conditions.push(['at >= ?', filter.from.getTime()]);
    if (filter.to !== undefined) conditions.push(['at <= ?', filter.to.getTime()]);
    if (after !== undefined)
      conditions.push([
        `(at, name, sequence) ${isAscending ? '>' : '<'} (?, ?, ?)`,
        after.at,
        after.name,
        after.sequence,
      ]);
    const order = isAscending ? 'ASC' : 'DESC';
    const rows = await tx.all<HistoryRow>(
      `SELECT name, sequence, kind, at, type, summary, data FROM cloudwatch_alarm_history
       WHERE ${conditions.map(([text]) => text).join(' AND ')}
       ORDER BY at ${order}, name ${order}, sequence ${order} LIMIT ?`,
      [...conditions.flatMap(([, ...values]) => values), page.limit],
    );
    return rows.map(toItem);
  },

  /** Whether more may be left. */
  async deleteBefore(tx: Tx, before: Date, most: number): Promise<boolean> {
    const row = await tx.get<{ readonly at: number }>(
      'SELECT at FROM cloudwatch_alarm_history WHERE at < ? ORDER BY at LIMIT 1 OFFSET ?',
      [before.getTime(), most],
    );
    const until = Math.min(before.getTime(), (row?.at ?? before.getTime()) + 1);
    await tx.run('DELETE FROM cloudwatch_alarm_history WHERE at < ?', [until]);
    return row !== undefined;
  },
};
