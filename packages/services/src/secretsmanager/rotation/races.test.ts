import { randomUUID } from 'node:crypto';
import { listDeadWork } from '@gatehouse/store';
import { expect, test } from 'vitest';
import { rotationFixture, type RotationFixture } from './rotation.fixture.ts';

const DAILY = { ScheduleExpression: 'cron(0 1 * * ? *)', Duration: '3h' };

type Meanwhile = (fixture: RotationFixture) => Promise<unknown>;

const remove = (fixture: RotationFixture, more: object = {}): Promise<unknown> =>
  fixture.secrets('DeleteSecret', { SecretId: 'db', ...more });

const restore = (fixture: RotationFixture): Promise<unknown> =>
  fixture.secrets('RestoreSecret', { SecretId: 'db' });

/** What somebody does while the function is at its second step, and what Secrets Manager tells until the next day is over. */
const meanwhile: readonly (readonly [string, Meanwhile, readonly string[]])[] = [
  [
    'deleted and restored',
    async (fixture) => {
      await remove(fixture);
      await restore(fixture);
    },
    // What was left pending is finished in the next window.
    [
      'RotationStarted',
      'StartSecretVersionDelete',
      'CancelSecretVersionDelete',
      'RotationStarted',
      'RotationSucceeded',
    ],
  ],
  [
    'deleted at once and made anew',
    async (fixture) => {
      await remove(fixture, { ForceDeleteWithoutRecovery: true });
      const ClientRequestToken = randomUUID();
      await fixture.secrets('CreateSecret', { Name: 'db', ClientRequestToken, SecretString: 'x' });
    },
    ['RotationStarted', 'EndSecretVersionDelete'],
  ],
  [
    'cancelled',
    (fixture) => fixture.secrets('CancelRotateSecret', { SecretId: 'db' }),
    ['RotationStarted'],
  ],
];

test.for(meanwhile)(
  'a secret that is %s while a function is at work hears nothing of what the function ends with',
  async ([, act, events]) => {
    const fixture = await rotationFixture();
    const { stage, until, told, describe, store, secrets } = fixture;
    await fixture.rotating({ RotationRules: DAILY, RotateImmediately: false });
    await fixture.runner.runDue();
    await told();
    let times = 0;
    stage.before = async ({ Step }) => {
      if (Step !== 'setSecret') return;
      times += 1;
      if (times === 1) await act(fixture);
    };

    await until('2026-03-04T12:00:00Z');

    expect(await told()).toEqual(events);
    const { VersionIdsToStages: stages = {} } = await describe();
    const labels = Object.values(stages).flat();
    expect(labels.filter((label) => label === 'AWSCURRENT')).toHaveLength(1);
    expect(new Set(labels).size).toBe(labels.length);
    await secrets('GetSecretValue', { SecretId: 'db' });
    expect(await listDeadWork(store, { limit: 10 })).toEqual([]);
  },
);
