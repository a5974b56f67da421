import { expect, test } from 'vitest';
import { rotationFixture } from './rotation.fixture.ts';

/** Minutes at which secrets of the stage began to rotate. */
const begun = (steps: readonly { readonly Step: string; readonly at: string }[]) =>
  steps.filter(({ Step }) => Step === 'createSecret').map(({ at }) => at.slice(0, 16));

const next = (date: Date | undefined) => date?.toISOString().slice(0, 19);

test('the post, use case 1: a new secret rotates at once and then every four hours, day after day', async () => {
  const { rotating, until, stage, describe, secrets, told } = await rotationFixture();
  await rotating({ RotationRules: { ScheduleExpression: 'rate(4 hours)' } });
  await until('2026-03-03T00:30:00Z');

  expect(begun(stage.steps)).toEqual([
    '2026-03-02T10:00',
    '2026-03-02T12:00',
    '2026-03-02T16:00',
    '2026-03-02T20:00',
    '2026-03-03T00:00',
  ]);
  expect(stage.steps.slice(0, 4).map(({ Step }) => Step)).toEqual([
    'createSecret',
    'setSecret',
    'testSecret',
    'finishSecret',
  ]);
  expect(await describe()).toMatchObject({
    RotationEnabled: true,
    RotationRules: { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(4 hours)' },
    LastRotatedDate: new Date('2026-03-03T00:00:00Z'),
    NextRotationDate: new Date('2026-03-03T04:59:59Z'),
  });
  expect(await secrets('GetSecretValue', { SecretId: 'db' })).toMatchObject({
    SecretString: stage.password,
  });
  expect(await told()).toEqual(
    Array.from({ length: 5 }, () => ['RotationStarted', 'RotationSucceeded']).flat(),
  );

  await until('2026-03-20T00:30:00Z');
  expect(begun(stage.steps)).toHaveLength(5 + 17 * 6);
});

test('the post, use case 2: the last Sunday of each quarter from 1 to 4, over year ends', async () => {
  const { rotating, until, stage, describe } = await rotationFixture();
  await rotating({
    RotationRules: { ScheduleExpression: 'cron(0 1 ? 3/3 1L *)', Duration: '3h' },
    RotateImmediately: false,
  });
  const dates = [next((await describe()).NextRotationDate)];
  for (const day of ['2026-04-01', '2026-07-01', '2026-10-01', '2027-01-01', '2028-01-01']) {
    await until(`${day}T00:00:00Z`);
    dates.push(next((await describe()).NextRotationDate));
  }

  expect(dates).toEqual([
    '2026-03-29T03:59:59',
    '2026-06-28T03:59:59',
    '2026-09-27T03:59:59',
    '2026-12-27T03:59:59',
    '2027-03-28T03:59:59',
    '2028-03-26T03:59:59',
  ]);
  expect(begun(stage.steps)).toEqual([
    '2026-03-29T01:00',
    '2026-06-28T01:00',
    '2026-09-27T01:00',
    '2026-12-27T01:00',
    '2027-03-28T01:00',
    '2027-06-27T01:00',
    '2027-09-26T01:00',
    '2027-12-26T01:00',
  ]);
  expect((await describe()).RotationRules?.AutomaticallyAfterDays).toBe(91);
});

test('the post, use case 3: an existing secret, every second Saturday from midnight for five hours', async () => {
  const { rotating, until, stage, describe } = await rotationFixture();
  await rotating({
    RotationRules: { ScheduleExpression: 'cron(0 00 ? * 7#2,7#4 *)', Duration: '5h' },
  });
  await until('2026-03-02T11:00:00Z');
  expect(await describe()).toMatchObject({
    RotationRules: { ScheduleExpression: 'cron(0 00 ? * 7#2,7#4 *)', Duration: '5h' },
    NextRotationDate: new Date('2026-03-14T04:59:59Z'),
  });
  await until('2026-06-01T00:00:00Z');

  expect(begun(stage.steps)).toEqual([
    '2026-03-02T10:00',
    '2026-03-14T00:00',
    '2026-03-28T00:00',
    '2026-04-11T00:00',
    '2026-04-25T00:00',
    '2026-05-09T00:00',
    '2026-05-23T00:00',
  ]);
});

test('90 days, as PCI DSS asks, over a leap day and four years', async () => {
  const { rotating, until, stage, describe } = await rotationFixture();
  await rotating({ RotationRules: { AutomaticallyAfterDays: 90, Duration: '2h' } });
  await until('2028-02-25T00:00:00Z');
  const before = next((await describe()).NextRotationDate);
  await until('2030-03-01T00:00:00Z');

  expect(before).toBe('2028-05-20T01:59:59');
  expect(begun(stage.steps).slice(-2)).toEqual(['2029-11-11T00:00', '2030-02-09T00:00']);
  expect(begun(stage.steps)).toHaveLength(17);
});
