import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import type { Contents } from '../contents.ts';
import { expiryOf } from '../items/expiry-time.ts';
import { changeItem, findItem } from '../items/item-store.ts';
import type { Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import { items, type StoredItem } from '../repositories/items.ts';
import { tables } from '../repositories/tables.ts';
import { readItem } from '../values/codec.ts';
import { PLACES } from '../values/sortable.ts';
import {
  afterPause,
  AT_ONCE,
  openIfPossible,
  placeFrom,
  placeText,
  ROWS_AT_ONCE,
  soon,
  type Timing,
} from './work.ts';

/** Time to live: items are marked with when they expire, and those whose time is over are deleted. */

export const EXPIRE = 'dynamodb.expire';
export const MARK = 'dynamodb.mark';

const EXPIRY_EVERY_MILLISECONDS = 60_000;
// Items that expired longer ago are left alone (DynamoDB Developer Guide, "Using time to live").
const LONGEST_EXPIRED_MILLISECONDS = 5 * 365 * 24 * 60 * 60 * 1000;

/** After time to live is turned on: the expiry time of every item that is there, some with each run. */
export const scheduleMarking = (parts: Timing, tx: Tx, { id }: Table): Promise<void> =>
  scheduleWork(tx, { kind: MARK, key: id, payload: '', dueAt: soon(parts) });

export const mark =
  (parts: DynamoDbParts): WorkHandler =>
  async (store, { key, payload }) => {
    const found = await store.read((tx) => tables.ofId(tx, key));
    if (found?.ttl === undefined) return;
    if (found.ttl.status === 'DISABLING') {
      const some = (tx: Tx): Promise<number> => items.clearExpiry(tx, key, ROWS_AT_ONCE);
      while ((await store.write(some)) > 0);
      await store.write((tx) => finishTtl(parts, tx, key));
      return;
    }
    const contents = await openIfPossible(parts, found);
    if (contents === undefined) {
      await store.write((tx) =>
        scheduleWork(tx, { kind: MARK, key, payload, dueAt: afterPause(parts) }),
      );
      return;
    }
    await store.write(async (tx) => {
      const table = await tables.ofId(tx, key);
      if (table?.ttl === undefined || table.ttl.status === 'DISABLING') return;
      const some = await items.scan(tx, key, placeFrom(payload), PLACES, AT_ONCE);
      for (const stored of some) {
        const expiresAt = expiryOf(table, readItem(contents.open(stored.content, stored)));
        if (expiresAt !== undefined) await items.setExpiry(tx, key, stored, expiresAt);
      }
      const last = some.at(-1);
      if (last === undefined || some.length < AT_ONCE) await finishTtl(parts, tx, key);
      else
        await scheduleWork(tx, {
          kind: MARK,
          key,
          payload: placeText(last),
          dueAt: parts.clock.now(),
        });
    });
  };

const scheduleExpiry = ({ clock }: Timing, tx: Tx, id: string): Promise<void> =>
  scheduleWork(tx, {
    kind: EXPIRE,
    key: id,
    payload: '',
    dueAt: new Date(clock.now().getTime() + EXPIRY_EVERY_MILLISECONDS),
  });

const finishTtl = async (parts: Timing, tx: Tx, id: string): Promise<void> => {
  const table = await tables.ofId(tx, id);
  if (table?.ttl === undefined) return;
  const isOn = table.ttl.status === 'ENABLING' || table.ttl.status === 'ENABLED';
  const ttl = isOn ? { ...table.ttl, status: 'ENABLED' as const } : undefined;
  await tables.save(tx, { ...table, ttl });
  if (isOn) await scheduleExpiry(parts, tx, id);
};

const expireOne = async (
  tx: Tx,
  table: Table,
  contents: Contents,
  stored: StoredItem,
): Promise<void> => {
  const before = await findItem(tx, table, contents, stored);
  if (before !== undefined)
    await changeItem(tx, table, contents, stored, { before, after: undefined });
};

/** Deletes what is expired, and looks again a minute later for as long as time to live is on. */
export const expire =
  (parts: DynamoDbParts): WorkHandler =>
  async (store, { key }) => {
    const found = await store.read((tx) => tables.ofId(tx, key));
    if (found?.ttl?.status !== 'ENABLED') return;
    const now = parts.clock.now().getTime();
    const isDue = await store.read((tx) =>
      items.expired(tx, key, now - LONGEST_EXPIRED_MILLISECONDS, now, 1),
    );
    const contents = isDue.length === 0 ? undefined : await openIfPossible(parts, found);
    await store.write(async (tx) => {
      const table = await tables.ofId(tx, key);
      if (table?.ttl?.status !== 'ENABLED') return;
      const some =
        contents === undefined
          ? []
          : await items.expired(tx, key, now - LONGEST_EXPIRED_MILLISECONDS, now, AT_ONCE);
      if (contents !== undefined)
        for (const stored of some) await expireOne(tx, table, contents, stored);
      if (some.length < AT_ONCE) await scheduleExpiry(parts, tx, key);
      else await scheduleWork(tx, { kind: EXPIRE, key, payload: '', dueAt: parts.clock.now() });
    });
  };
