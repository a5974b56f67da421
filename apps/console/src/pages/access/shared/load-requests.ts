import type { AccessRequest, Operations } from '../../../access/broker-types.ts';
import type { Broker } from '../../../access/broker.ts';
import type { LoadPage } from '../../../shared/use-pages.ts';

type Query = Operations['GET /v1/requests']['query'];

/** A list of requests, page by page. */
export const requestPages =
  (broker: Broker, query: Query): LoadPage<AccessRequest> =>
  async (token, signal) => {
    const page = await broker.call('GET /v1/requests', {
      query: { ...query, ...(token === undefined ? {} : { cursor: token }) },
      signal,
    });
    return { items: page.requests, token: page.nextCursor };
  };
