import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog, systemClock } from '@gatehouse/core';
import {
  EMPTY_FRONTIER,
  extendFrontier,
  formatPeaks,
  leafHash,
  newSigningKey,
  rootOf,
  signCheckpoint,
  signerOf,
  verifyLog,
} from '@gatehouse/merkle-log';
import {
  coreMigrations,
  memoryStore,
  migrate,
  openSqlite,
  type SqlValue,
  type Store,
} from '@gatehouse/store';
import { expect, onTestFinished, test } from 'vitest';
import {
  auditOn,
  type AuditFixture,
  describeOnBoth,
  exported,
  type MemoryAnchor,
  type Nodes,
  signer,
} from './audit.fixture.ts';
import { auditMigrations, verifyStore } from './index.ts';

const alter = (store: Store, sql: string, ...values: readonly SqlValue[]): Promise<unknown> =>
  store.write((tx) => tx.run(sql, values));

const FORGED = (sequence: number): string =>
  `{"actor":"p-mallory","at":1795608000000,"data":{"word":"never asked"},"sequence":${sequence},"type":"request.created"}`;

/** The entry's text, its hash and its columns: a row that agrees with itself. */
const rewrite = (store: Store, sequence: number, text = FORGED(sequence)): Promise<unknown> =>
  alter(
    store,
    `UPDATE broker_audit_leaf SET leaf = ?, hash = ?, actor = 'p-mallory', request_id = NULL WHERE sequence = ?`,
    text,
    leafHash(text),
    sequence,
  );

/** Makes subtrees and head fit the rows, as somebody would who owns the database and has read our source. */
const rehash = (store: Store): Promise<unknown> =>
  store.write(async (tx) => {
    const rows = await tx.all<{ sequence: number; leaf: string }>(
      'SELECT sequence, leaf FROM broker_audit_leaf ORDER BY sequence',
    );
    const hashes = rows.map(({ leaf }) => leafHash(leaf));
    const { frontier, completed } = extendFrontier(EMPTY_FRONTIER, hashes);
    await tx.run('DELETE FROM broker_audit_subtree');
    for (const { level, index, hash } of completed.filter((subtree) => subtree.level === 8)) {
      await tx.run('INSERT INTO broker_audit_subtree (level, position, hash) VALUES (?, ?, ?)', [
        level,
        index,
        hash,
      ]);
    }
    await tx.run('UPDATE broker_audit_head SET size = ?, peaks = ?', [
      frontier.size,
      formatPeaks(frontier.peaks),
    ]);
  });

const swap = (store: Store, a: number, b: number): Promise<unknown> =>
  store.write(async (tx) => {
    const set = 'UPDATE broker_audit_leaf SET sequence = ? WHERE sequence = ?';
    await tx.run(set, [-1, a]);
    await tx.run(set, [a, b]);
    await tx.run(set, [b, -1]);
  });

const evidenceOf = (anchor: MemoryAnchor) => ({
  checkpoints: anchor.notes,
  publicKey: signer.verifierKey,
  hashLines: anchor.hashLines(),
});

const REMOVE = 'DELETE FROM broker_audit_leaf WHERE sequence';

