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

/** Sends an answer, in one write unless its body is a stream. Does nothing when the caller is gone. */
export const send = (
  response: ServerResponse,
  { status, headers, body }: WireHttpResponse,
  extras: ResponseExtras,
): Promise<void> | undefined => {
  if (response.destroyed || response.writableEnded || response.headersSent) return undefined;
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
  if (!hasLength && status !== 204 && status !== 304) {
    const bytes = bytesIn(body);
    if (bytes !== undefined) lines.push('content-length', String(bytes));
  }
  lines.push('date', extras.date);
  if (extras.close) lines.push('connection', 'close');
  response.writeHead(status, lines);
  if (!hasBody) response.end();
  else if (typeof body === 'string' || body instanceof Uint8Array) response.end(body);
  else return pour(body, response);
  return undefined;
};

const bytesIn = (body: WireHttpResponse['body']): number | undefined => {
  if (typeof body === 'string') return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.byteLength : undefined;
};

/** As fast as the caller takes it. An answer that cannot be finished is cut, so that nobody takes it for the whole. */
const pour = async (body: AsyncIterable<Uint8Array>, response: ServerResponse): Promise<void> => {
  try {
    for await (const chunk of body) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await drained(response);
    }
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  }
};

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });

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
