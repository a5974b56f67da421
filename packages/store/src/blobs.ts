import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Blob, type Blobs, type Clock, type Ids, systemClock } from '@gatehouse/core';
import {
  contentBytes,
  HEADER_BYTES,
  openHeader,
  openSegment,
  SEALED_SEGMENT_BYTES,
  sealHeader,
  sealSegment,
  SEGMENT_BYTES,
} from './sealed-segments.ts';

const SEGMENTS_AT_ONCE = 16;
const ASKED_AT_ONCE = 200;
const INCOMING = 'incoming';
// Between a content and the row that names it lies one transaction; nobody's clock may make that look old.
const YOUNGEST_MILLISECONDS = 3_600_000;

interface Settings {
  /** Made when it is not there; nobody else may read it. */
  readonly folder: string;
  readonly ids: Ids;
  /** 32 bytes: the files are encrypted, each with a key of its own that this one seals. */
  readonly key: Uint8Array;
  /** The time that files have, whatever clock the cloud runs by. Default: the system's. */
  readonly clock?: Clock;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** What is done with a file while it is open. (`await using` would say so, but the check of layers cannot read it yet.) */
const withFile = async <Result>(
  path: string,
  flags: 'r' | 'wx',
  work: (file: FileHandle) => Promise<Result>,
): Promise<Result> => {
  const file = await open(path, flags, 0o600);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
};

const syncFolder = (folder: string): Promise<void> =>
  withFile(folder, 'r', (handle) => handle.sync());

const writeAll = async (file: FileHandle, parts: readonly Uint8Array[]): Promise<void> => {
  const bytes = Buffer.concat(parts);
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at);
    at += bytesWritten;
  }
};

/** Seals segments as they fill and writes them, some at a time, while the next ones fill. */
const createSegmentWriter = (file: FileHandle, contentKey: Uint8Array) => {
  let segment = 0;
  let filling: Uint8Array[] = [];
  let filled = 0;
  let sealed: Buffer[] = [];
  let writing: Promise<void> = Promise.resolve();

  const seal = (isLast: boolean): void => {
    const [only] = filling;
    const content = filling.length === 1 && only !== undefined ? only : Buffer.concat(filling);
    sealed.push(...sealSegment(contentKey, segment, isLast, content));
    segment += 1;
    filling = [];
    filled = 0;
  };
  const flush = async (): Promise<void> => {
    await writing;
    writing = writeAll(file, sealed);
    // Whoever writes next hears of it.
    writing.catch(() => {});
    sealed = [];
  };

  return {
    add: async (chunk: Uint8Array): Promise<void> => {
      for (let at = 0; at < chunk.length;) {
        // Only once more follows is it known that a full one is not the last.
        if (filled === SEGMENT_BYTES) seal(false);
        const part = chunk.subarray(at, at + SEGMENT_BYTES - filled);
        filling.push(part);
        filled += part.length;
        at += part.length;
      }
      if (sealed.length >= SEGMENTS_AT_ONCE * 3) await flush();
    },
    end: async (): Promise<void> => {
      if (filled > 0) seal(true);
      await flush();
      await writing;
    },
  };
};

/** Copies the content into the file and tells what it is. */
const fill = async (
  file: FileHandle,
  content: AsyncIterable<Uint8Array>,
  contentKey: Uint8Array,
  maxBytes: number,
): Promise<Blob> => {
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  const segments = createSegmentWriter(file, contentKey);
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new RangeError(`the content has more than ${maxBytes} bytes`);
    sha256.update(chunk);
    md5.update(chunk);
    await segments.add(chunk);
  }
  await segments.end();
  return { id: sha256.digest('hex'), bytes, md5: md5.digest() };
};

const readExactly = async (file: FileHandle, length: number, at: number): Promise<Buffer> => {
  const buffer = Buffer.allocUnsafe(length);
  for (let read = 0; read < length;) {
    const { bytesRead } = await file.read(buffer, read, length - read, at + read);
    if (bytesRead === 0) throw new Error('a content is shorter than its file was');
    read += bytesRead;
  }
  return buffer;
};

async function* contentsOf(
  key: Uint8Array,
  file: FileHandle,
  part: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  const sealedBytes = (await file.stat()).size - HEADER_BYTES;
  const contentKey = openHeader(key, await readExactly(file, HEADER_BYTES, 0));
  const end = Math.min(part.end, contentBytes(sealedBytes));
  const last = Math.ceil(sealedBytes / SEALED_SEGMENT_BYTES) - 1;
  for (let at = part.start; at < end;) {
    const first = Math.floor(at / SEGMENT_BYTES);
    const count = Math.min(SEGMENTS_AT_ONCE, Math.ceil(end / SEGMENT_BYTES) - first);
    const from = first * SEALED_SEGMENT_BYTES;
    const length = Math.min(count * SEALED_SEGMENT_BYTES, sealedBytes - from);
    const sealed = await readExactly(file, length, HEADER_BYTES + from);
    for (let index = 0; index < count; index += 1) {
      const bytes = sealed.subarray(
        index * SEALED_SEGMENT_BYTES,
        (index + 1) * SEALED_SEGMENT_BYTES,
      );
      const segment = first + index;
      const content = openSegment(contentKey, segment, segment === last, bytes);
      const begin = segment * SEGMENT_BYTES;
      yield content.subarray(at - begin, Math.min(content.length, end - begin));
      at = begin + content.length;
    }
  }
}

