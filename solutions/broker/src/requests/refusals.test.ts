import { expect, test } from 'vitest';
import { requestsFixture } from './requests.fixture.ts';
import { wish } from './surroundings.fixture.ts';

const NOTHING = `r-${'0'.repeat(20)}`;

test('a flood of refusals does not cover the one that matters', async () => {
  const it = await requestsFixture();
  const [one, other] = await Promise.all([1, 2].map(() => it.create(it.as('ann'), wish())));
  for (let n = 0; n < 70; n += 1)
    await expect(it.get(it.as('ann'), NOTHING)).rejects.toMatchObject({ code: 'not-found' });
  for (const made of [one, one, other]) {
    const id = made?.request.id ?? '';
    const approval = it.approve(it.as('ann'), id, { comment: '' });
    await expect(approval).rejects.toMatchObject({ code: 'self-approval' });
  }

  const leaves = await it.leaves({ type: 'refused' });

  const selfApprovals = leaves.filter(({ data }) => data['code'] === 'self-approval');
  expect(selfApprovals.map(({ requestId }) => requestId)).toEqual([
    one?.request.id,
    other?.request.id,
  ]);
  expect(leaves.filter(({ data }) => data['summary'] === true)).toHaveLength(1);
});

test('kinds of refusals are bounded too', async () => {
  const it = await requestsFixture();
  for (let n = 0; n < 300; n += 1) {
    const refused = it.audited(it.as('ann'), { operation: `made up ${n}` }, async () => {
      await it.get(it.as('ann'), NOTHING);
    });
    await expect(refused).rejects.toMatchObject({ code: 'not-found' });
  }

  const leaves = await it.leaves({ type: 'refused' });

  expect(leaves.length).toBeLessThanOrEqual(262);
});

test('what one operation refused to another is one leaf', async () => {
  const it = await requestsFixture();

  const outer = it.audited(it.as('ann'), { operation: 'GET /v1/requests' }, () =>
    it.get(it.as('ann'), NOTHING),
  );

  await expect(outer).rejects.toMatchObject({ code: 'not-found' });
  const leaves = await it.leaves({ type: 'refused' });
  expect(leaves.map(({ data }) => data['operation'])).toEqual(['get']);
});
