import { createHash } from 'node:crypto';
import type { StreamedBody } from '@gatehouse/core';
import { createDechunker, type DechunkOptions } from './chunked.ts';

type Source = AsyncIterable<Buffer>;

/** The number that a header states; undefined when it states none. */
export const lengthOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

const NO_TRAILERS = (): Readonly<Record<string, string>> => ({});

/** A body that nobody vouches for. */
export const plainBody = (source: Source, bytes: number | undefined): StreamedBody => ({
  bytes,
  announced: [],
  trailers: NO_TRAILERS,
  [Symbol.asyncIterator]: () => source[Symbol.asyncIterator](),
});

/** A body whose SHA-256 is signed; reading it to its end throws `mismatch()` when it is another. */
export const hashedBody = (
  source: Source,
  bytes: number | undefined,
  sha256: string,
  mismatch: () => Error,
): StreamedBody => ({
  bytes,
  announced: [],
  trailers: NO_TRAILERS,
  async *[Symbol.asyncIterator]() {
    const digest = createHash('sha256');
    for await (const chunk of source) {
      digest.update(chunk);
      yield chunk;
    }
    if (digest.digest('hex') !== sha256) throw mismatch();
  },
});

/** A body in chunks, signed or not. */
export const chunkedBody = (source: Source, options: DechunkOptions): StreamedBody => {
  let trailers: Readonly<Record<string, string>> = {};
  return {
    bytes: lengthOf(options.decodedLength),
    announced: (options.announced ?? '').split(',').map((name) => name.trim().toLowerCase()),
    trailers: () => trailers,
    async *[Symbol.asyncIterator]() {
      const dechunker = createDechunker(options);
      for await (const chunk of source) yield* dechunker.push(chunk);
      trailers = dechunker.end();
    },
  };
};
