import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsError, type StreamedBody } from '@gatehouse/core';
import type { ServiceModel } from '@gatehouse/wire';
import { z } from 'zod';
import { serviceEntries } from '../service-entries.ts';
import { type ActiveSession, requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { errorView } from './error-view.ts';
import { requireOwnPage } from './guard.ts';
import { type ConsoleAnswer, ConsoleError, readSmallJson } from './http.ts';

export const OBJECT_PATHS = '/api/s3/';

const TICKET_MILLISECONDS = 60_000;
const TICKET_CONTEXT = 'console:object-download';
// Who is silent for so long while sending or taking an object has gone away.
const SILENT_MILLISECONDS = 60_000;
// What is left of an upload that was refused is read, so that the browser comes to the answer; but not without end.
const MOST_DROPPED = 64 * 1024 * 1024;

const Region = z.string().regex(/^[a-z]{2}(-[a-z]+){1,2}-\d$/);
const Place = z.strictObject({
  region: Region,
  bucket: z.string().min(1).max(255),
  key: z.string().min(1).max(1024),
  versionId: z.string().min(1).max(1024).optional(),
});
const Upload = Place.omit({ versionId: true }).extend({
  /** Content type of the object: header text. */
  type: z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/)
    .optional(),
});
const Ticket = Place.extend({ session: z.string(), until: z.number() });

type Contents = (
  request: IncomingMessage,
  response: ServerResponse,
  visitor: Visitor,
) => Promise<ConsoleAnswer | undefined>;

interface Asking {
  readonly session: ActiveSession;
  readonly visitor: Visitor;
  readonly region: string;
}

const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64url');

const checked = <Value>(schema: z.ZodType<Value>, value: unknown): Value => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConsoleError(400, 'InvalidRequest', 'The Region, the bucket or the key is not one.');
};

const lengthOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** The body as it comes. The connection stays open when reading ends early: the page is still to be answered. */
const bodyOf = (request: IncomingMessage): StreamedBody => ({
  bytes: lengthOf(request.headers['content-length']),
  announced: [],
  trailers: () => ({}),
  [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }),
});

const dropRest = (request: IncomingMessage): void => {
  if (request.complete) return;
  let dropped = 0;
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > MOST_DROPPED) request.destroy();
  });
  request.resume();
};

