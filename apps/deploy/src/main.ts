import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SettingError } from './checked.ts';
import { synthesize, synthesizeFindings, type Template } from './deployment.ts';
import { readFindingsSettings } from './findings/settings.ts';
import { readSettings } from './settings.ts';

const EXAMPLES = join(import.meta.dirname, '..', 'examples');
const FUNCTIONS = join(import.meta.dirname, '..', '..', '..', 'dist', 'functions', 'inline');
const EXIT_USAGE = 2;

const USAGE = `Makes CloudFormation templates: of the access broker, or of what works on findings.

  node apps/deploy/src/main.ts --settings FILE --out DIR            the broker's, below DIR
  node apps/deploy/src/main.ts findings --settings FILE --out DIR   the finding resolver's and Falco's
  … --json                                                          prints them as one JSON object, by stack

Without --settings, those of the documentation's examples are made. docs/deploy.md and docs/findings-in-aws.md tell the rest.
`;

interface Asked {
  readonly what: 'broker' | 'findings';
  readonly settings: string;
  readonly out: string | undefined;
  readonly json: boolean;
}

const whatOf = ([what, ...more]: readonly string[]): Asked['what'] => {
  if (what === undefined) return 'broker';
  if (what !== 'findings' || more.length > 0) throw new SettingError(USAGE);
  return what;
};

const readFlags = (args: readonly string[]): Asked => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        settings: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const what = whatOf(positionals);
    if (values.json === (values.out !== undefined)) throw new SettingError(USAGE);
    const example = join(EXAMPLES, what === 'broker' ? 'deploy.json' : 'findings.json');
    return { what, settings: values.settings ?? example, out: values.out, json: values.json };
  } catch (error) {
    if (error instanceof SettingError) throw error;
    throw new SettingError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
};

const templatesOf = ({ what, settings }: Asked, folder: string): readonly Template[] =>
  what === 'broker'
    ? synthesize(readSettings(settings), folder)
    : synthesizeFindings(readFindingsSettings(settings, FUNCTIONS), folder);

const run = (): void => {
  const asked = readFlags(process.argv.slice(2));
  const { out, json } = asked;
  const folder = out ?? mkdtempSync(join(tmpdir(), 'gatehouse-deploy-'));
  try {
    const templates = templatesOf(asked, folder);
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
