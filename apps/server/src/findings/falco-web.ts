import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Log } from '@gatehouse/core';
import type { Falco, Receipt } from '@gatehouse/falco';

const PATH = '/ingest/falco';
// Fluent Bit sends chunks of 2 MB; ten thousand alerts of a kilobyte fit.
const MOST_BYTES = 16 * 1024 * 1024;

const respond = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text);
};

/** The body as text; undefined: it is longer than we take. */
const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const take = async (
  falco: Falco,
  request: IncomingMessage,
): Promise<Pick<Receipt, 'status' | 'headers' | 'body'> | undefined> => {
  const text = await bodyOf(request);
  return text === undefined
    ? undefined
    : falco.receive({ authorization: request.headers.authorization, text });
};

/** Below `/ingest/falco`: alerts by POST, and what senders of falcosidekick's kind ask first. */
const answer = async (
  falco: Falco | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const path = (request.url ?? '').split('?')[0]?.slice(PATH.length) ?? '';
  if (request.method === 'GET' && path === '/ping')
    return respond(response, 200, { status: 'pong' });
  if (request.method === 'GET' && path === '/healthz')
    return respond(response, 200, { status: 'ok' });
  if (path !== '' && path !== '/') return respond(response, 404, { error: 'no such endpoint' });
  if (request.method !== 'POST')
    return respond(response, 405, { error: 'POST alerts here' }, { allow: 'POST' });
  // A page has no business here; a browser would say that it is one.
  if (request.headers.origin !== undefined)
    return respond(response, 403, { error: 'not for web pages' });
  if (falco === undefined)
    return respond(response, 503, { error: 'the Falco bridge does not run here' });
  // Whoever has no secret gets nothing of his held.
  const refusal = falco.refusal(request.headers.authorization);
  if (refusal !== undefined)
    return respond(response, refusal.status, refusal.body, {
      ...refusal.headers,
      connection: 'close',
    });
  const receipt = await take(falco, request);
  return receipt === undefined
    ? respond(response, 413, { error: `at most ${MOST_BYTES} bytes` }, { connection: 'close' })
    : respond(response, receipt.status, receipt.body, receipt.headers);
};

/** Falco's alerts over HTTP; everything else is others'. */
export const withFalco =
  (falco: () => Falco | undefined, others: RequestListener, log: Log): RequestListener =>
  (request, response) => {
    const path = request.url ?? '';
    if (path !== PATH && !path.startsWith(`${PATH}/`) && !path.startsWith(`${PATH}?`))
      return others(request, response);
    answer(falco(), request, response).catch((error: unknown) => {
      log.error('a delivery of Falco failed', { cause: String(error) });
      if (response.headersSent) response.destroy();
      else respond(response, 500, { error: 'the delivery failed' });
    });
  };
