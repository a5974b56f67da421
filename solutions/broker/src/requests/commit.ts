import type { Tx } from '@gatehouse/store';
import type { AccessRequest, Actor } from '../model/index.ts';
import type { RequestsParts } from './parts.ts';
import { insertRequest, updateRequest } from './repositories/requests.ts';
import { grantsOf } from './repositories/rows.ts';
import type { Change } from './transitions.ts';
import { planWork } from './work/plan.ts';

type Parts = Pick<RequestsParts, 'store' | 'clock' | 'audit' | 'notifier' | 'sessions'>;

/** Where a call came from, for the leaf. */
type Source = Pick<Actor, 'sourceIp' | 'userAgent'> | undefined;

/** Stores a new request, in a transaction that has more to do. */
export const insert = async (
  parts: Parts,
  tx: Tx,
  change: Change,
  source: Source,
): Promise<void> => {
  await insertRequest(tx, change.request);
  await follow(parts, tx, { before: undefined, change, source });
};

/**
 * Stores a change together with its one leaf, its notices, its work and its cut. False where the request is no longer
 * what `before` was; then nothing of it happens.
 */
export const commit = (
  parts: Parts,
  before: AccessRequest,
  change: Change,
  source?: Source,
): Promise<boolean> =>
  parts.store.write(async (tx) => {
    if (!(await updateRequest(tx, before, change.request, parts.clock.now()))) return false;
    await follow(parts, tx, { before, change, source });
    return true;
  });

interface Following {
  readonly before: AccessRequest | undefined;
  readonly change: Change;
  readonly source: Source;
}

const follow = async (
  { clock, audit, notifier, sessions }: Parts,
  tx: Tx,
  { before, change: { request, leaf, notices }, source }: Following,
): Promise<void> => {
  const now = clock.now();
  const from =
    source === undefined ? {} : { sourceIp: source.sourceIp, userAgent: source.userAgent };
  await audit.append(tx, [
    { ...leaf, at: now, requestId: request.id, data: { ...leaf.data, ...from } },
  ]);
  await notifier.tell(tx, notices);
  await planWork(tx, before, request, now);
  if (before?.state !== 'active') return;
  if (request.state === 'ended') await sessions.ended?.(tx, request.id);
  if (request.state !== 'revoked') return;
  // By grant, so that another grant of the same role and person goes on.
  for (const { id, requestId, target, endsAt } of grantsOf(request))
    await sessions.cut(tx, { id, requestId, target }, endsAt);
};
