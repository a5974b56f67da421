// Run as a process of its own by sqlite-store.test.ts, which kills it: writes as fast as it can and prints the number of
// each write once it is acknowledged.
import { silentLog, systemClock } from '@gatehouse/core';
import { coreMigrations } from './core-migrations.ts';
import { migrate } from './migrate.ts';
import { appendOutbox } from './outbox.ts';
import { openSqlite } from './sqlite-store.ts';

const [, , file = '', first = '0'] = process.argv;
const WRITERS = 16;

const store = await openSqlite({ file, clock: systemClock, log: silentLog });
await migrate(store, [
  ...coreMigrations,
  { component: 'item', version: 1, statements: ['CREATE TABLE item (id BIGINT PRIMARY KEY)'] },
]);

let next = Number(first);
const writeForever = async (): Promise<never> => {
  for (;;) {
    const id = (next += 1);
    await store.write(async (tx) => {
      await tx.run('INSERT INTO item (id) VALUES (?)', [id]);
      await appendOutbox(tx, 'audit', String(id), systemClock.now());
    });
    process.stdout.write(`${id}\n`);
  }
};
await Promise.all(Array.from({ length: WRITERS }, writeForever));
