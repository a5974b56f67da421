import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleFixture, consoleFixture, type Person } from './console.fixture.ts';

let here: ConsoleFixture;
let person: Person;
beforeAll(async () => {
  here = await consoleFixture();
  person = await here.administrator();
});
afterAll(() => here.cloud.stop());

const explained = (body: object) => person.ask('/api/explain/rotation', { method: 'POST', body });

const of = async (body: object) => (await explained(body)).body;

test('the builder writes what the post shows, and reads it back', async () => {
  const form = { unit: 'weeks', every: 2, weekday: 7, hour: 0 };
  const { expression, ...rest } = await of({ schedule: { form }, duration: '5h' });

  expect(expression).toBe('cron(0 00 ? * 7#2,7#4 *)');
  expect(rest).toMatchObject({
    words: 'The second and fourth Saturday of every month at 00:00 UTC',
    form,
  });
  await expect(of({ schedule: { expression } })).resolves.toMatchObject({ form });
});

test('every four hours goes on from the window that the secret has', async () => {
  const answer = await of({
    schedule: { form: { unit: 'hours', every: 4 } },
    next: '2090-03-01T08:59:59Z',
    windows: 3,
  });

  expect(answer).toMatchObject({
    expression: 'rate(4 hours)',
    windows: [
      { opensAt: '2090-03-01T08:00:00.000Z', closesAt: '2090-03-01T09:00:00.000Z' },
      { opensAt: '2090-03-01T12:00:00.000Z' },
      { opensAt: '2090-03-01T16:00:00.000Z' },
    ],
  });
});

test('a rate that is not in step with the day, and one in days, go on as they are', async () => {
  const hours = await of({
    schedule: { expression: 'rate(10 hours)' },
    next: '2090-03-01T06:59:59Z',
    windows: 2,
  });
  const days = await of({
    schedule: { expression: 'rate(10 days)' },
    next: '2090-02-25T23:59:59Z',
    windows: 2,
  });

  expect(hours).toMatchObject({
    windows: [{ opensAt: '2090-03-01T06:00:00.000Z' }, { opensAt: '2090-03-01T16:00:00.000Z' }],
  });
  expect(days).toMatchObject({
    windows: [
      { opensAt: '2090-02-25T00:00:00.000Z', closesAt: '2090-02-26T00:00:00.000Z' },
      { opensAt: '2090-03-07T00:00:00.000Z' },
    ],
  });
});

test('the last Sundays of quarters are shown as windows, which what does not hold has none of', async () => {
  const expression = 'cron(0 1 ? 3/3 1L *)';
  const sound = await of({
    schedule: { expression },
    duration: '3h',
    next: '2090-03-26T03:59:59Z',
    windows: 2,
  });

  expect(sound).toMatchObject({
    words: 'The last Sunday of March, June, September and December at 01:00 UTC',
    windows: [
      { opensAt: '2090-03-26T01:00:00.000Z', closesAt: '2090-03-26T04:00:00.000Z' },
      { opensAt: '2090-06-25T01:00:00.000Z' },
    ],
  });
  expect(await of({ schedule: { expression }, duration: '24h' })).toMatchObject({
    durationRefusal: 'The window must not extend into the next UTC day',
  });
  expect(await of({ schedule: { expression: 'rate(3 hours)' } })).toHaveProperty('refusal');
});

test.for([
  {},
  { schedule: {} },
  { schedule: { expression: 'rate(4 hours)' }, windows: 1000 },
  { schedule: { form: { unit: 'weeks', every: 5, weekday: 1, hour: 0 } } },
  { schedule: { form: { unit: 'hours', every: 4 } }, next: 'tomorrow' },
])('%o is no question', async (body) => {
  expect((await explained(body)).status).toBe(400);
});

test('nobody is answered who is not signed in', async () => {
  const asked = await here.person().ask('/api/explain/rotation', {
    method: 'POST',
    body: { schedule: { expression: 'rate(4 hours)' } },
  });

  expect(asked.status).toBe(401);
});
