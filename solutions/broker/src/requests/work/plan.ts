import { scheduleWork, type Tx } from '@gatehouse/store';
import type { AccessRequest } from '../../model/index.ts';
import { ENDING_SOON_MILLISECONDS } from '../limits.ts';
import { isOpen } from '../rights.ts';
import { APPROVERS, END, ENDING_SOON, ESCALATE, EXPIRE, REVIEW_DUE, START } from './kinds.ts';

/**
 * What has to happen later because of a change, written with it. Work of a state that the request has left by then finds
 * nothing to do, so nothing is cancelled.
 */
export const planWork = async (
  tx: Tx,
  before: AccessRequest | undefined,
  after: AccessRequest,
  now: Date,
): Promise<void> => {
  const { id, state, startsAt, endsAt } = after;
  const plan = (kind: string, dueAt: Date): Promise<void> =>
    scheduleWork(tx, { kind, key: id, payload: id, dueAt });
  const entered = before?.state !== state;
  if (entered && state === 'pending') {
    await plan(EXPIRE, after.pendingUntil);
    await planEscalations(tx, after);
  }
  const waits = state === 'pending';
  if (waits && (entered || after.escalated.length > (before?.escalated.length ?? 0)))
    await plan(APPROVERS, now);
  if (entered && state === 'scheduled' && startsAt !== undefined) await plan(START, startsAt);
  if (entered && state === 'active' && startsAt !== undefined && endsAt !== undefined) {
    await plan(END, endsAt);
    const soon = new Date(endsAt.getTime() - ENDING_SOON_MILLISECONDS);
    // Of a short window the beginning is news enough.
    if (soon.getTime() - startsAt.getTime() >= ENDING_SOON_MILLISECONDS)
      await plan(ENDING_SOON, soon);
  }
  if (entered && !isOpen(after) && after.review?.state === 'due')
    await scheduleWork(tx, { kind: REVIEW_DUE, key: id, payload: `${id} 0`, dueAt: now });
};

const planEscalations = async (tx: Tx, request: AccessRequest): Promise<void> => {
  for (const [at, { escalation }] of request.requirement.steps.entries()) {
    if (escalation === undefined) continue;
    await scheduleWork(tx, {
      kind: ESCALATE,
      key: `${request.id} ${at}`,
      payload: `${request.id} ${at}`,
      dueAt: new Date(request.createdAt.getTime() + escalation.afterSeconds * 1000),
    });
  }
};
