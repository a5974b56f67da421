import { silentLog } from '@gatehouse/core';
import { leafHash, parseHash, provesConsistency, provesInclusion } from '@gatehouse/merkle-log';
import { createWorkRunner, listWork } from '@gatehouse/store';
import type { Store } from '@gatehouse/store';
import { immediateTimers, countingIds } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { auditOn, describeOnBoth, exported, leaf, type Nodes } from './audit.fixture.ts';

const hash = (text: string): Uint8Array => parseHash(text) ?? new Uint8Array();

const of = (requestId: string, type: string) => leaf({ requestId, type });

describeOnBoth('the audit log', (nodes: Nodes) => {
  const one = async (): Promise<Store> => {
    const [store] = await nodes(1);
    if (store === undefined) throw new Error('no store');
    return store;
  };

  test('an entry is there with the change, and gone with a change that failed', async () => {
    const { store, audit } = auditOn(await one());
    await store.write((tx) => audit.log.append(tx, [leaf({ data: { b: 1, a: [2] } }), leaf()]));

    await expect(
      store.write(async (tx) => {
        await audit.log.append(tx, [leaf()]);
        throw new Error('the change failed');
      }),
    ).rejects.toThrow('the change failed');

    expect(await exported(audit)).toEqual([
      '{"actor":"p-ann","at":1795608000000,"data":{"a":[2],"b":1},"requestId":"r-one","sequence":0,"type":"request.created"}',
      '{"actor":"p-ann","at":1795608000000,"data":{},"requestId":"r-one","sequence":1,"type":"request.created"}',
    ]);
  });

  test('writers of two nodes leave one sequence without a gap, and every change has its entry', async () => {
    const stores = await nodes(2);
    const audits = stores.map((store) => auditOn(store));
    const writes = 120;

    await Promise.all(
      Array.from({ length: writes }, async (_, at) => {
        const { store, audit } = audits[at % 2] ?? auditOn(await one());
        await store.write((tx) => audit.log.append(tx, [leaf({ data: { at } }), leaf()]));
      }),
    );

    const audit = audits[0]?.audit ?? auditOn(await one()).audit;
    const found = (await exported(audit)).map((line): unknown => JSON.parse(line));
    expect(found).toHaveLength(2 * writes);
    expect(found).toEqual(
      Array.from(found, (_, sequence): unknown => expect.objectContaining({ sequence })),
    );
    await audit.checkpoint();
    expect(await audit.verify()).toMatchObject({ intact: true, size: 240, anchored: 240 });
  });

  test('a hundred writers on two nodes queue: nobody starts again more than now and then, nobody gives up', async () => {
    const audits = (await nodes(2)).map((store) => auditOn(store).audit);
    let attempts = 0;

    await Promise.all(
      audits.flatMap((audit) =>
        Array.from({ length: 50 }, async () => {
          await audit.store.write(async (tx) => {
            attempts += 1;
            await tx.get('SELECT size FROM broker_audit_head WHERE id = 1');
            await audit.log.append(tx, [leaf()]);
          });
        }),
      ),
    );

    expect(attempts).toBeLessThan(150);
    expect(await audits[0]?.read.head()).toMatchObject({ size: 100 });
    expect(await audits[1]?.verify()).toMatchObject({ size: 100 });
  });

  test('proofs convince somebody who has the checkpoint only, across stored inner hashes', async () => {
    const { store, audit } = auditOn(await one());
    const batch = Array.from({ length: 100 }, (_, at) => leaf({ data: { at } }));
    for (let round = 0; round < 6; round += 1) {
      await store.write((tx) => audit.log.append(tx, batch));
    }

    for (const [sequence, size] of [
      [0, 600],
      [255, 256],
      [256, 257],
      [300, 600],
      [599, 600],
      [17, 18],
    ] as const) {
      const answer = await audit.read.inclusion(sequence, size);
      const claim = {
        leaf: leafHash(answer.leaf),
        index: sequence,
        size,
        root: hash(answer.root),
        proof: answer.proof.map(hash),
      };
      expect(answer.leaf).toContain(`"sequence":${sequence},`);
      expect(provesInclusion(claim)).toBe(true);
    }
    for (const [first, second] of [
      [1, 600],
      [256, 600],
      [300, 513],
      [600, 600],
    ] as const) {
      const answer = await audit.read.consistency(first, second);
      const claim = {
        first,
        firstRoot: hash(answer.firstRoot),
        second,
        secondRoot: hash(answer.secondRoot),
        proof: answer.proof.map(hash),
      };
      expect(provesConsistency(claim)).toBe(true);
    }
    expect((await audit.read.inclusion(0)).root).toBe((await audit.read.head()).root);
  });

  test('proofs of what is not there are refused', async () => {
    const { audit, grow } = auditOn(await one());
    await grow(3);

    await expect(audit.read.inclusion(3)).rejects.toMatchObject({ code: 'not-found' });
    await expect(audit.read.inclusion(-1)).rejects.toMatchObject({ code: 'not-found' });
    await expect(audit.read.inclusion(0, 4)).rejects.toMatchObject({ code: 'invalid' });
    await expect(audit.read.consistency(4)).rejects.toMatchObject({ code: 'invalid' });
    await expect(audit.read.consistency(1.5)).rejects.toMatchObject({ code: 'invalid' });
  });

  test('entries are found by request and type, page after page, in both directions', async () => {
    const { store, audit } = auditOn(await one());
    await store.write((tx) =>
      audit.log.append(tx, [
        of('r-a', 'x'),
        of('r-b', 'x'),
        of('r-a', 'y'),
        of('r-a', 'z'),
        of('r-b', 'y'),
      ]),
    );
    const sequences = async (query: Parameters<typeof audit.read.leaves>[0]) => {
      const { leaves, next } = await audit.read.leaves(query);
      return [leaves.map(({ sequence }) => sequence), next];
    };

    expect(await sequences({ requestId: 'r-a', limit: 2 })).toEqual([[0, 2], 2]);
    expect(await sequences({ requestId: 'r-a', after: 2, limit: 2 })).toEqual([[3], undefined]);
    expect(await sequences({ types: ['y', 'z'], limit: 9 })).toEqual([[2, 3, 4], undefined]);
    expect(await sequences({ types: [], limit: 9 })).toEqual([[], undefined]);
    expect(await sequences({ newestFirst: true, limit: 2 })).toEqual([[4, 3], 3]);
    expect(await sequences({ newestFirst: true, after: 3, limit: 9 })).toEqual([
      [2, 1, 0],
      undefined,
    ]);
  });

  test('a checkpoint is planned once, a minute after the first of several entries', async () => {
    const { store, audit, anchor, clock, grow } = auditOn(await one());
    const runner = createWorkRunner({
      store,
      clock,
      timers: immediateTimers,
      ids: countingIds(),
      log: silentLog,
      handlers: audit.work,
    });
    await grow(2);
    clock.advance({ seconds: 30 });
    await grow(1);
    expect(await listWork(store, { limit: 9 })).toHaveLength(1);
    expect(await runner.runDue()).toBe(0);

    clock.advance({ seconds: 30 });
    expect(await runner.runDue()).toBe(1);
    expect(anchor.notes.map((note) => note.split('\n')[1])).toEqual(['3']);
    expect(anchor.lines).toHaveLength(3);

    clock.advance({ minutes: 5 });
    expect(await runner.runDue()).toBe(0);
    await grow(1);
    clock.advance({ minutes: 1 });
    expect(await runner.runDue()).toBe(1);
    expect((await audit.read.checkpoints({ limit: 9 })).map(({ size }) => size)).toEqual([4, 3]);
    expect(await audit.verify()).toMatchObject({ intact: true, anchored: 4 });
  });

  test('an anchor that cannot be written is said aloud and tried again every minute, for ever', async () => {
    const { store, audit, anchor, clock, log, grow } = auditOn(await one());
    const runner = createWorkRunner({
      store,
      clock,
      timers: immediateTimers,
      ids: countingIds(),
      log,
      handlers: audit.work,
    });
    anchor.failure = new Error('the disk is full');
    await grow(1);
    for (let minute = 0; minute < 15; minute += 1) {
      clock.advance({ minutes: 1 });
      await runner.runDue();
    }
    expect(log.errors).toHaveLength(15);
    expect(log.errors[0]).toContain('the disk is full');

    anchor.failure = undefined;
    clock.advance({ minutes: 1 });
    await runner.runDue();

    expect(anchor.notes).toHaveLength(1);
    expect(await audit.verify()).toMatchObject({ intact: true, anchored: 1 });
  });

  test('at the end, the last entries get their checkpoint', async () => {
    const { audit, anchor, grow } = auditOn(await one());
    await grow(2);

    await audit.stop();

    expect(anchor.notes).toHaveLength(1);
    expect(audit.status()).toMatchObject({ state: 'signed', size: 2 });
  });

  test('two nodes with an anchor each follow the same log', async () => {
    const [a, b] = (await nodes(2)).map((store) => auditOn(store));
    if (a === undefined || b === undefined) throw new Error('two nodes were asked for');
    await a.grow(3);
    await a.audit.checkpoint();
    await b.grow(4);
    await b.audit.checkpoint();
    await a.grow(1);
    await a.audit.checkpoint();

    expect(await a.audit.verify()).toMatchObject({ intact: true, anchored: 8 });
    expect(await b.audit.verify()).toMatchObject({ intact: true, size: 8, anchored: 7 });
  });

  test('what one node has signed, the others anchor without being asked', async () => {
    const [a, b] = (await nodes(2)).map((store) => auditOn(store));
    if (a === undefined || b === undefined) throw new Error('two nodes were asked for');
    await a.audit.prepare();
    await b.audit.prepare();
    await a.grow(3);
    await a.audit.checkpoint();

    await expect.poll(() => b.anchor.lines.length).toBe(3);
    await expect.poll(() => b.audit.status()?.state).toBe('signed');
    expect(await b.audit.verify()).toMatchObject({ intact: true, anchored: 3 });
    await a.audit.stop();
    await b.audit.stop();
  });
});
