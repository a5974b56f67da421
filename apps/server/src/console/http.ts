import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

export interface ConsoleAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: OutgoingHttpHeaders;
}

/** The request cannot be served, for a reason that its sender may read. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Pages load their own scripts and styles and nothing else, speak to this server and the identity provider only and are shown in no frame.
 * `data:` images are the icons inside the design system's style sheets.
 */
const contentSecurityPolicy = (connectTo: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connectTo].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const SECURITY_HEADERS: OutgoingHttpHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** @param connectTo origins beside our own that pages speak to */
export const setSecurityHeaders = (
  response: ServerResponse,
  connectTo: readonly string[] = [],
): void => {
  response.setHeader('content-security-policy', contentSecurityPolicy(connectTo));
  for (const [name, value] of Object.entries(SECURITY_HEADERS))
    if (value !== undefined) response.setHeader(name, value);
};

/** A value as JSON has it: dates as ISO 8601 text, bytes in base64. */
const replacer = function (this: unknown, key: string, value: unknown): unknown {
  // Buffer brings its own toJSON, which has already run: the holder still has the bytes.
  const original: unknown =
    typeof this === 'object' && this !== null ? Reflect.get(this, key) : value;
  return original instanceof Uint8Array ? Buffer.from(original).toString('base64') : value;
};

export const sendJson = (
  response: ServerResponse,
  { status, body, headers }: ConsoleAnswer,
): void => {
  const text = body === undefined ? '' : JSON.stringify(body, replacer);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text);
};

/** @throws ConsoleError for a body above `limit` bytes */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer> => {
  const tooLarge = (): ConsoleError =>
    new ConsoleError(413, 'RequestEntityTooLarge', `A request may have ${limit} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > limit) throw tooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
};

const SMALL_BODY = 16 * 1024;

/** The JSON of a request about the session itself. @throws ConsoleError */
export const readSmallJson = async (request: IncomingMessage): Promise<unknown> => {
  const body = await readBody(request, SMALL_BODY);
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new ConsoleError(400, 'InvalidJson', 'The request is not JSON.');
  }
};
