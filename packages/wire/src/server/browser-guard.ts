import { isIP } from 'node:net';
import { AwsError } from '@gatehouse/core';
import type { Head } from './head.ts';

/**
 * Pages must not reach the cloud through the browser of somebody who runs it: a page can post a form to any address.
 * Browsers say where such a request comes from, SDKs never do.
 * @throws AwsError
 */
export const refuseBrowsers = ({ method, headers }: Head): void => {
  if (method !== 'OPTIONS' && headers['origin'] === undefined && !isFromOtherSite(headers)) return;
  throw new AwsError('AccessDenied', 'Requests from web pages are not allowed.', { status: 403 });
};

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
