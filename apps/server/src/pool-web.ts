import type { IncomingMessage, RequestListener } from 'node:http';
import { looksLikePool, type PoolWeb } from '@gatehouse/services';
import { getRequestListener } from '@hono/node-server';

const sourceIpOf = ({ socket }: Pick<IncomingMessage, 'socket'>): string =>
  (socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');

const nothingHere = (): Response =>
  new Response('There is no such user pool.\n', {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });

/** Requests for the pages and OAuth endpoints of user pools; all others go to `api`. */
export const withPoolWeb = (web: PoolWeb, api: RequestListener): RequestListener => {
  const pages = getRequestListener(
    async (request, { incoming }) =>
      (await web.fetch(request, { sourceIp: sourceIpOf(incoming) })) ?? nothingHere(),
    // What the host's globals are is nobody's business here.
    { overrideGlobalObjects: false },
  );
  return (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (!looksLikePool(request.headers.host ?? '', path)) return api(request, response);
    void pages(request, response);
    return undefined;
  };
};
