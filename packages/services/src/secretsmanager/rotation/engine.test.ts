import { randomUUID } from 'node:crypto';
import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { systemIds } from '@gatehouse/core';
import { expect, test } from 'vitest';
import {
  BusyError,
  FUNCTION,
  rotationFixture,
  type RotationFixture,
  type RotationStep,
  type Stage,
} from './rotation.fixture.ts';

const DAILY = { ScheduleExpression: 'cron(0 1 * * ? *)', Duration: '3h' };
const WAITING = { RotationRules: DAILY, RotateImmediately: false };

const times = (steps: readonly { readonly Step: string; readonly at: string }[], step: string) =>
  steps.filter(({ Step }) => Step === step).map(({ at }) => at.slice(5, 16));

const stagesOf = ({ VersionIdsToStages = {} }: DescribeSecretResponse) =>
  new Map(
    Object.entries(VersionIdsToStages).flatMap(([id, held]) => held.map((label) => [label, id])),
  );

const failingAt =
  (step: string) =>
  ({ Step }: RotationStep): void => {
    if (Step === step) throw new Error('the database is away: its password was hunter2');
  };

/** Rotation on, its test over, and nothing that happened so far told any more. */
const waiting = async (
  settings: Parameters<typeof rotationFixture>[0] = {},
): Promise<RotationFixture> => {
  const fixture = await rotationFixture(settings);
  await fixture.rotating(WAITING);
  await fixture.runner.runDue();
  await fixture.events();
  fixture.stage.steps.length = 0;
  return fixture;
};

