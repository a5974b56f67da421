import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { Credentials } from './api.fixture.ts';
import { brokerCloud } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const YEAR_DAYS = 365;

/** Moves the clock to a time that is still to come. */
const goTo = async (time: string): Promise<void> => {
  const seconds = Math.floor((Date.parse(time) - (await story.now()).getTime()) / 1000);
  await story.advance(`PT${seconds}S`);
};

const works = async (credentials: Credentials): Promise<string> => {
  const sqs = new SQSClient(story.as(credentials));
  onTestFinished(() => sqs.destroy());
  return sqs.send(new CreateQueueCommand({ QueueName: 'probe' })).then(
    () => 'allowed',
    (error: Error) => error.name,
  );
};

const invoke = async (id: string): Promise<number> =>
  (await story.api('alice').post(`/v1/requests/${id}/sessions`, { kind: 'cli' })).status;

/** Ordered, because the clock only goes on; each in a year that has not been there yet. */
const BOUNDARIES = [
  ['midnight', '2026-11-27T00:00:00Z'],
  ['the end of a month', '2026-12-01T00:00:00Z'],
  ['the end of a year', '2027-01-01T00:00:00Z'],
  ['the end of February', '2027-03-01T00:00:00Z'],
  ['the hour that New York skips', '2027-03-14T07:00:00Z'],
  ['the hour that Berlin skips', '2027-03-28T01:00:00Z'],
  ['the hour that Berlin has twice', '2027-10-31T01:00:00Z'],
  ['a leap day', '2028-02-29T00:00:00Z'],
] as const;

const ended: { id: string; at: number }[] = [];
const HALF_HOUR = 1_800_000;

test('access across midnight, month, year, leap day and DST lasts as long as it says, and never again', async () => {
  for (const [name, boundary] of BOUNDARIES) {
    const at = Date.parse(boundary);
    await goTo(new Date(at - HALF_HOUR).toISOString());
    const { id, startsAt, endsAt } = await story.granted();
    const credentials = await story.credentials('alice', id);

    await goTo(new Date(at + HALF_HOUR - 2000).toISOString());
    const last = await works(credentials);
    await story.advance('PT3S');
    const after = await works(credentials);
    // Nobody has looked at the request since; its end is on record all the same.
    const leaves = await story.leaves({ requestId: id, type: 'request.ended' });

    expect([name, Date.parse(endsAt) - Date.parse(startsAt)]).toEqual([name, 3_600_000]);
    expect([name, last]).toEqual([name, 'allowed']);
    expect([name, after]).not.toEqual([name, 'allowed']);
    expect([name, leaves.length]).toEqual([name, 1]);
    expect([name, await invoke(id)]).toEqual([name, 409]);
    ended.push({ id, at: Date.parse(startsAt) });
  }
});

test('in the same minute of the year after, none of it is valid', async () => {
  for (const { id, at } of ended.slice(-2)) {
    const later = at + YEAR_DAYS * 24 * 3_600_000 + 60_000;
    if (later > (await story.now()).getTime()) await goTo(new Date(later).toISOString());
    expect(await invoke(id)).toBe(409);
    expect(await story.stateOf('alice', id)).toBe('ended');
    expect((await story.api('bob').post(`/v1/requests/${id}/approve`)).status).toBe(409);
  }
  expect(ended).toHaveLength(BOUNDARIES.length);
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