/** RFC 6266 with RFC 8187: whatever the key has, the header has none of it that ends the header or names a folder. */
const attachment = (key: string): string => {
  const name = key.split('/').findLast((part) => part !== '') ?? 'object';
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encoded}`;
};

const isBytes = (value: unknown): value is AsyncIterable<Uint8Array> =>
  value !== null && typeof value === 'object' && Symbol.asyncIterator in value;

interface Content {
  readonly Body: unknown;
  readonly ContentLength: number;
}

/** Calls S3 as who is signed in, past the console's JSON, which cannot hold contents. */
const createCalls = (deps: ConsoleDeps) => {
  const { cloud, ids } = deps;
  let model: Promise<ServiceModel> | undefined;
  const refused = async (
    { session, visitor, region }: Asking,
    error: AwsError,
    requestId: string,
  ): Promise<ConsoleAnswer> => {
    const entry = serviceEntries(cloud.services).find(({ id }) => id === 's3');
    if (entry === undefined) throw error;
    model ??= entry.load();
    const failed = { error, requestId, model: await model, region };
    const view = await errorView(deps, session, visitor, failed);
    return { status: view.status, body: { error: view } };
  };
  return async (
    asking: Asking,
    operation: 'PutObject' | 'GetObject',
    input: object,
  ): Promise<{ readonly output: unknown } | { readonly refusal: ConsoleAnswer }> => {
    const { session, visitor, region } = asking;
    const requestId = ids.uuid();
    try {
      const output = await cloud.dispatcher.dispatch({
        service: 's3',
        operation,
        input,
        principal: session.principal,
        accessKeyId: session.accessKeyId,
        region,
        requestId,
        secureTransport: false,
        fromConsole: true,
        ...visitor,
      });
      return { output };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { refusal: await refused(asking, error, requestId) };
    }
  };
};

type Calls = ReturnType<typeof createCalls>;

const signedIn = async (
  deps: ConsoleDeps,
  sessions: Sessions,
  request: IncomingMessage,
): Promise<ActiveSession> => {
  const session = await requireSession(deps, sessions, request);
  if (session.roleExpired)
    throw new ConsoleError(401, 'RoleSessionEnded', 'The session of the role has ended.');
  return session;
};

/** `PUT /api/s3/object?region=…&bucket=…&key=…&type=…`: the body is the object, and goes to disk as it comes. */
const upload =
  (deps: ConsoleDeps, sessions: Sessions, call: Calls): Contents =>
  async (request, _response, visitor) => {
    requireOwnPage(request, 'application/octet-stream');
    const session = await signedIn(deps, sessions, request);
    const { searchParams } = new URL(request.url ?? '/', 'http://console.invalid');
    const { region, bucket, key, type } = checked(Upload, Object.fromEntries(searchParams));
    request.setTimeout(SILENT_MILLISECONDS, () => request.destroy());
    const body = bodyOf(request);
    try {
      const answered = await call({ session, visitor, region }, 'PutObject', {
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentLength: body.bytes,
        ...(type === undefined ? {} : { ContentType: type }),
      });
      return 'refusal' in answered ? answered.refusal : { status: 200, body: answered.output };
    } catch (error) {
      if (request.complete) throw error;
      throw new ConsoleError(400, 'RequestTimeout', 'The object did not come to its end.');
    } finally {
      request.setTimeout(0);
    }
  };

/**
 * `POST /api/s3/download {"region", "bucket", "key", "versionId"?}`: an address of a minute's life, for this session only. A
 * browser that follows a link sends none of the headers that tell our pages from others; that it has this address does.
 */
const ticketFor =
  (deps: ConsoleDeps, sessions: Sessions): Contents =>
  async (request) => {
    requireOwnPage(request);
    const session = await signedIn(deps, sessions, request);
    const place = checked(Place, await readSmallJson(request));
    const ticket: z.infer<typeof Ticket> = {
      ...place,
      session: hashOf(session.id),
      until: deps.clock.now().getTime() + TICKET_MILLISECONDS,
    };
    const sealed = deps.vault.seal(Buffer.from(JSON.stringify(ticket)), TICKET_CONTEXT);
    const url = `${OBJECT_PATHS}download?ticket=${sealed.toString('base64url')}`;
    return { status: 200, body: { url } };
  };

const ticketOf = (deps: ConsoleDeps, session: ActiveSession, text: string) => {
  const opened = deps.vault.open(Buffer.from(text, 'base64url'), TICKET_CONTEXT);
  const ticket =
    opened === undefined ? undefined : Ticket.parse(JSON.parse(opened.toString('utf8')));
  if (
    ticket === undefined ||
    ticket.session !== hashOf(session.id) ||
    ticket.until < deps.clock.now().getTime()
  )
    throw new ConsoleError(403, 'LinkEnded', 'This link has ended. Download the object again.');
  return ticket;
};

/** `GET /api/s3/download?ticket=…`: the object as a file. Nothing of it is ever shown as a page of the console. */
const download =
  (deps: ConsoleDeps, sessions: Sessions, call: Calls): Contents =>
  async (request, response, visitor) => {
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin')
      throw new ConsoleError(403, 'CrossSiteRequest', 'Only the pages of the console may do this.');
    const session = await signedIn(deps, sessions, request);
    const { searchParams } = new URL(request.url ?? '/', 'http://console.invalid');
    const { region, bucket, key, versionId } = ticketOf(
      deps,
      session,
      searchParams.get('ticket') ?? '',
    );
    const answered = await call({ session, visitor, region }, 'GetObject', {
      Bucket: bucket,
      Key: key,
      ...(versionId === undefined ? {} : { VersionId: versionId }),
    });
    if ('refusal' in answered) return answered.refusal;
    // The operation's own output: the wire reads it by the same members.
    const { Body, ContentLength } = answered.output as Content;
    if (!isBytes(Body)) throw new Error('GetObject answered without a content');
    response.writeHead(200, {
      // Not the type it was stored with: a stored page is a file here.
      'content-type': 'application/octet-stream',
      'content-disposition': attachment(key),
      'content-security-policy': "default-src 'none'; sandbox",
      'content-length': ContentLength,
      'cache-control': 'no-store',
    });
    response.setTimeout(SILENT_MILLISECONDS, () => response.destroy());
    try {
      await pipeline(Readable.from(Body, { objectMode: false }), response);
    } catch {
      // Whoever went away needs no answer; one that was cut short is not as long as it was said to be.
      response.destroy();
    } finally {
      response.setTimeout(0);
    }
    return undefined;
  };

/** Contents of objects, for browsers: as whoever is signed in, streamed both ways, and never a page of our origin. */
export const createObjectContents = (deps: ConsoleDeps, sessions: Sessions): Contents => {
  const call = createCalls(deps);
  const routes = new Map<string, Contents>([
    [`PUT ${OBJECT_PATHS}object`, upload(deps, sessions, call)],
    [`POST ${OBJECT_PATHS}download`, ticketFor(deps, sessions)],
    [`GET ${OBJECT_PATHS}download`, download(deps, sessions, call)],
  ]);
  return async (request, response, visitor) => {
    const route = routes.get(`${request.method} ${(request.url ?? '').split('?')[0]}`);
    if (route === undefined) throw new ConsoleError(404, 'NotFound', 'There is nothing here.');
    try {
      return await route(request, response, visitor);
    } finally {
      dropRest(request);
    }
  };
};
