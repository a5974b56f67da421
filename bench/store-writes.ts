import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { silentLog, systemClock } from '@gatehouse/core';
import { openSqlite, type Store } from '@gatehouse/store';
import type { Benchmark, Measurement } from './benchmark.ts';
import { takingTurns } from './store-measure.ts';

const ROUNDS = 9;
const WRITES = 640;
const AT_ONCE = 64;
const PAYLOAD = 'x'.repeat(400);
const TABLE = 'CREATE TABLE record (id INTEGER PRIMARY KEY AUTOINCREMENT, payload TEXT NOT NULL)';
const INSERT = 'INSERT INTO record (payload) VALUES (?)';

/** Durable writes: each counts once its own commit has reached the disk. */
const measure = async (folder: string): Promise<readonly Measurement[]> => {
  const file = join(folder, 'store.db');
  const store = await openSqlite({ file, clock: systemClock, log: silentLog });
  await store.write((tx) => tx.run(TABLE));
  const bare = new DatabaseSync(join(folder, 'bare.db'));
  bare.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${TABLE}`);
  const insert = bare.prepare(INSERT);
  const nanoseconds = await takingTurns(
    {
      together: () => writeAll(store, AT_ONCE),
      single: () => writeAll(store, 1),
      bare: () => {
        for (let write = 0; write < WRITES; write += 1) insert.run(PAYLOAD);
      },
    },
    WRITES,
    ROUNDS,
  );
  bare.close();
  await store.close();
  const measurement = (name: string, ours: number): Measurement => ({
    name: `store-writes: ${name}`,
    value: 1e9 / ours,
    unit: 'writes/s',
    versus: `node:sqlite, one durable INSERT after another, ${Math.round(1e9 / nanoseconds.bare)}/s`,
    ratio: nanoseconds.bare / ours,
  });
  return [
    measurement(`${AT_ONCE} at once`, nanoseconds.together),
    measurement('one after another', nanoseconds.single),
  ];
};

const writeAll = async (store: Store, clients: number): Promise<void> => {
  let left = WRITES;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await store.write((tx) => tx.run(INSERT, [PAYLOAD]));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
};

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'store-writes',
    run: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
      try {
        return await measure(folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
];
