import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '@gatehouse/core';
import { wireMaxRequestsPerSocket, wireServerOptions } from '@gatehouse/wire';
import { reasonOf, StartRefusedError } from './start-refused.ts';

/** An answer of one of our own endpoints under `/_gatehouse/`. */
export interface OwnAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type OwnHandler = (request: IncomingMessage) => Promise<OwnAnswer>;

const MAX_BODY = 64 * 1024;

/** The JSON body of a request to ourselves; undefined for none or for what is not JSON. */
export const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
};

const respond = (response: ServerResponse, { status, body }: OwnAnswer): void => {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
};

/** Browsers say which page a POST comes from, and no page has business here: one could reset a server of its visitor. */
const isFromPage = ({ method, headers }: IncomingMessage): boolean =>
  method !== 'GET' &&
  (headers.origin !== undefined ||
    (headers['sec-fetch-site'] !== undefined && headers['sec-fetch-site'] !== 'none'));

/** Our own endpoints (`GET /_gatehouse/health`) in front of the wire; `everywhere` are headers of every response. */
export const withOwnEndpoints =
  (
    wire: RequestListener,
    own: ReadonlyMap<string, OwnHandler>,
    everywhere: readonly (readonly [string, string])[],
    log: Log,
  ): RequestListener =>
  (request, response) => {
    for (const [name, value] of everywhere) response.setHeader(name, value);
    const path = request.url?.split('?')[0] ?? '';
    const handler = own.get(`${request.method} ${path}`);
    if (handler === undefined && !path.startsWith('/_gatehouse/')) return wire(request, response);
    if (handler === undefined)
      return respond(response, { status: 404, body: { error: 'no such endpoint' } });
    if (isFromPage(request))
      return respond(response, { status: 403, body: { error: 'not for web pages' } });
    handler(request).then(
      (answer) => respond(response, answer),
      (error: unknown) => {
        // What a database says of itself is not for whoever asks.
        log.error('an endpoint of our own failed', { path, cause: String(error) });
        respond(response, { status: 500, body: { error: 'the request failed' } });
      },
    );
  };

/** Listens on `host:port`; answers the server and the URL that it is reached by. */
export const listen = async (
  listener: RequestListener,
  address: string,
): Promise<{ readonly server: Server; readonly url: string }> => {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon);
  const server = createServer(wireServerOptions, listener);
  server.maxRequestsPerSocket = wireMaxRequestsPerSocket;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new StartRefusedError(`Cannot listen on ${address}: ${reasonOf(cause)}.`, { cause })),
    );
    server.listen(Number(address.slice(colon + 1)), host.replace(/^\[|\]$/g, ''), resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://${host}:${port}` };
};

const IDLE_CHECK_MILLISECONDS = 50;

/** Stops taking requests and waits for those that run; a connection that is kept alive ends with its request. */
export const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MILLISECONDS);
    server.close(() => {
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
  });
