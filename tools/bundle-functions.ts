// Makes one file of each function that is deployed to AWS Lambda. The AWS SDK stays outside: the Node.js runtimes have it.
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { rolldown } from 'rolldown';
import { ZipFile } from 'yazl';

const ROOT = join(import.meta.dirname, '..');
const ROTATION = 'solutions/rotation/src';

/** Functions by the folder of `dist/functions` that they go to. */
const FUNCTIONS = {
  falco: 'solutions/falco/src/lambda.ts',
  resolver: 'solutions/resolver/src/lambda.ts',
  'rotation-http-token': `${ROTATION}/functions/http-token.ts`,
  'rotation-iam-access-key': `${ROTATION}/functions/iam-access-key.ts`,
  'rotation-mysql-alternating-users': `${ROTATION}/functions/mysql-alternating-users.ts`,
  'rotation-mysql-single-user': `${ROTATION}/functions/mysql-single-user.ts`,
  'rotation-postgres-alternating-users': `${ROTATION}/functions/postgres-alternating-users.ts`,
  'rotation-postgres-single-user': `${ROTATION}/functions/postgres-single-user.ts`,
  'rotation-template': `${ROTATION}/frame/index.ts`,
} as const;

export type FunctionName = keyof typeof FUNCTIONS;

/** Functions that templates of CloudFormation hold. */
const INLINE: ReadonlySet<string> = new Set<FunctionName>(['falco', 'resolver']);

// What pg and mysql2 ask for where it is there, and do without: compiled code, another company's runtime, colours.
const OPTIONAL = ['cardinal', 'pg-cloudflare', 'pg-native'];

/**
 * The code of a function: one ES module that exports `handler`, or what a template of CloudFormation takes as text, which is a CommonJS
 * module, made short because templates have a limit.
 */
export const bundleFunction = async (
  name: FunctionName,
  form: 'module' | 'inline' = 'module',
): Promise<string> => {
  const bundle = await rolldown({
    input: join(ROOT, FUNCTIONS[name]),
    external: [/^@aws-sdk\//, /^@smithy\//, /^node:/, ...OPTIONAL],
    platform: 'node',
    logLevel: 'warn',
  });
  const { output } = await bundle.generate(
    form === 'module' ? { format: 'esm' } : { format: 'cjs', minify: true },
  );
  await bundle.close();
  return output[0].code;
};

/** Files of a function by name; the template is the one that a person goes on writing, beside the frame that it uses. */
export const filesOf = async (name: FunctionName): Promise<Readonly<Record<string, string>>> => {
  const code = await bundleFunction(name);
  if (name !== 'rotation-template') return { 'index.mjs': code };
  const template = readFileSync(join(ROOT, ROTATION, 'functions/template.ts'), 'utf8');
  return {
    'index.mjs': template.replaceAll('../frame/index.ts', './frame.mjs'),
    'frame.mjs': code,
  };
};

const write = (place: string, text: string): void => {
  mkdirSync(join(ROOT, dirname(place)), { recursive: true });
  writeFileSync(join(ROOT, place), text);
  process.stderr.write(`${place}\n`);
};

/** What `aws lambda create-function --zip-file fileb://…` takes; the same bytes for the same code. */
const writeZip = async (place: string, files: Readonly<Record<string, string>>): Promise<void> => {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files))
    zip.addBuffer(Buffer.from(text), name, { mtime: new Date('2020-01-01T00:00:00Z') });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(join(ROOT, place)));
  process.stderr.write(`${place}\n`);
};

if (process.argv[1] === import.meta.filename)
  for (const name of Object.keys(FUNCTIONS) as FunctionName[]) {
    const files = await filesOf(name);
    for (const [file, text] of Object.entries(files))
      write(join('dist/functions', name, file), text);
    await writeZip(join('dist/functions', `${name}.zip`), files);
    if (INLINE.has(name))
      write(join('dist/functions/inline', `${name}.js`), await bundleFunction(name, 'inline'));
  }
