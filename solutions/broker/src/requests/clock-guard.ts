import { RECHECK_MILLISECONDS } from './limits.ts';
import type { RequestsParts } from './parts.ts';
import type { Audited } from './refusals.ts';
import { planRecheck } from './work/recheck.ts';

/**
 * Where this node's clock was set back, the next pass of the sweep would be as far away as the clock was moved, and who
 * lost a group would keep access until then. The next call that anybody makes brings the pass back to now.
 */
export const withClockGuard = (
  parts: Pick<RequestsParts, 'store' | 'clock' | 'log'>,
  audited: Audited,
): Audited => {
  let latest = 0;
  const guard = async (): Promise<void> => {
    const now = parts.clock.now();
    const setBack = now.getTime() < latest - RECHECK_MILLISECONDS;
    latest = setBack ? now.getTime() : Math.max(latest, now.getTime());
    if (!setBack) return;
    parts.log.warn('the clock was set back; live access is looked at again');
    await parts.store.write((tx) => planRecheck(tx, now));
  };
  return async (actor, what, work) => {
    await guard();
    return audited(actor, what, work);
  };
};
