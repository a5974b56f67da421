import type { Tx } from '@gatehouse/store';
import { alarmRef } from '../arns.ts';
import type { AlarmRef } from '../model.ts';

/** Word for other nodes and for what is kept: alarms of this series are no longer what they were. */
export const WATCHES_CHANNEL = 'cloudwatch.watches';

type Place = Omit<AlarmRef, 'arn'>;

interface WatchRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

const own = async (tx: Tx, { account, region, name }: Place): Promise<readonly string[]> => {
  const rows = await tx.all<{ readonly series_id: string }>(
    'SELECT series_id FROM cloudwatch_alarm_watch WHERE account = ? AND region = ? AND name = ?',
    [account, region, name],
  );
  return rows.map(({ series_id }) => series_id);
};

/** Which alarms look at which metrics. */
export const watches = {
  async replace(
    tx: Tx,
    ref: Place,
    series: readonly { readonly id: string }[],
    byName: boolean,
  ): Promise<void> {
    for (const id of await own(tx, ref)) tx.notify(WATCHES_CHANNEL, id);
    await tx.run(
      'DELETE FROM cloudwatch_alarm_watch WHERE account = ? AND region = ? AND name = ?',
      [ref.account, ref.region, ref.name],
    );
    for (const { id } of series) {
      await tx.run(
        `INSERT INTO cloudwatch_alarm_watch (series_id, account, region, name, by_name) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
        [id, ref.account, ref.region, ref.name, byName ? 1 : 0],
      );
      tx.notify(WATCHES_CHANNEL, id);
    }
  },

  async of(tx: Tx, seriesId: string): Promise<readonly AlarmRef[]> {
    const rows = await tx.all<WatchRow>(
      'SELECT account, region, name FROM cloudwatch_alarm_watch WHERE series_id = ? ORDER BY account, region, name',
      [seriesId],
    );
    return rows.map((row) => alarmRef(row, row.name));
  },

  /** Of the caller's alarms on this metric alone, their names. */
  async namesOn(tx: Tx, seriesId: string): Promise<readonly string[]> {
    const rows = await tx.all<{ readonly name: string }>(
      'SELECT name FROM cloudwatch_alarm_watch WHERE series_id = ? AND by_name = 1 ORDER BY name',
      [seriesId],
    );
    return rows.map(({ name }) => name);
  },
};
