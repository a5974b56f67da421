import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from './json.ts';
import { root } from './place.ts';

const versionIn = (...path: readonly string[]): string | undefined => {
  try {
    const content: unknown = JSON.parse(readFileSync(join(root, ...path), 'utf8'));
    return isRecord(content) && typeof content['version'] === 'string'
      ? content['version']
      : undefined;
  } catch {
    return undefined;
  }
};

export interface Versions {
  readonly gatehouse: string;
  /** Of the Node that runs this. */
  readonly node: string;
  /** Of the Node that package.json pins, when it is installed. */
  readonly pinnedNode: string | undefined;
}

export const versions = (): Versions => ({
  gatehouse: versionIn('apps', 'cli', 'package.json') ?? 'unknown',
  node: process.versions.node,
  pinnedNode: versionIn('node_modules', 'node', 'package.json'),
});
