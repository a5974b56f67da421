import type { Tx } from '@gatehouse/store';
import type {
  AccessRequest,
  Grant,
  GrantId,
  Grants,
  PersonId,
  RequestId,
  RequestState,
} from '../../model/index.ts';
import { stepsOf } from '../rights.ts';
import { grantsOf, type RequestRow, toDocument, toRequest, wordsOf } from './rows.ts';

const COLUMNS = 'id, version, state, document, created_at, pending_until, starts_at, ends_at';
const ID = /^r-[a-z0-9]{20}$/;

export const findRequest = async (tx: Tx, id: RequestId): Promise<AccessRequest | undefined> => {
  // Also keeps from PostgreSQL what its TEXT does not take.
  if (!ID.test(id)) return undefined;
  const row = await tx.get<RequestRow>(`SELECT ${COLUMNS} FROM broker_request WHERE id = ?`, [id]);
  return row && toRequest(row);
};

/** In the order of `ids`; those that do not exist are left out. */
export const findRequests = async (
  tx: Tx,
  ids: readonly RequestId[],
): Promise<readonly AccessRequest[]> => {
  if (ids.length === 0) return [];
  const marks = ids.map(() => '?').join(', ');
  const rows = await tx.all<RequestRow>(
    `SELECT ${COLUMNS} FROM broker_request WHERE id IN (${marks})`,
    ids,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : [toRequest(row)];
  });
};

/** Requests in one of `states` in id order after `after`, for sweeps. */
export const pageOfState = async (
  tx: Tx,
  state: RequestState,
  after: { readonly createdAt: Date; readonly id: RequestId } | undefined,
  limit: number,
): Promise<readonly AccessRequest[]> => {
  const rows = await tx.all<RequestRow>(
    `SELECT ${COLUMNS} FROM broker_request WHERE state = ? AND (created_at, id) > (?, ?)
     ORDER BY created_at, id LIMIT ?`,
    [state, after?.createdAt.getTime() ?? -1, after?.id ?? '', limit],
  );
  return rows.map(toRequest);
};

export const insertRequest = async (tx: Tx, request: AccessRequest): Promise<void> => {
  const at = request.createdAt.getTime();
  await tx.run(
    `INSERT INTO broker_request (id, version, state, requester, created_at, pending_until, starts_at, ends_at,
       review, prolongs, words, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      request.id,
      request.version,
      request.state,
      request.requester.id,
      at,
      request.pendingUntil.getTime(),
      request.startsAt?.getTime() ?? null,
      request.endsAt?.getTime() ?? null,
      request.review?.state ?? null,
      request.extends ?? null,
      wordsOf(request),
      toDocument(request),
    ],
  );
  const accounts = new Set<string>();
  for (const [index, { account, roleArn }] of request.targets.entries()) {
    await tx.run(
      `INSERT INTO broker_request_target (request_id, n, account, role_arn, first_of_account, created_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [request.id, index + 1, account, roleArn, accounts.has(account) ? 0 : 1, at],
    );
    accounts.add(account);
  }
  await insertGrants(tx, request);
  await queueForReview(tx, request);
};

/**
 * The one way in which a request changes: only from exactly the version and state that `before` has, and out of pending
 * only while that lasts. False where somebody else was faster; then nothing is written.
 */
export const updateRequest = async (
  tx: Tx,
  before: AccessRequest,
  after: AccessRequest,
  now: Date,
): Promise<boolean> => {
  const inTime = before.state === 'pending' && after.state !== 'expired';
  const { changes } = await tx.run(
    `UPDATE broker_request SET version = ?, state = ?, starts_at = ?, ends_at = ?, review = ?, document = ?
     WHERE id = ? AND version = ? AND state = ?${inTime ? ' AND pending_until > ?' : ''}`,
    [
      after.version,
      after.state,
      after.startsAt?.getTime() ?? null,
      after.endsAt?.getTime() ?? null,
      after.review?.state ?? null,
      toDocument(after),
      before.id,
      before.version,
      before.state,
      ...(inTime ? [now.getTime()] : []),
    ],
  );
  if (changes !== 1) return false;
  for (const { person, decision, at } of after.approvals.slice(before.approvals.length)) {
    await tx.run(
      'INSERT INTO broker_approval (request_id, person, decision, at) VALUES (?, ?, ?, ?)',
      [after.id, person, decision, at.getTime()],
    );
  }
  if (before.startsAt === undefined) await insertGrants(tx, after);
  if (before.state === 'pending' && after.state !== 'pending')
    await tx.run('DELETE FROM broker_review_queue WHERE request_id = ?', [after.id]);
  else if (after.escalated.length > before.escalated.length) await queueForReview(tx, after);
  return true;
};

