import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Log } from '@gatehouse/core';
import { requireKnownHost, requireOwnPage } from './guard.ts';
import { type ConsoleAnswer, ConsoleError, sendJson, setSecurityHeaders } from './http.ts';
import { createStaticFiles } from './static-files.ts';

interface BrokerPages {
  /** Where browsers reach the pages: `https://access.example.com`. */
  readonly consoleUrl: string;
  /** Folder of the built pages. */
  readonly files: string;
  /** Origins of the identity provider that people sign in with. */
  readonly connectTo: () => readonly string[];
  /** Answers of `/_gatehouse/…`, for load balancers. */
  readonly own: ReadonlyMap<string, () => Promise<ConsoleAnswer>>;
  readonly log: Log;
}

const YEAR_SECONDS = 31_536_000;

// There is no embedded cloud to sign in to: the pages show the area of the broker alone.
const NOT_EMBEDDED: ConsoleAnswer = { status: 200, body: { signedIn: false, embedded: false } };

const failureOf = (error: unknown, log: Log): ConsoleAnswer => {
  if (error instanceof ConsoleError) {
    const { status, code, message } = error;
    return { status, body: { error: { code, message } } };
  }
  log.error('a request to the console failed', {
    error: error instanceof Error ? error.name : typeof error,
  });
  const message = 'The request failed for a reason of ours. It has been logged.';
  return { status: 500, body: { error: { code: 'InternalFailure', message } } };
};

/** The console's pages without the embedded cloud: what they need of the console's own API, and nothing else of it. */
export const createBrokerPages = (pages: BrokerPages): RequestListener => {
  const { protocol, hostname } = new URL(pages.consoleUrl);
  const serveFile = createStaticFiles(pages.files);

  const answer = async (request: IncomingMessage, path: string): Promise<ConsoleAnswer> => {
    const own = pages.own.get(`${request.method} ${path}`);
    // A load balancer asks by address, and learns nothing but whether to send people here.
    if (own !== undefined) return own();
    requireKnownHost(request, hostname);
    if (path.startsWith('/api/')) requireOwnPage(request);
    if (request.method === 'GET' && path === '/api/session') return NOT_EMBEDDED;
    throw new ConsoleError(404, 'NotFound', 'There is nothing here.');
  };

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path.startsWith('/api/') || path.startsWith('/_gatehouse/')) {
      answer(request, path).then(
        (found) => sendJson(response, found),
        (error: unknown) => sendJson(response, failureOf(error, pages.log)),
      );
      return;
    }
    requireKnownHost(request, hostname);
    serveFile(request, response);
  };

  return (request, response) => {
    // Writing to a visitor who is gone reports a broken pipe; there is nothing to do about it.
    response.on('error', () => {});
    setSecurityHeaders(response, pages.connectTo());
    if (protocol === 'https:')
      response.setHeader('strict-transport-security', `max-age=${YEAR_SECONDS}`);
    try {
      serve(request, response);
    } catch (error) {
      sendJson(response, failureOf(error, pages.log));
    }
  };
};
