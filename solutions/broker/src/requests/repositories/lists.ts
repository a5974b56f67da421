import type { SqlValue, Tx } from '@gatehouse/store';
import type { PersonId, RequestFilter, RequestId, RequestState } from '../../model/index.ts';
import { MOST_SEARCHED } from '../limits.ts';
import { searchable } from './rows.ts';

/** Newest first; ids decide between requests of one millisecond. */
export interface Position {
  readonly createdAt: number;
  readonly id: RequestId;
}

export interface ListQuery extends Pick<
  RequestFilter,
  'states' | 'account' | 'roleArn' | 'requester' | 'from' | 'to' | 'text'
> {
  /** Pending requests that a person of these groups could decide, and has not. */
  readonly review?: { readonly person: PersonId; readonly groups: readonly string[] } | undefined;
  readonly after?: Position | undefined;
  readonly limit: number;
  readonly now: Date;
}

interface Found {
  readonly id: string;
  readonly created_at: number;
}

/** A condition with its parameters. */
interface Part {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

const part = (sql: string, ...values: readonly SqlValue[]): Part => ({ sql, values });

/** One way into the tables that an index serves in list order: what it selects from, and by which equality. */
interface Branch extends Part {
  readonly from: string;
  /** The columns (created_at, id) of the index. */
  readonly at: string;
  readonly id: string;
}

const requests = (condition: Part): Branch => ({
  ...condition,
  from: 'broker_request r',
  at: 'r.created_at',
  id: 'r.id',
});

const targets = (condition: Part): Branch => ({
  ...condition,
  from: 'broker_request_target t JOIN broker_request r ON r.id = t.request_id',
  at: 't.created_at',
  id: 't.request_id',
});

/**
 * Several branches instead of one condition with IN: each runs along its index and stops after a page, so that a page
 * costs the same among a hundred requests and among a million.
 */
const branchesOf = (query: ListQuery): readonly Branch[] => {
  const { review, roleArn, account, requester, states } = query;
  if (review !== undefined && isQueueShort(query))
    return review.groups.map((group) => ({
      ...part('q.approver_group = ?', group),
      from: 'broker_review_queue q JOIN broker_request r ON r.id = q.request_id',
      at: 'q.created_at',
      id: 'q.request_id',
    }));
  if (requester !== undefined) {
    const own = part('r.requester = ?', requester);
    return states === undefined ? [requests(own)] : inEach(states, own).map(requests);
  }
  if (roleArn !== undefined) return [targets(part('t.role_arn = ?', roleArn))];
  if (account !== undefined)
    return [targets(part('t.account = ? AND t.first_of_account = 1', account))];
  // The other reviews: what is pending, each looked up in the queue.
  if (review !== undefined) return [requests(part(`r.state = 'pending'`))];
  return states === undefined ? [requests(part('1 = 1'))] : inEach(states).map(requests);
};

const FEW_GROUPS = 16;

/**
 * Whether the queues of the person's groups are the fastest way: with many groups, or where much is read to find little,
 * it is faster to ask of each request whether one of the groups is in its queue.
 */
const isQueueShort = ({ review, text, account, roleArn, requester }: ListQuery): boolean =>
  review !== undefined &&
  review.groups.length <= FEW_GROUPS &&
  (text ?? account ?? roleArn ?? requester) === undefined;

const inEach = (states: readonly RequestState[], also?: Part): readonly Part[] =>
  [...new Set(states)].map((state) => {
    const inState = part('r.state = ?', state);
    return also === undefined ? inState : where([also, inState]);
  });

/** What every branch has to hold beside its own equality. */
const filtersOf = (query: ListQuery): readonly Part[] => {
  const { review, account, roleArn, requester, states } = query;
  const parts: Part[] = [];
  const byQueue = isQueueShort(query);
  const byTarget = !byQueue && requester === undefined && (account ?? roleArn) !== undefined;
  if (states !== undefined && (review !== undefined || byTarget))
    parts.push(part(`r.state IN (${marks(states)})`, ...states));
  const target = [
    ...(account === undefined ? [] : [part('t.account = ?', account)]),
    ...(roleArn === undefined ? [] : [part('t.role_arn = ?', roleArn)]),
  ];
  if (target.length > 0) parts.push(byTarget ? where(target) : withTarget(where(target)));
  return review === undefined ? parts : [...parts, ...reviewFilters(query, review, byQueue)];
};

const reviewFilters = (
  { now }: ListQuery,
  { person, groups }: NonNullable<ListQuery['review']>,
  byQueue: boolean,
): readonly Part[] => [
  part(`r.state = 'pending' AND r.pending_until > ?`, now.getTime()),
  part('r.requester <> ?', person),
  ...(byQueue
    ? []
    : [
        part(
          `EXISTS (SELECT 1 FROM broker_review_queue q
             WHERE q.request_id = r.id AND q.approver_group IN (${marks(groups)}))`,
          ...groups,
        ),
      ]),
  part(
    'NOT EXISTS (SELECT 1 FROM broker_approval a WHERE a.request_id = r.id AND a.person = ?)',
    person,
  ),
];

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

const withTarget = ({ sql, values }: Part): Part =>
  part(
    `EXISTS (SELECT 1 FROM broker_request_target t WHERE t.request_id = r.id AND ${sql})`,
    ...values,
  );

const timesOf = ({ from, to, after }: ListQuery, { at, id }: Branch): readonly Part[] => [
  ...(from === undefined ? [] : [part(`${at} >= ?`, from.getTime())]),
  ...(to === undefined ? [] : [part(`${at} < ?`, to.getTime())]),
  ...(after === undefined ? [] : [part(`(${at}, ${id}) < (?, ?)`, after.createdAt, after.id)]),
];

const where = (parts: readonly Part[]): Part =>
  part(parts.map(({ sql }) => sql).join(' AND '), ...parts.flatMap(({ values }) => values));

const selectOf = (query: ListQuery, branch: Branch, limit: number): Part => {
  const { sql, values } = where([branch, ...timesOf(query, branch), ...filtersOf(query)]);
  const { from, at, id } = branch;
  return part(
    `SELECT ${id} AS id, ${at} AS created_at FROM ${from} WHERE ${sql}
     ORDER BY ${at} DESC, ${id} DESC LIMIT ?`,
    ...values,
    limit,
  );
};

// SQLite's compound SELECT has at most 500 terms; more groups than this are asked in turns.
const MOST_BRANCHES = 100;

const newestFirst = (one: Found, other: Found): number =>
  other.created_at - one.created_at || (one.id < other.id ? 1 : -1);

/** The first `limit` of all branches together. */
const firstOf = async (tx: Tx, query: ListQuery, limit: number): Promise<readonly Found[]> => {
  const branches = branchesOf(query);
  const found = new Map<string, Found>();
  for (let from = 0; from < branches.length; from += MOST_BRANCHES) {
    const selects = branches
      .slice(from, from + MOST_BRANCHES)
      .map((branch) => selectOf(query, branch, limit));
    const union = selects.map(({ sql }) => `SELECT * FROM (${sql}) AS branch`).join(' UNION ');
    const rows = await tx.all<Found>(`${union} ORDER BY created_at DESC, id DESC LIMIT ?`, [
      ...selects.flatMap(({ values }) => values),
      limit,
    ]);
    for (const row of rows) found.set(row.id, row);
  }
  return [...found.values()].toSorted(newestFirst).slice(0, limit);
};

export interface Listed {
  readonly ids: readonly RequestId[];
  /** Where the next page goes on; undefined behind the last. */
  readonly next: Position | undefined;
}

const positionOf = ({ created_at, id }: Found): Position => ({ createdAt: created_at, id });

/** One page. A text search looks at a bounded number of rows, so that a page may hold less than `limit`, or nothing. */
export const listRequests = async (tx: Tx, query: ListQuery): Promise<Listed> => {
  const { limit, text, states, review } = query;
  if (states?.length === 0 || review?.groups.length === 0) return { ids: [], next: undefined };
  if (text !== undefined && searchable(text).trim() !== '') return searchRequests(tx, query, text);
  const found = await firstOf(tx, query, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    ids: page.map(({ id }) => id),
    next: found.length > limit && last !== undefined ? positionOf(last) : undefined,
  };
};

const MOST_PER_LOOK = 500;

const searchRequests = async (tx: Tx, query: ListQuery, text: string): Promise<Listed> => {
  const seen = await firstOf(tx, query, MOST_SEARCHED);
  const pattern = `%${searchable(text)
    .trim()
    .replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const ids: RequestId[] = [];
  for (let from = 0; from < seen.length; from += MOST_PER_LOOK) {
    const some = seen.slice(from, from + MOST_PER_LOOK);
    const rows = await tx.all<{ id: string }>(
      `SELECT id FROM broker_request WHERE id IN (${marks(some)}) AND words LIKE ? ESCAPE '\\'`,
      [...some.map(({ id }) => id), pattern],
    );
    const matching = new Set(rows.map(({ id }) => id));
    for (const row of some) {
      if (!matching.has(row.id)) continue;
      ids.push(row.id);
      if (ids.length === query.limit) return { ids, next: positionOf(row) };
    }
  }
  const last = seen.at(-1);
  return {
    ids,
    next: seen.length === MOST_SEARCHED && last !== undefined ? positionOf(last) : undefined,
  };
};
