import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of installed packages that the server itself is run from. */
export const packagesFolder = (from: string): string | undefined => {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules');
    if (existsSync(join(candidate, '@aws-sdk'))) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
};

const dependenciesOf = (folder: string): readonly string[] => {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (manifest === null || typeof manifest !== 'object' || !('dependencies' in manifest)) return [];
  return Object.keys({ ...(manifest.dependencies as object | null) });
};

/**
 * Folders of the packages that functions may read: the AWS SDK and what it needs. Never the whole of `node_modules`: links
 * in it lead to the server's own packages, and Node checks a path's text, not where it leads.
 */
export const runtimePackages = (
  nodeModules: string,
  installed: readonly string[],
): readonly string[] => {
  const folders = new Set<string>();
  const waiting = installed.filter((name) => name.startsWith('@aws-sdk/'));
  const seen = new Set(waiting);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const folder = join(nodeModules, name);
    // Packages inside of packages lie below a folder that is readable already.
    if (!existsSync(join(folder, 'package.json')) || realpathSync(folder) !== folder) continue;
    folders.add(folder);
    for (const dependency of dependenciesOf(folder)) {
      if (seen.has(dependency)) continue;
      seen.add(dependency);
      waiting.push(dependency);
    }
  }
  return [...folders];
};
