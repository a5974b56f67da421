import type { Store } from '@gatehouse/store';
import type { RequestRows } from './audit/index.ts';
import type { RequestFilter } from './model/index.ts';
import { listRequests, findRequests } from './requests/index.ts';

/** Requests of all people that match, newest first, for exports. A text search skips over pages that hold nothing. */
export const exportRows =
  (store: Store, now: () => Date): RequestRows<RequestFilter> =>
  async (filter, after, limit) => {
    const { states, account, roleArn, requester, from, to, text } = filter;
    const wanted = { states, account, roleArn, requester, from, to, text };
    let position = after && { createdAt: after.createdAt.getTime(), id: after.id };
    const ids: string[] = [];
    for (;;) {
      const query = { ...wanted, after: position, limit: limit - ids.length, now: now() };
      const page = await store.read((tx) => listRequests(tx, query));
      ids.push(...page.ids);
      position = page.next;
      if (position === undefined || ids.length >= limit) break;
    }
    return store.read((tx) => findRequests(tx, ids));
  };
