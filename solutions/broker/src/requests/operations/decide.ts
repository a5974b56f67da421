import type { AccessRequest, Actor, Membership, RequestId, Requests } from '../../model/index.ts';
import { commit } from '../commit.ts';
import { alreadyDecided, conflict, notEligible } from '../errors.ts';
import { commentOf } from '../input.ts';
import { MOST_ATTEMPTS } from '../limits.ts';
import type { RequestsParts } from '../parts.ts';
import { approversOf, askDirectory, eligibilityOf, type People, standing } from '../people.ts';
import type { Audited } from '../refusals.ts';
import { findRequest } from '../repositories/requests.ts';
import { isOverdue } from '../rights.ts';
import { approve, type Change, expire, reject, requireMayDecide } from '../transitions.ts';
import { about, requireVersion, visible } from './find.ts';

/**
 * Reads, asks the directory, decides, and writes only if nothing has changed since the reading; otherwise all of it again,
 * as long as there is something left to decide.
 */
export const createApprove =
  (parts: RequestsParts, audited: Audited): Requests['approve'] =>
  (actor, id, input) =>
    audited(actor, about('approve', id), async () => {
      const people = askDirectory(parts);
      const approver = await standing(people, actor);
      const { durationSeconds } = input;
      const decision = { approver, comment: commentOf(input.comment), durationSeconds };
      return untilStored(parts, actor, async () => {
        const request = await decidable(parts, approver, id);
        requireVersion(request, input.version);
        await requireEligible(parts, people, request);
        const earlier = await approversOf(people, request);
        return { request, change: approve(request, decision, earlier, parts.clock.now()) };
      });
    });

export const createReject =
  (parts: RequestsParts, audited: Audited): Requests['reject'] =>
  (actor, id, input) =>
    audited(actor, about('reject', id), async () => {
      const approver = await standing(askDirectory(parts), actor);
      const decision = { approver, comment: commentOf(input.comment) };
      return untilStored(parts, actor, async () => {
        const request = await decidable(parts, approver, id);
        requireVersion(request, input.version);
        return { request, change: reject(request, decision, parts.clock.now()) };
      });
    });

interface Attempt {
  readonly request: AccessRequest;
  readonly change: Change;
}

/** Repeats `attempt`, which throws when the change has become impossible, until its change is stored. */
export const untilStored = async (
  parts: RequestsParts,
  actor: Actor,
  attempt: () => Promise<Attempt>,
): Promise<AccessRequest> => {
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
    const { request, change } = await attempt();
    if (await commit(parts, request, change, actor)) return change.request;
  }
  throw alreadyDecided('Others were faster, again and again.');
};

/** Throws where there is nothing that `approver` could decide. */
const decidable = async (
  parts: RequestsParts,
  approver: Membership,
  id: RequestId,
): Promise<AccessRequest> => {
  const request = await visible(parts, approver, id);
  const now = parts.clock.now();
  // Closed here and now where the due work is late: a clock that is set back must not open it again.
  if (isOverdue(request, now)) await commit(parts, request, expire(request, now));
  requireMayDecide(request, approver, now);
  return request;
};

const requireEligible = async (
  parts: RequestsParts,
  people: People,
  request: AccessRequest,
): Promise<void> => {
  const answer = await eligibilityOf(parts, people, request);
  if (!answer.eligible) throw notEligible(answer.because);
  if (request.extends === undefined) return;
  const { extends: originalId } = request;
  const original = await parts.store.read((tx) => findRequest(tx, originalId));
  if (original?.state === 'revoked')
    throw conflict('The access that this request prolongs was taken away.');
};
