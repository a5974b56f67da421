import type { IncomingMessage } from 'node:http';
import { gunzip } from 'node:zlib';
import { AwsError } from '@gatehouse/core';

const EMPTY = Buffer.alloc(0);

/**
 * Reads a body to its end, then calls `done` once: with the bytes, or with undefined when there are more than `limit`.
 * What comes after the limit is dropped as it arrives, up to as much again, so that a caller who is still writing can read
 * the refusal. A caller who goes away is not answered.
 */
export const collectBody = (
  request: IncomingMessage,
  limit: number,
  done: (body: Buffer | undefined) => void,
): void => {
  const chunks: Buffer[] = [];
  let length = 0;
  let isDone = false;
  const finish = (body: Buffer | undefined): void => {
    if (isDone) return;
    isDone = true;
    done(body);
  };
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= limit) {
      chunks.push(chunk);
      return;
    }
    chunks.length = 0;
    if (length > limit * 2) {
      request.pause();
      finish(undefined);
    }
  });
  request.on('end', () => {
    if (length > limit) finish(undefined);
    else if (chunks.length === 1) finish(chunks[0]);
    else finish(chunks.length === 0 ? EMPTY : Buffer.concat(chunks, length));
  });
  // The caller went away in the middle: there is nobody to answer.
  request.on('error', () => {});
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
