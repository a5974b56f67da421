import { readdirSync, realpathSync, statSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

const MOST_FILES = 5000;

/**
 * Folders of this machine that functions may be run from, by name: a JSON object of names and paths, or a folder whose
 * subfolders they are.
 * @throws Error for what is neither
 */
export const readLocalFolders = (setting: string): ReadonlyMap<string, string> => {
  if (setting.trimStart().startsWith('{')) {
    const given: unknown = JSON.parse(setting);
    if (given === null || typeof given !== 'object') throw new Error('expected an object');
    return new Map(
      Object.entries(given).map(([name, path]) => {
        if (typeof path !== 'string') throw new Error(`expected a path for ${name}`);
        return [name, realpathSync(path)];
      }),
    );
  }
  const root = realpathSync(setting);
  return new Map(
    readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => [name, join(root, name)]),
  );
};

/** The folder that a key means: one of the named, or one below it; never outside, wherever links lead. */
export const localFolder = async (
  folders: ReadonlyMap<string, string>,
  key: string,
): Promise<string | undefined> => {
  const [name = '', ...rest] = key.replace(/\/$/, '').split('/');
  const root = folders.get(name);
  if (root === undefined) return undefined;
  try {
    const path = await realpath(resolve(root, ...rest.map((part) => `./${part}`)));
    if (path !== root && !path.startsWith(root + sep)) return undefined;
    return (await stat(path)).isDirectory() ? path : undefined;
  } catch {
    // It is not there, or cannot be read: no folder to run from.
    return undefined;
  }
};

/** Changes whenever a file below the folder does, so that a process with the old code is not used again. */
export const folderState = (folder: string): string => {
  const states: string[] = [];
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (states.length > MOST_FILES) return states.join();
      const path = join(at, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git')
        waiting.push(path);
      else if (entry.isFile()) {
        const { mtimeMs, size } = statSync(path);
        states.push(`${path}:${mtimeMs}:${size}`);
      }
    }
  }
  return states.join();
};
