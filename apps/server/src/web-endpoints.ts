import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Log } from '@gatehouse/core';

/** A service's answers beside the API: keys that verify what it signed, links in what it sent. */
export interface Web {
  /** Undefined for a request that is for somebody else. */
  fetch(request: Request): Promise<Response | undefined>;
}

const MOST_BODY_BYTES = 64 * 1024;

/** What is signed is for the API, and so is every body but that of a form on a page of ours. */
const mayBeForWeb = ({ method, url = '', headers }: IncomingMessage): boolean => {
  if (headers.authorization !== undefined || !url.startsWith('/')) return false;
  return method === 'GET' || (method === 'POST' && /^\/[\w-]+\.html(\?|$)/.test(url));
};

const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const bytes: AsyncIterable<Uint8Array> = request;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const toRequest = async (request: IncomingMessage): Promise<Request | undefined> => {
  const { method = 'GET', url = '/', headers } = request;
  // The host is whatever a client says; nothing reads it.
  const address = `http://localhost${url}`;
  if (!URL.canParse(address)) return undefined;
  const init = { method, headers: { accept: headers.accept ?? '*/*' } };
  if (method !== 'POST') return new Request(address, init);
  const body = await bodyOf(request);
  return body === undefined ? undefined : new Request(address, { ...init, body });
};

const send = async (response: ServerResponse, answer: Response): Promise<void> => {
  const body = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    'content-length': body.length,
  });
  response.end(body);
};

const firstAnswer = async (
  webs: readonly Web[],
  request: IncomingMessage,
): Promise<Response | undefined> => {
  const asked = await toRequest(request);
  if (asked === undefined) return undefined;
  for (const web of webs) {
    const answer = await web.fetch(asked);
    if (answer !== undefined) return answer;
  }
  return undefined;
};

/** The first service that knows a request answers it; all others go to the API. */
export const withWeb =
  (webs: readonly Web[], api: RequestListener, log: Log): RequestListener =>
  (request, response) => {
    if (!mayBeForWeb(request)) return api(request, response);
    const answering = async (): Promise<void> => {
      const answer = await firstAnswer(webs, request);
      if (answer !== undefined) return send(response, answer);
      if (request.method === 'GET') return api(request, response);
      return send(response, new Response('Not found', { status: 404 }));
    };
    answering().catch((error: unknown) => {
      log.error('a request beside the API failed', { cause: String(error) });
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
    return undefined;
  };
