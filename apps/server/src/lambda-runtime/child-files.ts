import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const SOURCES = join(import.meta.dirname, 'child');

/** Node says with the first use that this function of its may change; the version of Node is pinned. */
const strip = (source: string): string => {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
};

/**
 * The program of functions' processes, once as plain JavaScript: a process that strips types first starts later and holds
 * memory that is the function's. Answers the path of its first file.
 */
export const writeChildFiles = (folder: string): string => {
  const sources = readdirSync(SOURCES)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({
      name: name.replace(/\.ts$/, '.mjs'),
      text: strip(readFileSync(join(SOURCES, name), 'utf8')).replaceAll(
        /from '(\.\/[\w-]+)\.ts'/g,
        "from '$1.mjs'",
      ),
    }));
  const hash = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 16);
  const target = join(folder, hash);
  const incoming = `${target}.${process.pid}`;
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  for (const { name, text } of sources) writeFileSync(join(incoming, name), text, { mode: 0o600 });
  try {
    renameSync(incoming, target);
  } catch {
    // It is there already, with the same content.
    rmSync(incoming, { recursive: true, force: true });
  }
  return join(target, 'main.mjs');
};
