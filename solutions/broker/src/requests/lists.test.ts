import { describe, expect, test } from 'vitest';
import type { RequestFilter } from '../model/index.ts';
import {
  ACCOUNT,
  describeOnBoth,
  GROUPS,
  PROD,
  PROD_ADMIN,
  prodWish,
  READ,
  requestsFixture,
  type RequestsFixture,
  S3_ADMIN,
  TOOLS,
  wish,
} from './requests.fixture.ts';

/** Two people's requests, in several states; the ids by a word for each. */
const populated = async (it: RequestsFixture): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>();
  const make = async (word: string, name: string, input = wish()): Promise<string> => {
    it.clock.advance({ minutes: 1 });
    const { request } = await it.create(it.as(name), input);
    ids.set(request.id, word);
    return request.id;
  };
  await make('read', 'ann', wish({ targets: [READ] }));
  const live = await make('live', 'ann');
  await it.approve(it.as('sam'), live, { comment: '' });
  await make('both', 'ben', wish({ targets: [S3_ADMIN, READ], durationSeconds: 900 }));
  await make('prod', 'ben', prodWish({ justification: '100%_sure\\ <b>Größe</b>' }));
  const rejected = await make('rejected', 'ann');
  await it.reject(it.as('sam'), rejected, { comment: 'no' });
  await make('pending', 'ann');
  return ids;
};

describeOnBoth('lists', (twoNodes) => {
  test.for([
    ['ann', { scope: 'mine' }, ['pending', 'rejected', 'live', 'read']],
    ['ann', { scope: 'mine', states: ['rejected', 'active'] }, ['rejected', 'live', 'read']],
    ['ann', { scope: 'mine', states: [] }, []],
    ['ann', { scope: 'mine', account: TOOLS }, ['read']],
    ['ann', { scope: 'mine', requester: 'p-ben' }, []],
    ['sam', { scope: 'review' }, ['pending', 'prod', 'both']],
    ['sam', { scope: 'review', requester: 'p-ann' }, ['pending']],
    ['sam', { scope: 'review', account: TOOLS }, ['both']],
    ['sam', { scope: 'review', roleArn: PROD_ADMIN.roleArn }, ['prod']],
    ['sam', { scope: 'review', states: ['active'] }, []],
    ['sam', { scope: 'review', text: 'größe' }, ['prod']],
    ['otto', { scope: 'review' }, ['prod']],
    ['nora', { scope: 'review' }, []],
    ['dora', { scope: 'all' }, ['pending', 'rejected', 'prod', 'both', 'live', 'read']],
    ['dora', { scope: 'all', requester: 'p-ben' }, ['prod', 'both']],
    ['dora', { scope: 'all', account: ACCOUNT }, ['pending', 'rejected', 'both', 'live']],
    ['dora', { scope: 'all', account: ACCOUNT, states: ['pending'] }, ['pending', 'both']],
    ['dora', { scope: 'all', roleArn: READ.roleArn }, ['both', 'read']],
    ['dora', { scope: 'all', roleArn: READ.roleArn, account: PROD }, []],
    ['dora', { scope: 'all', text: 'BEN' }, ['prod', 'both']],
    ['dora', { scope: 'all', text: 'ops-17' }, ['prod']],
    ['dora', { scope: 'all', text: '100%_sure\\' }, ['prod']],
    ['dora', { scope: 'all', text: '_' }, ['prod']],
    ['dora', { scope: 'all', text: "' OR 1=1 --" }, []],
    [
      'dora',
      {
        scope: 'all',
        from: new Date('2026-11-25T12:03:00Z'),
        to: new Date('2026-11-25T12:05:00Z'),
      },
      ['prod', 'both'],
    ],
  ] as const)('%s asks for %o', async ([name, filter, expected]) => {
    const [one] = await twoNodes();
    const words = await populated(one);

    for (const limit of [50, 1]) {
      const seen: (string | undefined)[] = [];
      let cursor: string | undefined;
      do {
        const asked: RequestFilter = { ...filter, limit, cursor };
        const page = await one.list(one.as(name), asked);
        expect(page.requests.length).toBeLessThanOrEqual(limit);
        seen.push(...page.requests.map(({ id }) => words.get(id)));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(expected);
    }
  });

  test('somebody of very many groups has the same queue', async () => {
    const [one] = await twoNodes();
    const words = await populated(one);
    const many = Array.from({ length: 200 }, (_, at) => `team-${at}`);
    one.move('sam', [...(GROUPS['sam'] ?? []), ...many]);

    const { requests } = await one.list(one.as('sam'), { scope: 'review', limit: 10 });

    expect(requests.map(({ id }) => words.get(id))).toEqual(['pending', 'prod', 'both']);
  });
});

describe('a queue', () => {
  test('holds only what the person could decide now', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), prodWish());
    const queue = async (name: string): Promise<number> =>
      (await it.list(it.as(name), { scope: 'review', limit: 10 })).requests.length;

    expect(await queue('sam')).toBe(1);
    await it.approve(it.as('sam'), request.id, { comment: '' });
    expect([await queue('sam'), await queue('sue')]).toEqual([0, 1]);
    it.move('ann', ['eng', 'security']);
    expect(await queue('ann')).toBe(0);
    it.clock.advance({ hours: 8 });
    expect(await queue('sue')).toBe(0);
  });
});

