import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerCloud, READ_ONLY, wish } from './broker.fixture.ts';

const COUNT = 2000;
const CLIENTS = 8;
const PEOPLE = ['alice', 'pia', 'pit', 'pat'];

const story = await brokerCloud();
afterAll(() => story.stop());

/** Ids that people were told, by person. */
const made = new Map<string, string[]>(PEOPLE.map((name) => [name, []]));

const all = (): readonly string[] => [...made.values()].flat();

const ask = async (person: string): Promise<string> => {
  const { id } = await story.ask(person, wish({ targets: [READ_ONLY], durationSeconds: 900 }));
  made.get(person)?.push(id);
  return id;
};

beforeAll(async () => {
  for (const name of PEOPLE.slice(1)) await story.people.add(name, ['s3-engineers']);
  for (const name of [...PEOPLE, 'erin']) await story.token(name);
  let left = COUNT;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await ask(PEOPLE[left % PEOPLE.length] ?? 'alice');
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
});

const walk = async (
  person: string,
  path: string,
): Promise<{ readonly ids: readonly string[]; readonly times: readonly string[] }> => {
  const ids: string[] = [];
  const times: string[] = [];
  let cursor = '';
  do {
    const { body, status } = await story.api(person).get(`${path}${cursor}`);
    expect(status).toBe(200);
    for (const { id, createdAt } of body.requests ?? []) {
      ids.push(id);
      times.push(createdAt);
    }
    cursor = body.nextCursor === undefined ? '' : `&cursor=${encodeURIComponent(body.nextCursor)}`;
  } while (cursor !== '');
  return { ids, times };
};

const sorted = (ids: readonly string[]): readonly string[] => ids.toSorted();

test('everybody’s list has each of two thousand once, newest first', async () => {
  const { ids, times } = await walk('erin', '/v1/requests?scope=all&limit=200');

  expect(ids).toHaveLength(COUNT);
  expect(sorted(ids)).toEqual(sorted(all()));
  expect(times).toEqual(times.toSorted((one, other) => (one < other ? 1 : -1)));
});

test('one’s own list has nobody else’s', async () => {
  const { ids } = await walk('pia', '/v1/requests?limit=150');

  expect(sorted(ids)).toEqual(sorted(made.get('pia') ?? []));
});

test('while others ask, a walk over all pages has everything that was there before, and nothing twice', async () => {
  const before = all();
  let isWalking = true;
  const askOn = async (person: string): Promise<void> => {
    await ask(person);
    await turn();
    if (isWalking) await askOn(person);
  };
  const asking = Promise.all(PEOPLE.slice(0, 2).map(askOn));

  const walks = await Promise.all(
    [17, 50, 200].map((limit) => walk('erin', `/v1/requests?scope=all&limit=${limit}`)),
  );
  isWalking = false;
  await asking;

  expect(all().length).toBeGreaterThan(before.length);
  const known = new Set(all());
  for (const { ids } of walks) {
    const seen = new Set(ids);
    expect(seen.size).toBe(ids.length);
    expect(before.filter((id) => !seen.has(id))).toEqual([]);
    expect(ids.filter((id) => !known.has(id))).toEqual([]);
  }
});

test('an export streams each once, and nothing that is stored breaks a promise', async () => {
  const { text } = await story.api('erin').get('/v1/audit/export?format=json');

  // An array of requests with their decisions.
  const exported = JSON.parse(text) as readonly { readonly id: string }[];
  expect(sorted(exported.map(({ id }) => id))).toEqual(sorted(all()));
  expect(await story.broken()).toEqual([]);
});
