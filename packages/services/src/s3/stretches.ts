import type { Blobs } from '@gatehouse/core';
import type { Stretch } from './model.ts';

/** From `start` to `end`, exclusive, of what the stretches come to; `key` is the object's, where it has one. */
export async function* readStretches(
  blobs: Blobs,
  stretches: readonly Stretch[],
  start: number,
  end: number,
  key: Uint8Array | undefined,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const stretch of stretches) {
    const length = stretch.end - stretch.start;
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, length);
    if (from < to)
      yield* blobs.read(
        stretch.blob,
        { start: stretch.start + from, end: stretch.start + to },
        key,
      );
    at += length;
  }
}
