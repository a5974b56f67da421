import type { ServerResponse } from 'node:http';
import type { Clock } from '@gatehouse/core';
import type { WireHttpResponse } from '../protocols/protocol.ts';

export interface ResponseExtras {
  readonly method: string;
  readonly requestId: string;
  /** More headers, of an error for example; the protocol's own win. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** For `Date`: clients set their clocks by it before they sign again. */
  readonly date: string;
  /** End the connection after this answer: what follows on it is not a request. */
  readonly close: boolean;
}

/** Sends an answer in one write. Does nothing when the caller is gone. */
export const send = (
  response: ServerResponse,
  { status, headers, body }: WireHttpResponse,
  extras: ResponseExtras,
): void => {
  if (response.destroyed || response.writableEnded || response.headersSent) return;
  const lines: string[] = [];
  let hasRequestId = false;
  let hasLength = false;
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined) continue;
    hasRequestId ||= name === 'x-amzn-requestid';
    hasLength ||= name === 'content-length';
    lines.push(name, value);
  }
  if (!hasRequestId) lines.push('x-amzn-RequestId', extras.requestId);
  for (const name in extras.headers) {
    const value = extras.headers[name];
    if (value !== undefined && !Object.hasOwn(headers, name.toLowerCase())) lines.push(name, value);
  }
  const hasBody = status !== 204 && status !== 304 && extras.method !== 'HEAD';
  if (!hasLength && status !== 204 && status !== 304)
    lines.push(
      'content-length',
      String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength),
    );
  lines.push('date', extras.date);
  if (extras.close) lines.push('connection', 'close');
  response.writeHead(status, lines);
  if (hasBody) response.end(body);
  else response.end();
};

/** The time as `Date` has it, written anew each second. */
export const httpDates = (clock: Clock): (() => string) => {
  let second = -1;
  let text = '';
  return () => {
    const now = clock.now();
    const current = Math.floor(now.getTime() / 1000);
    if (current !== second) {
      second = current;
      text = now.toUTCString();
    }
    return text;
  };
};
