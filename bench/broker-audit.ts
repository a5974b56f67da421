import { silentLog, systemClock } from '@gatehouse/core';
import { newSigningKey, signerOf, type Anchor } from '@gatehouse/merkle-log';
import { memoryStore } from '@gatehouse/store';
import { auditMigrations, createAudit } from '../solutions/broker/src/audit/index.ts';
import type { AuditLeaf } from '../solutions/broker/src/model/index.ts';
import type { Benchmark, Measurement } from './benchmark.ts';
import { takingTurns } from './store-measure.ts';

const ROUNDS = 9;
const COUNT = 2000;

const table = {
  component: 'bare',
  version: 1,
  statements: ['CREATE TABLE bare (id INTEGER PRIMARY KEY AUTOINCREMENT, leaf TEXT NOT NULL)'],
};

const leaf: AuditLeaf = {
  type: 'request.approved',
  at: new Date(0),
  actor: 'p-aaaaaaaaaaaaaaaaaaaaaaaaaa',
  requestId: 'r-00000000000000000001',
  data: { step: 'owners', groups: ['owners', 'security'], comment: 'x'.repeat(200), version: 3 },
};
const TEXT = JSON.stringify(leaf);

// Nothing is anchored here: that happens once a minute, elsewhere.
const nowhere: Anchor = {
  latest: async () => undefined,
  write: async () => {},
  hashCount: async () => 0,
  writeHashes: async () => {},
  checkpoints: async function* () {},
  hashLines: async function* () {},
};

/** What one audit entry costs inside the transaction of its change; nothing here waits for a disk. */
const measure = async (): Promise<readonly Measurement[]> => {
  const store = await memoryStore([...auditMigrations, table]);
  const signer = signerOf('bench', newSigningKey());
  const { log } = createAudit({
    store,
    clock: systemClock,
    log: silentLog,
    anchor: nowhere,
    signer,
  });
  const insert = 'INSERT INTO bare (leaf) VALUES (?)';
  const nanoseconds = await takingTurns(
    {
      append: () =>
        store.write(async (tx) => {
          for (let at = 0; at < COUNT; at += 1) await log.append(tx, [leaf]);
        }),
      bare: () =>
        store.write(async (tx) => {
          for (let at = 0; at < COUNT; at += 1) await tx.run(insert, [TEXT]);
        }),
    },
    COUNT,
    ROUNDS,
  );
  await store.close();
  return [
    {
      name: 'broker-audit: an entry appended',
      value: nanoseconds.append / 1000,
      unit: 'µs',
      versus: `one INSERT of the same text, ${(nanoseconds.bare / 1000).toFixed(1)} µs`,
      ratio: nanoseconds.append / nanoseconds.bare,
    },
  ];
};

export const benchmarks: readonly Benchmark[] = [{ name: 'broker-audit', run: measure }];
