import { describe, expect, test } from 'vitest';
import { POLICY_WITHOUT_S3, prodWish, requestsFixture, wish } from './requests.fixture.ts';

const yes = { comment: 'go ahead' };

describe('approval', () => {
  test('the clock starts at the approval, not at the request', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), wish());
    it.clock.advance({ hours: 2 });

    const approved = await it.approve(it.as('sam'), request.id, yes);

    expect(approved).toMatchObject({
      state: 'active',
      startsAt: new Date('2026-11-25T14:00:00Z'),
      endsAt: new Date('2026-11-25T15:00:00Z'),
      counted: [{ step: 'security', people: ['p-sam'] }],
    });
    expect(await it.notices(request.id)).toContain('request-approved');
  });

  test('nobody approves a request of their own, whatever groups and e-mail they have', async () => {
    const it = await requestsFixture();
    it.move('ann', ['eng', 'security']);
    const { request } = await it.create(it.as('ann'), wish());
    const { membership, ...others } = it.as('ann');
    const renamed = {
      ...others,
      membership: { ...membership, person: { ...membership.person, email: 'ANN@EXAMPLE.COM' } },
    };

    for (const actor of [it.as('ann'), renamed]) {
      await expect(it.approve(actor, request.id, yes)).rejects.toMatchObject({
        code: 'self-approval',
      });
    }

    expect(await it.find(request.id)).toMatchObject({ state: 'pending', version: 1 });
    expect(await it.leaves({ type: 'refused', requestId: request.id })).toHaveLength(2);
  });

  test('a deny that matches as well as the allow is honoured at the approval too', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), wish());
    it.move('ann', ['eng', 'contractors']);

    await expect(it.approve(it.as('sam'), request.id, yes)).rejects.toMatchObject({
      code: 'not-eligible',
      details: { because: 'denied', ruleId: 'no-contractors' },
    });
    expect((await it.find(request.id)).state).toBe('pending');
  });

  test('two of security and one owner: a person counts for one of them only', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), prodWish());

    await it.approve(it.as('sid'), request.id, yes);
    const second = await it.approve(it.as('sam'), request.id, yes);
    expect(second.state).toBe('pending');
    const third = await it.approve(it.as('otto'), request.id, yes);

    expect(third.state).toBe('active');
    expect(third.counted?.flatMap(({ people }) => people).toSorted()).toEqual([
      'p-otto',
      'p-sam',
      'p-sid',
    ]);
    expect(await it.violations()).toEqual([]);
  });

  test('a person decides once', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), prodWish());
    await it.approve(it.as('sam'), request.id, yes);

    await expect(it.approve(it.as('sam'), request.id, yes)).rejects.toMatchObject({
      code: 'already-decided',
    });
    await expect(it.reject(it.as('sam'), request.id, yes)).rejects.toMatchObject({
      code: 'already-decided',
    });
    expect((await it.find(request.id)).version).toBe(2);
  });

  test('the approval of somebody who lost the group does not count any more', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), prodWish());
    await it.approve(it.as('sam'), request.id, yes);
    await it.approve(it.as('otto'), request.id, yes);
    it.move('sam', []);

    const third = await it.approve(it.as('sue'), request.id, yes);
    expect(third.state).toBe('pending');
    const fourth = await it.approve(it.as('sid'), request.id, yes);

    expect(fourth.state).toBe('active');
    expect(fourth.counted?.flatMap(({ people }) => people)).not.toContain('p-sam');
  });

  test('who is no approver any more cannot approve, and who never was does not even see it', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), wish());
    const token = it.as('sam');
    it.move('sam', ['auditors']);

    await expect(it.approve(token, request.id, yes)).rejects.toMatchObject({ code: 'forbidden' });
    for (const id of [request.id, `r-${'0'.repeat(20)}`, 'r-1', "r-' OR 1", '\0'])
      await expect(it.approve(it.as('nora'), id, yes)).rejects.toMatchObject({
        code: 'not-found',
        message: 'There is no such request.',
      });
  });

  test.for([0, 899, 1.5, 3601, 1e9, -900])(
    'an approver cannot make it %s seconds',
    async (durationSeconds) => {
      const it = await requestsFixture();
      const { request } = await it.create(it.as('ann'), wish());

      await expect(
        it.approve(it.as('sam'), request.id, { ...yes, durationSeconds }),
      ).rejects.toMatchObject({ code: 'invalid', details: { min: 900, max: 3600 } });
    },
  );

  test('an approver may shorten it, and the next cannot take that back', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), prodWish());
    await it.approve(it.as('sam'), request.id, { ...yes, durationSeconds: 900 });
    await it.approve(it.as('otto'), request.id, yes);

    await expect(
      it.approve(it.as('sue'), request.id, { ...yes, durationSeconds: 1800 }),
    ).rejects.toMatchObject({ code: 'invalid' });
    const approved = await it.approve(it.as('sue'), request.id, yes);

    expect(approved.endsAt).toEqual(new Date('2026-11-25T12:15:00Z'));
    expect(await it.violations()).toEqual([]);
  });

  test('one "no" closes the request', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), prodWish());
    await it.approve(it.as('sam'), request.id, yes);

    const rejected = await it.reject(it.as('otto'), request.id, { comment: 'not today' });

    expect(rejected).toMatchObject({ state: 'rejected', closedReason: 'not today' });
    await expect(it.approve(it.as('sue'), request.id, yes)).rejects.toMatchObject({
      code: 'already-decided',
    });
  });

  test('what was looked at must still be what is there', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), prodWish());
    await it.approve(it.as('sam'), request.id, { ...yes, version: 1 });

    await expect(
      it.approve(it.as('sue'), request.id, { ...yes, version: 1 }),
    ).rejects.toMatchObject({ code: 'conflict', details: { version: 2 } });
  });

  test('where the directory does not answer, nothing is decided', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), wish());
    it.around.directoryAnswers = false;

    await expect(it.approve(it.as('sam'), request.id, yes)).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect((await it.find(request.id)).version).toBe(1);
  });

  test('a rule that is gone approves nothing', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), wish());
    it.around.policy = POLICY_WITHOUT_S3;

    await expect(it.approve(it.as('sam'), request.id, yes)).rejects.toMatchObject({
      code: 'not-eligible',
    });
  });
});

