import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AccessRequest,
  type ApprovalStep,
  BrokerError,
  type IssuedSession,
  type Membership,
} from '../model/index.ts';
import { checkInvariants, type Snapshot } from './invariants.ts';
import { memberOf, POLICY, S3_ADMIN } from './requests.fixture.ts';
import { isLive, isOverdue, mayEnd, stepsOf } from './rights.ts';
import * as transitions from './transitions.ts';

const HISTORIES = 10_000;
const HOUR = 3_600_000;
const T0 = new Date('2026-11-25T12:00:00Z').getTime();
const NAMES = ['ann', 'a1', 'a2', 'a3', 'a4'] as const;
const GROUP_NAMES = ['security', 'owners', 'leads', 'incident', 'eng'] as const;

const STEPS: readonly (readonly ApprovalStep[])[] = [
  [{ name: 'one', groups: ['security'], quorum: 1 }],
  [{ name: 'two', groups: ['security'], quorum: 2 }],
  [
    { name: 'one', groups: ['security', 'owners'], quorum: 2 },
    {
      name: 'own',
      groups: ['owners'],
      quorum: 1,
      escalation: { afterSeconds: 3600, groups: ['leads'] },
    },
  ],
];

const name = fc.constantFrom(...NAMES);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('approve'), name, cut: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reject'), name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end'), name }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('due') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sweep') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('invoke') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('escalate') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('review'),
      name,
      verdict: fc.constantFrom('accepted', 'abuse'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('move'),
      name,
      groups: fc.subarray([...GROUP_NAMES]),
      active: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('policy'), allows: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('tick'),
      // Also back: a node's clock is set.
      by: fc.constantFrom(-HOUR, 1, 60_000, HOUR / 2, HOUR, 9 * HOUR),
    }),
  },
);

const opening = fc.record({
  kind: fc.constantFrom('manual', 'manual', 'manual', 'auto', 'break-glass'),
  steps: fc.constantFrom(...STEPS),
  hours: fc.constantFrom(1, 2, 4),
  startsIn: fc.constantFrom(undefined, undefined, HOUR, 10 * HOUR),
});

type ValueOf<Source> = Source extends fc.Arbitrary<infer Value> ? Value : never;

interface World {
  now: number;
  allows: boolean;
  readonly people: Map<string, Membership>;
  request: AccessRequest;
  readonly leaves: { type: string; data: Readonly<Record<string, unknown>> }[];
  readonly sessions: IssuedSession[];
}

const id = (who: string): string => `p-${who}`;

const draftOf = ({ kind, steps, hours, startsIn }: ValueOf<typeof opening>): AccessRequest => ({
  id: 'r-00000000000000000001',
  version: 0,
  state: 'pending',
  requester: memberOf('ann', []).person,
  targets: [S3_ADMIN],
  justification: 'because',
  fields: new Map(),
  durationSeconds: hours * 3600,
  startAt: startsIn === undefined || kind === 'break-glass' ? undefined : new Date(T0 + startsIn),
  sessionPolicy: undefined,
  breakGlass: kind === 'break-glass',
  extends: undefined,
  requirement: {
    policyVersion: 1,
    ruleIds: ['s3'],
    maxDurationSeconds: 4 * 3600,
    pendingSeconds: 8 * 3600,
    steps,
    automatic: kind === 'auto' ? [{ kind: 'always', ruleId: 's3' }] : [],
    breakGlass: { maxDurationSeconds: 4 * 3600, reviewers: ['incident'] },
  },
  autoApproval: undefined,
  approvals: [],
  escalated: [],
  createdAt: new Date(T0),
  pendingUntil: new Date(T0 + 8 * HOUR),
  startsAt: undefined,
  endsAt: undefined,
  closedAt: undefined,
  closedReason: undefined,
  closedBy: undefined,
  review: undefined,
});