const attacks: readonly (readonly [
  string,
  (store: Store) => Promise<unknown>,
  { readonly reason: string; readonly sequence?: number | undefined },
])[] = [
  [
    'the text of an entry was changed',
    (store) =>
      alter(store, 'UPDATE broker_audit_leaf SET leaf = ? WHERE sequence = 20', FORGED(20)),
    { reason: 'changed', sequence: 20 },
  ],
  [
    'one letter of an entry was changed',
    (store) =>
      alter(
        store,
        `UPDATE broker_audit_leaf SET leaf = replace(leaf, 'ann', 'bob') WHERE sequence = 20`,
      ),
    { reason: 'changed', sequence: 20 },
  ],
  [
    'an entry was hidden from its request by its column',
    (store) => alter(store, `UPDATE broker_audit_leaf SET request_id = 'r-x' WHERE sequence = 20`),
    { reason: 'changed', sequence: 20 },
  ],
  [
    'a row was rewritten with its hash',
    (store) => rewrite(store, 20),
    { reason: 'rehashed', sequence: 20 },
  ],
  [
    'the whole log was hashed anew after a change',
    async (store) => {
      await rewrite(store, 20);
      await rehash(store);
    },
    { reason: 'rehashed', sequence: 20 },
  ],
  [
    'an entry was deleted',
    (store) => alter(store, `${REMOVE} = 20`),
    { reason: 'deleted', sequence: 20 },
  ],
  [
    'several entries were deleted and everything hashed anew',
    async (store) => {
      await alter(store, `${REMOVE} >= 20 AND sequence < 25`);
      await rehash(store);
    },
    { reason: 'deleted', sequence: 20 },
  ],
  [
    'the first entry was deleted',
    (store) => alter(store, `${REMOVE} = 0`),
    { reason: 'deleted', sequence: 0 },
  ],
  ['two entries were swapped', (store) => swap(store, 20, 30), { reason: 'swapped', sequence: 20 }],
  [
    'the end was cut off',
    (store) => alter(store, `${REMOVE} >= 290`),
    { reason: 'truncated', sequence: 290 },
  ],
  [
    'an entry behind the last checkpoint was cut off',
    (store) => alter(store, `${REMOVE} = 304`),
    { reason: 'truncated', sequence: 304 },
  ],
  [
    'the end was cut off and the head set back',
    async (store) => {
      await alter(store, `${REMOVE} >= 290`);
      await rehash(store);
    },
    { reason: 'rolled-back', sequence: 290 },
  ],
  [
    'a row behind the last checkpoint was rewritten with its hash',
    (store) => rewrite(store, 302),
    { reason: 'head-differs', sequence: 300 },
  ],
  [
    'a row was added behind the head',
    (store) =>
      alter(
        store,
        `INSERT INTO broker_audit_leaf (sequence, leaf, hash, at, type, actor, request_id)
         VALUES (305, ?, ?, 1795608000000, 'request.created', 'p-mallory', NULL)`,
        FORGED(305),
        leafHash(FORGED(305)),
      ),
    { reason: 'inserted', sequence: 305 },
  ],
  [
    'an inner hash was changed',
    (store) => alter(store, 'UPDATE broker_audit_subtree SET hash = ?', leafHash('x')),
    { reason: 'head-differs', sequence: undefined },
  ],
];

