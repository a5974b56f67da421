// Writes docs/services from the code; with --check it changes nothing and fails when they differ.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceDocs } from '../apps/server/src/service-docs.ts';

const folder = join(import.meta.dirname, '../docs/services');
const docs = await serviceDocs();
mkdirSync(folder, { recursive: true });
const present = readdirSync(folder);
const stale = [
  ...present.filter((name) => !docs.has(name)),
  ...[...docs].flatMap(([name, text]) =>
    present.includes(name) && readFileSync(join(folder, name), 'utf8') === text ? [] : [name],
  ),
];

if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error(
      `docs/services is stale (${stale.join(', ')}): node tools/generate-service-docs.ts`,
    );
    process.exit(1);
  }
} else {
  for (const name of stale) {
    const text = docs.get(name);
    if (text === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
  }
}
console.log(`docs/services: ${docs.size} files, ${stale.length} changed`);
