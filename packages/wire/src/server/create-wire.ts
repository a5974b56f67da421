import type { IncomingMessage, ServerResponse } from 'node:http';
import { systemTimers } from '@gatehouse/core';
import { createSigningKeys } from '../sigv4/signing-keys.ts';
import { answer, type Wire } from './answer.ts';
import { arrivalOf } from './arrival.ts';
import { createAuthenticator } from './authenticate.ts';
import { collectBody, createBodyRoom, dropRest, streamBody } from './body.ts';
import { createHeadReader, type Head } from './head.ts';
import { httpDates } from './respond.ts';
import { createRouter } from './router.ts';
import { createServiceTable } from './service-table.ts';
import { createStreamTest } from './streaming.ts';
import type { WireSettings } from './wire-settings.ts';

const DEFAULT_BODY_BYTES = 10 * 1024 * 1024;
const DEFAULT_HELD_BYTES = 256 * 1024 * 1024;
const DEFAULT_SKEW_SECONDS = 300;
// A body that is held must be here in a minute; one that is streamed may take its time, but not fall silent.
const BODY_MILLISECONDS = 60_000;
const SILENT_MILLISECONDS = 60_000;

/** A listener for the `request` event of a `node:http` server that was made with `wireServerOptions`. */
export const createWire = <P>(
  settings: WireSettings<P>,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const readHead = createHeadReader();
  const bodyBytes = settings.limits?.bodyBytes ?? DEFAULT_BODY_BYTES;
  const room = createBodyRoom(settings.limits?.heldBytes ?? DEFAULT_HELD_BYTES);
  const wire: Wire<P> = {
    settings,
    bodyBytes,
    date: httpDates(settings.clock),
    services: createServiceTable(),
    route: createRouter(settings.services),
    authenticate: createAuthenticator({
      clock: settings.clock,
      credentials: settings.credentials,
      keys: createSigningKeys(),
      maxClockSkewSeconds: settings.maxClockSkewSeconds ?? DEFAULT_SKEW_SECONDS,
      isRequired: settings.signature === 'required',
    }),
  };
  const isStreamed = createStreamTest({ ...wire, entries: settings.services });
  const timers = settings.timers ?? systemTimers;
  const collect: Taker = ({ request, response, head, requestId }) => {
    const cancel = timers.after(BODY_MILLISECONDS, () => tooSlow(request));
    const { method = '', url = '' } = request;
    const most = settings.limits?.bodyBytesOf?.(method, url.split('?')[0] ?? '') ?? bodyBytes;
    collectBody(request, most, room, (body) => {
      cancel();
      return answer(wire, arrivalOf(request, requestId, head, body), response);
    });
    request.on('close', cancel);
  };
  const stream: Taker = ({ request, response, head, requestId }) => {
    request.setTimeout(SILENT_MILLISECONDS, () => request.destroy());
    const arrival = arrivalOf(request, requestId, head, streamBody(request));
    void answer(wire, arrival, response).finally(() => {
      // The connection goes on to other requests, which may be slower to answer.
      request.setTimeout(0);
      dropRest(request, bodyBytes * 2);
    });
  };
  return (request, response) => {
    const taken = { request, response, head: readHead(request), requestId: settings.ids.uuid() };
    // Writing to a caller who is gone reports a broken pipe; there is nothing to do about it.
    response.on('error', () => {});
    const streamed = isStreamed(taken.head);
    if (streamed === false) collect(taken);
    else if (streamed === true) stream(taken);
    else void streamed.then((is) => (is ? stream(taken) : collect(taken)));
  };
};

/** A request whose head is here, and who takes its body. */
type Taker = (taken: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly head: Head;
  readonly requestId: string;
}) => void;

const tooSlow = (request: IncomingMessage): void => {
  if (request.complete) return;
  request.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
  request.destroy();
};
