import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Blob, type Blobs, type Clock, type Ids, systemClock } from '@gatehouse/core';

const CHUNK_BYTES = 1024 * 1024;
const ASKED_AT_ONCE = 200;
const INCOMING = 'incoming';
// Between a content and the row that names it lies one transaction; nobody's clock may make that look old.
const YOUNGEST_MILLISECONDS = 3_600_000;

interface Settings {
  /** Made when it is not there; nobody else may read it. */
  readonly folder: string;
  readonly ids: Ids;
  /** The time that files have, whatever clock the cloud runs by. Default: the system's. */
  readonly clock?: Clock;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const syncFolder = async (folder: string): Promise<void> => {
  await using handle = await open(folder, 'r');
  await handle.sync();
};

const writeAll = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at);
    at += bytesWritten;
  }
};

/** Copies the content into the file and tells what it is. */
const fill = async (
  file: FileHandle,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Blob> => {
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new RangeError(`the content has more than ${maxBytes} bytes`);
    // The disk works while the digests are computed.
    const written = writeAll(file, chunk);
    written.catch(() => {});
    sha256.update(chunk);
    md5.update(chunk);
    await written;
  }
  return { id: sha256.digest('hex'), bytes, md5: md5.digest() };
};

async function* contents(
  path: string,
  { start, end }: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  await using file = await open(path, 'r');
  for (let at = start; at < end;) {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
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

/** Every content is a file that is named by its SHA-256, in one of 256 folders by its first two digits. */
export const openBlobs = async ({ folder, ids, clock = systemClock }: Settings): Promise<Blobs> => {
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
    write: async (content, maxBytes) => {
      const temporary = join(incoming, ids.uuid());
      try {
        const blob = await fillNew(temporary, content, maxBytes);
        await keep(temporary, blob.id);
        return blob;
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    read: (id, part) =>
      contents(pathOf(folder, id), part ?? { start: 0, end: Number.MAX_SAFE_INTEGER }),
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

const fillNew = async (
  path: string,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Blob> => {
  await using file = await open(path, 'wx', 0o600);
  const blob = await fill(file, content, maxBytes);
  await file.sync();
  return blob;
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