describe('time to decide', () => {
  test.for([
    '2026-11-25T12:00:00.000Z',
    '2026-12-31T20:00:00.000Z',
    '2027-02-28T23:59:59.999Z',
    // The night in which Europe's clocks go back.
    '2027-10-30T23:30:00.000Z',
  ])('a request of %s is dead eight hours later, and in a year', async (at) => {
    const it = await requestsFixture();
    it.clock.advance({ milliseconds: new Date(at).getTime() - it.clock.now().getTime() });
    const { request } = await it.create(it.as('ann'), wish());
    it.clock.advance({ hours: 8 });

    await expect(it.approve(it.as('sam'), request.id, yes)).rejects.toMatchObject({
      code: 'already-decided',
    });

    // Nobody listed anything and no due work ran: the refused approval has closed it, for good.
    expect((await it.find(request.id)).state).toBe('expired');
    it.clock.advance({ hours: -1 });
    await expect(it.approve(it.as('sam'), request.id, yes)).rejects.toThrow('expired');
    it.clock.advance({ days: 365 });
    await expect(it.approve(it.as('sam'), request.id, yes)).rejects.toThrow('expired');
    expect(await it.violations()).toEqual([]);
  });

  test('it expires by itself, and the requester is told', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), wish());
    it.clock.advance({ hours: 8 });

    await it.runDue();

    expect((await it.find(request.id)).state).toBe('expired');
    expect(await it.notices(request.id)).toContain('request-expired');
  });

  test('after its time a step escalates: others may decide, nothing is approved by itself', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), prodWish());
    await it.approve(it.as('sam'), request.id, yes);
    await it.approve(it.as('sid'), request.id, yes);
    await expect(it.approve(it.as('lea'), request.id, yes)).rejects.toMatchObject({
      code: 'not-found',
    });

    it.clock.advance({ hours: 1 });
    await it.runDue();

    expect(await it.find(request.id)).toMatchObject({ state: 'pending', escalated: ['owner'] });
    const review = await it.list(it.as('lea'), { scope: 'review', limit: 10 });
    expect(review.requests.map(({ id }) => id)).toEqual([request.id]);
    expect((await it.approve(it.as('lea'), request.id, yes)).state).toBe('active');
    expect(await it.violations()).toEqual([]);
  });

  test('where nobody is left to approve, it escalates at once, and else says so', async () => {
    const it = await requestsFixture();
    it.move('otto', []);
    it.move('sid', ['security']);
    const { request } = await it.create(it.as('ann'), prodWish());

    await it.runDue();
    expect((await it.find(request.id)).escalated).toEqual(['owner']);
    expect(await it.notices(request.id)).not.toContain('request-unapprovable');
    it.move('lea', []);
    it.clock.advance({ minutes: 1 });
    await it.runDue();
    // The standing look needs `prepare`; until then nothing looks again.
    await it.store.write((tx) => it.prepare(tx, it.clock.now()));
    it.clock.advance({ minutes: 2 });
    await it.runDue();

    expect(await it.notices(request.id)).toContain('request-unapprovable');
    expect((await it.find(request.id)).state).toBe('pending');
    const view = await it.get(it.as('ann'), request.id);
    expect(view.unapprovable).toBe(true);
  });
});

