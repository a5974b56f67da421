import type { Tx, WorkHandler } from '@gatehouse/store';
import type { Grants, Requests } from '../model/index.ts';
import { withClockGuard } from './clock-guard.ts';
import { createCursors } from './cursor.ts';
import { createCancel, createEnd, createReview } from './operations/close.ts';
import { createCreate } from './operations/create.ts';
import { createApprove, createReject } from './operations/decide.ts';
import { createEligible, createExplain } from './operations/eligible.ts';
import { createExtend } from './operations/extend.ts';
import { createGet } from './operations/get.ts';
import { createInvoke } from './operations/invoke.ts';
import { createList } from './operations/list.ts';
import type { RequestsParts } from './parts.ts';
import { type Audited, createAudited } from './refusals.ts';
import { findGrant, findRequest, liveGrants } from './repositories/requests.ts';
import { createApproversWork, planWatch } from './work/approvers.ts';
import { createDueWork } from './work/due.ts';
import { createRecheck, createRecheckWork, planRecheck, type Recheck } from './work/recheck.ts';

export { checkInvariants, type Snapshot, type Violation } from './invariants.ts';
export { requestsMigrations } from './migrations.ts';
export type { RequestsParts } from './parts.ts';
export type { Audited } from './refusals.ts';
export { listRequests } from './repositories/lists.ts';
export type { Refused } from './refusals.ts';
export { findRequests } from './repositories/requests.ts';
export { readSnapshots } from './snapshot.ts';
export type { Recheck } from './work/recheck.ts';

export interface AccessRequests extends Requests {
  readonly grants: Grants;
  readonly work: Readonly<Record<string, WorkHandler>>;
  /** Plans the standing work; for every start of a node, as often as wanted. */
  prepare(tx: Tx, now: Date): Promise<void>;
  /** Looks at all live access now. */
  recheck(): Promise<Recheck>;
  /** The same by due work, as soon as the transaction has committed: for changes of policy, accounts and people. */
  recheckSoon(tx: Tx, now: Date): Promise<void>;
  /** For refusals that happen before an operation is reached. */
  readonly audited: Audited;
}

/** Requests of temporary elevated access, from asking to the end of access. */
export const createRequests = (parts: RequestsParts): AccessRequests => {
  const audited = withClockGuard(parts, createAudited(parts));
  const cursors = createCursors(parts.cursorKey);
  const recheck = createRecheck(parts);
  return {
    eligible: createEligible(parts, audited, cursors),
    explain: createExplain(parts, audited),
    create: createCreate(parts, audited),
    get: createGet(parts, audited),
    list: createList(parts, audited, cursors),
    approve: createApprove(parts, audited),
    reject: createReject(parts, audited),
    cancel: createCancel(parts, audited),
    end: createEnd(parts, audited),
    extend: createExtend(parts, audited),
    review: createReview(parts, audited),
    invoke: createInvoke(parts, audited),
    grants: { byId: findGrant, request: findRequest, live: liveGrants },
    work: {
      ...createDueWork(parts),
      ...createApproversWork(parts),
      ...createRecheckWork(parts, recheck),
    },
    // Moved rather than kept: standing work that was given up comes back with the next start.
    prepare: async (tx, now) => {
      await planRecheck(tx, now);
      await planWatch(tx, now);
    },
    recheck,
    recheckSoon: planRecheck,
    audited,
  };
};
