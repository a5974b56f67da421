import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  ADMIN_READ,
  ON_CALL,
  PROD_ADMIN,
  prodWish,
  READ,
  requestsFixture,
  S3_ADMIN,
  wish,
} from './requests.fixture.ts';

describe('asking', () => {
  test('what the form offers is what a request accepts', async () => {
    const it = await requestsFixture();

    const { eligible } = await it.eligible(it.as('ann'), { limit: 50 });

    expect(eligible.map(({ target }) => target.roleArn)).toEqual([
      S3_ADMIN.roleArn,
      ADMIN_READ.roleArn,
      PROD_ADMIN.roleArn,
      ON_CALL.roleArn,
      READ.roleArn,
    ]);
    for (const { target } of eligible) {
      const fields =
        target === undefined || target.account !== PROD_ADMIN.account
          ? []
          : [['ticket', 'OPS-1'] as const];
      const { request } = await it.create(
        it.as('ann'),
        wish({ targets: [target], fields: new Map(fields) }),
      );
      expect(['pending', 'active']).toContain(request.state);
    }
  });

  test.for([
    [
      'a role that no rule names',
      { account: ACCOUNT, roleArn: `arn:aws:iam::${ACCOUNT}:role/Unlisted` },
    ],
    [
      'a part of an allowed name',
      { account: ACCOUNT, roleArn: `arn:aws:iam::${ACCOUNT}:role/S3Admin` },
    ],
    ['another case', { account: ACCOUNT, roleArn: S3_ADMIN.roleArn.replace('Temp', 'temp') }],
    ['a wildcard', { account: ACCOUNT, roleArn: `arn:aws:iam::${ACCOUNT}:role/*` }],
    ['a path left out', { account: ACCOUNT, roleArn: `arn:aws:iam::${ACCOUNT}:role/AdminRead` }],
    ['an account with a space', { account: ` ${ACCOUNT}`, roleArn: S3_ADMIN.roleArn }],
    [
      'an account that is not the role’s',
      { account: PROD_ADMIN.account, roleArn: S3_ADMIN.roleArn },
    ],
  ] as const)('%s is not eligible', async ([, target]) => {
    const it = await requestsFixture();

    await expect(it.create(it.as('ann'), wish({ targets: [target] }))).rejects.toMatchObject({
      code: 'not-eligible',
    });
    expect(await it.leaves({ type: 'refused' })).toHaveLength(1);
    expect((await it.list(it.as('ann'), { scope: 'mine', limit: 10 })).requests).toEqual([]);
  });

  test('groups are those of now, not those of the token', async () => {
    const it = await requestsFixture();
    const old = it.as('ann');
    it.move('ann', []);

    await expect(it.create(old, wish())).rejects.toMatchObject({ code: 'not-eligible' });
    it.move('ann', ['eng'], false);
    await expect(it.create(old, wish())).rejects.toMatchObject({ code: 'forbidden' });
    it.around.directoryAnswers = false;
    await expect(it.create(old, wish())).rejects.toMatchObject({ code: 'unavailable' });
  });

  test.for([0, -1, 1.5, 899, 14_401, 1e9, Number.NaN, Number.POSITIVE_INFINITY])(
    'a duration of %s seconds is refused with the maximum of the matching rule',
    async (durationSeconds) => {
      const it = await requestsFixture();

      await expect(it.create(it.as('ann'), wish({ durationSeconds }))).rejects.toMatchObject({
        code: 'invalid',
        details: { field: 'durationSeconds', min: 900, max: 14_400 },
      });
    },
  );

  test('the maximum of the matching rule is allowed, and that of another rule does not count', async () => {
    const it = await requestsFixture();

    const { request } = await it.create(it.as('ann'), wish({ durationSeconds: 14_400 }));

    expect(request.durationSeconds).toBe(14_400);
    await expect(
      it.create(it.as('ann'), prodWish({ durationSeconds: 7201 })),
    ).rejects.toMatchObject({ details: { max: 7200 } });
    // All targets together: the least maximum.
    await expect(
      it.create(it.as('ann'), wish({ targets: [S3_ADMIN, READ], durationSeconds: 3601 })),
    ).rejects.toMatchObject({ details: { max: 3600 } });
  });

  test.for([
    ['no justification', { justification: ' \n\t ' }],
    ['a justification that is too long', { justification: 'x'.repeat(4097) }],
    ['no target', { targets: [] }],
    ['a target twice', { targets: [S3_ADMIN, S3_ADMIN] }],
    ['a start in the past', { startAt: new Date('2026-11-25T11:59:59Z') }],
    ['a start too far ahead', { startAt: new Date('2026-12-25T12:00:01Z') }],
    ['a start that is no time', { startAt: new Date(Number.NaN) }],
    ['a field that nobody asked for', { fields: new Map([['status', 'active']]) }],
    ['a session policy that is none', { sessionPolicy: '{"Statement":[{"Effect":"Maybe"}]}' }],
    [
      'a session policy with a principal',
      {
        sessionPolicy:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}',
      },
    ],
    [
      'a session policy that is too long',
      { sessionPolicy: `{"Version":"2012-10-17","Statement":[]}${' '.repeat(2048)}` },
    ],
    ['break-glass with a start', { breakGlass: true, startAt: new Date('2026-11-25T13:00:00Z') }],
  ] as const)('%s is invalid', async ([, members]) => {
    const it = await requestsFixture();

    await expect(it.create(it.as('ann'), wish(members))).rejects.toMatchObject({ code: 'invalid' });
  });

  test('a field must look as its rule wants', async () => {
    const it = await requestsFixture();

    for (const ticket of ['', 'OPS-', 'OPS-1x', 'ops-1', 'OPS-1\n'])
      await expect(
        it.create(it.as('ann'), prodWish({ fields: new Map([['ticket', ticket]]) })),
      ).rejects.toMatchObject({ code: 'invalid', details: { field: 'fields' } });
  });

  test('a session policy narrows the grant', async () => {
    const it = await requestsFixture();
    const sessionPolicy =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';

    const { request } = await it.create(it.as('ann'), wish({ sessionPolicy }));
    await it.approve(it.as('sam'), request.id, { comment: '' });

    const grant = await it.store.read((tx) => it.grants.byId(tx, `${request.id}.1`));
    expect(grant).toMatchObject({ sessionPolicy, target: S3_ADMIN });
  });
});