async function* contents(
  key: Uint8Array,
  path: string,
  part: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    yield* contentsOf(key, file, part);
  } finally {
    await file.close();
  }
}

/** One after another: a content must not be taken away in the moment in which somebody writes it again. */
const createTurns = (): (<T>(task: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task, task);
    last = turn.catch(() => {});
    return turn;
  };
};

/**
 * Every content is a file that is named by its SHA-256, in one of 256 folders by its first two digits, and encrypted in
 * segments (AES-256-GCM) with a key of its own, which the key of all seals, or the one that its writer gave.
 */
export const openBlobs = async (settings: Settings): Promise<Blobs> => {
  const { folder, ids, key, clock = systemClock } = settings;
  const incoming = join(folder, INCOMING);
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  const inTurn = createTurns();

  const keep = async (temporary: string, id: string): Promise<void> => {
    const place = join(folder, id.slice(0, 2));
    if ((await mkdir(place, { recursive: true, mode: 0o700 })) !== undefined)
      await syncFolder(folder);
    // Over one that is there already: a sweep that goes by its age must find it young.
    await inTurn(() => rename(temporary, join(place, id)));
    await syncFolder(place);
  };

  return {
    write: async (content, maxBytes, own) => {
      const temporary = join(incoming, ids.uuid());
      try {
        const sealing = own ?? key;
        const filled = await fillNew({ ids, key: sealing }, temporary, content, maxBytes);
        // Two contents that are the same have one name, but not two keys.
        const blob = own === undefined ? filled : { ...filled, id: ids.bytes(32).toString('hex') };
        await keep(temporary, blob.id);
        return blob;
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    read: (id, part, own) =>
      contents(own ?? key, pathOf(folder, id), part ?? { start: 0, end: Number.MAX_SAFE_INTEGER }),
    sweep: async (before, isUsed) => {
      const youngest = clock.now().getTime() - YOUNGEST_MILLISECONDS;
      const removal = { before: Math.min(before.getTime(), youngest), isUsed, inTurn };
      let removed = 0;
      for (const name of await readdir(folder)) {
        if (name === INCOMING) await removeAbandoned(incoming, removal.before);
        else removed += await sweepPlace(join(folder, name), removal);
      }
      return removed;
    },
  };
};

const pathOf = (folder: string, id: string): string => {
  if (!/^[0-9a-f]{64}$/.test(id)) throw new Error('the id of a blob is a SHA-256 in hex');
  return join(folder, id.slice(0, 2), id);
};

const fillNew = (
  { ids, key }: Pick<Settings, 'ids' | 'key'>,
  path: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Blob> => {
  const contentKey = ids.bytes(32);
  return withFile(path, 'wx', async (file) => {
    await writeAll(file, [sealHeader(key, ids.bytes(12), contentKey)]);
    const blob = await fill(file, content, contentKey, maxBytes);
    await file.sync();
    return blob;
  });
};

interface Removal {
  /** Milliseconds since 1970. */
  readonly before: number;
  readonly isUsed: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly inTurn: ReturnType<typeof createTurns>;
}

const isOlder = async (path: string, before: number): Promise<boolean> => {
  try {
    return (await stat(path)).mtimeMs < before;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};

const sweepPlace = async (place: string, { before, isUsed, inTurn }: Removal): Promise<number> => {
  const old: string[] = [];
  for (const name of await readdir(place))
    if (await isOlder(join(place, name), before)) old.push(name);
  let removed = 0;
  for (let at = 0; at < old.length; at += ASKED_AT_ONCE) {
    const asked = old.slice(at, at + ASKED_AT_ONCE);
    const used = await isUsed(asked);
    for (const id of asked) {
      if (used.has(id)) continue;
      removed += await inTurn(async () => {
        const path = join(place, id);
        if (!(await isOlder(path, before))) return 0;
        await rm(path, { force: true });
        return 1;
      });
    }
  }
  return removed;
};

/** What writes left that a killed server did not finish. */
const removeAbandoned = async (incoming: string, before: number): Promise<void> => {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    if (await isOlder(path, before)) await rm(path, { force: true });
  }
};
