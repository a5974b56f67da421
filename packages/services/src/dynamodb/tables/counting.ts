import {
  scheduleWork,
  scheduleWorkOnce,
  type Store,
  type Tx,
  type WorkHandler,
} from '@gatehouse/store';
import type { Counted, Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import { entries } from '../repositories/entries.ts';
import { items } from '../repositories/items.ts';
import { tables } from '../repositories/tables.ts';
import { tokens } from '../repositories/tokens.ts';

/**
 * How much is in tables. What is small is counted when somebody asks; what is large was counted within the last six hours, as
 * DynamoDB has it for all.
 */
export const COUNT = 'dynamodb.count';

const EVERY_MILLISECONDS = 6 * 60 * 60 * 1000;
const SMALL = 2000;
const TABLES_AT_ONCE = 100;
const ALL = 2_000_000_000;

type Count = (tx: Tx, most: number) => Promise<Counted>;

const countsOf = (table: Table): readonly (readonly [string, Count])[] => [
  ['', (tx, most) => items.count(tx, table.id, most)],
  ...table.indexes.map(
    ({ id }) => [id, (tx: Tx, most: number) => entries.count(tx, id, most)] as const,
  ),
];

/** The table with what is in it now, or was when it was counted last. */
export const countedTable = async (tx: Tx, table: Table): Promise<Table> => {
  const counted: [string, Counted][] = [];
  for (const [name, count] of countsOf(table)) {
    const now = await count(tx, SMALL + 1);
    const then = table.counted[name];
    const isSmall = now.items <= SMALL || then === undefined || then.items < now.items;
    counted.push([name, isSmall ? now : then]);
  }
  return { ...table, counted: Object.fromEntries(counted) };
};

const recount = async (store: Store, id: string): Promise<void> => {
  const counted = await store.read(async (tx) => {
    const table = await tables.ofId(tx, id);
    const found: [string, Counted][] = [];
    for (const [name, count] of table === undefined ? [] : countsOf(table))
      found.push([name, await count(tx, ALL)]);
    return Object.fromEntries(found);
  });
  await store.write((tx) => tables.setCounted(tx, id, counted));
};

const workAt = (dueAt: Date) => ({ kind: COUNT, key: 'all', payload: '', dueAt });

/** At the first start, and then every six hours. */
export const scheduleCount = (tx: Tx, now: Date): Promise<void> =>
  scheduleWorkOnce(tx, workAt(now));

export const countAll =
  ({ clock }: DynamoDbParts): WorkHandler =>
  async (store) => {
    let after = '';
    for (;;) {
      const ids = await store.read((tx) => tables.ids(tx, after, TABLES_AT_ONCE));
      for (const id of ids) await recount(store, id);
      const last = ids.at(-1);
      if (last === undefined || ids.length < TABLES_AT_ONCE) break;
      after = last;
    }
    await store.write(async (tx) => {
      const now = clock.now();
      await tokens.removeExpired(tx, now.getTime());
      await scheduleWork(tx, workAt(new Date(now.getTime() + EVERY_MILLISECONDS)));
    });
  };