const insertGrants = async (tx: Tx, request: AccessRequest): Promise<void> => {
  for (const [index, { id, target, startsAt, endsAt }] of grantsOf(request).entries()) {
    await tx.run(
      `INSERT INTO broker_grant (id, request_id, n, account, role_arn, starts_at, ends_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        request.id,
        index + 1,
        target.account,
        target.roleArn,
        startsAt.getTime(),
        endsAt.getTime(),
      ],
    );
  }
};

const queueForReview = async (tx: Tx, request: AccessRequest): Promise<void> => {
  if (request.state !== 'pending') return;
  for (const group of new Set(stepsOf(request).flatMap(({ groups }) => groups))) {
    await tx.run(
      `INSERT INTO broker_review_queue (approver_group, created_at, request_id) VALUES (?, ?, ?)
       ON CONFLICT DO NOTHING`,
      [group, request.createdAt.getTime(), request.id],
    );
  }
};

export const countPending = async (tx: Tx, requester: PersonId, now: Date): Promise<number> => {
  const row = await tx.get<{ n: number }>(
    `SELECT count(*) AS n FROM broker_request WHERE requester = ? AND state = 'pending' AND pending_until > ?`,
    [requester, now.getTime()],
  );
  return row?.n ?? 0;
};

export const hasReviewDue = async (tx: Tx, requester: PersonId): Promise<boolean> =>
  (await tx.get(`SELECT id FROM broker_request WHERE requester = ? AND review = 'due' LIMIT 1`, [
    requester,
  ])) !== undefined;

/** A request that prolongs `id` and is not closed. */
export const findOpenExtension = async (tx: Tx, id: RequestId): Promise<RequestId | undefined> => {
  const row = await tx.get<{ id: string }>(
    `SELECT id FROM broker_request WHERE prolongs = ? AND state IN ('pending', 'scheduled', 'active') LIMIT 1`,
    [id],
  );
  return row?.id;
};

/** Whether the request is exactly in `version` and its window is open at `now`. */
export const isLiveVersion = async (
  tx: Tx,
  { id, version }: Pick<AccessRequest, 'id' | 'version'>,
  now: Date,
): Promise<boolean> =>
  (await tx.get(
    `SELECT id FROM broker_request
     WHERE id = ? AND version = ? AND state = 'active' AND starts_at <= ? AND ends_at > ?`,
    [id, version, now.getTime(), now.getTime()],
  )) !== undefined;

export const findGrant = async (tx: Tx, id: GrantId): Promise<Grant | undefined> => {
  const dot = id.indexOf('.');
  const request = dot < 0 ? undefined : await findRequest(tx, id.slice(0, dot));
  return request && grantsOf(request).find((grant) => grant.id === id);
};

const MOST_LIVE = 1000;

/** Grants of active requests whose window holds `now`, of one role or one person; at most 1000, those that end first. */
export const liveGrants: Grants['live'] = async (tx, { roleArn, requester }, now) => {
  const conditions = [
    ...(roleArn === undefined ? [] : [['g.role_arn = ?', roleArn] as const]),
    ...(requester === undefined ? [] : [['r.requester = ?', requester] as const]),
  ];
  const also = conditions.map(([sql]) => ` AND ${sql}`).join('');
  const rows = await tx.all<{ id: string; request_id: string }>(
    `SELECT g.id, g.request_id FROM broker_request r JOIN broker_grant g ON g.request_id = r.id
     WHERE r.state = 'active' AND g.ends_at > ? AND g.starts_at <= ?${also}
     ORDER BY g.ends_at, g.id LIMIT ?`,
    [now.getTime(), now.getTime(), ...conditions.map(([, value]) => value), MOST_LIVE],
  );
  const requests = await findRequests(tx, [...new Set(rows.map((row) => row.request_id))]);
  const byId = new Map(requests.flatMap(grantsOf).map((grant) => [grant.id, grant]));
  return rows.flatMap(({ id }) => byId.get(id) ?? []);
};
