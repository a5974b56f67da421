import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerCloud, READ_ONLY, S3_ADMIN, wish } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

// The figures at full size are the benchmark's; here is that no page loses or repeats anything.
const COUNT = 60;
const made: string[] = [];

beforeAll(async () => {
  for (let count = 0; count < COUNT; count += 1) {
    const { id } = await story.ask(
      'alice',
      wish({
        targets: [count % 3 === 0 ? S3_ADMIN : READ_ONLY],
        justification: `Number ${count}`,
        durationSeconds: 900,
      }),
    );
    made.push(id);
    // Many of one millisecond, and some that are older.
    if (count % 20 === 19) await story.advance('PT1S');
  }
});

interface Walked {
  readonly ids: readonly string[];
  readonly pages: number;
}

/** All pages of a list, with something done between them. */
const walk = async (
  person: string,
  path: string,
  between: (page: number) => Promise<void> = async () => {},
): Promise<Walked> => {
  const ids: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const at = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body, status } = await story.api(person).get(`${path}${at}`);
    expect(status).toBe(200);
    ids.push(...(body.requests ?? []).map(({ id }) => id));
    ids.push(...(body.eligible ?? []).map((one) => one.target.roleArn));
    pages += 1;
    await between(pages);
    cursor = body.nextCursor;
  } while (cursor !== undefined);
  return { ids, pages };
};

const sorted = (ids: readonly string[]): readonly string[] =>
  ids.toSorted((a, b) => a.localeCompare(b));

test.for([1, 7, 20, 59, 60, 61, 200])(
  'pages of %d lose nothing and repeat nothing',
  async (limit) => {
    const { ids, pages } = await walk('alice', `/v1/requests?limit=${limit}`);

    expect(sorted(ids)).toEqual(sorted(made));
    expect(pages).toBe(Math.max(1, Math.ceil(COUNT / limit)));
  },
);

test('newest first, page after page', async () => {
  const requests: string[] = [];
  let cursor = '';
  do {
    const { body } = await story.api('alice').get(`/v1/requests?limit=9${cursor}`);
    requests.push(...(body.requests ?? []).map(({ createdAt }) => createdAt));
    cursor = body.nextCursor === undefined ? '' : `&cursor=${encodeURIComponent(body.nextCursor)}`;
  } while (cursor !== '');

  expect(requests).toEqual(requests.toSorted((a, b) => b.localeCompare(a)));
});

test('what is asked for meanwhile moves no page', async () => {
  const more: string[] = [];

  const { ids } = await walk('alice', '/v1/requests?limit=7', async () => {
    const { id } = await story.ask('alice', wish({ targets: [READ_ONLY], durationSeconds: 900 }));
    more.push(id);
  });

  expect(sorted(ids)).toEqual(sorted(made));
  made.push(...more);
});

test('the queue of an approver and the list of an auditor are whole, and one filter is a part of it', async () => {
  const pending = await walk('alice', '/v1/requests?limit=200&state=pending');

  const queue = await walk('bob', '/v1/requests?scope=review&limit=6');
  const all = await walk('erin', '/v1/requests?scope=all&limit=11');
  const filtered = await walk('erin', '/v1/requests?scope=all&limit=4&state=pending');

  expect(sorted(queue.ids)).toEqual(sorted(pending.ids));
  expect(sorted(all.ids)).toEqual(sorted(made));
  expect(sorted(filtered.ids)).toEqual(sorted(pending.ids));
});

test('what leaves the queue while it is read is missed by nobody else', async () => {
  const [first = ''] = (await walk('bob', '/v1/requests?scope=review&limit=200')).ids.slice(-1);

  const { ids } = await walk('carol', '/v1/requests?scope=review&limit=5', async (page) => {
    if (page === 1) await story.api('bob').post(`/v1/requests/${first}/reject`);
  });

  const left = await walk('carol', '/v1/requests?scope=review&limit=200');
  expect(sorted(ids.filter((id) => id !== first))).toEqual(sorted(left.ids));
});

test('the eligible are paged by account and role, each once', async () => {
  const whole = await walk('alice', '/v1/eligible?limit=200');

  for (const limit of [1, 2, 5]) {
    const { ids } = await walk('alice', `/v1/eligible?limit=${limit}`);
    expect(ids).toEqual(whole.ids);
  }
  expect(new Set(whole.ids).size).toBe(6);
});

test('an export has every request once', async () => {
  const { text } = await story.api('erin').get('/v1/audit/export?format=csv');

  const ids = text
    .split('\r\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split(',')[0] ?? '');
  expect(sorted(ids)).toEqual(sorted(made));
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
