import type {
  AccessRequest,
  AuditLeaf,
  IssuedSession,
  PersonId,
  RequestId,
  RequestState,
} from '../model/index.ts';
import { SHORTEST_SECONDS } from './limits.ts';
import { grantsOf } from './repositories/rows.ts';

/** One request with everything that was written about it, at one moment. */
export interface Snapshot {
  readonly request: AccessRequest;
  readonly sessions: readonly IssuedSession[];
  /** Its leaves of the audit log, in the order of the log. */
  readonly leaves: readonly Pick<AuditLeaf, 'type' | 'data'>[];
}

export interface Violation {
  readonly requestId: RequestId;
  /** Which promise is broken. */
  readonly rule:
    | 'approved'
    | 'no-self-approval'
    | 'one-decision-each'
    | 'window'
    | 'window-of-state'
    | 'session-of-grant'
    | 'session-in-window'
    | 'session-before-end'
    | 'session-on-record'
    | 'one-leaf-per-change'
    | 'legal-states'
    | 'break-glass-review';
  readonly detail: string;
}

const FROM: Readonly<Record<RequestState, readonly RequestState[]>> = {
  pending: ['pending', 'scheduled', 'active', 'rejected', 'cancelled', 'expired'],
  scheduled: ['active', 'cancelled', 'revoked'],
  active: ['ended', 'revoked'],
  // A review is a change that leaves the state.
  ended: ['ended'],
  revoked: ['revoked'],
  rejected: [],
  cancelled: [],
  expired: [],
};

const FIRST: readonly unknown[] = ['pending', 'scheduled', 'active'];
const WITH_WINDOW: ReadonlySet<RequestState> = new Set(['scheduled', 'active', 'ended', 'revoked']);
const WITHOUT_WINDOW: ReadonlySet<RequestState> = new Set(['pending', 'rejected', 'expired']);

type Found = Omit<Violation, 'requestId'>;

/** What must be true of every request at every moment, whoever did what in whatever order. Empty where it is. */
export const checkInvariants = (snapshot: Snapshot): readonly Violation[] =>
  [
    ...approvalViolations(snapshot.request),
    ...windowViolations(snapshot.request),
    ...sessionViolations(snapshot),
    ...issueViolations(snapshot),
    ...leafViolations(snapshot),
    ...reviewViolations(snapshot.request),
  ].map((found) => ({ requestId: snapshot.request.id, ...found }));

const approvalViolations = (request: AccessRequest): readonly Found[] => {
  const { approvals, requester, startsAt, autoApproval, breakGlass, requirement } = request;
  const found: Found[] = [];
  const people = approvals.map(({ person }) => person);
  if (people.includes(requester.id))
    found.push({ rule: 'no-self-approval', detail: 'the requester is among those who decided' });
  if (new Set(people).size < people.length)
    found.push({ rule: 'one-decision-each', detail: 'somebody decided twice' });
  if (startsAt === undefined || breakGlass) return found;
  if (autoApproval !== undefined) {
    const hasRule = requirement.automatic.some(({ ruleId }) => ruleId === autoApproval.ruleId);
    if (!hasRule) found.push({ rule: 'approved', detail: 'no rule made the approval unnecessary' });
    return found;
  }
  const approved = new Set(
    approvals.filter(({ decision }) => decision === 'approve').map(({ person }) => person),
  );
  return [...found, ...countViolations(request, approved)];
};

/** The steps as pinned: enough people for each, each of them once over all, each of them with an approval. */
const countViolations = (
  { requirement: { steps }, counted = [], requester }: AccessRequest,
  approved: ReadonlySet<PersonId>,
): readonly Found[] => {
  const rule = 'approved';
  if (steps.length === 0) return [{ rule, detail: 'access was given without a step' }];
  const found: Found[] = [];
  const all = counted.flatMap(({ people }) => people);
  if (new Set(all).size < all.length)
    found.push({ rule, detail: 'a person counted for more than one place' });
  if (all.some((person) => !approved.has(person)))
    found.push({ rule, detail: 'somebody counted who had not approved' });
  if (all.includes(requester.id))
    found.push({ rule: 'no-self-approval', detail: 'the requester counted as an approver' });
  for (const { name, quorum } of steps) {
    const of = counted.find(({ step }) => step === name)?.people.length ?? 0;
    if (of < quorum) found.push({ rule, detail: `step "${name}" had ${of} of ${quorum}` });
  }
  return found;
};

