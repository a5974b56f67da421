/**
 * The bytes of a source, a stretch of them at a time: `bytes.subarray(start, end)`. It is always filled to its size, so that what is
 * read from it cannot depend on how the source cut its bytes.
 */
export class ByteWindow {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  /** Where the stretch begins in the source. */
  offset = 0;
  /** Nothing follows the stretch. */
  ended = false;
  /** Why the source ended before its end: a source that throws has ended. */
  failure: unknown;

  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #size: number;
  #pending: Uint8Array = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>, size: number) {
    this.#chunks = source[Symbol.asyncIterator]();
    this.#size = size;
  }

  /** Lets the stretch begin later. */
  advance(count: number): void {
    this.start += count;
    this.offset += count;
  }

  /** Reads on until the stretch has the window's whole size, or the source has ended. */
  async fill(): Promise<void> {
    if (this.ended) return;
    this.bytes.copyWithin(0, this.start, this.end);
    this.end -= this.start;
    this.start = 0;
    for (;;) {
      this.#take();
      if (this.end === this.#size) return;
      const chunk = await this.#next();
      if (chunk === undefined) break;
      this.#pending = chunk;
    }
    this.ended = true;
  }

  /** Lets go of the source, which may not have been read to its end. */
  async close(): Promise<void> {
    if (!this.ended) await this.#chunks.return?.();
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await this.#chunks.next();
      return done === true ? undefined : value;
    } catch (error) {
      this.failure = error;
      return undefined;
    }
  }

  #take(): void {
    const count = Math.min(this.#size - this.end, this.#pending.length);
    this.#grow(this.end + count);
    this.bytes.set(this.#pending.subarray(0, count), this.end);
    this.end += count;
    this.#pending = this.#pending.subarray(count);
  }

  // Most files are far smaller than a window.
  #grow(needed: number): void {
    if (needed <= this.bytes.length) return;
    const size = Math.min(this.#size, Math.max(needed, 2 * this.bytes.length));
    const larger = Buffer.allocUnsafeSlow(size);
    this.bytes.copy(larger, 0, 0, this.end);
    this.bytes = larger;
  }
}
