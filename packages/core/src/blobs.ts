/** What was written: `id` finds it again, and is made of its content alone. */
export interface Blob {
  /** SHA-256 in hex. */
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
   * @throws RangeError when it is longer than `maxBytes`
   */
  write(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Blob>;
  /** A part of it, default all; `end` is exclusive. Rejects when there is no such blob. */
  read(
    id: string,
    part?: { readonly start: number; readonly end: number },
  ): AsyncIterable<Uint8Array>;
  /** Removes blobs that no row names any more: older than `before` and not `isUsed`. Answers how many. */
  sweep(
    before: Date,
    isUsed: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<number>;
}
