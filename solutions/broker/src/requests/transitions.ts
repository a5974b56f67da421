import type {
  AccessRequest,
  AuditLeaf,
  AutoApproval,
  CountedStep,
  EligibilityAnswer,
  Membership,
  Notice,
  PersonId,
} from '../model/index.ts';
import { type ApprovalCount, satisfies } from '../policy/index.ts';
import { alreadyDecided, conflict, forbidden, invalid, selfApproval } from './errors.ts';
import { SHORTEST_SECONDS } from './limits.ts';
import { hasDecided, isApprover, isOverdue, stepsOf } from './rights.ts';

/** One step of a request's life: what it is then, the one leaf that tells so, and whom it concerns. */
export interface Change {
  readonly request: AccessRequest;
  readonly leaf: Pick<AuditLeaf, 'type' | 'actor' | 'data'>;
  readonly notices: readonly Notice[];
}

export const SYSTEM = 'system';

type Leaf = Change['leaf'];

/** The next version of `request`, with the leaf that says which version and state that is. */
const changed = (
  request: AccessRequest,
  members: Partial<AccessRequest>,
  { type, actor, data }: Leaf,
  notices: readonly Notice['kind'][],
  told: Notice['data'] = {},
): Change => {
  const next: AccessRequest = { ...request, ...members, version: request.version + 1 };
  return {
    request: next,
    leaf: { type, actor, data: { version: next.version, state: next.state, ...data } },
    notices: notices.map((kind) => noticeOf(next, kind, told)),
  };
};

/** Once in a request's life by kind; what can happen again carries `suffix`. */
export const noticeOf = (
  { id }: Pick<AccessRequest, 'id'>,
  kind: Notice['kind'],
  data: Notice['data'] = {},
  suffix = '',
): Notice => ({
  kind,
  requestId: id,
  key: `${kind}:${id}${suffix === '' ? '' : `:${suffix}`}`,
  data,
});

const closed = (
  now: Date,
  by: PersonId | undefined,
  reason: string | undefined,
): Partial<AccessRequest> => ({ closedAt: now, closedBy: by, closedReason: reason });

/** The window from approval, or from the wanted start where that is still to come. Chosen here and never again. */
const windowOf = (
  { startAt, durationSeconds }: AccessRequest,
  now: Date,
): Pick<AccessRequest, 'state' | 'startsAt' | 'endsAt'> => {
  const startsAt = startAt !== undefined && startAt > now ? startAt : now;
  return {
    state: startsAt > now ? 'scheduled' : 'active',
    startsAt,
    endsAt: new Date(startsAt.getTime() + durationSeconds * 1000),
  };
};

const asked = (request: AccessRequest): Readonly<Record<string, unknown>> => ({
  requester: {
    id: request.requester.id,
    issuer: request.requester.issuer,
    subject: request.requester.subject,
    name: request.requester.name,
  },
  targets: request.targets,
  justification: request.justification,
  fields: Object.fromEntries(request.fields),
  durationSeconds: request.durationSeconds,
  startAt: request.startAt,
  sessionPolicy: request.sessionPolicy,
  breakGlass: request.breakGlass,
  extends: request.extends,
  policyVersion: request.requirement.policyVersion,
  ruleIds: request.requirement.ruleIds,
});

/**
 * The first version of a request: live at once for break-glass and where nobody has to approve, else pending.
 * `draft` is pending and has version 0.
 */
export const open = (
  draft: AccessRequest,
  auto: AutoApproval | undefined,
  now: Date,
  more: Readonly<Record<string, unknown>> = {},
): Change => {
  const data = { ...asked(draft), ...more };
  const by = draft.requester.id;
  if (draft.breakGlass) {
    const review = { state: 'due', by: undefined, comment: undefined, at: undefined } as const;
    const leaf = { type: 'request.break-glass', actor: by, data };
    return changed(draft, { ...windowOf(draft, now), review }, leaf, ['break-glass-used']);
  }
  const leaf = { type: 'request.created', actor: by, data: { ...data, autoApproval: auto } };
  if (auto === undefined) return changed(draft, {}, leaf, ['request-created']);
  const members = { ...windowOf(draft, now), autoApproval: auto };
  return changed(draft, members, leaf, ['request-approved']);
};

