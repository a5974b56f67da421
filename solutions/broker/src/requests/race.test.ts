import { expect, test } from 'vitest';
import type { AccessRequest, Actor } from '../model/index.ts';
import { BrokerError } from '../model/index.ts';
import {
  describeOnBoth,
  memberOf,
  prodWish,
  type RequestsFixture,
  wish,
} from './requests.fixture.ts';

const PEOPLE = 50;

type Outcome = AccessRequest['state'] | BrokerError['code'];

const outcome = async (running: Promise<AccessRequest>): Promise<Outcome> => {
  try {
    return (await running).state;
  } catch (error) {
    if (error instanceof BrokerError) return error.code;
    throw error;
  }
};

const crowd = (it: RequestsFixture): readonly Actor[] => {
  const names = Array.from({ length: PEOPLE }, (_, at) => `s${at}`);
  for (const name of names) it.around.people.set(`p-${name}`, memberOf(name, ['security']));
  return names.map((name) => it.as(name));
};

describeOnBoth('two nodes', (twoNodes) => {
  test('fifty approvals at once: one of them gives access, the others are told it is decided', async () => {
    const [one, other] = await twoNodes();
    const { request } = await one.create(one.as('ann'), wish());

    const outcomes = await Promise.all(
      crowd(one).map((actor, at) =>
        outcome((at % 2 === 0 ? one : other).approve(actor, request.id, { comment: '' })),
      ),
    );

    expect(outcomes.filter((each) => each === 'active')).toHaveLength(1);
    expect(outcomes.filter((each) => each === 'already-decided')).toHaveLength(PEOPLE - 1);
    expect(await one.find(request.id)).toMatchObject({ version: 2, state: 'active' });
    expect(await one.leaves({ type: 'request.approved' })).toHaveLength(1);
    expect(await one.leaves({ type: 'refused' })).toHaveLength(PEOPLE - 1);
    expect(await one.violations()).toEqual([]);
  });

  test('one person fifty times is one approval, never a quorum of two', async () => {
    const [one, other] = await twoNodes();
    const { request } = await one.create(one.as('ann'), prodWish());
    await one.approve(one.as('otto'), request.id, { comment: '' });

    const outcomes = await Promise.all(
      Array.from({ length: PEOPLE }, (_, at) =>
        outcome((at % 2 === 0 ? one : other).approve(one.as('sam'), request.id, { comment: '' })),
      ),
    );

    expect(outcomes.filter((each) => each === 'pending')).toHaveLength(1);
    expect(outcomes.filter((each) => each === 'already-decided')).toHaveLength(PEOPLE - 1);
    expect(await one.find(request.id)).toMatchObject({ version: 3, state: 'pending' });
  });

  test('approvals for two steps that meet are all counted, and access begins once', async () => {
    const [one, other] = await twoNodes();
    const { request } = await one.create(one.as('ann'), prodWish());

    const outcomes = await Promise.all([
      outcome(one.approve(one.as('sam'), request.id, { comment: '' })),
      outcome(other.approve(one.as('sue'), request.id, { comment: '' })),
      outcome(one.approve(one.as('otto'), request.id, { comment: '' })),
    ]);

    expect(outcomes.toSorted()).toEqual(['active', 'pending', 'pending']);
    expect(await one.find(request.id)).toMatchObject({ version: 4, state: 'active' });
    expect(await one.violations()).toEqual([]);
  });

  test('approval, rejection, cancellation and expiry: one wins', async () => {
    const [one, other] = await twoNodes();

    for (let round = 0; round < 10; round += 1) {
      const { request } = await one.create(one.as('ann'), wish());
      one.clock.advance({ hours: 8, milliseconds: round % 2 === 0 ? -1 : 0 });
      const racing = [
        () => outcome(one.approve(one.as('sam'), request.id, { comment: '' })),
        () => outcome(other.reject(one.as('sue'), request.id, { comment: '' })),
        () => outcome(one.cancel(one.as('ann'), request.id)),
      ];
      const late = round % 2 === 0 ? Promise.resolve(0) : other.runDue();
      const outcomes = await Promise.all([...racing.map((race) => race()), late]);

      const { state } = await one.find(request.id);
      const winners = outcomes.filter((each) => each === state);
      // In odd rounds the time was over before anybody came.
      expect(winners).toHaveLength(round % 2 === 0 ? 1 : 0);
      expect(state === 'expired').toBe(round % 2 === 1);
      one.clock.advance({ hours: 12 });
      await one.runDue();
    }

    expect(await one.violations()).toEqual([]);
  });

  test('an end and the sweep at once cut once, and the other is told', async () => {
    const [one, other] = await twoNodes();
    const { request } = await one.create(one.as('ann'), wish());
    await one.approve(one.as('sam'), request.id, { comment: '' });
    one.move('ann', []);

    const [ended, swept] = await Promise.all([
      outcome(one.end(one.as('sam'), request.id, { reason: '' })),
      other.recheck(),
    ]);

    expect([ended === 'revoked', swept.revoked === 1].filter(Boolean)).toHaveLength(1);
    expect(await one.leaves({ type: 'request.revoked' })).toHaveLength(1);
    expect(await one.violations()).toEqual([]);
  });

  test('a use of break-glass on each node at once is one use', async () => {
    const [one, other] = await twoNodes();

    const outcomes = await Promise.all(
      [one, other, one, other].map((node) =>
        outcome(
          node.create(one.as('ann'), wish({ breakGlass: true })).then(({ request }) => request),
        ),
      ),
    );

    expect(outcomes.toSorted()).toEqual(['active', 'review-due', 'review-due', 'review-due']);
  });

  test('pages hold every request once while others are made', async () => {
    const [one, other] = await twoNodes();
    const before = new Set<string>();
    for (let n = 0; n < 45; n += 1) {
      const { request } = await one.create(one.as(n % 2 === 0 ? 'ann' : 'ben'), wish());
      before.add(request.id);
      if (n % 3 === 0) one.clock.advance({ milliseconds: 1 });
    }
    for (const [name, scope] of [
      ['dora', 'all'],
      ['sam', 'review'],
    ] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await other.list(one.as(name), { scope, limit: 10, cursor });
        seen.push(...page.requests.map(({ id }) => id));
        cursor = page.nextCursor;
        one.clock.advance({ milliseconds: 1 });
        await one.create(one.as('ann'), prodWish({ durationSeconds: 900 }));
      } while (cursor !== undefined);

      expect(new Set(seen).size).toBe(seen.length);
      expect([...before].filter((id) => !seen.includes(id))).toEqual([]);
    }
  });
});
