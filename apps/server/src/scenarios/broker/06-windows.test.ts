import { afterAll, expect, test } from 'vitest';
import { brokerCloud, wish } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const invoke = async (id: string): Promise<number> =>
  (await story.api('alice').post(`/v1/requests/${id}/sessions`, { kind: 'cli' })).status;

test('a request that nobody decides on expires by itself, and stays so', async () => {
  const { id, createdAt, pendingUntil } = await story.ask('alice');
  await story.advance('PT7H59M');
  const before = await story.stateOf('alice', id);
  await story.advance('PT1M');

  const leaves = await story.leaves({ requestId: id, type: 'request.expired' });
  const late = await story.api('bob').post(`/v1/requests/${id}/approve`);
  await story.advance('P365D');
  const muchLater = await story.api('bob').post(`/v1/requests/${id}/approve`);

  expect(Date.parse(pendingUntil) - Date.parse(createdAt)).toBe(8 * 3_600_000);
  expect(before).toBe('pending');
  expect(leaves).toHaveLength(1);
  expect([late.status, muchLater.status]).toEqual([409, 409]);
  expect(await story.stateOf('alice', id)).toBe('expired');
});

test('a start that was asked for is what counts, not when somebody approved', async () => {
  const startAt = new Date((await story.now()).getTime() + 24 * 3_600_000).toISOString();
  const { id, state, startsAt, endsAt } = await story.granted(wish({ startAt }));

  const early = await invoke(id);
  await story.advance('PT24H');
  const live = await invoke(id);
  await story.advance('PT1H');

  expect(state).toBe('scheduled');
  expect([startsAt, Date.parse(endsAt) - Date.parse(startsAt)]).toEqual([startAt, 3_600_000]);
  expect([early, live, await invoke(id)]).toEqual([409, 200, 409]);
});

test('an extension is a request of its own that begins where the other ends', async () => {
  const { id, endsAt } = await story.granted();
  const more = { durationSeconds: 900, justification: 'Not done yet' };
  const extended = await story.api('alice').post(`/v1/requests/${id}/extend`, more);
  await story.api('bob').post(`/v1/requests/${extended.request.id}/approve`);

  const approved = (await story.request('alice', extended.request.id)).request;
  await story.advance('PT60M');

  expect(extended.request.state).toBe('pending');
  expect(approved).toMatchObject({ state: 'scheduled', startsAt: endsAt });
  expect(await invoke(id)).toBe(409);
  expect(await invoke(extended.request.id)).toBe(200);
  await story.advance('PT15M');
  expect(await invoke(extended.request.id)).toBe(409);
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
