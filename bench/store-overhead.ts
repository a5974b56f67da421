import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { memoryStore, type Store } from '@gatehouse/store';
import type { Benchmark, Measurement } from './benchmark.ts';
import { takingTurns } from './store-measure.ts';

const ROUNDS = 15;
const COUNT = 5000;
const ROWS = 1000;
const TABLE =
  'CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT NOT NULL, amount BIGINT NOT NULL)';
const INSERT = 'INSERT INTO item (id, name, amount) VALUES (?, ?, ?)';
const SELECT = 'SELECT * FROM item WHERE id = ?';
const UPDATE = 'UPDATE item SET amount = ? WHERE id = ?';

const measurement = (name: string, ours: number, theirs: number): Measurement => ({
  name: `store-overhead: ${name}`,
  value: Math.round(ours),
  unit: 'ns',
  versus: `the bare prepared statement, ${Math.round(theirs)} ns`,
  ratio: ours / theirs,
});

/** What the port costs on top of the prepared statement beneath it; nothing here waits for a disk. */
const measure = async (folder: string): Promise<readonly Measurement[]> => {
  const bare = new DatabaseSync(join(folder, 'bare.db'));
  bare.exec(`PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL; ${TABLE}`);
  const store = await memoryStore([{ component: 'item', version: 1, statements: [TABLE] }]);
  await fill(bare, store);
  const [select, update] = [bare.prepare(SELECT), bare.prepare(UPDATE)];
  const nanoseconds = await takingTurns(
    {
      bareGet: () => each((at) => select.get(at % ROWS)),
      get: () => store.read((tx) => eachAwaited((at) => tx.get(SELECT, [at % ROWS]))),
      read: () => eachAwaited((at) => store.read((tx) => tx.get(SELECT, [at % ROWS]))),
      bareRun: () => {
        bare.exec('BEGIN');
        each((at) => update.run(at, at % ROWS));
        bare.exec('COMMIT');
      },
      run: () => store.write((tx) => eachAwaited((at) => tx.run(UPDATE, [at, at % ROWS]))),
    },
    COUNT,
    ROUNDS,
  );
  await store.close();
  bare.close();
  return [
    measurement('tx.get', nanoseconds.get, nanoseconds.bareGet),
    measurement('a read with one tx.get', nanoseconds.read, nanoseconds.bareGet),
    measurement('tx.run', nanoseconds.run, nanoseconds.bareRun),
  ];
};

const fill = async (bare: DatabaseSync, store: Store): Promise<void> => {
  const insert = bare.prepare(INSERT);
  await store.write(async (tx) => {
    for (let id = 0; id < ROWS; id += 1) {
      insert.run(id, `item ${id}`, 0);
      await tx.run(INSERT, [id, `item ${id}`, 0]);
    }
  });
};

const each = (work: (at: number) => unknown): void => {
  for (let at = 0; at < COUNT; at += 1) work(at);
};

const eachAwaited = async (work: (at: number) => Promise<unknown>): Promise<void> => {
  for (let at = 0; at < COUNT; at += 1) await work(at);
};

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'store-overhead',
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
