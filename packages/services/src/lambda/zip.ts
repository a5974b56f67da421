import type { Readable } from 'node:stream';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { CodeRefusedError } from './runtime.ts';

/** AWS Lambda quotas: 50 MB zipped where it comes with the request, 250 MB unzipped. */
export const MOST_ZIPPED_BYTES = 50 * 1024 * 1024;
export const MOST_UNZIPPED_BYTES = 262_144_000;
const MOST_ENTRIES = 20_000;
const LONGEST_PATH = 1024;
const MOST_DEPTH = 64;
// Code and text are made at most this much smaller; what claims more is made to fill a disk.
const MOST_RATIO = 250;
const SMALL_BYTES = 1024 * 1024;

const TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const UNIX = 3;

export interface ZippedFile {
  /** Relative, with slashes; no part of it is `..`. */
  readonly path: string;
  readonly isExecutable: boolean;
  readonly bytes: number;
  open(): Promise<Readable>;
}

const refused = (message: string): CodeRefusedError => new CodeRefusedError('invalid', message);

const invalid = (cause: unknown): CodeRefusedError =>
  refused(cause instanceof Error ? cause.message : String(cause));

const open = (zip: Uint8Array): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
    // Names are decoded and checked by yauzl: neither absolute nor leading out, and no backslashes.
    const options = { lazyEntries: true, strictFileNames: true, validateEntrySizes: true };
    fromBuffer(bytes, options, (error, file) => {
      if (error === null) resolve(file);
      else reject(invalid(error));
    });
  });

/** The next entry; undefined at the end. */
const next = (file: ZipFile): Promise<Entry | undefined> =>
  new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      file.removeAllListeners();
      finish();
    };
    file.once('entry', (entry) => settle(() => resolve(entry)));
    file.once('end', () => settle(() => resolve(undefined)));
    file.once('error', (error) => settle(() => reject(invalid(error))));
    file.readEntry();
  });

const stream = (file: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    file.openReadStream(entry, (error, readable) => {
      if (error === null) resolve(readable);
      else reject(invalid(error));
    });
  });

/** Unix mode of an entry; 0 where the file was not made on Unix. */
const modeOf = ({ versionMadeBy, externalFileAttributes }: Entry): number =>
  versionMadeBy >> 8 === UNIX ? externalFileAttributes >>> 16 : 0;

const requireHarmless = (entry: Entry): void => {
  const { fileName, uncompressedSize, compressedSize } = entry;
  const type = modeOf(entry) & TYPE_MASK;
  if (type !== 0 && type !== REGULAR && type !== FOLDER)
    throw refused(`${fileName} is neither a file nor a folder`);
  if (entry.isEncrypted()) throw refused(`${fileName} is encrypted`);
  if (fileName.length > LONGEST_PATH) throw refused('a path is too long');
  const parts = fileName.replace(/\/$/, '').split('/');
  if (parts.length > MOST_DEPTH) throw refused('a path is too deep');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0')))
    throw refused('a path leads elsewhere');
  if (uncompressedSize > SMALL_BYTES && uncompressedSize > compressedSize * MOST_RATIO)
    throw refused(`${fileName} is compressed too much`);
};

/**
 * The files of a zip file, one after another; each is to be read before the next. All that its directory says is
 * checked on the way, and what a stream brings is held against that.
 * @throws CodeRefusedError
 */
export async function* zippedFiles(zip: Uint8Array): AsyncGenerator<ZippedFile, void, void> {
  const file = await open(zip);
  const seen = new Set<string>();
  let total = 0;
  try {
    if (file.entryCount > MOST_ENTRIES)
      throw new CodeRefusedError('too-large', 'the file has too many entries');
    for (let entry = await next(file); entry !== undefined; entry = await next(file)) {
      const found = entry;
      requireHarmless(found);
      total += found.uncompressedSize;
      if (total > MOST_UNZIPPED_BYTES)
        throw new CodeRefusedError('too-large', 'unzipped, the file is too large');
      if (found.fileName.endsWith('/')) continue;
      if (seen.has(found.fileName)) throw refused(`${found.fileName} is there twice`);
      seen.add(found.fileName);
      yield {
        path: found.fileName,
        isExecutable: (modeOf(found) & 0o111) !== 0,
        bytes: found.uncompressedSize,
        open: () => stream(file, found),
      };
    }
  } finally {
    file.close();
  }
}

/** Reads the directory of the file and refuses what must not be unpacked. @throws CodeRefusedError */
export const checkZip = async (zip: Uint8Array): Promise<void> => {
  let files = 0;
  for await (const _ of zippedFiles(zip)) files += 1;
  if (files === 0) throw refused('the file is empty');
};