test.for(['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const)(
  'a rotation whose %s fails is tried again as a whole within its window, then waits for the next',
  async (step) => {
    const { stage, until, describe, events, secrets } = await waiting();
    stage.before = failingAt(step);
    await until('2026-03-03T12:00:00Z');

    const begun = times(stage.steps, 'createSecret');
    expect(begun).toEqual(
      ['01:00', '01:01', '01:03', '01:07', '01:15', '01:31', '02:03', '03:07'].map(
        (time) => `03-03T${time}`,
      ),
    );
    const records = (await events()).map(({ record }) => record);
    const failed = records.filter(({ eventName }) => eventName === 'RotationFailed');
    expect(failed).toHaveLength(8);
    expect(failed[0]).toMatchObject({
      errorMessage: `Error when executing lambda ${FUNCTION} during ${step} step`,
    });
    expect(JSON.stringify(records)).not.toContain('hunter2');
    const described = await describe();
    const pending = stagesOf(described).get('AWSPENDING');
    expect(new Set(stage.steps.map(({ ClientRequestToken }) => ClientRequestToken))).toEqual(
      new Set([pending]),
    );
    // AWS: "If rotation is unsuccessful, this date may be in the past."
    expect(described.NextRotationDate).toEqual(new Date('2026-03-03T03:59:59Z'));
    expect(described).not.toHaveProperty('LastRotatedDate');

    stage.before = () => {};
    await until('2026-03-04T12:00:00Z');

    expect(stagesOf(await describe()).get('AWSCURRENT')).toBe(pending);
    expect((await describe()).NextRotationDate).toEqual(new Date('2026-03-05T03:59:59Z'));
    expect(await secrets('GetSecretValue', { SecretId: 'db' })).toMatchObject({
      SecretString: stage.password,
    });
  },
);

test('one that fails once succeeds a minute later', async () => {
  const { stage, until, told } = await waiting();
  stage.before = (step) => {
    if (stage.steps.length < 4) failingAt('testSecret')(step);
  };
  await until('2026-03-03T12:00:00Z');

  expect(times(stage.steps, 'finishSecret')).toEqual(['03-03T01:01']);
  expect(await told()).toEqual([
    'RotationStarted',
    'RotationFailed',
    'RotationStarted',
    'RotationSucceeded',
  ]);
});

const changes: readonly (readonly [string, Partial<Stage>])[] = [
  ['lets nobody in any more', { permits: false }],
  ['does nothing', { before: () => 'nothing' }],
  [
    'cannot be run',
    {
      before: () => {
        throw new BusyError();
      },
    },
  ],
];

test.for(changes)('a function that %s has rotated nothing', async ([, change]) => {
  const { stage, until, told, describe } = await waiting();
  Object.assign(stage, change);
  await until('2026-03-03T12:00:00Z');

  expect(new Set(await told())).toEqual(new Set(['RotationStarted', 'RotationFailed']));
  const labels = stagesOf(await describe());
  expect(labels.get('AWSPENDING')).toBeDefined();
  expect(labels.get('AWSCURRENT')).not.toBe(labels.get('AWSPENDING'));
});

test('a step for which no process is free has not failed: it is due again in seconds', async () => {
  const { stage, until, told } = await waiting();
  stage.before = ({ Step }) => {
    if (Step === 'setSecret' && times(stage.steps, Step).length < 4) throw new BusyError();
  };
  await until('2026-03-03T12:00:00Z');

  expect(times(stage.steps, 'createSecret')).toEqual(['03-03T01:00']);
  expect(times(stage.steps, 'setSecret')).toHaveLength(4);
  expect(await told()).toEqual(['RotationStarted', 'RotationSucceeded']);
});

test('a window that passes while no node runs is said, and the next one is taken', async () => {
  const { stage, until, clock, runner, describe, events } = await waiting();
  clock.advance({ days: 3 });
  await runner.runDue();

  const records = (await events()).map(({ record }) => record);
  expect(records).toMatchObject([
    {
      eventName: 'RotationFailed',
      errorMessage:
        'The rotation window from 2026-03-03T01:00:00Z to 2026-03-03T04:00:00Z passed without a rotation',
    },
  ]);
  expect((await describe()).NextRotationDate).toEqual(new Date('2026-03-03T03:59:59Z'));
  await until('2026-03-06T12:00:00Z');

  expect(times(stage.steps, 'createSecret')).toEqual(['03-06T01:00']);
  expect((await describe()).NextRotationDate).toEqual(new Date('2026-03-07T03:59:59Z'));
});

test('a node that comes back while another window is open uses it', async () => {
  const { stage, clock, runner } = await waiting();
  clock.advance({ days: 2, hours: 16 });
  await runner.runDue();

  expect(times(stage.steps, 'finishSecret')).toEqual(['03-05T02:00']);
});

test.for(['PutSecretValue', 'UpdateSecret'] as const)(
  '%s within the window counts as the rotation',
  async (operation) => {
    const { stage, until, clock, runner, secrets, describe, told } = await waiting();
    await secrets('RotateSecret', {
      SecretId: 'db',
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediately: false,
    });
    await runner.runDue();
    clock.advance({ days: 20 });
    await secrets(operation, {
      SecretId: 'db',
      ClientRequestToken: randomUUID(),
      SecretString: 'by hand',
    });

    const described = await describe();
    expect(described.NextRotationDate).toEqual(new Date('2026-04-21T23:59:59Z'));
    expect(described).not.toHaveProperty('LastRotatedDate');
    stage.steps.length = 0;
    await until('2026-05-01T00:00:00Z');
    expect(times(stage.steps, 'createSecret')).toEqual(['04-21T00:00']);
    expect(await told()).not.toContain('RotationAbandoned');
  },
);

test('a value put by hand ends the rotation that is under way', async () => {
  const { stage, until, secrets, describe, told } = await waiting();
  stage.before = async ({ Step, SecretId }) => {
    if (Step === 'setSecret')
      await secrets('PutSecretValue', {
        SecretId,
        ClientRequestToken: randomUUID(),
        SecretString: 'by hand',
      });
  };
  await until('2026-03-03T12:00:00Z');

  expect(stage.steps.map(({ Step }) => Step)).toEqual(['createSecret', 'setSecret']);
  expect(await told()).toEqual(['RotationStarted', 'RotationAbandoned']);
  const described = await describe();
  expect(stagesOf(described).has('AWSPENDING')).toBe(false);
  expect(described.NextRotationDate).toEqual(new Date('2026-03-04T03:59:59Z'));
  expect(await secrets('GetSecretValue', { SecretId: 'db' })).toMatchObject({
    SecretString: 'by hand',
  });
});

test('a rotation token is that of the rotation which runs, for the version that it makes', async () => {
  const { stage, until, secrets, refusal, describe } = await waiting({ ids: systemIds });
  const refused: unknown[] = [];
  stage.before = async ({ Step, SecretId, ClientRequestToken, RotationToken }) => {
    if (Step !== 'createSecret') return;
    const put = { SecretId, SecretString: 'x', VersionStages: ['AWSPENDING'] };
    for (const named of [
      { ClientRequestToken, RotationToken: randomUUID() },
      { ClientRequestToken: randomUUID(), RotationToken },
    ])
      refused.push((await refusal('PutSecretValue', { ...put, ...named }))?.[0]);
    await secrets('PutSecretValue', { ...put, ClientRequestToken, RotationToken });
  };
  await until('2026-03-03T12:00:00Z');

  expect(refused).toEqual(['AccessDeniedException', 'AccessDeniedException']);
  expect(stage.password).toBe('x');
  const RotationToken = stage.steps[0]?.RotationToken ?? '';
  const late = {
    SecretId: 'db',
    SecretString: 'y',
    ClientRequestToken: stagesOf(await describe()).get('AWSPENDING') ?? randomUUID(),
    RotationToken,
  };
  expect((await refusal('PutSecretValue', late))?.[0]).toBe('AccessDeniedException');
});

test('neither the database nor the trail has a token or a value of a rotation in clear', async () => {
  const { stage, until, store, events } = await waiting({ ids: systemIds });
  stage.before = failingAt('finishSecret');
  // When it begins and how long it pauses is chance here: looked at so often, it is met while it is under way.
  const rows: unknown[] = [];
  for (const hour of ['00', '01', '02', '03'])
    for (const minute of ['00', '10', '20', '30', '40', '50']) {
      await until(`2026-03-03T${hour}:${minute}:00Z`);
      rows.push(await store.read((tx) => tx.all('SELECT * FROM secretsmanager_secret')));
    }
  const told = JSON.stringify([rows, await events()]);

  const RotationToken = stage.steps[0]?.RotationToken ?? '';
  expect(RotationToken).toHaveLength(36);
  expect(told).toContain('running');
  expect(told).not.toContain(RotationToken);
  expect(told).not.toContain(stage.password);
});
