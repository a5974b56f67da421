import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AwsError } from '@gatehouse/core';
import type { Sessions } from './active-session.ts';
import { createAwsApi } from './aws-api.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { createSessionCookies } from './cookie.ts';
import { deliveriesRoute } from './deliveries-route.ts';
import { detectionRoutes } from './detection/routes.ts';
import { explorerRoute } from './explorer-route.ts';
import { createFederation, FEDERATION_PATH } from './federation.ts';
import { findingRoutes } from './finding-routes.ts';
import { requireKnownHost, requireOwnPage } from './guard.ts';
import { type ConsoleAnswer, ConsoleError, sendJson, setSecurityHeaders } from './http.ts';
import { keyRoutes } from './key-routes.ts';
import { createObjectContents, OBJECT_PATHS } from './object-contents.ts';
import { outboxRoute } from './outbox-route.ts';
import { patternRoutes } from './pattern-routes.ts';
import { presignRoute } from './presign-route.ts';
import { rotationRoute } from './rotation-route.ts';
import { secretRoutes } from './secret-routes.ts';
import { type Route, sessionRoutes } from './session-routes.ts';
import { createSessionStore } from './session-store.ts';
import { createStaticFiles } from './static-files.ts';

const LONGEST_USER_AGENT = 1024;

const visitorOf = ({ socket, headers }: IncomingMessage): Visitor => ({
  sourceIp: (socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
  userAgent: (headers['user-agent'] ?? '-').slice(0, LONGEST_USER_AGENT),
  host: headers.host ?? '',
});

/** What a failure tells: its own words when they are for the sender, else nothing. */
const failureOf = (error: unknown, { log }: Pick<ConsoleDeps, 'log'>): ConsoleAnswer => {
  if (error instanceof ConsoleError || error instanceof AwsError) {
    const code = error instanceof ConsoleError ? error.code : error.name;
    return {
      status: error.status ?? 400,
      body: { error: { code, message: error.message } },
      // What is left of a body that was refused is not read.
      ...(error.status === 413 ? { headers: { connection: 'close' } } : {}),
    };
  }
  // Messages may quote input, and input may hold secrets: only the place is logged.
  const place = error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 6) : [];
  log.error('a request to the console failed', {
    error: error instanceof Error ? error.name : typeof error,
    at: place.map((line) => line.trim()).join(' < '),
  });
  const message = 'The request failed for a reason of ours. It has been logged.';
  return { status: 500, body: { error: { code: 'InternalFailure', message } } };
};

/** Contents of objects are no JSON: what serves them has answered already, but for refusals. */
const serveContents = (deps: ConsoleDeps, sessions: Sessions): RequestListener => {
  const contents = createObjectContents(deps, sessions);
  return (request, response) => {
    contents(request, response, visitorOf(request)).then(
      (found) => (found === undefined ? undefined : sendJson(response, found)),
      (error: unknown) =>
        response.headersSent ? response.destroy() : sendJson(response, failureOf(error, deps)),
    );
  };
};

/** What the pages ask beside AWS's API, by method and path. */
const routesOf = (deps: ConsoleDeps, sessions: Sessions): readonly (readonly [string, Route])[] => {
  const { outbox } = deps;
  const outboxRoutes: readonly (readonly [string, Route])[] =
    outbox === undefined
      ? []
      : [['POST /api/outbox', outboxRoute(deps, sessions, outbox.kept, outbox.account)]];
  return [
    ...sessionRoutes(deps, sessions),
    ['POST /api/explorer', explorerRoute(deps, sessions)],
    ...findingRoutes(deps, sessions),
    ...detectionRoutes(deps, sessions),
    ...keyRoutes(deps, sessions),
    ...secretRoutes(deps, sessions),
    ['POST /api/presigned-url', presignRoute(deps, sessions)],
    ['POST /api/deliveries', deliveriesRoute(deps, sessions)],
    ...patternRoutes(deps, sessions),
    ...rotationRoute(deps, sessions),
    ...outboxRoutes,
  ];
};

/** The console: its pages, and the API that they and nobody else may use. */
export const createConsole = (deps: ConsoleDeps): RequestListener => {
  const sessions = {
    cookies: createSessionCookies(deps.vault, deps.ids, deps.clock, deps.publicUrl),
    store: createSessionStore(deps.store, deps.vault),
  };
  const routes = new Map(routesOf(deps, sessions));
  const awsApi = createAwsApi(deps, sessions);
  const federate = createFederation(deps, sessions);
  const contents = serveContents(deps, sessions);
  const serveFile = createStaticFiles(deps.files);

  const answer = async (request: IncomingMessage): Promise<ConsoleAnswer> => {
    requireOwnPage(request);
    const url = new URL(request.url ?? '/', 'http://console.invalid');
    const visitor = visitorOf(request);
    if (request.method === 'POST' && url.pathname.startsWith('/api/aws/'))
      return awsApi(request, url, visitor);
    const route = routes.get(`${request.method} ${url.pathname}`);
    if (route === undefined) throw new ConsoleError(404, 'NotFound', 'There is nothing here.');
    return route(request, visitor);
  };

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    requireKnownHost(request, deps.host, deps.publicUrl);
    if (request.url?.split('?')[0] === FEDERATION_PATH) {
      federate(request, visitorOf(request)).then(
        (found) => sendJson(response, found),
        (error: unknown) => sendJson(response, failureOf(error, deps)),
      );
      return;
    }
    if (request.url?.startsWith(OBJECT_PATHS) === true) return contents(request, response);
    if (request.url?.startsWith('/api/') !== true) return serveFile(request, response);
    answer(request).then(
      (found) => sendJson(response, found),
      (error: unknown) => sendJson(response, failureOf(error, deps)),
    );
  };

  return (request, response) => {
    // Writing to a visitor who is gone reports a broken pipe; there is nothing to do about it.
    response.on('error', () => {});
    setSecurityHeaders(response, deps.connectTo?.());
    try {
      serve(request, response);
    } catch (error) {
      sendJson(response, failureOf(error, deps));
    }
  };
};
