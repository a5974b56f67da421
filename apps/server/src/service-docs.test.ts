import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serviceDocs } from './service-docs.ts';

test('docs/services says what the code does (node tools/generate-service-docs.ts writes it)', async () => {
  const folder = join(import.meta.dirname, '../../../docs/services');

  const written = new Map(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

  expect(written).toEqual(await serviceDocs());
});
