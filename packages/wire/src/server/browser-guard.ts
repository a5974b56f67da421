import { isIP } from 'node:net';
import { AwsError } from '@gatehouse/core';
import type { Arrival } from './arrival.ts';
import type { Head } from './head.ts';
import type { Route } from './router.ts';
import type { WireSettings } from './wire-settings.ts';

/** What a page of another origin may read of the answer; undefined: no page asks. */
export type CorsHeaders = Readonly<Record<string, string>> | undefined;

/**
 * Pages must not reach the cloud through the browser of somebody who runs it: a page can post a form to any address.
 * Browsers say where such a request comes from, SDKs never do. Only a bucket can let pages of other origins in.
 * @throws AwsError
 */
export const admitBrowser = <P>(
  { cors, signature }: Pick<WireSettings<P>, 'cors' | 'signature'>,
  { head }: Arrival,
  { candidates, hostPath }: Route,
): CorsHeaders | Promise<CorsHeaders> => {
  const { method, headers, path } = head;
  const origin = headers['origin'];
  if (method !== 'OPTIONS' && origin === undefined && !isFromOtherSite(headers)) return undefined;
  const service = candidates.find(({ servesStrangers }) => servesStrangers === true);
  if (service === undefined) throw fromWebPage();
  // A link or an image: the page reads nothing of the answer, and what must be signed is.
  if (origin === undefined && signature === 'required' && (method === 'GET' || method === 'HEAD'))
    return undefined;
  if (origin === undefined || cors === undefined) throw fromWebPage();
  const asked = method === 'OPTIONS' ? headers['access-control-request-method'] : method;
  return cors({
    service: service.id,
    path: hostPath + path,
    origin,
    method: asked ?? '',
    headers: listed(headers['access-control-request-headers']),
  }).then((allowed) => {
    if (allowed === undefined) throw method === 'OPTIONS' ? forbidden() : fromWebPage();
    return allowed;
  });
};

const MAX_LISTED = 100;

const listed = (names = ''): readonly string[] =>
  names
    .split(',', MAX_LISTED)
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');

const fromWebPage = (): AwsError =>
  new AwsError('AccessDenied', 'Requests from web pages are not allowed.', { status: 403 });

const forbidden = (): AwsError =>
  new AwsError(
    'AccessForbidden',
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    { status: 403 },
  );

const isFromOtherSite = (headers: Head['headers']): boolean => {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'none' && site !== 'same-origin';
};

/** A name that no public DNS zone can hand to a page: an address, a single label, or one reserved for local use. */
export const isPrivateHost = (host: string): boolean => {
  const name = withoutPort(host).toLowerCase();
  return (
    isIP(name) !== 0 ||
    !name.includes('.') ||
    name.endsWith('.localhost') ||
    name.endsWith('.internal') ||
    name.endsWith('.amazonaws.com')
  );
};

const withoutPort = (host: string): string => {
  if (host.startsWith('[')) return host.slice(1, Math.max(host.indexOf(']'), 1));
  const colon = host.lastIndexOf(':');
  return colon < 0 ? host : host.slice(0, colon);
};
