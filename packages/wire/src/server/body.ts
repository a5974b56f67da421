import type { IncomingMessage } from 'node:http';
import { gunzip } from 'node:zlib';
import { AwsError } from '@gatehouse/core';

const EMPTY = Buffer.alloc(0);

/** Room for the bodies of all requests at work: strangers may send them, so their sum has an end. */
export interface BodyRoom {
  /** False when that many bytes more do not fit. */
  take(bytes: number): boolean;
  release(bytes: number): void;
}

export const createBodyRoom = (limit: number): BodyRoom => {
  let held = 0;
  return {
    take(bytes) {
      if (held + bytes > limit) return false;
      held += bytes;
      return true;
    },
    release(bytes) {
      held -= bytes;
    },
  };
};

/** How a body came: whole, or not kept because of its size or that of all others. */
export type Received = Buffer | 'too-large' | 'no-room';

/**
 * Reads a body to its end, then calls `done` once. What comes after the limit is dropped as it arrives, up to as much
 * again, so that a caller who is still writing can read the refusal. A caller who goes away is not answered. The room that
 * the body takes is given back when `done` has settled, or the caller has gone.
 */
export const collectBody = (
  request: IncomingMessage,
  limit: number,
  room: BodyRoom,
  done: (body: Received) => Promise<void>,
): void => {
  const chunks: Buffer[] = [];
  let length = 0;
  let held = 0;
  let refusal: 'too-large' | 'no-room' | undefined;
  let isDone = false;
  const release = (): void => {
    room.release(held);
    held = 0;
  };
  const finish = (body: Received): void => {
    if (isDone) return;
    isDone = true;
    if (held === 0) void done(body);
    else void done(body).finally(release);
  };
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    refusal ??= length > limit ? 'too-large' : undefined;
    if (refusal === undefined && room.take(chunk.length)) {
      held += chunk.length;
      chunks.push(chunk);
      return;
    }
    refusal ??= 'no-room';
    chunks.length = 0;
    if (held > 0) release();
    if (length > limit * 2) {
      request.pause();
      finish(refusal);
    }
  });
  request.on('end', () => {
    if (refusal !== undefined) finish(refusal);
    else if (chunks.length === 1 && chunks[0] !== undefined) finish(chunks[0]);
    else finish(chunks.length === 0 ? EMPTY : Buffer.concat(chunks, length));
  });
  // The caller went away in the middle: there is nobody to answer.
  request.on('error', () => {
    if (!isDone && held > 0) release();
    isDone = true;
  });
};

/** A body as it comes. Who stops reading it leaves the connection open: the caller is still to be answered. */
export const streamBody = (request: IncomingMessage): AsyncIterable<Buffer> => ({
  [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }),
});

/** Drops what a caller still writes who has been answered already, up to a limit. */
export const dropRest = (request: IncomingMessage, limit: number): void => {
  if (request.complete) return;
  let dropped = 0;
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > limit) request.destroy();
  });
  request.resume();
};

/** A compressed body, out of its compression; undefined when that would be more than `limit` bytes. */
export const decompress = async (
  body: Uint8Array,
  encoding: string,
  limit: number,
): Promise<Buffer | undefined> => {
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    throw new AwsError(
      'UnsupportedMediaTypeException',
      `The content encoding '${printable(encoding)}' is not supported.`,
      { status: 415 },
    );
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  // Off the main thread: a body that unpacks to the limit takes long enough for others to notice.
  gunzip(body, { maxOutputLength: limit }, (error, unpacked) => {
    if (error === null) resolve(unpacked);
    else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') resolve(undefined);
    else reject(notGzip(error));
  });
  return promise;
};

const notGzip = (cause: unknown): AwsError =>
  new AwsError('SerializationException', 'The request body is not valid gzip.', {
    status: 400,
    cause,
  });

/** At most 100 printable characters of a caller's text, fit for a header or a message. */
export const printable = (text: string): string => {
  let kept = '';
  for (const letter of text.slice(0, 100)) if (letter > ' ' && letter <= '~') kept += letter;
  return kept;
};
