import { silentLog } from '@gatehouse/core';
import { memoryStore } from '@gatehouse/store';
import { manualClock, manualTimers } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { type AuditEntry, createAuditLog } from './audit.ts';

const entry = (id: number): AuditEntry => ({
  at: id,
  record: { eventID: String(id), recipientAccountId: '111122223333' },
  resources: [],
});

/** An audit log over a sink that can be broken. */
const auditFixture = async (maxWaiting?: number) => {
  const clock = manualClock('2026-03-02T10:00:00Z');
  const timers = manualTimers(clock);
  const store = await memoryStore();
  const written: string[] = [];
  const batches: number[] = [];
  const state = { broken: false };
  const audit = createAuditLog({
    store,
    clock,
    timers,
    log: silentLog,
    ...(maxWaiting === undefined ? {} : { maxWaiting }),
    sink: async (_tx, entries) => {
      if (state.broken) throw new Error('no room on the disk');
      batches.push(entries.length);
      written.push(...entries.map(({ record }) => record.eventID));
    },
  });
  return { audit, clock, timers, store, written, batches, state };
};

const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => setImmediate(() => setImmediate(resolve)));
  });

test('while the sink throws nothing is lost, and once it recovers all is written once, in order', async () => {
  const { audit, clock, store, written, state } = await auditFixture();
  state.broken = true;

  audit.later([entry(1)]);
  await expect(audit.flush()).rejects.toThrow('no room on the disk');
  audit.later([entry(2)]);
  clock.advance({ seconds: 1 });
  await settled();
  expect(written).toEqual([]);
  state.broken = false;
  clock.advance({ seconds: 1 });
  await settled();
  await audit.flush();

  expect(written).toEqual(['1', '2']);
  await store.close();
});

test('a flush that failed is tried again without being asked', async () => {
  const { audit, timers, store, state } = await auditFixture();
  state.broken = true;

  audit.later([entry(1)]);
  await expect(audit.flush()).rejects.toThrow('no room on the disk');

  expect(timers.pending()).toBe(1);
  await store.close();
});

test('calls fail before they begin while too many records wait, and begin again afterwards', async () => {
  const { audit, store, state } = await auditFixture(3);
  state.broken = true;

  audit.later([entry(1), entry(2)]);
  expect(() => audit.requireRoom()).not.toThrow();
  audit.later([entry(3)]);

  expect(() => audit.requireRoom()).toThrow('too many audit records wait to be written');
  state.broken = false;
  await audit.flush();
  expect(() => audit.requireRoom()).not.toThrow();
  await store.close();
});

test('a long queue is written in several transactions', async () => {
  const { audit, store, written, batches } = await auditFixture();

  audit.later(Array.from({ length: 3000 }, (_, id) => entry(id)));
  await audit.flush();

  expect(written).toHaveLength(3000);
  expect(Math.max(...batches)).toBeLessThanOrEqual(1024);
  await store.close();
});
