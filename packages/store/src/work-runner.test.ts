import { type Log, silentLog, type Timers } from '@gatehouse/core';
import { countingIds, type ManualClock, manualClock, manualTimers } from '@gatehouse/testkit';
import { expect, test, vi } from 'vitest';
import { describeOnBoth } from './store.fixture.ts';
import type { Store } from './store.ts';
import type { LeasedWork } from './work-leases.ts';
import {
  createWorkRunner,
  type WorkHandler,
  type WorkRunner,
  type WorkRunnerSettings,
} from './work-runner.ts';
import {
  cancelWork,
  listDeadWork,
  listWork,
  retryDeadWork,
  scheduleWork,
  scheduleWorkOnce,
} from './work.ts';

const never: Timers = { after: () => () => {} };

/** A runner on a node of its own; nodes share the clock and name their leases apart. */
const runner = (
  store: Store,
  clock: ManualClock,
  handler: WorkHandler,
  more: Partial<WorkRunnerSettings> = {},
): WorkRunner => {
  const handlers = new Map([['mail', handler]]);
  return createWorkRunner({
    store,
    clock,
    handlers,
    log: silentLog,
    ids: countingIds(),
    timers: manualTimers(clock),
    ...more,
  });
};

const schedule = (store: Store, clock: ManualClock, key: string, payload = ''): Promise<void> =>
  store.write((tx) => scheduleWork(tx, { kind: 'mail', key, payload, dueAt: clock.now() }));

const recording = (): { readonly keys: string[]; readonly handler: WorkHandler } => {
  const keys: string[] = [];
  return { keys, handler: async (_store, work) => void keys.push(work.key) };
};

const failing: WorkHandler = async () => {
  throw new Error('mail server is away');
};

const cancelling: WorkHandler = async (node, { kind, key }) => {
  await node.write((tx) => cancelWork(tx, kind, key));
  throw new Error('too late');
};

/** Waits for the database alone: the test's own clock stands still meanwhile. */
const until = (isReached: () => boolean | Promise<boolean>): Promise<void> =>
  vi.waitFor(async () => expect(await isReached()).toBe(true), { timeout: 10_000, interval: 1 });

