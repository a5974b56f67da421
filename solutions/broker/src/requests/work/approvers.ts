import { scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import type { AccessRequest } from '../../model/index.ts';
import { askMembers, candidates, type Members, unapprovableSteps } from '../approvability.ts';
import { WATCH_MILLISECONDS } from '../limits.ts';
import type { RequestsParts } from '../parts.ts';
import { findRequest, pageOfState } from '../repositories/requests.ts';
import { isOverdue, stepsOf } from '../rights.ts';
import { noticeOf } from '../transitions.ts';
import { escalateStep } from './due.ts';
import { APPROVERS, WATCH } from './kinds.ts';

const PAGE = 200;

/**
 * Looks for people who could decide. Where they are missing, the step escalates at once; where that does not help either,
 * the request is told to be unapprovable. It is never approved by itself.
 */
const look = async (
  parts: RequestsParts,
  members: Members,
  request: AccessRequest,
): Promise<void> => {
  if (request.state !== 'pending' || isOverdue(request, parts.clock.now())) return;
  const steps = stepsOf(request);
  const present = await candidates(members, steps);
  const missing = unapprovableSteps(steps, present, request.requester.id);
  if (missing.length === 0 && steps.length > 0) return;
  let escalated = false;
  for (const [index, { name, escalation }] of request.requirement.steps.entries()) {
    if (escalation === undefined || !missing.includes(name)) continue;
    // Stored with work that looks again, with the groups that have come.
    if (await escalateStep(parts, request.id, index)) escalated = true;
  }
  if (escalated) return;
  const key = String(request.escalated.length);
  const notice = noticeOf(request, 'request-unapprovable', { steps: missing }, key);
  await parts.store.write((tx) => parts.notifier.tell(tx, [notice]));
};

export const createApproversWork = (
  parts: RequestsParts,
): Readonly<Record<string, WorkHandler>> => ({
  [APPROVERS]: async (store, { payload }) => {
    const request = await store.read((tx) => findRequest(tx, payload));
    if (request !== undefined) await look(parts, askMembers(parts), request);
  },
  [WATCH]: async (store) => {
    await watch(parts, store);
    await store.write((tx) => planWatch(tx, parts.clock.now()));
  },
});

export const planWatch = (tx: Tx, now: Date): Promise<void> =>
  scheduleWork(tx, {
    kind: WATCH,
    key: 'standing',
    payload: '',
    dueAt: new Date(now.getTime() + WATCH_MILLISECONDS),
  });

/** People leave while a request waits. */
const watch = async (parts: RequestsParts, store: Store): Promise<void> => {
  const members = askMembers(parts);
  let last: AccessRequest | undefined;
  do {
    const after = last;
    const page: readonly AccessRequest[] = await store.read((tx) =>
      pageOfState(tx, 'pending', after, PAGE),
    );
    for (const request of page) {
      try {
        await look(parts, members, request);
      } catch (error) {
        parts.log.warn('who could approve is not known', {
          request: request.id,
          reason: String(error).slice(0, 200),
        });
      }
    }
    last = page.length < PAGE ? undefined : page.at(-1);
  } while (last !== undefined);
};
