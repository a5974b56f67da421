import { silentLog, systemClock } from '@gatehouse/core';
import type { AuditEntry } from '@gatehouse/service-kit';
import { coreMigrations, memoryStore, migrate, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cloudTrailMigrations } from '../migrations.ts';
import { type EventFilter, matches, newestFirst } from '../model.ts';
import { type EventPosition, events } from './events.ts';

const SCOPE = { account: '111122223333', region: 'us-east-1' };
const ALWAYS = { from: 0, to: Number.MAX_SAFE_INTEGER };
const server = await testPostgres();

const database = async (open: () => Promise<Store>): Promise<Store> => {
  const store = await open();
  onTestFinished(() => store.close());
  await migrate(store, [...coreMigrations, ...cloudTrailMigrations]);
  return store;
};

const id = (number: number): string =>
  `${((number * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`;

const entry = (
  number: number,
  at: number,
  more: Partial<AuditEntry['record']> = {},
): AuditEntry => ({
  at,
  record: {
    eventID: id(number),
    eventName: 'ListUsers',
    eventSource: 'iam.amazonaws.com',
    awsRegion: SCOPE.region,
    readOnly: true,
    userIdentity: { type: 'IAMUser', userName: 'alice', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
    ...more,
    recipientAccountId: more.recipientAccountId ?? SCOPE.account,
  },
  resources: [],
});

const insert = (store: Store, entries: readonly AuditEntry[]): Promise<void> =>
  store.write((tx) => events.insert(tx, entries));

const find = (
  store: Store,
  filter: EventFilter,
  limit: number,
  position?: EventPosition,
): Promise<readonly AuditEntry[]> =>
  store.read((tx) => events.find(tx, SCOPE, filter, { position, limit }));

/** All pages, one after the other. */
const allPages = async (
  store: Store,
  filter: EventFilter,
  size: number,
): Promise<readonly string[]> => {
  const ids: string[] = [];
  let position: EventPosition | undefined;
  for (;;) {
    const page = await find(store, filter, size, position);
    ids.push(...page.map(({ record }) => record.eventID));
    const last = page.at(-1);
    if (last === undefined || page.length < size) return ids;
    position = { at: last.at, eventId: last.record.eventID };
  }
};

const expected = (entries: readonly AuditEntry[], filter: EventFilter): readonly string[] =>
  entries
    .filter((one) => matches(one, filter))
    .toSorted(newestFirst)
    .map(({ record }) => record.eventID);

const byId = (value: string): EventFilter => ({
  ...ALWAYS,
  attribute: { key: 'EventId', value },
});

const suite = (open: () => Promise<Store>): void => {
  test('chunks that overlap in time are read as one history, newest first', async () => {
    const store = await database(open);
    const all = Array.from({ length: 600 }, (_, at) => entry(at, 1_000_000 + ((at * 7919) % 6007)));
    for (let from = 0; from < all.length; from += 23)
      await insert(store, all.slice(from, from + 23));

    for (const size of [7, 50, 1000])
      expect(await allPages(store, ALWAYS, size)).toEqual(expected(all, ALWAYS));
  });

  test('many chunks that end in the same millisecond lose nothing and repeat nothing', async () => {
    const store = await database(open);
    const all = Array.from({ length: 150 }, (_, at) => entry(at, 1_000_000));
    for (const one of all) await insert(store, [one]);

    expect(await allPages(store, ALWAYS, 3)).toEqual(expected(all, ALWAYS));
  });

  test('a batch that comes again, with newer events behind it, is stored once', async () => {
    const store = await database(open);
    const all = Array.from({ length: 700 }, (_, at) => entry(at, 1_000_000 + at));
    await insert(store, all.slice(0, 300));

    await insert(store, all);

    expect(await allPages(store, ALWAYS, 50)).toEqual(expected(all, ALWAYS));
  });

  test('a batch that spans hours is found from any moment of it', async () => {
    const store = await database(open);
    const all = Array.from({ length: 40 }, (_, at) => entry(at, at * 3_600_000));
    await insert(store, all);

    for (const hour of [0, 1, 20, 39]) {
      const filter = { from: 0, to: hour * 3_600_000 };
      expect(await allPages(store, filter, 4)).toEqual(expected(all, filter));
    }
  });

  test('an event is found by its id among thousands, and by no other id', async () => {
    const store = await database(open);
    const all = Array.from({ length: 1500 }, (_, at) => entry(at, 1_000_000 + at));
    for (let from = 0; from < all.length; from += 2) await insert(store, all.slice(from, from + 2));

    expect(await allPages(store, byId(id(3)), 2)).toEqual([id(3)]);
    expect(await allPages(store, byId(id(1500)), 2)).toEqual([]);
    for (const value of ['zz', '', id(3).toUpperCase(), `${id(3)}0`])
      expect(await find(store, byId(value), 5)).toEqual([]);
  });

  test('values that no index could hold are stored and found', async () => {
    const store = await database(open);
    const name = `a\0\uD800${'x'.repeat(5000)}`;
    const long = { ...entry(1, 5), resources: [{ type: 'AWS::IAM::User', name }] };
    const other = { ...entry(2, 6), resources: [{ type: 'AWS::IAM::User', name: `${name}y` }] };
    await insert(store, [long, other]);

    const filter: EventFilter = { ...ALWAYS, attribute: { key: 'ResourceName', value: name } };
    expect(await allPages(store, filter, 5)).toEqual([id(1)]);
  });

  test('accounts and Regions do not see one another', async () => {
    const store = await database(open);
    await insert(store, [
      entry(1, 5),
      entry(2, 5, { recipientAccountId: '444455556666' }),
      entry(3, 5, { awsRegion: 'eu-central-1' }),
    ]);

    expect(await allPages(store, ALWAYS, 5)).toEqual([id(1)]);
  });

  test('chunks expire some at a time, with their keys', async () => {
    const store = await database(open);
    for (let at = 0; at < 10; at += 1) await insert(store, [entry(at, at)]);

    const expire = (): Promise<number> => store.write((tx) => events.expire(tx, 7, 4));

    expect([await expire(), await expire(), await expire()]).toEqual([4, 3, 0]);
    expect(await allPages(store, ALWAYS, 5)).toEqual([id(9), id(8), id(7)]);
    const keys = await store.read((tx) =>
      tx.all('SELECT DISTINCT chunk_id FROM cloudtrail_key ORDER BY chunk_id'),
    );
    expect(keys).toHaveLength(3);
  });
};

describe('event history on SQLite', () => {
  suite(memoryStore);

  test('the pages of any history, put together, are its matching events in order', async () => {
    const drawn = fc.record({
      at: fc.integer({ min: 0, max: 90_000 }).map((at) => at - (at % 7)),
      userName: fc.constantFrom('alice', 'bob', 'carol'),
      eventName: fc.constantFrom('ListUsers', 'CreateUser'),
    });
    const filters: fc.Arbitrary<EventFilter> = fc.record({
      from: fc.constantFrom(0, 30_000),
      to: fc.constantFrom(60_000, Number.MAX_SAFE_INTEGER),
      attribute: fc.constantFrom(
        undefined,
        { key: 'Username' as const, value: 'bob' },
        { key: 'EventName' as const, value: 'CreateUser' },
        { key: 'ResourceName' as const, value: 'none' },
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(drawn, { maxLength: 12 }), { maxLength: 25 }),
        filters,
        fc.integer({ min: 1, max: 20 }),
        async (batches, filter, size) => {
          const store = await memoryStore();
          await migrate(store, [...coreMigrations, ...cloudTrailMigrations]);
          let number = 0;
          const all: AuditEntry[] = [];
          for (const batch of batches) {
            const entries = batch.map(({ at, userName, eventName }) =>
              entry((number += 1), at, { eventName, userIdentity: { type: 'IAMUser', userName } }),
            );
            all.push(...entries);
            await insert(store, entries);
          }

          const pages = await allPages(store, filter, size);

          await store.close();
          expect(pages).toEqual(expected(all, filter));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe.runIf(server !== undefined)('event history on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    return openPostgres({ url: await server.database(), clock: systemClock, log: silentLog });
  });
});
