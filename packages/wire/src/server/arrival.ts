import type { IncomingMessage } from 'node:http';
import type { WireHttpRequest } from '../protocols/protocol.ts';
import { normalizePath, type QueryPart, splitQuery } from '../sigv4/canonical.ts';
import type { Dialect } from '../sigv4/dialect.ts';
import { isPresigned, withoutSignature } from '../sigv4/parameters.ts';
import type { Received } from './body.ts';
import { type Head, isSecure, sourceIpOf, tlsVersionOf } from './head.ts';
import type { WireCaller } from './wire-settings.ts';

const EMPTY = Buffer.alloc(0);
const MAX_USER_AGENT = 1024;

/** A request that is here in full, before anything about it is believed. */
export interface Arrival {
  readonly head: Head;
  readonly queryParts: readonly QueryPart[];
  /** Empty when it was not kept, or is to be streamed. */
  readonly body: Buffer;
  /** A body that is not read yet. */
  readonly source: AsyncIterable<Buffer> | undefined;
  /** Why the body was not kept. */
  readonly unkept: 'too-large' | 'no-room' | undefined;
  /** All that the connection and plain headers tell of the caller. */
  readonly peer: Peer;
}

type Peer = Omit<WireCaller, 'accessKeyId' | 'region' | 'authType'>;

export const arrivalOf = (
  request: IncomingMessage,
  requestId: string,
  head: Head,
  body: Received | AsyncIterable<Buffer>,
): Arrival => ({
  head,
  queryParts: splitQuery(head.query),
  body: Buffer.isBuffer(body) ? body : EMPTY,
  source: Buffer.isBuffer(body) || typeof body === 'string' ? undefined : body,
  unkept: typeof body === 'string' ? body : undefined,
  peer: {
    requestId,
    sourceIp: sourceIpOf(request),
    userAgent: (head.headers['user-agent'] ?? '').slice(0, MAX_USER_AGENT),
    host: head.headers['host'] ?? '',
    secureTransport: isSecure(request),
    tlsVersion: tlsVersionOf(request),
  },
});

/**
 * The request as an operation reads it: the path as it is signed, with what a virtual host says before it, the query without the signature, and `+` in it spelled
 * as the blank that it is signed as.
 */
export const readableRequest = (
  { head, queryParts, body }: Arrival,
  dialect: Dialect,
  hostPath: string,
): WireHttpRequest => {
  const query = isPresigned(queryParts) ? withoutSignature(queryParts) : head.query;
  return {
    method: head.method,
    path: dialect === 's3' ? hostPath + head.path : normalizePath(head.path),
    query: query.includes('+') ? query.replaceAll('+', '%20') : query,
    headers: head.headers,
    body,
  };
};