describe('a cursor', () => {
  test('belongs to one person and one filter, and cannot be made up', async () => {
    const it = await requestsFixture();
    for (let n = 0; n < 3; n += 1) await it.create(it.as('ann'), wish());
    const { nextCursor = '' } = await it.list(it.as('ann'), { scope: 'mine', limit: 1 });
    const forged = [
      '',
      'x',
      nextCursor.slice(0, -2),
      `A${nextCursor.slice(1)}`,
      Buffer.from(JSON.stringify([Number.MAX_SAFE_INTEGER, 'r-zzz'])).toString('base64url'),
      'A'.repeat(5000),
    ];

    for (const cursor of forged)
      await expect(
        it.list(it.as('ann'), { scope: 'mine', limit: 1, cursor }),
      ).rejects.toMatchObject({ code: 'invalid', details: { field: 'cursor' } });
    const others: readonly (readonly [string, Partial<RequestFilter>])[] = [
      ['ben', {}],
      ['dora', { scope: 'all' }],
      ['ann', { states: ['pending'] }],
    ];
    for (const [name, filter] of others)
      await expect(
        it.list(it.as(name), { scope: 'mine', limit: 1, cursor: nextCursor, ...filter }),
      ).rejects.toMatchObject({ code: 'invalid' });
    const second = await it.list(it.as('ann'), { scope: 'mine', limit: 5, cursor: nextCursor });
    expect(second.requests).toHaveLength(2);
  });

  test('goes through what one may ask for', async () => {
    const it = await requestsFixture();
    const seen: string[] = [];
    let cursor: string | undefined;

    do {
      const page = await it.eligible(it.as('ann'), { limit: 2, cursor });
      seen.push(...page.eligible.map(({ target }) => target.roleArn));
      cursor = page.nextCursor;
    } while (cursor !== undefined);

    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  test('all requests are for auditors', async () => {
    const it = await requestsFixture();

    await expect(it.list(it.as('sam'), { scope: 'all', limit: 1 })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await it.leaves({ type: 'refused' })).toHaveLength(1);
  });
});

test('explain tells the duration, the fields, who could approve, and why not', async () => {
  const it = await requestsFixture();

  const yes = await it.explain(it.as('ann'), { targets: [PROD_ADMIN], breakGlass: false });
  const no = await it.explain(it.as('nora'), { targets: [PROD_ADMIN], breakGlass: false });
  const glass = await it.explain(it.as('ann'), { targets: [S3_ADMIN], breakGlass: true });

  expect(yes).toMatchObject({ eligible: true, maxDurationSeconds: 7200, breakGlass: false });
  expect(yes.fields.map(({ name }) => name)).toEqual(['ticket']);
  expect(yes.steps.map(({ couldApprove }) => couldApprove.map(({ id }) => id))).toEqual([
    ['p-sam', 'p-sue', 'p-sid'],
    ['p-sid', 'p-otto'],
  ]);
  expect(no).toMatchObject({ eligible: false, because: { code: 'no-rule' }, steps: [] });
  expect(glass).toMatchObject({ eligible: true, maxDurationSeconds: 3600, breakGlass: true });
});
