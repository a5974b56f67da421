import { createGunzip } from 'node:zlib';

/** What the first bytes of a file say it is, when it is not for us. */
const FOREIGN: readonly (readonly [string, string])[] = [
  ['504b0304', 'a zip archive'],
  ['504b0506', 'an empty zip archive'],
  ['425a68', 'compressed with bzip2'],
  ['28b52ffd', 'compressed with zstd'],
  ['fd377a585a00', 'compressed with xz'],
  ['377abcaf271c', 'a 7z archive'],
  ['50415231', 'Parquet'],
  ['4f626a01', 'Avro'],
  ['53514c69746520666f726d6174', 'a SQLite database'],
  ['7f454c46', 'a program'],
  ['25504446', 'a PDF document'],
  ['89504e47', 'an image'],
];

const startsWith = (bytes: Uint8Array, hex: string): boolean =>
  Buffer.from(bytes.subarray(0, hex.length / 2)).toString('hex') === hex;

/** What the bytes are by how they begin: read as they are, in another form, or not at all. */
export type Form =
  | { readonly form: 'utf-8'; readonly mark: number }
  | { readonly form: 'utf-16le' | 'utf-16be'; readonly mark: number }
  | { readonly form: 'gzip' }
  | { readonly form: 'foreign'; readonly what: string };

const SAMPLE_BYTES = 4096;

/** By magic numbers, not by names: a `.json` may be compressed and a `.gz` may be not. */
export const formOf = (bytes: Uint8Array): Form => {
  const [first, second, third] = bytes;
  if (first === 0x1f && second === 0x8b) return { form: 'gzip' };
  if (first === 0xef && second === 0xbb && third === 0xbf) return { form: 'utf-8', mark: 3 };
  if (first === 0xff && second === 0xfe) return { form: 'utf-16le', mark: 2 };
  if (first === 0xfe && second === 0xff) return { form: 'utf-16be', mark: 2 };
  if ((first === 0x7b || first === 0x5b) && second === 0) return { form: 'utf-16le', mark: 0 };
  if (first === 0 && (second === 0x7b || second === 0x5b)) return { form: 'utf-16be', mark: 0 };
  const foreign = FOREIGN.find(([magic]) => startsWith(bytes, magic));
  if (foreign !== undefined) return { form: 'foreign', what: foreign[1] };
  return isBinary(bytes.subarray(0, SAMPLE_BYTES))
    ? { form: 'foreign', what: 'binary' }
    : { form: 'utf-8', mark: 0 };
};

// Text has nearly none of these: zeros are what a crash leaves, and 30 separates texts of JSON (RFC 7464).
const isOdd = (byte: number): boolean =>
  byte < 32 && byte !== 0 && byte !== 27 && byte !== 30 && (byte < 9 || byte > 13);

const isBinary = (sample: Uint8Array): boolean => {
  let odd = 0;
  for (const byte of sample) if (isOdd(byte)) odd += 1;
  return odd > Math.max(1, sample.length / 50);
};

async function* without(
  chunks: AsyncIterable<Uint8Array>,
  count: number,
): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of chunks) {
    const cut = Math.min(left, chunk.length);
    left -= cut;
    yield chunk.subarray(cut);
  }
}

async function* fromUtf16(
  chunks: AsyncIterable<Uint8Array>,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** Chunks again from the beginning, after the first bytes were looked at, and then the error that came instead of more. */
async function* joined({ first, rest, error }: Peeked): AsyncGenerator<Uint8Array> {
  try {
    yield* first;
    if (error !== undefined) throw error;
    for (;;) {
      const { done, value } = await rest.next();
      if (done === true) return;
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}

interface Peeked {
  readonly first: readonly Uint8Array[];
  readonly rest: AsyncIterator<Uint8Array>;
  readonly error: Error | undefined;
}

const peek = async (chunks: AsyncIterable<Uint8Array>): Promise<Peeked> => {
  const rest = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  try {
    while (size < SAMPLE_BYTES) {
      const { done, value } = await rest.next();
      if (done === true) break;
      first.push(value);
      size += value.length;
    }
  } catch (error) {
    return { first, rest, error: error instanceof Error ? error : new Error(String(error)) };
  }
  return { first, rest, error: undefined };
};

/** What is compressed again inside is opened once more, as tools that compress what is compressed leave it. */
const MOST_LAYERS = 2;

export type Decoded =
  | { readonly bytes: AsyncIterable<Uint8Array>; readonly remark: string | undefined }
  | { readonly foreign: string };

const BLOCK_BYTES = 16_384;

/**
 * Blocks of one size, however the source cuts its bytes. What a broken block held is lost: small ones lose little, and the same ones
 * always the same.
 */
async function* inBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    size += chunk.length;
    if (size < BLOCK_BYTES) continue;
    const bytes = held.length === 1 ? chunk : Buffer.concat(held);
    let at = 0;
    for (; size - at >= BLOCK_BYTES; at += BLOCK_BYTES) yield bytes.subarray(at, at + BLOCK_BYTES);
    held = [bytes.subarray(at)];
    size -= at;
  }
  yield Buffer.concat(held);
}

/** Fails, when read, where the source does: a compressed file that is cut off gives what could be read of it first. */
async function* inflated(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 131_072 });
  const feeding = feed(chunks, gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } finally {
    gunzip.destroy();
    await feeding;
  }
}

const feed = async (
  chunks: AsyncIterable<Uint8Array>,
  gunzip: ReturnType<typeof createGunzip>,
): Promise<void> => {
  try {
    for await (const chunk of inBlocks(chunks)) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(chunk)) await roomIn(gunzip);
    }
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error instanceof Error ? error : new Error(String(error)));
  }
};

const roomIn = (gunzip: ReturnType<typeof createGunzip>): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      gunzip.off('drain', done);
      gunzip.off('close', done);
      resolve();
    };
    gunzip.on('drain', done);
    gunzip.on('close', done);
  });

/** The bytes as UTF-8 text, whatever they are. Reading them may throw where the source is broken. @throws when nothing can be read */
export const decode = async (source: AsyncIterable<Uint8Array>, layer = 0): Promise<Decoded> => {
  const peeked = await peek(source);
  // What cannot even be opened is told by who opens it; a packed text that is broken is broken text.
  if (peeked.error !== undefined && layer === 0 && peeked.first.length === 0) throw peeked.error;
  const form = formOf(Buffer.concat(peeked.first));
  const bytes = joined(peeked);
  switch (form.form) {
    case 'utf-8':
      return { bytes: form.mark === 0 ? bytes : without(bytes, form.mark), remark: undefined };
    case 'utf-16le':
    case 'utf-16be':
      return {
        bytes: fromUtf16(without(bytes, form.mark), form.form),
        remark: 'the text is UTF-16',
      };
    case 'gzip':
      if (layer >= MOST_LAYERS) return { foreign: 'compressed more than twice' };
      return decode(inflated(bytes), layer + 1);
    case 'foreign':
      await peeked.rest.return?.();
      return { foreign: form.what };
    default:
      return form satisfies never;
  }
};
