// Makes one file of each function that is deployed to AWS Lambda. The AWS SDK stays outside: the Node.js runtimes have it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');

/** Functions by the folder of `dist/functions` that they go to. */
const FUNCTIONS = {
  falco: 'solutions/falco/src/lambda.ts',
  resolver: 'solutions/resolver/src/lambda.ts',
} as const;

/**
 * The code of a function: one ES module that exports `handler`, or what a template of CloudFormation takes as text, which is a CommonJS
 * module, made short because templates have a limit.
 */
export const bundleFunction = async (
  name: keyof typeof FUNCTIONS,
  form: 'module' | 'inline' = 'module',
): Promise<string> => {
  const bundle = await rolldown({
    input: join(ROOT, FUNCTIONS[name]),
    external: [/^@aws-sdk\//, /^@smithy\//, /^node:/],
    platform: 'node',
    logLevel: 'warn',
  });
  const { output } = await bundle.generate(
    form === 'module' ? { format: 'esm' } : { format: 'cjs', minify: true },
  );
  await bundle.close();
  return output[0].code;
};

const writeBelow = (folder: string, name: string, text: string): void => {
  const place = join('dist', 'functions', folder);
  mkdirSync(join(ROOT, place), { recursive: true });
  writeFileSync(join(ROOT, place, name), text);
  process.stderr.write(`${join(place, name)}\n`);
};

if (process.argv[1] === import.meta.filename)
  for (const name of Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[]) {
    writeBelow(name, 'index.mjs', await bundleFunction(name));
    writeBelow('inline', `${name}.js`, await bundleFunction(name, 'inline'));
  }