describe('asking twice', () => {
  test('the same key and content is the same request, whatever the policy says by then', async () => {
    const it = await requestsFixture();
    const first = await it.create(it.as('ann'), wish(), 'key-1');
    it.move('ann', []);

    const again = await it.create(it.as('ann'), wish(), 'key-1');

    expect(again).toMatchObject({ repeated: true, request: { id: first.request.id } });
    await expect(
      it.create(it.as('ann'), wish({ durationSeconds: 1800 }), 'key-1'),
    ).rejects.toMatchObject({ code: 'idempotency-mismatch' });
  });

  test('a key is one person’s and lasts a day', async () => {
    const it = await requestsFixture();
    const first = await it.create(it.as('ann'), wish(), 'key-1');
    const other = await it.create(it.as('ben'), wish({ durationSeconds: 900 }), 'key-1');

    it.clock.advance({ hours: 24 });
    const later = await it.create(it.as('ann'), wish({ durationSeconds: 900 }), 'key-1');

    expect(new Set([first, other, later].map(({ request }) => request.id)).size).toBe(3);
  });

  test('twenty at once with one key are one request', async () => {
    const it = await requestsFixture();

    const made = await Promise.all(
      Array.from({ length: 20 }, () => it.create(it.as('ann'), wish(), 'key-1')),
    );

    expect(new Set(made.map(({ request }) => request.id)).size).toBe(1);
    expect(made.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });

  test('one person has at most fifty pending requests', async () => {
    const it = await requestsFixture();
    for (let n = 0; n < 50; n += 1) await it.create(it.as('ann'), wish());

    await expect(it.create(it.as('ann'), wish())).rejects.toMatchObject({
      code: 'too-many-requests',
    });
    await it.create(it.as('ben'), wish());
    it.clock.advance({ hours: 9 });
    await it.create(it.as('ann'), wish());
  });
});

describe('without approval', () => {
  test('a rule that asks for none gives access at once', async () => {
    const it = await requestsFixture();

    const { request } = await it.create(it.as('ann'), wish({ targets: [READ] }));

    expect(request).toMatchObject({
      state: 'active',
      autoApproval: { by: 'rule', ruleId: 'read' },
      startsAt: it.clock.now(),
      endsAt: new Date('2026-11-25T13:00:00Z'),
    });
    expect(await it.violations()).toEqual([]);
  });

  test('a condition that holds is on record with its evidence', async () => {
    const it = await requestsFixture();
    it.around.holds = async () => ({ holds: true, evidence: 'ann is on call until 18:00' });

    const { request } = await it.create(it.as('ann'), wish({ targets: [ON_CALL] }));

    expect(request.state).toBe('active');
    expect(request.autoApproval).toMatchObject({ evidence: ['ann is on call until 18:00'] });
  });

  test.for([
    ['does not hold', async () => ({ holds: false, evidence: '' })],
    ['fails', () => Promise.reject(new Error('503'))],
    ['never answers', () => new Promise<never>(() => {})],
  ] as const)('where a source %s, people decide', async ([, holds]) => {
    const it = await requestsFixture();
    it.around.holds = holds;

    const { request } = await it.create(it.as('ann'), wish({ targets: [ON_CALL] }));

    expect(request.state).toBe('pending');
  });
});

describe('break-glass', () => {
  test('is at once, short, loud, and blocks the next until it was reviewed', async () => {
    const it = await requestsFixture();
    await expect(
      it.create(it.as('ann'), wish({ breakGlass: true, durationSeconds: 3601 })),
    ).rejects.toMatchObject({ details: { max: 3600 } });

    const { request } = await it.create(it.as('ann'), wish({ breakGlass: true }));
    expect(request).toMatchObject({ state: 'active', review: { state: 'due' } });
    expect(await it.notices(request.id)).toContain('break-glass-used');
    await expect(it.create(it.as('ann'), wish({ breakGlass: true }))).rejects.toMatchObject({
      code: 'review-due',
    });
    await expect(
      it.review(it.as('ida'), request.id, { verdict: 'accepted', comment: '' }),
    ).rejects.toMatchObject({ code: 'conflict' });

    it.clock.advance({ hours: 1 });
    await it.runDue();
    expect(await it.notices(request.id)).toContain('review-due');
    await expect(
      it.review(it.as('ann'), request.id, { verdict: 'accepted', comment: '' }),
    ).rejects.toMatchObject({ code: 'self-approval' });
    await expect(
      it.review(it.as('sam'), request.id, { verdict: 'accepted', comment: '' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await it.review(it.as('ida'), request.id, { verdict: 'accepted', comment: 'incident 7' });
    const next = await it.create(it.as('ann'), wish({ breakGlass: true }));
    expect(next.request.state).toBe('active');
    expect(await it.violations()).toEqual([]);
  });

  test('abuse ends what is left of it', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), wish({ breakGlass: true }));

    const reviewed = await it.review(it.as('ida'), request.id, { verdict: 'abuse', comment: 'no' });

    expect(reviewed).toMatchObject({ state: 'revoked', review: { state: 'abuse', by: 'p-ida' } });
    expect(await it.cuts()).toEqual([`${request.id}.1`]);
  });

  test('is only where the rule has it', async () => {
    const it = await requestsFixture();

    await expect(it.create(it.as('ann'), prodWish({ breakGlass: true }))).rejects.toMatchObject({
      code: 'not-eligible',
    });
  });
});
