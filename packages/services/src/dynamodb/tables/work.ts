import { AwsError } from '@gatehouse/core';
import { tagStore } from '@gatehouse/service-kit';
import { scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import type { Contents } from '../contents.ts';
import { possibleEntry } from '../items/item-keys.ts';
import type { Index, Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import { entries } from '../repositories/entries.ts';
import { type ItemPlace, items } from '../repositories/items.ts';
import { tables } from '../repositories/tables.ts';
import { readItem } from '../values/codec.ts';
import { PLACES } from '../values/sortable.ts';

/** What happens to tables later. Each run is short, so that other writes get their turn in between. */

export const SETTLE = 'dynamodb.settle';
export const BACKFILL = 'dynamodb.backfill';
export const UNINDEX = 'dynamodb.unindex';
export const REMOVE = 'dynamodb.remove';

// As items may have 400 KB each, no more are opened in one transaction.
export const AT_ONCE = 100;
export const ROWS_AT_ONCE = 2000;
const FIRST: ItemPlace = { place: -1, hash: Buffer.from([0]), sort: Buffer.from([0]) };

export const placeText = ({ place, hash, sort }: ItemPlace): string =>
  `${place} ${Buffer.from(hash).toString('base64')} ${Buffer.from(sort).toString('base64')}`;

export const placeFrom = (text: string | undefined): ItemPlace => {
  const [place, hash = '', sort = ''] = (text ?? '').split(' ');
  return text === undefined || text === ''
    ? FIRST
    : {
        place: Number(place),
        hash: Buffer.from(hash, 'base64'),
        sort: Buffer.from(sort, 'base64'),
      };
};

export type Timing = Pick<DynamoDbParts, 'clock' | 'delaySeconds'>;

export const soon = ({ clock, delaySeconds }: Timing): Date =>
  new Date(clock.now().getTime() + delaySeconds * 1000);

const PAUSE_MILLISECONDS = 60_000;

/** When to try again what cannot be done now. */
export const afterPause = ({ clock }: Timing): Date =>
  new Date(clock.now().getTime() + PAUSE_MILLISECONDS);

/** Undefined: the table's key cannot be used now, and what DynamoDB does by itself has to wait. */
export const openIfPossible = async (
  { tableKeys }: DynamoDbParts,
  table: Table,
): Promise<Contents | undefined> => {
  try {
    return await tableKeys.openAsService(table);
  } catch (cause) {
    if (cause instanceof AwsError) return undefined;
    throw cause;
  }
};

/** A table that is made or changed is ACTIVE a little later. */
export const scheduleSettling = (parts: Timing, tx: Tx, { id }: Table): Promise<void> =>
  scheduleWork(tx, { kind: SETTLE, key: id, payload: '', dueAt: soon(parts) });

export const settle =
  (_parts: DynamoDbParts): WorkHandler =>
  (store, { key }) =>
    store.write(async (tx) => {
      const table = await tables.ofId(tx, key);
      if (table === undefined || table.status === 'DELETING') return;
      // Indexes that came with the table are as complete as it is.
      const indexes = table.indexes.map((index) =>
        index.status === 'UPDATING' || (index.status === 'CREATING' && table.status === 'CREATING')
          ? { ...index, status: 'ACTIVE' as const }
          : index,
      );
      await tables.save(tx, { ...table, indexes, status: 'ACTIVE' });
    });

export const scheduleBackfill = (
  parts: Timing,
  tx: Tx,
  table: Table,
  index: Index,
): Promise<void> =>
  scheduleWork(tx, {
    kind: BACKFILL,
    key: index.id,
    payload: JSON.stringify({ table: table.id, after: '' }),
    dueAt: soon(parts),
  });

interface Progress {
  readonly table: string;
  readonly after: string;
}

/** The work's row is our own. */
const progressOf = (payload: string): Progress => JSON.parse(payload) as Progress;

const setIndex = (tx: Tx, table: Table, changed: Index): Promise<void> =>
  tables.save(tx, {
    ...table,
    indexes: table.indexes.map((index) => (index.id === changed.id ? changed : index)),
  });

/** An item that cannot be in the index is left out of it, as AWS does when it fills one. */
const backfillEntry = async (
  tx: Tx,
  table: Table,
  index: Index,
  item: ReturnType<typeof readItem>,
  at: ItemPlace,
): Promise<void> => {
  const entry = possibleEntry(table, index, item, at);
  if (entry !== undefined) await entries.put(tx, index.id, entry);
};

/** Puts the items that are there into a new index, some with each run. */
export const backfill =
  (parts: DynamoDbParts): WorkHandler =>
  async (store, { key, payload }) => {
    const progress = progressOf(payload);
    const found = await store.read((tx) => tables.ofId(tx, progress.table));
    if (found === undefined) return;
    const contents = await openIfPossible(parts, found);
    if (contents === undefined) {
      await store.write((tx) =>
        scheduleWork(tx, { kind: BACKFILL, key, payload, dueAt: afterPause(parts) }),
      );
      return;
    }
    await store.write(async (tx) => {
      const table = await tables.ofId(tx, progress.table);
      const index = table?.indexes.find(({ id }) => id === key);
      if (table === undefined || index?.status !== 'CREATING') return;
      const after = placeFrom(progress.after);
      const some = await items.scan(tx, table.id, after, PLACES, AT_ONCE);
      for (const stored of some)
        await backfillEntry(
          tx,
          table,
          index,
          readItem(contents.open(stored.content, stored)),
          stored,
        );
      const last = some.at(-1);
      if (last === undefined || some.length < AT_ONCE)
        await setIndex(tx, table, { ...index, status: 'ACTIVE' });
      else
        await scheduleWork(tx, {
          kind: BACKFILL,
          key,
          payload: JSON.stringify({ table: table.id, after: placeText(last) }),
          dueAt: parts.clock.now(),
        });
    });
  };

export const scheduleUnindexing = (
  parts: Timing,
  tx: Tx,
  table: Table,
  index: Index,
): Promise<void> =>
  scheduleWork(tx, {
    kind: UNINDEX,
    key: index.id,
    payload: JSON.stringify({ table: table.id, after: '' }),
    dueAt: soon(parts),
  });

const removeEntries = async (store: Store, indexId: string): Promise<void> => {
  const some = (tx: Tx): Promise<number> => entries.removeSome(tx, indexId, ROWS_AT_ONCE);
  while ((await store.write(some)) > 0);
};

/** Takes an index away. */
export const unindex =
  (_parts: DynamoDbParts): WorkHandler =>
  async (store, { key, payload }) => {
    await removeEntries(store, key);
    await store.write(async (tx) => {
      const table = await tables.ofId(tx, progressOf(payload).table);
      if (table === undefined) return;
      const indexes = table.indexes.filter(({ id }) => id !== key);
      await tables.save(tx, { ...table, indexes });
    });
  };

export const scheduleRemoval = (parts: Timing, tx: Tx, { id }: Table): Promise<void> =>
  scheduleWork(tx, { kind: REMOVE, key: id, payload: '', dueAt: soon(parts) });

/** Its name is free again; what was in it goes later. */
export const removeNow = async ({ clock }: Timing, tx: Tx, table: Table): Promise<void> => {
  await tables.remove(tx, table.id);
  await tagStore.removeAll(tx, table.arn);
  await scheduleWork(tx, {
    kind: REMOVE,
    key: table.id,
    payload: table.indexes.map(({ id }) => id).join(' '),
    dueAt: clock.now(),
  });
};

/** Removes a table, then what was in it: a node may fall in between, and all that is left to do stands in the work's row. */
export const remove =
  (parts: DynamoDbParts): WorkHandler =>
  async (store, { key, payload }) => {
    const table = await store.read((tx) => tables.ofId(tx, key));
    if (table !== undefined) {
      await store.write((tx) => removeNow(parts, tx, table));
      return;
    }
    for (const index of payload.split(' ')) if (index !== '') await removeEntries(store, index);
    const some = (tx: Tx): Promise<number> => items.removeSome(tx, key, ROWS_AT_ONCE);
    while ((await store.write(some)) > 0);
  };
