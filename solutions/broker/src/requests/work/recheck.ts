import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import { type AccessRequest, type RequestState } from '../../model/index.ts';
import { RECHECK_MILLISECONDS } from '../limits.ts';
import type { RequestsParts } from '../parts.ts';
import { askDirectory, eligibilityOf, type People } from '../people.ts';
import { forgetExpired } from '../repositories/idempotency.ts';
import { pageOfState } from '../repositories/requests.ts';
import { revoke } from '../transitions.ts';
import { advance, endIfOver, startIfDue } from './due.ts';
import { RECHECK } from './kinds.ts';

const PAGE = 200;
const AT_ONCE = 8;

export interface Recheck {
  readonly checked: number;
  readonly revoked: number;
  /** Of whom the directory could not tell; they are asked again in the next pass and get no session until then. */
  readonly unknown: number;
}

/**
 * One pass over all access that is given: who lost a group, was disabled, or is no longer allowed by the policy or the
 * accounts of this moment loses it, and its sessions are cut. It also does what due work should have done already.
 */
export const createRecheck =
  (parts: RequestsParts): (() => Promise<Recheck>) =>
  async () => {
    const people = askDirectory(parts);
    const sum = { checked: 0, revoked: 0, unknown: 0 };
    for (const state of ['active', 'scheduled'] as const) {
      for await (const page of pagesOf(parts, state)) {
        for (let from = 0; from < page.length; from += AT_ONCE) {
          const some = page.slice(from, from + AT_ONCE);
          const results = await Promise.all(some.map((one) => checkOne(parts, people, one)));
          sum.checked += results.length;
          sum.revoked += results.filter((result) => result === 'revoked').length;
          sum.unknown += results.filter((result) => result === 'unknown').length;
        }
      }
    }
    return sum;
  };

async function* pagesOf(
  { store }: RequestsParts,
  state: RequestState,
): AsyncGenerator<readonly AccessRequest[]> {
  let last: AccessRequest | undefined;
  do {
    const after = last;
    const page: readonly AccessRequest[] = await store.read((tx) =>
      pageOfState(tx, state, after, PAGE),
    );
    yield page;
    last = page.length < PAGE ? undefined : page.at(-1);
  } while (last !== undefined);
}

const checkOne = async (
  parts: RequestsParts,
  people: People,
  { id }: AccessRequest,
): Promise<'fine' | 'revoked' | 'unknown'> => {
  try {
    if (await advance(parts, id, endIfOver)) return 'fine';
    if (await advance(parts, id, startIfDue(parts, people))) return 'fine';
    const revoked = await advance(parts, id, async (request) => {
      if (request.state !== 'active' && request.state !== 'scheduled') return undefined;
      const answer = await eligibilityOf(parts, people, request);
      if (answer.eligible) return undefined;
      const reason = `No longer eligible: ${answer.because.message}`;
      return revoke(request, undefined, reason, parts.clock.now());
    });
    return revoked ? 'revoked' : 'fine';
  } catch (error) {
    parts.log.warn('whether access is still allowed is not known', {
      request: id,
      reason: String(error).slice(0, 200),
    });
    return 'unknown';
  }
};

export const createRecheckWork = (
  parts: RequestsParts,
  recheck: () => Promise<Recheck>,
): Readonly<Record<string, WorkHandler>> => ({
  [RECHECK]: async (store) => {
    await recheck();
    await store.write(async (tx) => {
      const now = parts.clock.now();
      await forgetExpired(tx, now);
      await planRecheck(tx, new Date(now.getTime() + RECHECK_MILLISECONDS));
    });
  },
});

/** Sets the time of the next pass: at once, in the transaction that changes the policy or the accounts. */
export const planRecheck = (tx: Tx, dueAt: Date): Promise<void> =>
  scheduleWork(tx, { kind: RECHECK, key: 'standing', payload: '', dueAt });
