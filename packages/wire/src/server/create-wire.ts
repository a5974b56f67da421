import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSigningKeys } from '../sigv4/signing-keys.ts';
import { answer, type Wire } from './answer.ts';
import { arrivalOf } from './arrival.ts';
import { createAuthenticator } from './authenticate.ts';
import { collectBody, createBodyRoom } from './body.ts';
import { createHeadReader } from './head.ts';
import { httpDates } from './respond.ts';
import { createRouter } from './router.ts';
import { createServiceTable } from './service-table.ts';
import type { WireSettings } from './wire-settings.ts';

const DEFAULT_BODY_BYTES = 10 * 1024 * 1024;
const DEFAULT_HELD_BYTES = 256 * 1024 * 1024;
const DEFAULT_SKEW_SECONDS = 300;

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
  return (request, response) => {
    const head = readHead(request);
    const requestId = settings.ids.uuid();
    // Writing to a caller who is gone reports a broken pipe; there is nothing to do about it.
    response.on('error', () => {});
    collectBody(request, bodyBytes, room, (body) =>
      answer(wire, arrivalOf(request, requestId, head, body), response),
    );
  };
};
