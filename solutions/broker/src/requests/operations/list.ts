import type { Membership, RequestFilter, Requests } from '../../model/index.ts';
import type { Cursors } from '../cursor.ts';
import { forbidden, inactive, invalid } from '../errors.ts';
import { LARGEST_PAGE } from '../limits.ts';
import type { RequestsParts } from '../parts.ts';
import type { Audited } from '../refusals.ts';
import { type ListQuery, listRequests, type Position } from '../repositories/lists.ts';
import { findRequests } from '../repositories/requests.ts';

const ACCOUNT = /^\d{12}$/;
const PRINTABLE = /^[\x20-\x7e]{1,640}$/;
const LONGEST_TEXT = 256;

/** Pages of requests, newest first: what is there when the first page is read is seen once and not missed. */
export const createList =
  (parts: RequestsParts, audited: Audited, cursors: Cursors): Requests['list'] =>
  (actor, filter) =>
    audited(actor, { operation: `list ${filter.scope}` }, async () => {
      const { membership } = actor;
      if (!membership.active) throw inactive();
      requireFilter(filter);
      if (filter.scope === 'all' && !(await parts.policies.inForce()).may(membership, 'audit'))
        throw forbidden('Only auditors see all requests.');
      const purpose = purposeOf(filter, membership);
      const query: ListQuery = {
        ...scopeOf(filter, membership),
        after:
          filter.cursor === undefined ? undefined : position(cursors.open(purpose, filter.cursor)),
        limit: Math.min(Math.max(1, Math.trunc(filter.limit)), LARGEST_PAGE),
        now: parts.clock.now(),
      };
      return parts.store.read(async (tx) => {
        const { ids, next } = await listRequests(tx, query);
        return {
          requests: await findRequests(tx, ids),
          nextCursor: next && cursors.seal(purpose, [next.createdAt, next.id]),
        };
      });
    });

/** What a cursor is good for: this list of this person. */
const purposeOf = (
  { scope, states, account, roleArn, requester, from, to, text }: RequestFilter,
  { person }: Membership,
): unknown => [
  'requests',
  person.id,
  scope,
  states,
  account,
  roleArn,
  requester,
  from?.getTime(),
  to?.getTime(),
  text,
];

const position = ([createdAt, id]: readonly (string | number)[]): Position => ({
  createdAt: Number(createdAt),
  id: String(id),
});

const scopeOf = (
  { scope, states, account, roleArn, requester, from, to, text }: RequestFilter,
  { person, groups }: Membership,
): Omit<ListQuery, 'after' | 'limit' | 'now'> => {
  const filter = { states, account, roleArn, from, to, text };
  switch (scope) {
    case 'mine':
      return { ...filter, requester: person.id, ...nobodyElse(requester, person.id) };
    case 'review':
      return { ...filter, requester, review: { person: person.id, groups: [...groups] } };
    case 'all':
      return { ...filter, requester };
    default:
      return scope satisfies never;
  }
};

/** "Mine" of another person is empty. */
const nobodyElse = (asked: string | undefined, mine: string): { readonly states?: readonly [] } =>
  asked === undefined || asked === mine ? {} : { states: [] };

const requireFilter = ({ account, roleArn, requester, from, to, text }: RequestFilter): void => {
  if (account !== undefined && !ACCOUNT.test(account))
    throw invalid('account', 'An account has twelve digits.');
  if (roleArn !== undefined && !PRINTABLE.test(roleArn))
    throw invalid('roleArn', 'This is no role ARN.');
  if (requester !== undefined && !PRINTABLE.test(requester))
    throw invalid('requester', 'This is no person id.');
  if (text !== undefined && text.length > LONGEST_TEXT)
    throw invalid('text', `A search has at most ${LONGEST_TEXT} characters.`);
  for (const [field, at] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (at !== undefined && !Number.isSafeInteger(at.getTime()))
      throw invalid(field, 'This is no time.');
  }
};
