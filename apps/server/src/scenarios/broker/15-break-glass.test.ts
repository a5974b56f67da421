import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerCloud, EC2_ADMIN, emergency, S3_ADMIN } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

// One for each test: a use that nobody has reviewed blocks the next one.
const PEOPLE = ['fay', 'gil', 'hal', 'ida', 'jon', 'kim', 'lou'];
beforeAll(async () => {
  for (const name of PEOPLE) await story.people.add(name, ['platform-engineers', 's3-engineers']);
});

const post = (person: string, id: string, verb: string, body?: object) =>
  story.api(person).post(`/v1/requests/${id}/${verb}`, body);

const mailsOf = async (id: string, subject: string): Promise<readonly string[]> => {
  const { messages } = await story.cloud.outbox.list({ limit: 500 });
  return messages
    .filter((mail) => mail.text.includes(id) && mail.subject.includes(subject))
    .flatMap(({ to }) => to)
    .toSorted((a, b) => a.localeCompare(b));
};

test('it is live at once and no longer than its rule allows', async () => {
  const tooLong = await story.api('fay').post('/v1/requests', emergency({ durationSeconds: 3601 }));

  const usual = await story.ask('fay');
  const glass = await story.ask('fay', emergency({ durationSeconds: 3600 }));
  const credentials = await story.credentials('fay', glass.id);

  expect(tooLong.status).toBe(422);
  expect(usual.state).toBe('pending');
  expect(glass.state).toBe('active');
  expect(Date.parse(glass.endsAt) - Date.parse(glass.startsAt)).toBe(3_600_000);
  expect(Date.parse(credentials.Expiration)).toBeLessThanOrEqual(Date.parse(glass.endsAt));
});

test('everybody who was skipped and everybody who reviews hears of it, the requester’s own box does not', async () => {
  const { id } = await story.ask('gil', emergency());

  await expect
    .poll(() => mailsOf(id, 'Break-glass'), { timeout: 5000 })
    .toEqual(['bob', 'carol', 'dave', 'erin'].map((name) => `${name}@example.com`));
  const leaves = await story.leaves({ requestId: id, type: 'request.break-glass' });
  expect(leaves).toMatchObject([{ data: { breakGlass: true, fields: { ticket: 'OPS-911' } } }]);
});

test('who was skipped can end it, and the day’s digest tells of it again', async () => {
  const { id } = await story.ask('hal', emergency());

  const ended = await post('bob', id, 'end', { reason: 'No emergency' });
  await story.advance('PT25H');

  expect(ended.request.state).toBe('revoked');
  const digests = async (): Promise<readonly string[]> =>
    (await story.cloud.outbox.list({ limit: 500 })).messages
      .filter(({ text, subject }) => text.includes(id) && !subject.includes('Break-glass: '))
      .flatMap(({ to }) => to);
  await expect
    .poll(digests, { timeout: 5000 })
    .toEqual(expect.arrayContaining(['bob@example.com', 'carol@example.com', 'dave@example.com']));
});

test('an unreviewed use blocks the next one; a review lifts that', async () => {
  const { id } = await story.ask('ida', emergency({ durationSeconds: 900 }));
  await story.advance('PT16M');

  const blocked = await story.api('ida').post('/v1/requests', emergency());
  const normal = await story.api('ida').post('/v1/requests', emergency({ breakGlass: false }));
  const reviewed = await post('erin', id, 'review', { verdict: 'accepted', comment: 'It burned' });
  const next = await story.api('ida').post('/v1/requests', emergency());

  expect(blocked.status).toBe(409);
  expect(blocked.body.error?.code).toBe('review-due');
  expect(normal.status).toBe(201);
  expect(reviewed.status).toBe(200);
  expect(next.status).toBe(201);
});

test('nothing is accepted while it can still be used', async () => {
  const { id } = await story.ask('jon', emergency({ durationSeconds: 900 }));

  const early = await post('erin', id, 'review', { verdict: 'accepted' });
  await story.advance('PT16M');
  const late = await post('erin', id, 'review', { verdict: 'accepted' });
  const again = await post('dave', id, 'review', { verdict: 'abuse' });

  expect([early.status, late.status, again.status]).toEqual([409, 200, 409]);
});

test('abuse ends what is left of it at once', async () => {
  const { id } = await story.ask('kim', emergency());
  await story.credentials('kim', id);

  const abused = await post('erin', id, 'review', { verdict: 'abuse', comment: 'Out of hours' });

  expect(abused.request.state).toBe('revoked');
  await expect
    .poll(async () => (await story.request('kim', id)).cuts?.[0]?.state, { timeout: 5000 })
    .toBe('probed');
  expect((await post('kim', id, 'sessions', { kind: 'cli' })).status).toBe(409);
});

test('reviewers alone review it, are reminded, and approvers cannot approve it afterwards', async () => {
  const { id } = await story.ask('lou', emergency({ durationSeconds: 900 }));
  await story.advance('PT16M');
  await expect
    .poll(() => mailsOf(id, 'Review due'), { timeout: 5000 })
    .toEqual(['dave@example.com', 'erin@example.com']);

  const outsider = await post('bob', id, 'review', { verdict: 'accepted' });
  const approved = await post('bob', id, 'approve');
  await story.advance('PT24H');

  expect(outsider.status).toBe(403);
  expect(approved.status).toBe(409);
  await expect
    .poll(async () => (await mailsOf(id, 'Review due')).length, { timeout: 5000 })
    .toBeGreaterThanOrEqual(4);
});

test('there is none where the rule has none, with another role beside it, later, or prolonged', async () => {
  const ask = (changes: object) => story.api('alice').post('/v1/requests', emergency(changes));
  const startAt = new Date((await story.now()).getTime() + 3_600_000).toISOString();

  const statuses = [
    (await ask({ targets: [S3_ADMIN] })).status,
    (await ask({ targets: [EC2_ADMIN, S3_ADMIN] })).status,
    (await ask({ startAt })).status,
    (await ask({ fields: {} })).status,
  ];
  const { id } = await story.ask('alice', emergency());
  const extended = await post('alice', id, 'extend', {
    durationSeconds: 900,
    justification: 'More',
    fields: { ticket: 'OPS-911' },
  });

  expect(statuses.every((status) => status === 403 || status === 422)).toBe(true);
  expect(extended.status).toBe(422);
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