describe('who sees what', () => {
  test('the requester, who may decide or did, and auditors; for all others there is nothing', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), wish());
    await it.approve(it.as('sam'), request.id, yes);
    it.move('sam', []);

    for (const name of ['ann', 'sam', 'sue', 'dora', 'max'])
      expect((await it.get(it.as(name), request.id)).request.id).toBe(request.id);
    for (const name of ['ben', 'nora', 'lea', 'ida', 'otto'])
      await expect(it.get(it.as(name), request.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('the view offers what would work', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), prodWish());
    await it.approve(it.as('sam'), request.id, yes);

    const [mine, did, could] = await Promise.all(
      ['ann', 'sam', 'sue'].map((name) => it.get(it.as(name), request.id)),
    );

    expect(mine?.may).toMatchObject({ approve: false, cancel: true, invoke: false });
    expect(did?.may).toMatchObject({ approve: false, reject: false });
    expect(could?.may).toMatchObject({ approve: true, reject: true, cancel: false });
    expect(could?.steps.map(({ name, satisfied }) => [name, satisfied])).toEqual([
      ['security', false],
      ['owner', false],
    ]);
    expect(could?.steps[0]?.approvedBy.map(({ id }) => id)).toEqual(['p-sam']);
    expect(could?.steps[0]?.couldApprove.map(({ id }) => id)).toEqual(['p-sue', 'p-sid']);
    expect(could?.unapprovable).toBe(false);
  });

  test('refusals of one person fill a minute, not the log', async () => {
    const it = await requestsFixture();

    for (let n = 0; n < 80; n += 1)
      await expect(it.cancel(it.as('nora'), 'r-nothing')).rejects.toMatchObject({
        code: 'not-found',
      });
    it.clock.advance({ minutes: 1 });
    await expect(it.cancel(it.as('nora'), 'r-nothing')).rejects.toThrow('no such request');

    const leaves = await it.leaves({ type: 'refused' });
    expect(leaves).toHaveLength(62);
    expect(leaves[60]?.data).toMatchObject({ summary: true });
    expect(leaves[61]?.data).toMatchObject({ unlistedBefore: 20, code: 'not-found' });
  });
});
