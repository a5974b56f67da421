import { describe, expect, test } from 'vitest';
import {
  POLICY_WITHOUT_S3,
  prodWish,
  READ,
  requestsFixture,
  type RequestsFixture,
  S3_ADMIN,
  ADMIN_READ,
  wish,
} from './requests.fixture.ts';

const yes = { comment: '' };
const cli = { grant: 1, kind: 'cli' } as const;

const live = async (it: RequestsFixture, members = {}): Promise<string> => {
  const { request } = await it.create(it.as('ann'), wish(members));
  await it.approve(it.as('sam'), request.id, yes);
  return request.id;
};

describe('a session', () => {
  test('is for the requester, within the window, and ends with it', async () => {
    const it = await requestsFixture();
    const id = await live(it);
    it.clock.advance({ minutes: 30 });

    const { session } = await it.invoke(it.as('ann'), id, cli);

    expect(session).toMatchObject({
      grantId: `${id}.1`,
      expiresAt: new Date('2026-11-25T13:00:00Z'),
    });
    await expect(it.invoke(it.as('sam'), id, cli)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(it.invoke(it.as('ben'), id, cli)).rejects.toMatchObject({ code: 'not-found' });
    await expect(it.invoke(it.as('ann'), id, { ...cli, grant: 2 })).rejects.toMatchObject({
      code: 'invalid',
    });
    it.clock.advance({ minutes: 30 });
    await expect(it.invoke(it.as('ann'), id, cli)).rejects.toMatchObject({ code: 'conflict' });
    expect(await it.violations()).toEqual([]);
  });

  test('is refused before the approval, before the start and after the end', async () => {
    const it = await requestsFixture();
    const startAt = new Date('2026-11-25T14:00:00Z');
    const { request } = await it.create(it.as('ann'), wish({ startAt }));

    await expect(it.invoke(it.as('ann'), request.id, cli)).rejects.toMatchObject({
      code: 'conflict',
    });
    const approved = await it.approve(it.as('sam'), request.id, yes);
    expect(approved).toMatchObject({ state: 'scheduled', startsAt: startAt });
    await expect(it.invoke(it.as('ann'), request.id, cli)).rejects.toMatchObject({
      code: 'conflict',
    });
    it.clock.advance({ hours: 2 });
    await it.runDue();
    await it.invoke(it.as('ann'), request.id, cli);
    it.clock.advance({ hours: 1 });
    await it.runDue();

    expect((await it.find(request.id)).state).toBe('ended');
    expect(await it.cuts()).toEqual([]);
    await expect(it.invoke(it.as('ann'), request.id, cli)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('a clock that is set back opens no window longer', async () => {
    const it = await requestsFixture();
    const id = await live(it);
    it.clock.advance({ minutes: 59 });
    it.clock.advance({ hours: -1 });

    await expect(it.invoke(it.as('ann'), id, cli)).rejects.toMatchObject({ code: 'conflict' });
    expect(await it.find(id)).toMatchObject({ endsAt: new Date('2026-11-25T13:00:00Z') });
    it.clock.advance({ hours: 2 });
    await it.runDue();
    it.clock.advance({ hours: -1 });
    await expect(it.invoke(it.as('ann'), id, cli)).rejects.toMatchObject({ code: 'conflict' });
    expect((await it.find(id)).state).toBe('ended');
  });

  test('an access that ends while AWS is asked gives nothing', async () => {
    const it = await requestsFixture();
    const id = await live(it);
    it.around.duringIssue = async () => {
      await it.end(it.as('sam'), id, { reason: 'stop' });
    };

    await expect(it.invoke(it.as('ann'), id, cli)).rejects.toThrow('dropped');
    expect(await it.violations()).toEqual([]);
  });

  test('who lost the group gets none, and getting it back does not revive the access', async () => {
    const it = await requestsFixture();
    const id = await live(it);
    const token = it.as('ann');
    it.move('ann', []);

    await expect(it.invoke(token, id, cli)).rejects.toMatchObject({ code: 'not-eligible' });
    it.move('ann', ['eng']);

    await expect(it.invoke(token, id, cli)).rejects.toMatchObject({ code: 'conflict' });
    expect((await it.find(id)).state).toBe('revoked');
    expect(await it.cuts()).toEqual([`${id}.1`]);
  });
});

describe('losing access', () => {
  test.for([
    ['the group is removed', (it: RequestsFixture) => it.move('ann', [])],
    ['the person is disabled', (it: RequestsFixture) => it.move('ann', ['eng'], false)],
    ['the person is gone', (it: RequestsFixture) => it.around.people.delete('p-ann')],
    ['a deny matches', (it: RequestsFixture) => it.move('ann', ['eng', 'contractors'])],
    [
      'the rule is gone',
      (it: RequestsFixture) => {
        it.around.policy = POLICY_WITHOUT_S3;
      },
    ],
    [
      'the role is gone',
      (it: RequestsFixture) => {
        it.around.catalog = { version: 2, accounts: new Map(), roles: new Map() };
      },
    ],
  ] as const)('within a pass of the sweep when %s', async ([, happens]) => {
    const it = await requestsFixture();
    await it.store.write((tx) => it.prepare(tx, it.clock.now()));
    const id = await live(it, { targets: [S3_ADMIN, ADMIN_READ] });
    await it.runDue();
    happens(it);
    it.clock.advance({ seconds: 15 });

    await it.runDue();

    expect(await it.find(id)).toMatchObject({ state: 'revoked', closedBy: undefined });
    expect(await it.cuts()).toEqual([`${id}.1`, `${id}.2`]);
    expect(await it.notices(id)).toContain('access-revoked');
    it.move('ann', ['eng']);
    it.clock.advance({ seconds: 15 });
    await it.runDue();
    expect((await it.find(id)).state).toBe('revoked');
    expect(await it.violations()).toEqual([]);
  });

  test('a clock that is set back does not put the sweep off', async () => {
    const it = await requestsFixture();
    await it.store.write((tx) => it.prepare(tx, it.clock.now()));
    it.clock.advance({ hours: 2 });
    const id = await live(it, { durationSeconds: 14_400 });
    await it.runDue();
    it.clock.advance({ hours: -1 });
    it.move('ann', []);

    await it.list(it.as('ben'), { scope: 'mine', limit: 1 });
    await it.runDue();

    expect((await it.find(id)).state).toBe('revoked');
  });

  test('a directory that does not answer takes nothing away and gives nothing', async () => {
    const it = await requestsFixture();
    const id = await live(it);
    it.around.directoryAnswers = false;

    expect(await it.recheck()).toEqual({ checked: 1, revoked: 0, unknown: 1 });

    await expect(it.invoke(it.as('ann'), id, cli)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await it.find(id)).state).toBe('active');
  });

  test.for(['ann', 'sam', 'sue', 'max'])('%s may end it early', async (name) => {
    const it = await requestsFixture();
    const id = await live(it);

    const ended = await it.end(it.as(name), id, { reason: 'done' });

    expect(ended).toMatchObject({ state: 'revoked', closedBy: `p-${name}`, closedReason: 'done' });
    expect(await it.cuts()).toEqual([`${id}.1`]);
    await expect(it.end(it.as(name), id, { reason: '' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('others may not, and see nothing unless they are auditors', async () => {
    const it = await requestsFixture();
    const id = await live(it);

    await expect(it.end(it.as('dora'), id, { reason: '' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(it.end(it.as('ben'), id, { reason: '' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(it.cancel(it.as('sam'), id)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('the end of one access leaves another of the same role alone', async () => {
    const it = await requestsFixture();
    const [one, other] = [await live(it), await live(it)];

    await it.end(it.as('ann'), one, { reason: '' });

    expect(await it.cuts()).toEqual([`${one}.1`]);
    await it.invoke(it.as('ann'), other, cli);
    const grants = await it.store.read((tx) =>
      it.grants.live(tx, { roleArn: S3_ADMIN.roleArn }, it.clock.now()),
    );
    expect(grants.map(({ id }) => id)).toEqual([`${other}.1`]);
  });
});

describe('a scheduled start', () => {
  const startAt = new Date('2026-11-25T14:00:00Z');

  const scheduled = async (it: RequestsFixture): Promise<string> => {
    const { request } = await it.create(it.as('ann'), prodWish({ startAt }));
    for (const name of ['sam', 'sue', 'otto']) await it.approve(it.as(name), request.id, yes);
    return request.id;
  };

  test('begins at its time, however late the work runs, and tells so', async () => {
    const it = await requestsFixture();
    const id = await scheduled(it);
    it.clock.advance({ hours: 2, minutes: 20 });

    await it.runDue();

    expect(await it.find(id)).toMatchObject({
      state: 'active',
      startsAt: startAt,
      endsAt: new Date('2026-11-25T15:00:00Z'),
    });
    expect(await it.notices(id)).toContain('access-started');
    expect(await it.violations()).toEqual([]);
  });

  test.for([
    ['the requester lost the group', 'ann'],
    ['an approver lost the group', 'sam'],
  ] as const)('is revoked where %s meanwhile', async ([, name]) => {
    const it = await requestsFixture();
    const id = await scheduled(it);
    it.move(name, []);
    it.clock.advance({ hours: 2 });

    await it.runDue();

    expect((await it.find(id)).state).toBe('revoked');
    expect(await it.violations()).toEqual([]);
  });

  test('waits for a directory that does not answer', async () => {
    const it = await requestsFixture();
    const id = await scheduled(it);
    it.around.directoryAnswers = false;
    it.clock.advance({ hours: 2 });
    await it.runDue();
    expect((await it.find(id)).state).toBe('scheduled');

    it.around.directoryAnswers = true;
    it.clock.advance({ seconds: 15 });
    await it.runDue();

    expect((await it.find(id)).state).toBe('active');
  });

  test('can be taken back before', async () => {
    const it = await requestsFixture();
    const id = await scheduled(it);

    expect((await it.cancel(it.as('ann'), id)).state).toBe('cancelled');
    it.clock.advance({ hours: 2 });
    await it.runDue();

    expect((await it.find(id)).state).toBe('cancelled');
  });
});

describe('more time', () => {
  const more = { durationSeconds: 1800, justification: 'not done', fields: new Map() };

  test('is a request of its own that begins where the live one ends', async () => {
    const it = await requestsFixture();
    const id = await live(it);
    it.clock.advance({ minutes: 10 });

    const extension = await it.extend(it.as('ann'), id, more);
    expect(extension).toMatchObject({ state: 'pending', extends: id, targets: [S3_ADMIN] });
    await expect(it.extend(it.as('ann'), id, more)).rejects.toMatchObject({ code: 'conflict' });
    await expect(it.approve(it.as('ann'), extension.id, yes)).rejects.toMatchObject({
      code: 'self-approval',
    });
    const approved = await it.approve(it.as('sam'), extension.id, yes);

    expect(approved).toMatchObject({
      state: 'scheduled',
      startsAt: new Date('2026-11-25T13:00:00Z'),
      endsAt: new Date('2026-11-25T13:30:00Z'),
    });
    it.clock.advance({ minutes: 50 });
    await it.runDue();
    expect((await it.find(id)).state).toBe('ended');
    expect((await it.find(extension.id)).state).toBe('active');
    expect(await it.violations()).toEqual([]);
  });

  test('of an access that was taken away begins never', async () => {
    const it = await requestsFixture();
    const id = await live(it);
    const extension = await it.extend(it.as('ann'), id, more);
    await it.approve(it.as('sam'), extension.id, yes);

    await it.end(it.as('sam'), id, { reason: 'misuse' });
    it.clock.advance({ hours: 1 });
    await it.runDue();

    expect((await it.find(extension.id)).state).toBe('revoked');
  });

  test('is the requester’s alone, and only of what was access', async () => {
    const it = await requestsFixture();
    const id = await live(it);
    const { request } = await it.create(it.as('ann'), prodWish());

    await expect(it.extend(it.as('sam'), id, more)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(it.extend(it.as('ann'), request.id, more)).rejects.toMatchObject({
      code: 'conflict',
    });
    it.move('ann', []);
    await expect(it.extend(it.as('ann'), id, more)).rejects.toMatchObject({ code: 'not-eligible' });
  });

  test('is announced before the end, once', async () => {
    const it = await requestsFixture();
    const { request } = await it.create(it.as('ann'), wish({ targets: [READ] }));
    it.clock.advance({ minutes: 50 });

    await it.runDue();

    expect(await it.notices(request.id)).toContain('access-ending');
  });
});
