import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';

// A note has some 250 bytes, a hash line 60: whatever a crash left unfinished is in here.
const TAIL_BYTES = 65_536;

/** How many characters of the text are complete; what follows was never acknowledged. */
export type Complete = (tail: string) => number;

/** A file that is only ever added to. */
export class AppendedFile {
  readonly #file: FileHandle;
  /** The end of the file at the time when it was opened, complete. */
  readonly tail: string;

  private constructor(file: FileHandle, tail: string) {
    this.#file = file;
    this.tail = tail;
  }

  /** Makes the file, readable by its owner only, or opens it and takes away what a crash left unfinished. */
  static async open(path: string, complete: Complete): Promise<AppendedFile> {
    const { O_APPEND, O_CREAT, O_RDWR } = constants;
    const file = await open(path, O_APPEND | O_CREAT | O_RDWR, 0o600);
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const tail = buffer.toString('utf8');
    const kept = complete(tail);
    const unfinished = Buffer.byteLength(tail.slice(kept));
    if (unfinished > 0 && kept === 0 && size > TAIL_BYTES) {
      await file.close();
      throw new Error(`${path} is not what was written there`);
    }
    if (unfinished > 0) await file.truncate(size - unfinished);
    await syncFolder(dirname(path));
    return new AppendedFile(file, tail.slice(0, kept));
  }

  /** Resolves when the text would survive a power cut. */
  async append(text: string): Promise<void> {
    await this.#file.appendFile(text);
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

// A new file's name is in its folder, which reaches the disk by itself.
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};
