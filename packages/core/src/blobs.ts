/** What was written: `id` finds it again. */
export interface Blob {
  /** SHA-256 in hex; of what has a key of its own, as many digits of chance, which say nothing of the content. */
  readonly id: string;
  readonly bytes: number;
  /** MD5 of the content, as ETags have it. */
  readonly md5: Uint8Array;
}

/** Large contents that do not belong into rows: objects, code of functions. */
export interface Blobs {
  /**
   * Keeps the content durably before it answers (file and folder are flushed to disk); what is there already is not
   * written twice. A source that fails or is longer than `maxBytes` leaves nothing behind.
   * @param key 32 bytes without which nobody reads it, not even with the key of all contents
   * @throws RangeError when it is longer than `maxBytes`
   */
  write(content: AsyncIterable<Uint8Array>, maxBytes: number, key?: Uint8Array): Promise<Blob>;
  /** A part of it, default all; `end` is exclusive. Rejects when there is no such blob, or it has another key. */
  read(
    id: string,
    part?: { readonly start: number; readonly end: number },
    key?: Uint8Array,
  ): AsyncIterable<Uint8Array>;
  /** Removes blobs that no row names any more: older than `before` and not `isUsed`. Answers how many. */
  sweep(
    before: Date,
    isUsed: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<number>;
}