const windowViolations = (request: AccessRequest): readonly Found[] => {
  const { state, startsAt, endsAt, durationSeconds, requirement } = request;
  const found: Found[] = [];
  const has = startsAt !== undefined && endsAt !== undefined;
  if ((WITH_WINDOW.has(state) && !has) || (WITHOUT_WINDOW.has(state) && has))
    found.push({
      rule: 'window-of-state',
      detail: `${state} ${has ? 'with' : 'without'} a window`,
    });
  if (durationSeconds < SHORTEST_SECONDS || durationSeconds > requirement.maxDurationSeconds)
    found.push({ rule: 'window', detail: `${durationSeconds} s is out of the rule's bounds` });
  if (has && endsAt.getTime() - startsAt.getTime() !== durationSeconds * 1000)
    found.push({ rule: 'window', detail: 'the window is not as long as was approved' });
  return found;
};

const sessionViolations = ({ request, sessions, leaves }: Snapshot): readonly Found[] => {
  const grants = new Set(grantsOf(request).map(({ id }) => id));
  const issued = new Set(
    leaves.filter(({ type }) => type === 'session.issued').map(({ data }) => data['session']),
  );
  const { startsAt, endsAt } = request;
  return sessions.flatMap(({ id, grantId, state, askedAt, expiresAt }): readonly Found[] => {
    if (!grants.has(grantId))
      return [{ rule: 'session-of-grant', detail: `session ${id} has no grant ${grantId}` }];
    if (state === 'failed' || startsAt === undefined || endsAt === undefined) return [];
    const found: Found[] = [];
    if (state === 'issued' && !issued.has(id))
      found.push({ rule: 'session-on-record', detail: `session ${id} is not in the log` });
    if (askedAt < startsAt || askedAt >= endsAt)
      found.push({
        rule: 'session-in-window',
        detail: `session ${id} was asked for out of the window`,
      });
    if (expiresAt !== undefined && expiresAt > endsAt)
      found.push({ rule: 'session-before-end', detail: `session ${id} outlives its grant` });
    return found;
  });
};

/** In the order of the log, which no clock can change: what was issued was issued while the request was active. */
const issueViolations = ({ leaves }: Snapshot): readonly Found[] => {
  const found: Found[] = [];
  let state: unknown;
  for (const { type, data } of leaves) {
    if (typeof data['version'] === 'number') ({ state } = data);
    if (type === 'session.issued' && state !== 'active')
      found.push({
        rule: 'session-in-window',
        detail: `session ${String(data['session'])} was issued in state ${String(state)}`,
      });
  }
  return found;
};

const leafViolations = ({ request, leaves }: Snapshot): readonly Found[] => {
  const changes = leaves.filter(({ data }) => typeof data['version'] === 'number');
  const versions = changes.map(({ data }) => data['version']);
  const expected = Array.from({ length: request.version }, (_, at) => at + 1);
  const found: Found[] = [];
  if (versions.join() !== expected.join())
    found.push({
      rule: 'one-leaf-per-change',
      detail: `versions ${versions.join()} are in the log, the request has ${request.version}`,
    });
  const states = changes.map(({ data }) => data['state']);
  const last = states.at(-1);
  if (last !== request.state)
    found.push({ rule: 'legal-states', detail: `the log ends in ${String(last)}` });
  for (const [at, state] of states.entries()) {
    const before = states[at - 1];
    const legal: readonly unknown[] = at === 0 ? FIRST : (FROM[before as RequestState] ?? []);
    if (!legal.includes(state))
      found.push({ rule: 'legal-states', detail: `${String(before)} became ${String(state)}` });
  }
  return found;
};

const reviewViolations = ({ breakGlass, startsAt, review, requester }: AccessRequest) => {
  const rule = 'break-glass-review';
  const found: Found[] = [];
  if (breakGlass && startsAt !== undefined && review === undefined)
    found.push({ rule, detail: 'a use of break-glass has no review' });
  if (!breakGlass && review !== undefined)
    found.push({ rule, detail: 'there is a review and no break-glass' });
  if (review?.by === requester.id) found.push({ rule, detail: 'the requester reviewed it' });
  return found;
};
