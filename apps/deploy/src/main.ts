import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SettingError } from './checked.ts';
import { synthesize } from './deployment.ts';
import { readSettings } from './settings.ts';

const EXAMPLE = join(import.meta.dirname, '..', 'examples', 'deploy.json');
const EXIT_USAGE = 2;

const USAGE = `Makes the CloudFormation templates of the access broker.

  node apps/deploy/src/main.ts --settings FILE --out DIR   writes them below DIR
  node apps/deploy/src/main.ts --settings FILE --json      prints them as one JSON object, by stack

Without --settings, those of the documentation's example are made. docs/deploy.md tells the rest.
`;

interface Asked {
  readonly settings: string;
  readonly out: string | undefined;
  readonly json: boolean;
}

const readFlags = (args: readonly string[]): Asked => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        settings: { type: 'string', default: EXAMPLE },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    if (values.json === (values.out !== undefined)) throw new SettingError(USAGE);
    return { settings: values.settings, out: values.out, json: values.json };
  } catch (error) {
    if (error instanceof SettingError) throw error;
    throw new SettingError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
};

const run = (): void => {
  const { settings, out, json } = readFlags(process.argv.slice(2));
  const folder = out ?? mkdtempSync(join(tmpdir(), 'gatehouse-deploy-'));
  try {
    const templates = synthesize(readSettings(settings), folder);
    const written = templates.map(({ stack, file }) => `${stack}  ${join(folder, file)}\n`);
    process.stdout.write(
      json
        ? `${JSON.stringify(Object.fromEntries(templates.map((made) => [made.stack, made.template])), undefined, 2)}\n`
        : written.join(''),
    );
  } finally {
    if (out === undefined) rmSync(folder, { recursive: true, force: true });
  }
};

try {
  run();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_USAGE;
}