const start = (begin: ValueOf<typeof opening>): World => {
  const draft = draftOf(begin);
  const auto = begin.kind === 'auto' ? ({ by: 'rule', ruleId: 's3' } as const) : undefined;
  const { request, leaf } = transitions.open(draft, auto, new Date(T0));
  const groups = [['eng'], ['security'], ['security', 'owners'], ['owners'], ['incident', 'leads']];
  return {
    now: T0,
    allows: true,
    people: new Map(NAMES.map((who, at) => [who, memberOf(who, groups[at] ?? [])])),
    request,
    leaves: [leaf],
    sessions: [],
  };
};

const who = (world: World, of: string): Membership => {
  const found = world.people.get(of);
  if (found === undefined) throw new Error(`${of} is not in the model`);
  return found;
};

const isEligible = (world: World): boolean => {
  const ann = who(world, 'ann');
  return world.allows && ann.active && ann.groups.has('eng');
};

const approversNow = ({ people, request }: World): readonly Membership[] =>
  [...people.values()].filter(({ person }) =>
    request.approvals.some((each) => each.person === person.id && each.decision === 'approve'),
  );

/** The definition, tried out: every place gets somebody else. Nothing of the product's matching is in it. */
const canFill = (
  places: readonly (readonly string[])[],
  people: readonly Membership[],
): boolean => {
  const [first, ...rest] = places;
  if (first === undefined) return true;
  return people.some(
    (one) =>
      first.some((group) => one.groups.has(group)) &&
      canFill(
        rest,
        people.filter((other) => other !== one),
      ),
  );
};

const isSatisfied = (request: AccessRequest, people: readonly Membership[]): boolean =>
  canFill(
    stepsOf(request).flatMap(({ groups, quorum }) => Array.from({ length: quorum }, () => groups)),
    people.filter(({ active, person }) => active && person.id !== id('ann')),
  );

const take = (world: World, change: transitions.Change): void => {
  world.request = change.request;
  world.leaves.push(change.leaf);
};

/** What the due work would do now. */
const due = (world: World, now: Date): void => {
  const { request } = world;
  if (isOverdue(request, now)) take(world, transitions.expire(request, now));
  else if (
    request.state === 'scheduled' &&
    request.startsAt !== undefined &&
    now >= request.startsAt
  )
    take(
      world,
      transitions.start(
        request,
        {
          eligibility: isEligible(world)
            ? { eligible: true, requirement: request.requirement, fields: [] }
            : { eligible: false, because: { code: 'no-rule', message: 'no' } },
          approvers: approversNow(world),
          originalRevoked: false,
          conditionsHold: true,
        },
        now,
      ),
    );
  else if (request.state === 'active' && request.endsAt !== undefined && now >= request.endsAt)
    take(world, transitions.end(request, now));
};

const invoke = (world: World, now: Date): void => {
  const { request, sessions, leaves } = world;
  if (!isLive(request, now) || !isEligible(world) || request.endsAt === undefined) return;
  const session = `s-${sessions.length}`;
  leaves.push({ type: 'session.issued', data: { session } });
  sessions.push({
    id: session,
    grantId: `${request.id}.1`,
    requestId: request.id,
    kind: 'cli',
    roleSessionName: 'ann',
    state: 'issued',
    accessKeyId: undefined,
    askedAt: now,
    expiresAt: new Date(Math.min(now.getTime() + HOUR, request.endsAt.getTime())),
  });
};

