import { createHash } from 'node:crypto';
import type { Tx } from '@gatehouse/store';
import type { Notice } from '../model/index.ts';

export type ChannelName = 'mail' | 'sns' | 'slack' | 'teams';

export interface StoredNotice extends Notice {
  readonly createdAt: Date;
}

export interface Delivery {
  readonly key: string;
  readonly noticeKey: string;
  readonly channel: ChannelName;
  /** A mailbox for mail; for the others the channel is its own address. */
  readonly address: string;
  readonly deliveredAt: Date | undefined;
}

interface NoticeRow {
  readonly notice_key: string;
  readonly kind: string;
  readonly request_id: string | null;
  readonly data: string;
  readonly created_at: number;
}

interface DeliveryRow {
  readonly delivery_key: string;
  readonly notice_key: string;
  readonly channel: string;
  readonly address: string;
  readonly delivered_at: number | null;
}

/** False when a notice of this key is there already. */
export const insertNotice = async (tx: Tx, notice: Notice, at: Date): Promise<boolean> => {
  const { changes } = await tx.run(
    `INSERT INTO broker_notice (notice_key, kind, request_id, data, created_at)
     VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    [notice.key, notice.kind, notice.requestId ?? null, JSON.stringify(notice.data), at.getTime()],
  );
  return changes > 0;
};

const toNotice = (row: NoticeRow): StoredNotice => ({
  key: row.notice_key,
  // Written by insertNotice alone.
  kind: row.kind as Notice['kind'],
  requestId: row.request_id ?? undefined,
  data: JSON.parse(row.data) as Record<string, unknown>,
  createdAt: new Date(row.created_at),
});

export const findNotice = async (tx: Tx, key: string): Promise<StoredNotice | undefined> => {
  const row = await tx.get<NoticeRow>('SELECT * FROM broker_notice WHERE notice_key = ?', [key]);
  return row && toNotice(row);
};

/** Notices of one kind in [from, to), oldest first; at most 500, more than a digest should hold. */
export const noticesBetween = async (
  tx: Tx,
  kind: Notice['kind'],
  from: Date,
  to: Date,
): Promise<readonly StoredNotice[]> => {
  const rows = await tx.all<NoticeRow>(
    `SELECT * FROM broker_notice WHERE kind = ? AND created_at >= ? AND created_at < ?
     ORDER BY created_at, notice_key LIMIT 500`,
    [kind, from.getTime(), to.getTime()],
  );
  return rows.map(toNotice);
};

export const deliveryKey = (noticeKey: string, channel: ChannelName, address: string): string =>
  createHash('sha256').update(`${noticeKey}\n${channel}\n${address}`).digest('hex').slice(0, 40);

/** False when the delivery exists already: a repeated fan-out sends nothing twice. */
export const insertDelivery = async (
  tx: Tx,
  delivery: Omit<Delivery, 'deliveredAt'>,
  at: Date,
): Promise<boolean> => {
  const { key, noticeKey, channel, address } = delivery;
  const { changes } = await tx.run(
    `INSERT INTO broker_delivery (delivery_key, notice_key, channel, address, created_at)
     VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    [key, noticeKey, channel, address, at.getTime()],
  );
  return changes > 0;
};

export const findDelivery = async (tx: Tx, key: string): Promise<Delivery | undefined> => {
  const row = await tx.get<DeliveryRow>('SELECT * FROM broker_delivery WHERE delivery_key = ?', [
    key,
  ]);
  return (
    row && {
      key: row.delivery_key,
      noticeKey: row.notice_key,
      // Written by insertDelivery alone.
      channel: row.channel as ChannelName,
      address: row.address,
      deliveredAt: row.delivered_at === null ? undefined : new Date(row.delivered_at),
    }
  );
};

export const markDelivered = async (tx: Tx, key: string, at: Date): Promise<void> => {
  await tx.run(
    'UPDATE broker_delivery SET delivered_at = ? WHERE delivery_key = ? AND delivered_at IS NULL',
    [at.getTime(), key],
  );
};
