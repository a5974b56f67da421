import type {
  AccessRequest,
  Membership,
  Person,
  PersonId,
  Requests,
  StepView,
} from '../../model/index.ts';
import { satisfies, whoCould } from '../../policy/index.ts';
import { askMembers, candidates, unapprovableSteps } from '../approvability.ts';
import { MOST_NAMED_APPROVERS } from '../limits.ts';
import type { RequestsParts } from '../parts.ts';
import { approversOf, askDirectory } from '../people.ts';
import type { Audited } from '../refusals.ts';
import { rightsOf, stepsOf } from '../rights.ts';
import { about, visible } from './find.ts';

/** The request as the actor sees it, or `not-found`. */
export const createGet =
  (parts: RequestsParts, audited: Audited): Requests['get'] =>
  (actor, id) =>
    audited(actor, about('get', id), async () => {
      const { membership } = actor;
      const request = await visible(parts, membership, id);
      const policy = await parts.policies.inForce();
      const { sessions, store, clock } = parts;
      const [issued, cuts, judged] = await Promise.all([
        store.read((tx) => sessions.ofRequest(tx, id)),
        store.read((tx) => sessions.cutsOf(tx, id)),
        request.state === 'pending' ? judgePending(parts, request) : judgeDecided(request),
      ]);
      return {
        request,
        ...judged,
        sessions: issued,
        cuts,
        may: rightsOf(request, membership, policy, clock.now()),
      };
    });

interface Judged {
  readonly steps: readonly StepView[];
  readonly unapprovable: boolean;
}

/** With the groups of now: who counts, who could still approve, and whether anybody can. */
const judgePending = async (parts: RequestsParts, request: AccessRequest): Promise<Judged> => {
  const steps = stepsOf(request);
  const requester = request.requester.id;
  const [approvers, present] = await Promise.all([
    approversOf(askDirectory(parts), request),
    candidates(askMembers(parts), steps),
  ]);
  const { counted } = satisfies(steps, approvers, requester);
  const decided = new Set(request.approvals.map(({ person }) => person));
  const free = present.filter(({ person }) => !decided.has(person.id));
  const all: readonly Membership[] = [...approvers, ...free];
  return {
    steps: steps.map((step) => {
      const approvedBy = counted.get(step.name) ?? [];
      return {
        ...step,
        approvedBy: named(request, approvedBy),
        couldApprove: whoCould(step, free, requester)
          .slice(0, MOST_NAMED_APPROVERS)
          .map(({ person }) => person),
        satisfied: approvedBy.length >= step.quorum,
        escalated: request.escalated.includes(step.name),
      };
    }),
    // Without any step there is nothing that somebody could approve.
    unapprovable: steps.length === 0 || unapprovableSteps(steps, all, requester).length > 0,
  };
};

/** As it was counted when access was given; groups of today have no say in it. */
const judgeDecided = (request: AccessRequest): Judged => {
  const counted = new Map(request.counted?.map(({ step, people }) => [step, people]));
  return {
    steps: stepsOf(request).map((step) => {
      const approvedBy = counted.get(step.name) ?? [];
      return {
        ...step,
        approvedBy: named(request, approvedBy),
        couldApprove: [],
        satisfied: approvedBy.length >= step.quorum,
        escalated: request.escalated.includes(step.name),
      };
    }),
    unapprovable: false,
  };
};

const named = ({ approvals }: AccessRequest, ids: readonly PersonId[]): readonly Person[] =>
  ids.flatMap((id) => {
    const approver = approvals.find(({ person }) => person === id)?.approver;
    return approver === undefined ? [] : [approver];
  });
