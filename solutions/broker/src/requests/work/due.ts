import { scheduleWork, type Store, type WorkHandler } from '@gatehouse/store';
import { type AccessRequest, BrokerError, type RequestId } from '../../model/index.ts';
import { automaticApproval } from '../automatic.ts';
import { commit } from '../commit.ts';
import { MOST_ATTEMPTS, RECHECK_MILLISECONDS, REVIEW_REMINDER_MILLISECONDS } from '../limits.ts';
import type { RequestsParts } from '../parts.ts';
import { approversOf, askDirectory, eligibilityOf, type People } from '../people.ts';
import { findRequest } from '../repositories/requests.ts';
import { isLive } from '../rights.ts';
import { type Change, end, escalate, expire, noticeOf, start } from '../transitions.ts';
import { ENDING_SOON, END, ESCALATE, EXPIRE, REVIEW_DUE, START } from './kinds.ts';

type Attempt = (
  request: AccessRequest,
  now: Date,
) => Promise<Change | undefined> | Change | undefined;

/**
 * Brings one request forward, and again while others change it. `attempt` answers undefined where there is nothing to do
 * (any more): handlers run at least once, and maybe late.
 */
export const advance = async (
  parts: RequestsParts,
  id: RequestId,
  attempt: Attempt,
): Promise<boolean> => {
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
    const request = await parts.store.read((tx) => findRequest(tx, id));
    const change = request && (await attempt(request, parts.clock.now()));
    if (request === undefined || change === undefined) return false;
    if (await commit(parts, request, change)) return true;
  }
  throw new Error(`request ${id} changed again and again`);
};

export const expireIfOverdue: Attempt = (request, now) =>
  request.state === 'pending' && now >= request.pendingUntil ? expire(request, now) : undefined;

export const endIfOver: Attempt = (request, now) =>
  request.state === 'active' && request.endsAt !== undefined && now >= request.endsAt
    ? end(request, now)
    : undefined;

/** Everything that was true at the approval is asked again; rejects where the directory does not answer. */
export const startIfDue =
  (parts: RequestsParts, people: People): Attempt =>
  async (request, now) => {
    if (request.state !== 'scheduled' || request.startsAt === undefined || now < request.startsAt)
      return undefined;
    const [eligibility, approvers, originalRevoked, conditionsHold] = await Promise.all([
      eligibilityOf(parts, people, request),
      approversOf(people, request),
      isOriginalRevoked(parts, request),
      doConditionsHold(parts, request),
    ]);
    return start(request, { eligibility, approvers, originalRevoked, conditionsHold }, now);
  };

/** Where conditions stood for people's approvals, they must hold when access starts: who was on call may be no more. */
const doConditionsHold = async (parts: RequestsParts, request: AccessRequest): Promise<boolean> =>
  request.autoApproval?.by !== 'conditions' ||
  (await automaticApproval(parts, await parts.policies.inForce(), request)) !== undefined;

const isOriginalRevoked = async (
  { store }: RequestsParts,
  { extends: id }: AccessRequest,
): Promise<boolean> => {
  const original = id === undefined ? undefined : await store.read((tx) => findRequest(tx, id));
  return original?.state === 'revoked';
};

export const createDueWork = (parts: RequestsParts): Readonly<Record<string, WorkHandler>> => ({
  [EXPIRE]: async (_store, { payload }) => {
    await advance(parts, payload, expireIfOverdue);
  },
  [END]: async (_store, { payload }) => {
    await advance(parts, payload, endIfOver);
  },
  [START]: async (store, { payload }) => {
    try {
      await advance(parts, payload, startIfDue(parts, askDirectory(parts)));
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      // Nobody can say now whether it may start; until then it does not, and it must not be given up either.
      await later(
        store,
        START,
        payload,
        new Date(parts.clock.now().getTime() + RECHECK_MILLISECONDS),
      );
    }
  },
  [ESCALATE]: async (_store, { payload }) => {
    const [id = '', index = ''] = payload.split(' ');
    await escalateStep(parts, id, Number(index));
  },
  [ENDING_SOON]: async (store, { payload: id }) => {
    await store.write(async (tx) => {
      const request = await findRequest(tx, id);
      if (request !== undefined && isLive(request, parts.clock.now()))
        await parts.notifier.tell(tx, [noticeOf(request, 'access-ending')]);
    });
  },
  [REVIEW_DUE]: async (store, { payload }) => {
    const [id = '', count = '0'] = payload.split(' ');
    await store.write(async (tx) => {
      const request = await findRequest(tx, id);
      if (request?.review?.state !== 'due') return;
      await parts.notifier.tell(tx, [noticeOf(request, 'review-due', {}, count)]);
      const dueAt = new Date(parts.clock.now().getTime() + REVIEW_REMINDER_MILLISECONDS);
      const next = `${id} ${Number(count) + 1}`;
      await scheduleWork(tx, { kind: REVIEW_DUE, key: id, payload: next, dueAt });
    });
  },
});

const later = (store: Store, kind: string, id: RequestId, dueAt: Date): Promise<void> =>
  store.write((tx) => scheduleWork(tx, { kind, key: id, payload: id, dueAt }));

/** Lets the groups of a step's escalation decide too, unless they do already. */
export const escalateStep = (
  parts: RequestsParts,
  id: RequestId,
  index: number,
): Promise<boolean> =>
  advance(parts, id, (request, now) => {
    const step = request.requirement.steps[index];
    if (request.state !== 'pending' || now >= request.pendingUntil) return undefined;
    if (step?.escalation === undefined || request.escalated.includes(step.name)) return undefined;
    const change = escalate(request, step.name, now);
    return {
      ...change,
      notices: [noticeOf(request, 'request-escalated', { step: step.name }, String(index))],
    };
  });
