// Writes the types of the broker's clients from the OpenAPI document that a running broker serves; with --check it changes
// nothing and fails when they differ.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCloud } from '@gatehouse/testcloud';
import { brokerTypes, type OpenApi } from './broker-types.ts';

const root = join(import.meta.dirname, '..');
const FILES = ['apps/console/src/access/broker-types.ts', 'apps/cli/src/broker/broker-types.ts'];

const cloud = await startCloud();
const response = await fetch(`${cloud.console}/broker/openapi.json`);
// The broker's own document.
const document = (await response.json()) as OpenApi;
await cloud.stop();

const text = execFileSync(
  process.execPath,
  [join(root, 'node_modules/oxfmt/bin/oxfmt'), '--stdin-filepath', 'broker-types.ts'],
  { cwd: root, input: await brokerTypes(document), encoding: 'utf8' },
);
const stale = FILES.filter((file) => readFileSync(join(root, file), 'utf8') !== text);
if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error(`stale: ${stale.join(', ')}; run node tools/generate-broker-types.ts`);
    process.exitCode = 1;
  }
} else for (const file of stale) writeFileSync(join(root, file), text);
console.log(`broker types: ${FILES.length} files, ${stale.length} changed`);