export interface Decision {
  readonly approver: Membership;
  readonly comment: string;
  readonly durationSeconds?: number | undefined;
}

/** Throws where `approver` may not decide now: self-approval first, then whether there is anything left to decide. */
export const requireMayDecide = (request: AccessRequest, approver: Membership, now: Date): void => {
  if (request.requester.id === approver.person.id) throw selfApproval();
  if (request.state !== 'pending')
    throw alreadyDecided(`This request is ${request.state}: there is nothing left to decide.`);
  if (isOverdue(request, now)) throw alreadyDecided('Nobody decided in time: the request expired.');
  if (!isApprover(request, approver)) throw forbidden('This person may not decide on the request.');
  if (hasDecided(request, approver)) throw alreadyDecided('This person has decided already.');
};

const shortened = (request: AccessRequest, seconds: number | undefined): number => {
  const { durationSeconds: max } = request;
  if (seconds === undefined) return max;
  if (Number.isInteger(seconds) && seconds >= SHORTEST_SECONDS && seconds <= max) return seconds;
  const message = `An approver may shorten the access, not prolong it: ${SHORTEST_SECONDS} to ${max} whole seconds.`;
  throw invalid('durationSeconds', message, { min: SHORTEST_SECONDS, max });
};

const countedSteps = ({ counted }: ApprovalCount): readonly CountedStep[] =>
  [...counted].map(([step, people]) => ({ step, people }));

/** `earlier`: those who have approved before, with the groups that they have now. */
export const approve = (
  request: AccessRequest,
  decision: Decision,
  earlier: readonly Membership[],
  now: Date,
): Change => {
  const { approver, comment } = decision;
  requireMayDecide(request, approver, now);
  const durationSeconds = shortened(request, decision.durationSeconds);
  const { id, name } = approver.person;
  const approvals = [
    ...request.approvals,
    {
      person: id,
      name,
      decision: 'approve' as const,
      comment,
      durationSeconds: decision.durationSeconds,
      at: now,
      approver: approver.person,
    },
  ];
  const count = satisfies(stepsOf(request), [...earlier, approver], request.requester.id);
  const next = { ...request, approvals, durationSeconds };
  const data = { comment, durationSeconds };
  const leaf = { type: 'request.approved', actor: id, data };
  if (!count.satisfied) return changed(next, {}, leaf, []);
  const counted = countedSteps(count);
  const members = { ...windowOf(next, now), counted };
  return changed(next, members, { ...leaf, data: { ...data, counted } }, ['request-approved']);
};

/** One "no" closes the request. */
export const reject = (request: AccessRequest, decision: Decision, now: Date): Change => {
  const { approver, comment } = decision;
  requireMayDecide(request, approver, now);
  const { id, name } = approver.person;
  const approval = {
    person: id,
    name,
    decision: 'reject' as const,
    comment,
    at: now,
    approver: approver.person,
  };
  return changed(
    request,
    {
      state: 'rejected',
      approvals: [...request.approvals, approval],
      ...closed(now, id, comment),
    },
    { type: 'request.rejected', actor: id, data: { comment } },
    ['request-rejected'],
    { comment },
  );
};

/** By the requester, before access has started. */
export const cancel = (request: AccessRequest, now: Date): Change => {
  if (request.state !== 'pending' && request.state !== 'scheduled')
    throw conflict(`This request is ${request.state}: it cannot be taken back.`);
  const { id } = request.requester;
  const leaf = { type: 'request.cancelled', actor: id, data: {} };
  return changed(request, { state: 'cancelled', ...closed(now, id, undefined) }, leaf, []);
};

export const expire = (request: AccessRequest, now: Date): Change => {
  if (!isOverdue(request, now)) throw conflict('This request is not overdue.');
  const leaf = { type: 'request.expired', actor: SYSTEM, data: {} };
  const members = {
    state: 'expired',
    ...closed(now, undefined, 'Nobody decided in time.'),
  } as const;
  return changed(request, members, leaf, ['request-expired']);
};

