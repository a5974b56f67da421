import type { RequestListener } from 'node:http';
import type { Broker } from '@gatehouse/broker';
import { getRequestListener } from '@hono/node-server';
import { type Incoming, visitorAddress } from './visitor-address.ts';

const PREFIX = '/broker';

/** Everything below `/broker/` is the broker's; while it is not there yet, that is said. */
export const withBroker = (
  broker: () => Broker | undefined,
  others: RequestListener,
  addressOf: (incoming: Incoming) => string = visitorAddress(0),
): RequestListener => {
  const answer = getRequestListener(async (request, { incoming }) => {
    const running = broker();
    if (running === undefined)
      return Response.json(
        { error: { code: 'unavailable', message: 'The broker does not run here.' } },
        { status: 503 },
      );
    const url = new URL(request.url);
    url.pathname = url.pathname.slice(PREFIX.length);
    const asked = new Request(url, request);
    const answered = await running.fetch(asked, { sourceIp: addressOf(incoming) });
    // Whoever was refused before the body was read may send nothing else behind the rest of it.
    if (asked.body !== null && !asked.bodyUsed) answered.headers.set('connection', 'close');
    return answered;
  });
  return (request, response) => {
    if (request.url?.startsWith(`${PREFIX}/`) === true) void answer(request, response);
    else others(request, response);
  };
};
