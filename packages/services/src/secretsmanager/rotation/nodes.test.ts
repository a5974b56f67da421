import { silentLog, systemClock, systemIds } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  newStage,
  rotationFixture,
  type RotationFixture,
  type RotationStep,
} from './rotation.fixture.ts';

const server = await testPostgres();
const DAILY = { ScheduleExpression: 'cron(0 1 * * ? *)', Duration: '3h' };
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

const closing = (open: () => Promise<Store>) => async (): Promise<Store> => {
  const store = await open();
  onTestFinished(() => store.close());
  return store;
};

const advance = (nodes: readonly RotationFixture[], by: object): void => {
  for (const { clock } of nodes) clock.advance(by);
};

/** Rotation is on, and both nodes stand at the opening of the next window. */
const atWindow = async (nodes: readonly [RotationFixture, RotationFixture]): Promise<void> => {
  const [here] = nodes;
  await here.rotating({ RotationRules: DAILY, RotateImmediately: false });
  await here.runner.runDue();
  here.stage.steps.length = 0;
  // The latest moment at which a window of three hours can be due.
  advance(nodes, { hours: 16, minutes: 30 });
};

const held = async ({ describe: read }: RotationFixture) =>
  Object.values((await read()).VersionIdsToStages ?? {}).map((stages) => stages.toSorted().join());

/** `open` gives two nodes, whose clocks the test moves, views of one database. */
const suite = (open: () => Promise<readonly [RotationFixture, RotationFixture]>): void => {
  test('two nodes that look at once rotate a secret once', async () => {
    const nodes = await open();
    await atWindow(nodes);

    await Promise.all(nodes.map(({ runner }) => runner.runDue()));

    const [here] = nodes;
    expect(here.stage.steps.map(({ Step }) => Step)).toEqual(STEPS);
    expect((await held(here)).toSorted()).toEqual(['AWSCURRENT,AWSPENDING', 'AWSPREVIOUS']);
  });

  test.for(STEPS)(
    'a node that falls in %s leaves it to another, which ends the same rotation',
    async (fallsIn) => {
      const nodes = await open();
      const [here, there] = nodes;
      await atWindow(nodes);
      // It never returns: as the node was killed.
      const { promise: fallen, resolve } = Promise.withResolvers<void>();
      here.stage.before = async ({ Step }: RotationStep) => {
        if (Step !== fallsIn) return;
        here.stage.before = () => {};
        resolve();
        await new Promise(() => {});
      };
      void here.runner.runDue();
      await fallen;
      expect(await there.runner.runDue()).toBe(0);

      advance(nodes, { seconds: 61 });
      await there.runner.runDue();

      const at = STEPS.indexOf(fallsIn);
      expect(here.stage.steps.map(({ Step }) => Step)).toEqual([
        ...STEPS.slice(0, at + 1),
        ...STEPS.slice(at),
      ]);
      expect(
        new Set(here.stage.steps.map(({ ClientRequestToken }) => ClientRequestToken)).size,
      ).toBe(1);
      expect((await held(there)).toSorted()).toEqual(['AWSCURRENT,AWSPENDING', 'AWSPREVIOUS']);
    },
  );

  test('a node that lost its lease while a step ran records nothing when it comes back', async () => {
    const nodes = await open();
    const [here, there] = nodes;
    await atWindow(nodes);
    const { promise: waits, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    here.stage.before = async ({ Step }: RotationStep) => {
      if (Step !== 'setSecret') return;
      here.stage.before = () => {};
      reach();
      await waits;
      throw new Error('too late, and wrong');
    };
    const slow = here.runner.runDue();
    await reached;
    advance(nodes, { seconds: 61 });
    await there.runner.runDue();
    const ended = await there.describe();

    goOn();
    await slow;
    await here.runner.runDue();

    expect(await here.describe()).toEqual(ended);
    expect((await here.describe()).LastRotatedDate).toBeDefined();
    expect(await here.told()).not.toContain('RotationFailed');
  });

  test('of a step that ends and a caller who cancels, one wins', async () => {
    const nodes = await open();
    const [here, there] = nodes;
    await atWindow(nodes);
    let cancelled: Promise<unknown> | undefined;
    here.stage.before = ({ Step }: RotationStep) => {
      if (Step === 'testSecret')
        cancelled = there.secrets('CancelRotateSecret', { SecretId: 'db' });
    };
    await here.runner.runDue();
    await cancelled;

    advance(nodes, { days: 3 });
    await there.runner.runDue();
    expect(await here.describe()).toMatchObject({ RotationEnabled: false });
    expect(here.stage.steps.at(-1)?.Step).not.toBe('createSecret');
  });
};

describe('on SQLite', () => {
  suite(async () => {
    const store = await closing(memoryStore)();
    const stage = newStage();
    const open = () => Promise.resolve(store);
    const first = await rotationFixture({ open, ids: systemIds, stage });
    return [first, await rotationFixture({ open, ids: systemIds, stage })];
  });
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const database = await server.database();
    const open = closing(() => openPostgres({ url: database, clock: systemClock, log: silentLog }));
    const stage = newStage();
    // One after the other: the second finds the tables that the first has made.
    const first = await rotationFixture({ open, ids: systemIds, stage });
    return [first, await rotationFixture({ open, ids: systemIds, stage })];
  });
});
