import type { IncomingMessage } from 'node:http';
import { ConsoleError } from './http.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const ANY_ADDRESS = new Set(['0.0.0.0', '[::]']);

const withoutPort = (host: string): string => host.replace(/:\d{1,5}$/, '').toLowerCase();

/**
 * A page of another site can point its own name at this machine and then counts as same-origin (DNS rebinding), so a
 * name that we do not go by is not answered. Listening on every address, a literal address is as good as our name.
 */
export const requireKnownHost = (
  request: IncomingMessage,
  listening: string,
  publicUrl?: string,
): void => {
  const host = withoutPort(request.headers.host ?? '');
  const known = publicUrl === undefined ? undefined : new URL(publicUrl).hostname;
  const isOurs = LOOPBACK.has(host) || host === listening.toLowerCase() || host === known;
  const isAddress = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:]+\])$/.test(host);
  if (isOurs || (ANY_ADDRESS.has(listening) && isAddress)) return;
  throw new ConsoleError(421, 'UnknownHost', 'The console is not known by this host name.');
};

const HEADER = 'x-gatehouse-console';

/**
 * Only our own pages may use the API. A form cannot send this content type or header, another site's script would first
 * have to ask (and nobody answers), and the browser itself says where the request comes from.
 */
export const requireOwnPage = (
  request: IncomingMessage,
  contentType: 'application/json' | 'application/octet-stream' = 'application/json',
): void => {
  const { headers, method } = request;
  const origin = headers.origin;
  const site = headers['sec-fetch-site'];
  const isOwn =
    headers[HEADER] === '1' &&
    (origin === undefined || withoutScheme(origin) === headers.host) &&
    (site === undefined || site === 'same-origin') &&
    (origin !== undefined || site !== undefined);
  if (!isOwn)
    throw new ConsoleError(403, 'CrossSiteRequest', 'Only the pages of the console may do this.');
  if (method === 'GET') return;
  if (headers['content-type']?.split(';')[0]?.trim() !== contentType)
    throw new ConsoleError(415, 'UnsupportedMediaType', `The console takes ${contentType}.`);
};

const withoutScheme = (origin: string): string => origin.replace(/^https?:\/\//, '');