describeOnBoth('a log that somebody has tampered with', (nodes: Nodes) => {
  const written = async (): Promise<AuditFixture> => {
    const [store] = await nodes(1);
    if (store === undefined) throw new Error('no store');
    const fixture = auditOn(store);
    const batch = Array.from({ length: 50 }, () => ({
      type: 'request.created',
      at: fixture.clock.now(),
      actor: 'p-ann',
      requestId: 'r-one',
      data: {},
    }));
    for (let round = 0; round < 6; round += 1) {
      await store.write((tx) => fixture.audit.log.append(tx, batch));
      await fixture.audit.checkpoint();
    }
    await fixture.grow(5);
    return fixture;
  };

  test('untouched, it is intact', async () => {
    const { audit } = await written();

    expect(await audit.verify()).toEqual({
      intact: true,
      first: undefined,
      faults: [],
      size: 305,
      anchored: 300,
      checkpoints: 6,
    });
  });

  test.for(attacks)('%s: the first bad entry is named', async ([, attack, expected]) => {
    const { audit, store } = await written();

    await attack(store);

    const { intact, first } = await audit.verify();
    expect({ intact, reason: first?.reason, sequence: first?.sequence }).toEqual({
      intact: false,
      sequence: undefined,
      ...expected,
    });
  });

  test('the same comes out of an export, without the database', async () => {
    const { audit, anchor, store } = await written();
    await rewrite(store, 20);
    await rehash(store);
    const leaves = await exported(audit);

    const verdict = await verifyLog({
      leaves: (async function* () {
        yield* leaves;
      })(),
      checkpoints: anchor.notes,
      publicKey: signer.verifierKey,
      hashLines: anchor.hashLines(),
    });

    expect(verdict.first).toMatchObject({ reason: 'changed', sequence: 20 });
  });

  test('a forged checkpoint over a log hashed anew has the wrong signature', async () => {
    const { audit, anchor, store } = await written();
    await rewrite(store, 20);
    await rehash(store);
    const rows = (await exported(audit)).map((line) => leafHash(line));
    const { frontier } = extendFrontier(EMPTY_FRONTIER, rows);
    const mallory = signerOf(signer.name, newSigningKey());
    anchor.notes.push(await signCheckpoint({ size: 305, root: rootOf(frontier) }, mallory));

    const { faults } = await audit.verify();

    expect(faults.map(({ reason }) => reason)).toEqual(['rehashed', 'checkpoint-signature']);
    expect(await audit.checkpoint()).toMatchObject({
      state: 'broken',
      fault: { reason: 'checkpoint-signature' },
    });
  });

  test('nothing is signed over a changed log; it is said once in the log and each time beside it', async () => {
    const { audit, anchor, store, log, grow } = await written();
    await alter(store, `${REMOVE} >= 100`);
    await rehash(store);
    const before = anchor.notes.length;

    const outcome = await audit.prepare();
    await grow(1);
    await audit.checkpoint();

    expect(outcome).toMatchObject({
      state: 'broken',
      fault: { reason: 'rolled-back', sequence: 100 },
    });
    expect(audit.status()?.state).toBe('broken');
    expect(anchor.notes).toHaveLength(before);
    expect(log.errors).toHaveLength(2);
    expect(log.errors[0]).toContain('an older copy was put back');
    const { leaves } = await audit.read.leaves({ types: ['audit.inconsistent'], limit: 9 });
    expect(leaves).toHaveLength(1);
    expect(leaves[0]).toMatchObject({
      sequence: 100,
      actor: 'system',
      data: { reason: 'rolled-back' },
    });
  });
});

test('a backup of the database file put back is named, also when it has grown since', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'gatehouse.db');
  const open = async (): Promise<Store> => {
    const store = await openSqlite({ file, clock: systemClock, log: silentLog });
    await migrate(store, [...coreMigrations, ...auditMigrations]);
    return store;
  };
  const first = auditOn(await open());
  await first.grow(10);
  await first.audit.stop();
  await first.store.close();
  copyFileSync(file, join(folder, 'backup.db'));
  const second = auditOn(await open(), first.anchor);
  await second.grow(10);
  await second.audit.stop();
  await second.store.close();

  copyFileSync(join(folder, 'backup.db'), file);
  const third = auditOn(await open(), first.anchor);
  onTestFinished(() => third.store.close());
  const before = await third.audit.verify();
  const outcome = await third.audit.prepare();
  await third.grow(30, 'after the backup');
  const after = await third.audit.verify();

  expect(before.first).toMatchObject({ reason: 'rolled-back', sequence: 10, through: 19 });
  expect(outcome).toMatchObject({
    state: 'broken',
    fault: { reason: 'rolled-back', sequence: 10 },
  });
  expect(after.first).toMatchObject({ reason: 'rolled-back', sequence: 10 });
  expect(await third.audit.checkpoint()).toMatchObject({ state: 'broken' });
});

test('with the old anchor moved aside, a new one begins over the log as it is', async () => {
  const store = await memoryStore(auditMigrations);
  onTestFinished(() => store.close());
  const { audit, grow, anchor } = auditOn(store);
  await grow(10);
  await audit.stop();
  await alter(store, `${REMOVE} >= 8`);
  await rehash(store);
  expect(await audit.prepare()).toMatchObject({ state: 'broken' });

  const { audit: next, anchor: fresh } = auditOn(store);
  const outcome = await next.prepare();

  expect(outcome).toMatchObject({ state: 'signed', size: 9 });
  expect(fresh.lines).toHaveLength(9);
  expect(await next.verify()).toMatchObject({ intact: true, anchored: 9 });
  expect((await verifyStore(store, evidenceOf(anchor))).first).toMatchObject({ sequence: 8 });
});
