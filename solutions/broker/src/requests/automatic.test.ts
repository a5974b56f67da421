import { expect, test } from 'vitest';
import { compiled } from '../policy/policy.fixture.ts';
import { type RequestsFixture, requestsFixture } from './requests.fixture.ts';
import { ON_CALL, TOOLS, wish } from './surroundings.fixture.ts';

const TONIGHT = new Date('2026-11-25T22:00:00Z');

const withUnless = async (unless: string): Promise<RequestsFixture> => {
  const it = await requestsFixture();
  it.around.policy = compiled(
    `  - id: tools
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${TOOLS}'], roles: [OnCall] }]
    maxDuration: PT1H
    fields: { ticket: { label: Ticket, required: false } }
    approval:
      steps: [{ name: security, groups: [security] }]
      unless: [{ ${unless} }]`,
    'sources: { pager: { url: "https://pager.example/oncall", timeout: PT1S } }',
    1,
  );
  return it;
};

const OFFICE =
  "timeWindow: { days: [Mon, Tue, Wed, Thu, Fri], from: '09:00', to: '17:00', zone: Etc/UTC }";
const PAGER = 'onCall: { source: pager, schedule: primary }';
const TICKET = 'ticket: { source: pager, field: ticket }';

test('asking within the time window gives no access at another time', async () => {
  const it = await withUnless(OFFICE);

  const now = await it.create(it.as('ann'), wish({ targets: [ON_CALL] }));
  const night = await it.create(it.as('ann'), wish({ targets: [ON_CALL], startAt: TONIGHT }));

  expect(now.request.state).toBe('active');
  expect(night.request.state).toBe('pending');
});

test.for([
  ['holds no more', async () => ({ holds: false, evidence: '' }), 'revoked'],
  ['is away', () => Promise.reject(new Error('away')), 'revoked'],
  ['still holds', async () => ({ holds: true, evidence: 'Ann is on call' }), 'active'],
] as const)('at a scheduled start a condition that %s', async ([, atStart, state]) => {
  const it = await withUnless(PAGER);
  it.around.holds = async () => ({ holds: true, evidence: 'Ann is on call' });
  const { request } = await it.create(it.as('ann'), wish({ targets: [ON_CALL], startAt: TONIGHT }));
  it.around.holds = atStart;
  it.clock.advance({ hours: 10 });

  await it.runDue();

  expect(request.state).toBe('scheduled');
  expect((await it.find(request.id)).state).toBe(state);
  expect(await it.violations()).toEqual([]);
});

test('a source is not asked about a ticket that nobody named', async () => {
  const it = await withUnless(TICKET);
  it.around.holds = async () => ({ holds: true, evidence: 'whatever it is' });
  const asked = wish({ targets: [ON_CALL] });

  const without = await it.create(it.as('ann'), asked);
  const blank = await it.create(it.as('ann'), { ...asked, fields: new Map([['ticket', ' ']]) });
  const named = await it.create(it.as('ann'), { ...asked, fields: new Map([['ticket', 'A-1']]) });

  const states = [without, blank, named].map(({ request }) => request.state);
  expect(states).toEqual(['pending', 'pending', 'active']);
});
