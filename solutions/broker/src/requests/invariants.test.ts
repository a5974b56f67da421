import { expect, test } from 'vitest';
import type { AccessRequest, IssuedSession } from '../model/index.ts';
import { checkInvariants, readSnapshots, type Snapshot, type Violation } from './index.ts';
import { prodWish, requestsFixture } from './requests.fixture.ts';

const session = ({ id, startsAt, endsAt }: AccessRequest): IssuedSession => ({
  id: 's-1',
  grantId: `${id}.1`,
  requestId: id,
  kind: 'cli',
  roleSessionName: 'ann',
  state: 'issued',
  accessKeyId: undefined,
  askedAt: startsAt ?? new Date(0),
  expiresAt: endsAt,
});

const issued = { type: 'session.issued', data: { session: 's-1' } };

/** An access that three people approved, with one session of it. */
const sound = async (): Promise<Snapshot> => {
  const it = await requestsFixture();
  const { request } = await it.create(it.as('ann'), prodWish());
  for (const name of ['sam', 'sue', 'otto'])
    await it.approve(it.as(name), request.id, { comment: '' });
  const parts = {
    store: it.store,
    sessions: { ofRequest: async () => [session(await it.find(request.id))] },
    leavesOf: async () => [...(await it.leaves({ requestId: request.id })), issued],
  };
  for await (const snapshot of readSnapshots(parts)) return snapshot;
  throw new Error('there is no request');
};

const later = (at: Date | undefined, milliseconds: number): Date =>
  new Date((at?.getTime() ?? 0) + milliseconds);

type Damage = (snapshot: Snapshot) => Snapshot;

const request =
  (members: (of: AccessRequest) => Partial<AccessRequest>): Damage =>
  (snapshot) => ({
    ...snapshot,
    request: { ...snapshot.request, ...members(snapshot.request) },
  });

const sessions =
  (members: (of: AccessRequest) => Partial<IssuedSession>): Damage =>
  (snapshot) => ({
    ...snapshot,
    sessions: snapshot.sessions.map((one) => ({ ...one, ...members(snapshot.request) })),
  });

const leaves =
  (change: (of: Snapshot['leaves']) => Snapshot['leaves']): Damage =>
  (snapshot) => ({ ...snapshot, leaves: change(snapshot.leaves) });

test('what the operations leave behind is sound', async () => {
  expect(checkInvariants(await sound())).toEqual([]);
});

test.for<readonly [string, Violation['rule'], Damage]>([
  [
    'an approval is gone',
    'approved',
    request(({ approvals }) => ({ approvals: approvals.slice(1) })),
  ],
  ['nobody was counted', 'approved', request(() => ({ counted: undefined }))],
  [
    'a person counts twice',
    'approved',
    request(({ counted = [] }) => ({
      counted: counted.map(({ step }) => ({ step, people: ['p-sam', 'p-sue'] })),
    })),
  ],
  [
    'the requester approved',
    'no-self-approval',
    request(({ requester }) => ({ requester: { ...requester, id: 'p-sam' } })),
  ],
  [
    'somebody decided twice',
    'one-decision-each',
    request(({ approvals }) => ({ approvals: [...approvals, ...approvals] })),
  ],
  ['the window is longer', 'window', request(({ endsAt }) => ({ endsAt: later(endsAt, 1) }))],
  ['the duration was raised', 'window', request(() => ({ durationSeconds: 7201 }))],
  ['access has no window', 'window-of-state', request(() => ({ endsAt: undefined }))],
  [
    'no rule allowed it without approval',
    'approved',
    request(() => ({ autoApproval: { by: 'rule', ruleId: 'other' } })),
  ],
  ['a session has no grant', 'session-of-grant', sessions(({ id }) => ({ grantId: `${id}.2` }))],
  [
    'a session is older than the access',
    'session-in-window',
    sessions(({ startsAt }) => ({ askedAt: later(startsAt, -1) })),
  ],
  [
    'a session was asked for at the end',
    'session-in-window',
    sessions(({ endsAt }) => ({ askedAt: later(endsAt, 0) })),
  ],
  [
    'a session outlives the access',
    'session-before-end',
    sessions(({ endsAt }) => ({ expiresAt: later(endsAt, 1) })),
  ],
  ['a session is not in the log', 'session-on-record', leaves((all) => all.slice(0, -1))],
  [
    'a session was issued before the access',
    'session-in-window',
    leaves((all) => [issued, ...all]),
  ],
  ['a change is not in the log', 'one-leaf-per-change', leaves((all) => all.toSpliced(1, 1))],
  [
    'a change is in the log twice',
    'one-leaf-per-change',
    leaves((all) => all.flatMap((one) => [one, one])),
  ],
  ['the log ends in another state', 'legal-states', request(() => ({ state: 'ended' }))],
  [
    'a review of no break-glass',
    'break-glass-review',
    request(() => ({ review: { state: 'due', by: undefined, comment: undefined, at: undefined } })),
  ],
  ['break-glass without a review', 'break-glass-review', request(() => ({ breakGlass: true }))],
])('found: %s', async ([, rule, damage]) => {
  const found = checkInvariants(damage(await sound()));

  expect(found.map((violation) => violation.rule)).toContain(rule);
});