describeOnBoth('due work', (database) => {
  test('work is done when it is due, once, and not before', async () => {
    const store = await database.store();
    const clock = manualClock();
    const { keys, handler } = recording();
    const { runDue } = bound(runner(store, clock, handler));
    const dueAt = new Date(clock.now().getTime() + 60_000);
    await store.write((tx) => scheduleWork(tx, { kind: 'mail', key: 'a', payload: '', dueAt }));

    const runs = [await runDue()];
    clock.advance({ milliseconds: 59_999 });
    runs.push(await runDue());
    clock.advance({ milliseconds: 1 });
    runs.push(await runDue(), await runDue());

    expect(runs).toEqual([0, 0, 1, 0]);
    expect(keys).toEqual(['a']);
    expect(await listWork(store, { limit: 10 })).toEqual([]);
  });

  test('a handler gets the payload, the due time and the number of the attempt', async () => {
    const store = await database.store();
    const clock = manualClock();
    const seen: LeasedWork[] = [];
    await schedule(store, clock, 'a', '{"to":"x"}');

    await runner(store, clock, async (_store, work) => void seen.push(work)).runDue();

    expect(seen).toMatchObject([
      { kind: 'mail', key: 'a', payload: '{"to":"x"}', attempts: 1, dueAt: clock.now() },
    ]);
  });

  test('work is begun in the order in which it became due', async () => {
    const store = await database.store();
    const clock = manualClock();
    const { keys, handler } = recording();
    for (const key of ['c', 'a', 'b']) {
      await schedule(store, clock, key);
      clock.advance({ seconds: 1 });
    }

    await runner(store, clock, handler, { concurrency: 1 }).runDue();

    expect(keys).toEqual(['c', 'a', 'b']);
  });

  test('scheduling the same kind and key again moves and replaces the work', async () => {
    const store = await database.store();
    const clock = manualClock();
    const payloads: string[] = [];
    const handler: WorkHandler = async (_store, work) => void payloads.push(work.payload);
    await schedule(store, clock, 'a', 'old');
    clock.advance({ hours: 1 });

    await schedule(store, clock, 'a', 'new');
    await runner(store, clock, handler).runDue();

    expect(payloads).toEqual(['new']);
  });

  test('standing work that is scheduled again is not put off', async () => {
    const store = await database.store();
    const clock = manualClock();
    const { keys, handler } = recording();
    const later = (): Date => new Date(clock.now().getTime() + 60_000);
    const standing = () => ({ kind: 'mail', key: 'daily', payload: '', dueAt: later() });
    await store.write((tx) => scheduleWorkOnce(tx, standing()));
    clock.advance({ seconds: 59 });

    await store.write((tx) => scheduleWorkOnce(tx, standing()));
    clock.advance({ seconds: 1 });
    await runner(store, clock, handler).runDue();

    expect(keys).toEqual(['daily']);
  });

  test('cancelled work is not done', async () => {
    const store = await database.store();
    const clock = manualClock();
    const { keys, handler } = recording();
    await schedule(store, clock, 'a');

    await store.write((tx) => cancelWork(tx, 'mail', 'a'));

    expect(await runner(store, clock, handler).runDue()).toBe(0);
    expect(keys).toEqual([]);
  });

  test('what a handler schedules for now is done in the same call', async () => {
    const store = await database.store();
    const clock = manualClock();
    const keys: string[] = [];
    const chain: WorkHandler = async (node, work) => {
      keys.push(work.key);
      if (keys.length < 3) await schedule(node, clock, `${work.key}+`);
    };
    await schedule(store, clock, 'a');

    expect(await runner(store, clock, chain).runDue()).toBe(3);
    expect(keys).toEqual(['a', 'a+', 'a++']);
  });

  test('work that reschedules itself runs again at its new time, not before', async () => {
    const store = await database.store();
    const clock = manualClock();
    const attempts: number[] = [];
    const hourly: WorkHandler = async (node, { kind, key, payload, attempts: attempt }) => {
      attempts.push(attempt);
      const dueAt = new Date(clock.now().getTime() + 3_600_000);
      await node.write((tx) => scheduleWork(tx, { kind, key, payload, dueAt }));
    };
    const { runDue } = bound(runner(store, clock, hourly));
    await schedule(store, clock, 'a');

    const runs = [await runDue(), await runDue()];
    clock.advance({ hours: 1 });
    runs.push(await runDue(), await runDue());

    expect(runs).toEqual([1, 0, 1, 0]);
    expect(attempts).toEqual([1, 1]);
  });

  test('work cancelled while it runs is not repeated, even if it fails', async () => {
    const store = await database.store();
    const clock = manualClock();
    await schedule(store, clock, 'a');

    await runner(store, clock, cancelling).runDue();
    clock.advance({ days: 1 });

    expect(await runner(store, clock, cancelling).runDue()).toBe(0);
    expect(await listDeadWork(store, { limit: 10 })).toEqual([]);
  });

  test('work of a kind without a handler is left for other nodes', async () => {
    const store = await database.store();
    const clock = manualClock();
    await schedule(store, clock, 'a');

    const runs = await runner(store, clock, failing, { handlers: new Map() }).runDue();

    expect(runs).toBe(0);
    expect(await listWork(store, { kind: 'mail', limit: 10 })).toMatchObject([{ key: 'a' }]);
  });

  test('failed work is repeated after pauses that double', async () => {
    const store = await database.store();
    const clock = manualClock();
    const { runDue } = bound(runner(store, clock, failing));
    const pauses: number[] = [];
    await schedule(store, clock, 'a');

    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect(await runDue()).toBe(1);
      const [work] = await listWork(store, { limit: 10 });
      expect(work).toMatchObject({
        attempts: attempt,
        running: false,
        lastError: 'Error: mail server is away',
      });
      pauses.push((work?.readyAt.getTime() ?? 0) - clock.now().getTime());
      expect(await runDue()).toBe(0);
      clock.advance({ milliseconds: pauses.at(-1) ?? 0 });
    }

    for (const [at, pause] of pauses.entries()) {
      expect(pause).toBeLessThanOrEqual(1000 * 2 ** at);
      expect(pause).toBeGreaterThanOrEqual(500 * 2 ** at);
    }
  });

  test('work that keeps failing is given up, stays visible, and can be retried', async () => {
    const store = await database.store();
    const clock = manualClock();
    const { runDue } = bound(runner(store, clock, failing, { maxAttempts: 3 }));
    await schedule(store, clock, 'a', 'p');

    for (let round = 0; round < 5; round += 1) {
      await runDue();
      clock.advance({ hours: 1 });
    }

    expect(await listWork(store, { limit: 10 })).toEqual([]);
    const dead = await listDeadWork(store, { kind: 'mail', limit: 10 });
    expect(dead).toMatchObject([
      { key: 'a', payload: 'p', attempts: 3, lastError: 'Error: mail server is away' },
    ]);

    const { keys, handler } = recording();
    const retried = await store.write((tx) => retryDeadWork(tx, 'mail', 'a', clock.now()));
    const missing = await store.write((tx) => retryDeadWork(tx, 'mail', 'b', clock.now()));
    await runner(store, clock, handler).runDue();

    expect([retried, missing]).toEqual([true, false]);
    expect(keys).toEqual(['a']);
    expect(await listDeadWork(store, { limit: 10 })).toEqual([]);
  });

  test('two nodes never do one piece of work at once', async () => {
    const nodes = await database.nodes(2);
    const [store] = nodes;
    if (store === undefined) throw new Error('no node');
    const clock = manualClock();
    const done: string[] = [];
    const handler: WorkHandler = async (node, { key }) => {
      done.push(key);
      await node.read((tx) => tx.get('SELECT 1'));
    };
    await store.write(async (tx) => {
      for (let key = 0; key < 30; key += 1) {
        await scheduleWork(tx, { kind: 'mail', key: `${key}`, payload: '', dueAt: clock.now() });
      }
    });

    const ids = countingIds();
    const runs = await Promise.all(
      nodes.map((node) => runner(node, clock, handler, { ids, concurrency: 4 }).runDue()),
    );

    expect(runs.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(new Set(done).size).toBe(30);
    expect(done).toHaveLength(30);
  });

  test('work of a node that fell goes to another when its lease has ended', async () => {
    const [fallen, other] = await database.nodes(2);
    if (fallen === undefined || other === undefined) throw new Error('no nodes');
    const clock = manualClock();
    const stuck = Promise.withResolvers<void>();
    let begun = false;
    const hanging: WorkHandler = async () => {
      begun = true;
      await stuck.promise;
    };
    const { keys, handler } = recording();
    const ids = countingIds();
    const second = runner(other, clock, handler, { ids });
    await schedule(fallen, clock, 'a');

    const falling = runner(fallen, clock, hanging, { ids, timers: never }).runDue();
    await until(() => begun);
    const runs = [await second.runDue()];
    clock.advance({ seconds: 61 });
    runs.push(await second.runDue());
    stuck.resolve();
    await falling;

    expect(runs).toEqual([0, 1]);
    expect(keys).toEqual(['a']);
    expect(await listWork(other, { limit: 10 })).toEqual([]);
  });

  test('a lease is extended as long as its handler runs', async () => {
    const [slow, other] = await database.nodes(2);
    if (slow === undefined || other === undefined) throw new Error('no nodes');
    const clock = manualClock();
    const release = Promise.withResolvers<void>();
    const renewals: number[] = [];
    const ids = countingIds();
    const { keys, handler } = recording();
    let begun = false;
    const hanging: WorkHandler = async () => {
      begun = true;
      await release.promise;
    };
    await schedule(slow, clock, 'a');

    const running = runner(slow, clock, hanging, { ids }).runDue();
    await until(() => begun);
    for (let minute = 0; minute < 3; minute += 1) {
      for (let third = 0; third < 3; third += 1) {
        clock.advance({ seconds: 20 });
        const end = clock.now().getTime() + 60_000;
        await untilLease(other, end);
        renewals.push(end);
      }
      expect(await runner(other, clock, handler, { ids }).runDue()).toBe(0);
    }
    release.resolve();

    expect(await running).toBe(1);
    expect(renewals).toHaveLength(9);
    expect(keys).toEqual([]);
  });

  test('work whose node falls on every attempt is given up as well', async () => {
    const store = await database.store();
    const clock = manualClock();
    const stuck = Promise.withResolvers<void>();
    const ids = countingIds();
    let begun = 0;
    const hanging: WorkHandler = async () => {
      begun += 1;
      await stuck.promise;
    };
    await schedule(store, clock, 'a');

    const falling: Promise<number>[] = [];
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const more = { ids, timers: never, maxAttempts: 2 };
      falling.push(runner(store, clock, hanging, more).runDue());
      await until(() => begun === attempt);
      clock.advance({ minutes: 2 });
    }
    const runs = await runner(store, clock, hanging, { ids, maxAttempts: 2 }).runDue();
    const dead = await listDeadWork(store, { limit: 10 });
    stuck.resolve();
    await Promise.all(falling);

    expect(runs).toBe(0);
    expect(dead).toMatchObject([{ key: 'a', attempts: 2 }]);
  });

  test('a started runner finds due work by itself, and stop waits for running handlers', async () => {
    const store = await database.store();
    const clock = manualClock();
    const release = Promise.withResolvers<void>();
    const events: string[] = [];
    const handler: WorkHandler = async () => {
      events.push('begun');
      await release.promise;
      events.push('ended');
    };
    const mail = runner(store, clock, handler, { pollMilliseconds: 100 });
    await schedule(store, clock, 'a');

    mail.start();
    expect(events).toEqual([]);
    clock.advance({ milliseconds: 100 });
    await until(() => events.length > 0);
    const stopped = mail.stop().then(() => events.push('stopped'));
    release.resolve();
    await stopped;

    expect(events).toEqual(['begun', 'ended', 'stopped']);
    await schedule(store, clock, 'b');
    clock.advance({ minutes: 1 });
    expect(await listWork(store, { limit: 10 })).toMatchObject([{ key: 'b', attempts: 0 }]);
  });

  test('one slow handler does not keep other work waiting', async () => {
    const store = await database.store();
    const clock = manualClock();
    const release = Promise.withResolvers<void>();
    const done: string[] = [];
    const handler: WorkHandler = async (_store, { key }) => {
      if (key === 'slow') await release.promise;
      done.push(key);
    };
    const mail = runner(store, clock, handler, { pollMilliseconds: 100, concurrency: 2 });
    await schedule(store, clock, 'slow');

    mail.start();
    clock.advance({ milliseconds: 100 });
    await untilAttempted(store, 'slow');
    await schedule(store, clock, 'quick');
    clock.advance({ milliseconds: 100 });
    await until(() => done.includes('quick'));
    release.resolve();
    await mail.stop();

    expect(done).toEqual(['quick', 'slow']);
  });

  test('work given up is reported with kind, key and attempts', async () => {
    const store = await database.store();
    const clock = manualClock();
    const errors: unknown[] = [];
    const log: Log = { ...silentLog, error: (message, fields) => errors.push([message, fields]) };
    await schedule(store, clock, 'a');

    await runner(store, clock, failing, { log, maxAttempts: 1 }).runDue();

    const fields = { kind: 'mail', key: 'a', attempts: 1, cause: 'Error: mail server is away' };
    expect(errors).toEqual([['due work was given up', fields]]);
  });
});

const bound = (mail: WorkRunner): Pick<WorkRunner, 'runDue'> => ({ runDue: () => mail.runDue() });

const untilLease = (store: Store, end: number): Promise<void> =>
  until(async () => (await listWork(store, { limit: 1 }))[0]?.readyAt.getTime() === end);

const untilAttempted = (store: Store, key: string): Promise<void> =>
  until(async () => {
    const works = await listWork(store, { limit: 10 });
    return works.some((work) => work.key === key && work.attempts > 0);
  });