const run = (world: World, action: ValueOf<typeof step>): void => {
  const now = new Date(world.now);
  const { request } = world;
  switch (action.do) {
    case 'approve': {
      if (!isEligible(world)) return;
      const decision = {
        approver: who(world, action.name),
        comment: '',
        durationSeconds: action.cut ? request.durationSeconds - 900 : undefined,
      };
      return take(world, transitions.approve(request, decision, approversNow(world), now));
    }
    case 'reject':
      return take(
        world,
        transitions.reject(request, { approver: who(world, action.name), comment: '' }, now),
      );
    case 'cancel':
      return take(world, transitions.cancel(request, now));
    case 'end':
      if (!mayEnd(request, who(world, action.name), POLICY)) return;
      return take(world, transitions.revoke(request, id(action.name), 'enough', now));
    case 'due':
      return due(world, now);
    case 'sweep':
      if (!['active', 'scheduled'].includes(request.state) || isEligible(world)) return;
      return take(world, transitions.revoke(request, undefined, 'no longer eligible', now));
    case 'invoke':
      return invoke(world, now);
    case 'escalate':
      return take(world, transitions.escalate(request, 'own', now));
    case 'review':
      if (action.name === 'ann') return;
      return take(
        world,
        transitions.review(
          request,
          { by: id(action.name), verdict: action.verdict, comment: '' },
          now,
        ),
      );
    case 'move':
      world.people.set(action.name, memberOf(action.name, action.groups, action.active));
      return;
    case 'policy':
      world.allows = action.allows;
      return;
    case 'tick':
      world.now += action.by;
      return;
    default:
      return action satisfies never;
  }
};

/** "No" is an answer; anything else that is thrown is a fault. */
const isRefused = (world: World, action: ValueOf<typeof step>): boolean => {
  try {
    run(world, action);
    return false;
  } catch (error) {
    if (error instanceof BrokerError) return true;
    throw error;
  }
};

const TERMINAL = new Set(['ended', 'revoked', 'rejected', 'cancelled', 'expired']);

/** What one step may not have done, whatever it was. */
const compare = (before: AccessRequest, world: World): void => {
  const { request: after } = world;
  if (TERMINAL.has(before.state)) expect(after.state).toBe(before.state);
  if (before.startsAt !== undefined) {
    expect(after.startsAt).toEqual(before.startsAt);
    expect(after.endsAt).toEqual(before.endsAt);
  }
  expect(after.durationSeconds).toBeLessThanOrEqual(before.durationSeconds);
  expect(after.requirement).toBe(before.requirement);
  if (before.state !== 'pending' && before.state !== 'scheduled') return;
  const became = after.state !== before.state && ['active', 'scheduled'].includes(after.state);
  if (became) expect(isEligible(world)).toBe(true);
  if (before.state === 'pending' && became)
    expect(world.now).toBeLessThan(before.pendingUntil.getTime());
  const byPeople = before.autoApproval === undefined && !before.breakGlass;
  if (!byPeople) return;
  if (became) expect(isSatisfied(after, approversNow(world))).toBe(true);
  // Neither more nor less: an approval that satisfies all steps gives access.
  if (after.state === 'pending' && after.approvals.length > before.approvals.length)
    expect(isSatisfied(after, approversNow(world))).toBe(false);
};

test(`${HISTORIES} random histories of a request keep every promise at every step`, () => {
  const reached = new Map<string, number>();
  fc.assert(
    fc.property(opening, fc.array(step, { minLength: 4, maxLength: 30 }), (begin, actions) => {
      const world = start(begin);
      for (const action of actions) {
        const before = world.request;
        const refused = isRefused(world, action);
        expect(refused && world.request !== before).toBe(false);
        compare(before, world);
        const { request, leaves, sessions } = world;
        const snapshot: Snapshot = { request, leaves, sessions };
        expect(checkInvariants(snapshot)).toEqual([]);
      }
      const { state } = world.request;
      reached.set(state, (reached.get(state) ?? 0) + 1);
      if (world.sessions.length > 0) reached.set('session', (reached.get('session') ?? 0) + 1);
    }),
    { numRuns: HISTORIES },
  );
  // The histories reach all there is: otherwise the promises above would be about nothing.
  for (const state of [...TERMINAL, 'pending', 'scheduled', 'active', 'session'])
    expect([state, (reached.get(state) ?? 0) > HISTORIES / 200]).toEqual([state, true]);
});
