import type {
  AccessPolicy,
  AccessRequest,
  ApprovalStep,
  Membership,
  RequestState,
  RequestView,
} from '../model/index.ts';
import { mayApprove, withEscalations } from '../policy/index.ts';

const OPEN: ReadonlySet<RequestState> = new Set(['pending', 'scheduled', 'active']);

/** Not yet in a terminal state. */
export const isOpen = ({ state }: AccessRequest): boolean => OPEN.has(state);

/** Whether access may be used at `now`: the window is [startsAt, endsAt). */
export const isLive = ({ state, startsAt, endsAt }: AccessRequest, now: Date): boolean =>
  state === 'active' &&
  startsAt !== undefined &&
  endsAt !== undefined &&
  startsAt <= now &&
  now < endsAt;

export const isOverdue = ({ state, pendingUntil }: AccessRequest, now: Date): boolean =>
  state === 'pending' && now >= pendingUntil;

/** The steps as they are now, escalations included. */
export const stepsOf = ({ requirement, escalated }: AccessRequest): readonly ApprovalStep[] =>
  withEscalations(requirement.steps, escalated);

export const isRequester = ({ requester }: AccessRequest, { person }: Membership): boolean =>
  requester.id === person.id;

/** Somebody whose groups, as they are in `membership`, may take part in deciding. Never the requester. */
export const isApprover = (request: AccessRequest, membership: Membership): boolean =>
  mayApprove(stepsOf(request), membership, request.requester.id);

export const hasDecided = ({ approvals }: AccessRequest, { person: { id } }: Membership): boolean =>
  approvals.some(({ person }) => person === id);

/** Somebody who looks back at a use of break-glass. Never the requester. */
export const isReviewer = (
  request: AccessRequest,
  membership: Membership,
  policy: AccessPolicy,
): boolean => {
  if (!request.breakGlass || !membership.active || isRequester(request, membership)) return false;
  const reviewers = request.requirement.breakGlass?.reviewers ?? [];
  return (
    reviewers.some((group) => membership.groups.has(group)) ||
    policy.may(membership, 'review-break-glass')
  );
};

/** The requester, who decides or decided, reviewers, and who may look at or end everything. */
export const maySee = (
  request: AccessRequest,
  membership: Membership,
  policy: AccessPolicy,
): boolean =>
  membership.active &&
  (isRequester(request, membership) ||
    isApprover(request, membership) ||
    hasDecided(request, membership) ||
    isReviewer(request, membership, policy) ||
    policy.may(membership, 'audit') ||
    policy.may(membership, 'end-any'));

/** Who may take access away before its end. */
export const mayEnd = (
  request: AccessRequest,
  membership: Membership,
  policy: AccessPolicy,
): boolean =>
  membership.active &&
  (isRequester(request, membership) ||
    isApprover(request, membership) ||
    request.approvals.some(
      ({ person, decision }) => person === membership.person.id && decision === 'approve',
    ) ||
    isReviewer(request, membership, policy) ||
    policy.may(membership, 'end-any'));

/** What a request view offers; each operation checks again for itself. */
export const rightsOf = (
  request: AccessRequest,
  membership: Membership,
  policy: AccessPolicy,
  now: Date,
): RequestView['may'] => {
  const { state, endsAt, review } = request;
  const own = isRequester(request, membership) && membership.active;
  const decides =
    state === 'pending' &&
    !isOverdue(request, now) &&
    isApprover(request, membership) &&
    !hasDecided(request, membership);
  const over = endsAt !== undefined && now >= endsAt;
  return {
    approve: decides,
    reject: decides,
    cancel: own && (state === 'pending' || state === 'scheduled'),
    end:
      (state === 'scheduled' || (state === 'active' && !over)) &&
      mayEnd(request, membership, policy),
    extend: own && !request.breakGlass && (state === 'active' || state === 'ended'),
    invoke: own && isLive(request, now),
    review: review?.state === 'due' && isReviewer(request, membership, policy),
  };
};
