import { createReadStream } from 'node:fs';
import { Failure, messageOf } from '../../errors.ts';

const LINE_FEED = 0x0a;

interface Limits {
  /** Bytes of the longest line that is kept whole. */
  readonly longest: number;
  /** Bytes of the file that count; what is written behind them meanwhile does not. */
  readonly size?: number;
}

// UTF-8 or nothing: a replacement character would stand for several bytes, and only one of them was hashed.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** No entry contains this, so that a line which cannot be read never equals one. */
const UNREADABLE = '\u0000unreadable';

const textOf = (bytes: Buffer, isWhole: boolean): string => {
  if (!isWhole) return UNREADABLE;
  try {
    return decoder.decode(bytes);
  } catch {
    return UNREADABLE;
  }
};

/** Cuts bytes into lines; of one that is too long it remembers only that. */
class Lines {
  readonly #longest: number;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(longest: number) {
    this.#longest = longest;
  }

  *add(chunk: Buffer): Generator<string> {
    let from = 0;
    for (;;) {
      const at = chunk.indexOf(LINE_FEED, from);
      if (at < 0) break;
      this.#keep(chunk.subarray(from, at));
      yield this.#take();
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  /** What follows the last line feed. */
  *rest(): Generator<string> {
    if (this.#length > 0) yield this.#take();
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length <= this.#longest) this.#parts.push(part);
    else this.#parts = [];
  }

  #take(): string {
    const text = textOf(Buffer.concat(this.#parts), this.#length <= this.#longest);
    this.#parts = [];
    this.#length = 0;
    return text;
  }
}

/** The lines of a file, one after another; memory for one line only, however long the file. @throws Failure */
export async function* linesOf(path: string, { longest, size }: Limits): AsyncGenerator<string> {
  if (size === 0) return;
  const lines = new Lines(longest);
  try {
    const stream = createReadStream(path, size === undefined ? {} : { end: size - 1 });
    for await (const chunk of stream) yield* lines.add(Buffer.from(chunk as Uint8Array));
  } catch (error) {
    throw new Failure(`${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  yield* lines.rest();
}
