import { afterAll, expect, test } from 'vitest';
import { brokerCloud, wish } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const NOWHERE = 'r-00000000000000000000';
const MOST_PER_MINUTE = 60;

const refusals = async (id: string) =>
  (await story.leaves({ type: 'refused' })).filter(({ actor }) => actor === id);

const idOf = async (name: string): Promise<string> =>
  (await story.api(name).get('/v1/me')).body.person?.id ?? '';

test('a flood of refusals fills no log; that there was one is in it, and others keep theirs', async () => {
  const [alice, bob] = [await idOf('alice'), await idOf('bob')];

  for (let count = 0; count < MOST_PER_MINUTE + 30; count += 1)
    await story.api('alice').get(`/v1/requests/${NOWHERE}`);
  await story.api('bob').get(`/v1/requests/${NOWHERE}`);
  const during = await refusals(alice);
  await story.advance('PT61S');
  await story.api('alice').get(`/v1/requests/${NOWHERE}`);

  expect(during).toHaveLength(MOST_PER_MINUTE + 1);
  expect(during.at(-1)?.data).toMatchObject({ summary: true });
  expect(await refusals(bob)).toHaveLength(1);
  expect((await refusals(alice)).length).toBe(MOST_PER_MINUTE + 2);
});

test('one person cannot fill the queue of all', async () => {
  const statuses: number[] = [];
  for (let count = 0; count < 52; count += 1)
    statuses.push((await story.api('alice').post('/v1/requests', wish())).status);

  expect(statuses.filter((status) => status === 201)).toHaveLength(50);
  expect(statuses.slice(-2)).toEqual([429, 429]);
});

test.for([
  ['a body of three megabytes', `{"justification":"${'x'.repeat(3 << 20)}"}`, [413]],
  ['ten thousand brackets', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, [400, 422]],
  [
    'five thousand targets',
    JSON.stringify(wish({ targets: Array.from({ length: 5000 }, () => ({})) })),
    [422],
  ],
  [
    'a justification of 5000 letters',
    JSON.stringify(wish({ justification: 'x'.repeat(5000) })),
    [422],
  ],
] as const)('%s is refused at once', async ([, body, statuses]) => {
  const began = performance.now();
  const response = await fetch(`${story.url}/v1/requests`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await story.token('alice')}`,
      'content-type': 'application/json',
    },
    body,
  });

  expect(statuses).toContain(response.status);
  expect(performance.now() - began).toBeLessThan(2000);
});

const send = (type: string, body: string): Promise<Response> =>
  fetch(`${story.url}/v1/requests`, { method: 'POST', headers: { 'content-type': type }, body });

test.for([
  ['too large', 'application/json', 3 << 20, 413],
  ['of another kind', 'text/plain', 3 << 20, 415],
  ['of another kind, and not too large', 'text/plain', 1 << 20, 415],
  ['of nobody', 'application/json', 1 << 20, 401],
] as const)('a body %s harms nothing that comes after it', async ([, type, length, status]) => {
  for (let count = 0; count < 5; count += 1) {
    const large = await send(type, `"${'x'.repeat(length)}"`);
    expect(large.status).toBe(status);
    expect((await send('application/json', '{}')).status).toBe(401);
  }
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
