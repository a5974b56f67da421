import type { Tx } from '@gatehouse/store';
import type {
  AccessPolicy,
  AccessRequest,
  Actor,
  Membership,
  NewRequest,
  RequestId,
  Requests,
} from '../../model/index.ts';
import { automaticApproval } from '../automatic.ts';
import { insert } from '../commit.ts';
import { invalid, notEligible, reviewDue, tooManyPending } from '../errors.ts';
import { checkIdempotencyKey, checkInput, checkTerms, digestOf } from '../input.ts';
import { MOST_PENDING } from '../limits.ts';
import type { RequestsParts } from '../parts.ts';
import { askDirectory, standing } from '../people.ts';
import type { Audited } from '../refusals.ts';
import { findRepeated, type Keyed, remember } from '../repositories/idempotency.ts';
import { countPending, findRequest, hasReviewDue } from '../repositories/requests.ts';
import { type Change, open } from '../transitions.ts';

type Created = Awaited<ReturnType<Requests['create']>>;

export const createCreate =
  (parts: RequestsParts, audited: Audited): Requests['create'] =>
  (actor, input, idempotencyKey) =>
    audited(actor, { operation: 'create' }, async () => {
      const me = await standing(askDirectory(parts), actor);
      const keyed = keyedBy(me, idempotencyKey, digestOf('create', input));
      const repeated = await repeatedOf(parts, keyed);
      if (repeated !== undefined) return repeated;
      const checked = checkInput(input, parts.clock.now());
      return store(parts, { actor, keyed, change: await propose(parts, me, checked) });
    });

export const keyedBy = (
  { person }: Membership,
  key: string | undefined,
  body: Uint8Array,
): Keyed | undefined =>
  key === undefined ? undefined : { person: person.id, key: checkIdempotencyKey(key), body };

/** What the same call made before, whatever the policy says by now. */
export const repeatedOf = async (
  { store, clock }: RequestsParts,
  keyed: Keyed | undefined,
): Promise<Created | undefined> =>
  keyed === undefined ? undefined : store.read((tx) => repeatedIn(tx, keyed, clock.now()));

const repeatedIn = async (tx: Tx, keyed: Keyed, now: Date): Promise<Created | undefined> => {
  const id = await findRepeated(tx, keyed, now);
  const request = id === undefined ? undefined : await findRequest(tx, id);
  return request && { request, repeated: true };
};

/** The request that `input` would make: eligible by the directory, the policy and the accounts of this moment. */
export const propose = async (
  parts: RequestsParts,
  me: Membership,
  input: NewRequest,
  prolongs?: RequestId,
): Promise<Change> => {
  const { policies, catalog, clock, ids } = parts;
  const [policy, known] = await Promise.all([policies.inForce(), catalog.current()]);
  const answer = policy.check(me, known, input.targets, input.breakGlass);
  if (!answer.eligible) {
    const { code, message } = answer.because;
    // Too many targets for one request say nothing of the person.
    throw code === 'field' ? invalid('targets', message) : notEligible(answer.because);
  }
  const { requirement, fields } = answer;
  checkTerms(input, requirement, fields);
  const now = clock.now();
  const draft: AccessRequest = {
    id: `r-${ids.alphanumeric(20)}`,
    version: 0,
    state: 'pending',
    requester: me.person,
    targets: input.targets.map(({ account, roleArn }) => ({ account, roleArn })),
    justification: input.justification,
    fields: new Map(input.fields),
    durationSeconds: input.durationSeconds,
    startAt: input.startAt,
    sessionPolicy: input.sessionPolicy,
    breakGlass: input.breakGlass,
    extends: prolongs,
    requirement,
    autoApproval: undefined,
    approvals: [],
    escalated: [],
    createdAt: now,
    pendingUntil: new Date(now.getTime() + requirement.pendingSeconds * 1000),
    startsAt: undefined,
    endsAt: undefined,
    closedAt: undefined,
    closedReason: undefined,
    closedBy: undefined,
    review: undefined,
  };
  return opened(parts, policy, draft);
};

const opened = async (
  parts: RequestsParts,
  policy: AccessPolicy,
  draft: AccessRequest,
): Promise<Change> => {
  const auto = draft.breakGlass ? undefined : await automaticApproval(parts, policy, draft);
  return open(draft, auto, draft.createdAt);
};

interface Storing {
  readonly actor: Actor;
  readonly keyed: Keyed | undefined;
  readonly change: Change;
  /** More that has to hold in the transaction; throws. */
  readonly require?: ((tx: Tx) => Promise<void>) | undefined;
}

export const store = (
  parts: RequestsParts,
  { actor, keyed, change, require }: Storing,
): Promise<Created> =>
  parts.store.write(async (tx) => {
    const { request } = change;
    const now = parts.clock.now();
    if (keyed !== undefined) {
      const repeated = await repeatedIn(tx, keyed, now);
      if (repeated !== undefined) return repeated;
      await remember(tx, keyed, request.id, now);
    }
    await require?.(tx);
    if (request.breakGlass && (await hasReviewDue(tx, request.requester.id))) throw reviewDue();
    const pending = await countPending(tx, request.requester.id, now);
    if (request.state === 'pending' && pending >= MOST_PENDING) throw tooManyPending(MOST_PENDING);
    await insert(parts, tx, change, actor);
    return { request, repeated: false };
  });