/** Takes access away before its end: by a person, or by the system where `by` is undefined. */
export const revoke = (
  request: AccessRequest,
  by: PersonId | undefined,
  reason: string,
  now: Date,
): Change => {
  if (request.state !== 'active' && request.state !== 'scheduled')
    throw conflict(`This request is ${request.state}: there is no access to end.`);
  return changed(
    request,
    { state: 'revoked', ...closed(now, by, reason) },
    { type: 'request.revoked', actor: by ?? SYSTEM, data: { reason } },
    ['access-revoked'],
    { reason },
  );
};

/** What the world says of a scheduled request when its start has come. */
export interface StartFacts {
  readonly eligibility: EligibilityAnswer;
  /** Those who approved, with the groups that they have now. */
  readonly approvers: readonly Membership[];
  /** The request that this one prolongs was taken away meanwhile. */
  readonly originalRevoked: boolean;
  /** False where conditions made approvals unnecessary and are not known to hold now. */
  readonly conditionsHold: boolean;
}

/** Access starts if everything that was true at the approval still is; otherwise it is revoked. */
export const start = (request: AccessRequest, facts: StartFacts, now: Date): Change => {
  const { state, startsAt, endsAt, requester } = request;
  if (state !== 'scheduled' || startsAt === undefined || endsAt === undefined || now < startsAt)
    throw conflict('This request has no start that has come.');
  const { eligibility, approvers, originalRevoked, conditionsHold } = facts;
  if (now >= endsAt)
    return revoke(request, undefined, 'The window was over before it could start.', now);
  if (!eligibility.eligible)
    return revoke(request, undefined, `No longer eligible: ${eligibility.because.message}`, now);
  if (originalRevoked)
    return revoke(request, undefined, 'The access that this prolongs was taken away.', now);
  if (!conditionsHold)
    return revoke(request, undefined, 'What made an approval unnecessary no longer holds.', now);
  const leaf = { type: 'request.started', actor: SYSTEM, data: {} };
  if (request.autoApproval !== undefined)
    return changed(request, { state: 'active' }, leaf, ['access-started']);
  const count = satisfies(stepsOf(request), approvers, requester.id);
  if (!count.satisfied)
    return revoke(request, undefined, 'Approvals that it needs no longer count.', now);
  const counted = countedSteps(count);
  const members = { state: 'active', counted } as const;
  return changed(request, members, { ...leaf, data: { counted } }, ['access-started']);
};

/** The window is over. */
export const end = (request: AccessRequest, now: Date): Change => {
  const { state, endsAt } = request;
  if (state !== 'active' || endsAt === undefined || now < endsAt)
    throw conflict('This request has no window that is over.');
  return changed(
    request,
    { state: 'ended', ...closed(now, undefined, 'The time was over.') },
    { type: 'request.ended', actor: SYSTEM, data: {} },
    ['access-ended'],
  );
};

/** The groups of a step's escalation may decide from now on. */
export const escalate = (request: AccessRequest, step: string, now: Date): Change => {
  const found = request.requirement.steps.find(({ name }) => name === step);
  if (request.state !== 'pending' || isOverdue(request, now))
    throw conflict('This request no longer waits.');
  if (found?.escalation === undefined || request.escalated.includes(step))
    throw conflict('There is no escalation left for this step.');
  return changed(
    request,
    { escalated: [...request.escalated, step] },
    { type: 'request.escalated', actor: SYSTEM, data: { step, groups: found.escalation.groups } },
    [],
  );
};

/** The look back at a use of break-glass. Abuse takes what is left of the access away. */
export const review = (
  request: AccessRequest,
  { by, verdict, comment }: { by: PersonId; verdict: 'accepted' | 'abuse'; comment: string },
  now: Date,
): Change => {
  if (request.review?.state !== 'due') throw conflict('There is no review to do.');
  const active = request.state === 'active';
  // By the state and not by the clock, which may be set back: nothing is accepted that may still be used.
  if (active && verdict === 'accepted')
    throw conflict('The access is still in use; it can be accepted when it has ended.');
  const revoked = active && verdict === 'abuse';
  const reason = 'Reviewed as abuse of break-glass.';
  return changed(
    request,
    {
      review: { state: verdict, by, comment, at: now },
      ...(revoked ? { state: 'revoked', ...closed(now, by, reason) } : {}),
    },
    { type: 'request.reviewed', actor: by, data: { verdict, comment } },
    revoked ? ['access-revoked'] : [],
    { reason },
  );
};
